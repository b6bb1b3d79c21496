"""Pages: opaque cursors bound to their filters, and the envelope of a list."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

import msgspec
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict
from starlette.requests import Request

from app.errors import BadRequestError, Problem

PAGE_MOST = 100  # items
# What no cursor looks like can be told from the document; the rest is for `read_cursor` to refuse.
CURSOR_FORM: JsonDict = {"pattern": "^[A-Za-z0-9_-]+={0,2}$"}
_NOT_FILTERS = frozenset({"cursor", "limit", "count", "format"})
_MEND = "Take the cursor from `next` and keep the other parameters as they were."
_ITEM_ID = re.compile(r"[0-9a-f]{16}(-\d+-\d+)?", re.ASCII)

# What SQLite and NumPy can compare; a forged cursor may hold more digits.
Integer64 = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
Natural64 = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
Row = TypeVar("Row")


class PageQuery(BaseModel):
    """The parameters that every list takes."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(
        default=20, ge=1, le=PAGE_MOST, description=f"Items a page, 1 to {PAGE_MOST}."
    )
    cursor: str | None = Field(
        default=None,
        max_length=5000,  # by relevance it has a number for each of the terms of 32 words
        description="Where the page begins; taken from `next`, valid with the same filters only.",
        json_schema_extra=CURSOR_FORM,
    )
    count: bool = Field(
        default=False, description="Also say how many items there are in all, in `total`."
    )


def read_cursor(request: Request, query: PageQuery, key_type: Any) -> Any:
    """The key (a `key_type`) after which the page begins, or None; a foreign cursor is refused (400)."""
    if query.cursor is None:
        return None
    try:
        content = base64.b64decode(query.cursor.encode(), altchars=b"-_", validate=True)
        binding, key = msgspec.json.decode(content, type=tuple[str, key_type])
    except (ValueError, binascii.Error) as error:  # msgspec's errors are ValueErrors
        raise _bad_cursor("is not one that was handed out here") from error
    if binding != bind(request):
        raise _bad_cursor("belongs to a request with other filters")
    return key


def read_place(
    request: Request, query: PageQuery, key_type: Any, find_key: Callable[[str], Any]
) -> Any:
    """`read_cursor`, also where it is the id of an item, whose key, None if it is gone, `find_key` gives."""
    if query.cursor is None or not _ITEM_ID.fullmatch(query.cursor):
        return read_cursor(request, query, key_type)
    key = find_key(query.cursor)
    if key is None:
        raise _bad_cursor("is the id of nothing that is there now; take that of the item before it")
    return key


def build_page(
    request: Request,
    query: PageQuery,
    rows: Sequence[Row],
    *,
    shape: Callable[[Row], dict[str, Any]],
    key: Callable[[Row], Any],
    total: int | None,
) -> dict[str, Any]:
    """The envelope of a list. `rows` holds one more than the page if there is a next page."""
    page = rows[: query.limit]
    more = len(rows) > query.limit
    return {
        "items": [shape(row) for row in page],
        "next": next_url(request, key(page[-1])) if more else None,
        "total": total,
    }


def next_url(request: Request, key: Any) -> str:
    """The address of the page that begins after `key`."""
    content = msgspec.json.encode((bind(request), key))
    cursor = base64.urlsafe_b64encode(content).decode()
    return replace_parameter(request, "cursor", cursor)


def replace_parameter(request: Request, name: str, value: str) -> str:
    """The address of a request with another value of a parameter."""
    # As `URL.include_query_params` does it, without taking the address apart once more.
    others = [pair for pair in request.query_params.multi_items() if pair[0] != name]
    address, _, _ = str(request.url).partition("?")
    return f"{address}?{urlencode([*others, (name, value)])}"


def bind(request: Request) -> str:
    """A hash of the path and the filters of a request; their order does not count."""
    filters = sorted(
        pair for pair in request.query_params.multi_items() if pair[0] not in _NOT_FILTERS
    )
    identity = msgspec.json.encode((request.url.path, filters))
    return hashlib.sha256(identity).hexdigest()[:12]


def _bad_cursor(reason: str) -> BadRequestError:
    return BadRequestError(f"The cursor {reason}. {_MEND}", (Problem("cursor", reason),))
