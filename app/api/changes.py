"""Lists in the order of changes, for those who keep a copy in step."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request

from app.api.formats import ChangesQuery
from app.api.pagination import replace_parameter
from app.errors import BadRequestError, Problem, UnavailableError
from app.store.changes import Position
from app.store.outbox import get_generation
from app.store.replica import is_replica


class BehindError(UnavailableError):
    """Another replica has told of a state that this one has still to reach."""

    title = "This replica has not come that far yet"


def find_position(connection: Connection, query: ChangesQuery) -> Position | None:
    """Where the wanted changes begin, if they are wanted; raise BadRequestError for a later state's.

    A replica may be behind the one that gave the token: BehindError then.
    """
    position = query.position
    if position is not None and position.generation > get_generation(connection):
        if is_replica(connection):
            raise BehindError(f"Changes since {position.generation} are not in this replica yet.")
        reason = "is of a later state than this archive has"
        raise BadRequestError(
            f"changed_since {reason}: it was replaced by an older copy. Begin again with changed_since=0.",
            (Problem("changed_since", reason),),
        )
    return position


def build_changes(
    request: Request, connection: Connection, query: ChangesQuery, rows: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """The envelope of changes. `rows` holds one more than the page if there are more."""
    page, more = rows[: query.limit], len(rows) > query.limit
    token = page[-1]["changed"] if more else str(get_generation(connection))
    following = replace_parameter(request, "changed_since", token)
    return {
        "items": page,
        "next": following if more else None,
        "total": None,
        "changed_since": token,
    }
