"""The formats of a list, and the parameters that go with them."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from app.api.pagination import CURSOR_FORM, PAGE_MOST, PageQuery
from app.errors import InvalidParameterError, Problem
from app.export import Format
from app.store.changes import POSITION_FORM, Position, read_position

NDJSON = "application/x-ndjson"
CSV = "text/csv; charset=utf-8"
ATOM = "application/atom+xml"
_PAGED = ("json", "atom")
_CONTENTS = {
    NDJSON: "One item a line, as in `items`; articles whole.",
    CSV: "A line of names, then an item a line; a list stands in its cell as JSON.",
    ATOM: "A page as a feed (RFC 4287), with links to the next one (RFC 5005).",
}


def _check_token(token: str) -> str:
    read_position(token)
    return token


ChangeToken = Annotated[
    str,
    AfterValidator(_check_token),
    Field(max_length=60, json_schema_extra={"pattern": f"^{POSITION_FORM}$"}),
]


class FormatQuery(PageQuery):
    """The parameters of a list that is also streamed, or read as a feed."""

    limit: int = Field(
        default=20,
        ge=1,
        description=f"Items a page, 1 to {PAGE_MOST}, by default 20. `ndjson` and `csv` have all items "
        "unless it is given, and then as many as it says.",
    )
    cursor: str | None = Field(
        default=None,
        max_length=2000,
        description="Where the page begins: taken from `next`, valid with the same filters only. Or the id "
        "of an item, for what follows it: so a broken stream goes on after its last whole line.",
        json_schema_extra=CURSOR_FORM,
    )
    count: bool = Field(
        default=False,
        description="Also say how many items there are in all, in `total`; with `format=json` only.",
    )
    format: Literal["json", "ndjson", "csv", "atom"] = Field(
        default="json",
        description="`json`: pages. `ndjson`, `csv`: all items in one answer, streamed, articles whole. "
        "`atom`: pages as a feed, newest first unless `sort` says otherwise.",
    )

    @model_validator(mode="after")
    def _check_pages(self) -> "FormatQuery":
        if self.format in _PAGED and self.limit > PAGE_MOST:
            _refuse("limit", f"is at most {PAGE_MOST} with format={self.format}")
        if self.count and self.format != "json":
            _refuse("count", "goes with format=json only")
        return self

    @property
    def streamed(self) -> Format | None:
        """The format of a stream; None for an answer in pages."""
        return None if self.format in _PAGED else Format(self.format)

    @property
    def stream_limit(self) -> int | None:
        """How many items a stream has; None for all."""
        return self.limit if "limit" in self.model_fields_set else None


class ChangesQuery(FormatQuery):
    """The parameters of a list that another service can keep in step with."""

    changed_since: ChangeToken | None = Field(
        default=None,
        description="What changed after this, in the order of the changes, and what is void since: `0` for "
        "all there is, then the `changed_since` of the answer before. Not together with `cursor`, `count`, "
        "`sort`, `q`, `copies=collapse` or `format=atom`.",
    )

    @model_validator(mode="after")
    def _check_changes(self) -> "ChangesQuery":
        if self.changed_since is None:
            return self
        for name in ("cursor", "count", "sort", "q"):
            if name in self.model_fields_set and getattr(self, name):
                _refuse(name, "does not go together with changed_since")
        if "copies" in self.model_fields_set and getattr(self, "copies", "all") != "all":
            _refuse(
                "copies", "is all with changed_since: a copy is hidden for what changes elsewhere"
            )
        if self.format == "atom":
            _refuse("format", "is json, ndjson or csv with changed_since")
        return self

    @property
    def position(self) -> Position | None:
        """Where the wanted changes begin; None where changes are not asked for."""
        return None if self.changed_since is None else read_position(self.changed_since)


def format_answers() -> dict[int | str, dict[str, Any]]:
    """The other formats of a list, for the `responses` of a route."""
    content = {
        media_type.partition(";")[0]: {"schema": {"type": "string", "description": description}}
        for media_type, description in _CONTENTS.items()
    }
    return {200: {"content": content}}


def _refuse(name: str, reason: str) -> None:
    raise InvalidParameterError.of(Problem(name, reason))
