"""Parameters that do not go together: what the document says in words, for want of a schema that could.

Schemathesis loads this (`schemathesis.toml`).
"""

from typing import Any

import schemathesis
from schemathesis import Case, HookContext

from app.api.pagination import PAGE_MOST

_NOT_WITH_CHANGES = {"cursor", "count", "sort", "q", "copies"}


@schemathesis.hook
def map_case(context: HookContext, case: Case[Any]) -> Case[Any]:  # noqa: ARG001  hooks are called with both
    """A request that is to be accepted, without contradictions; what it is to try out stays in it."""
    if case.meta and case.meta.generation.mode.is_positive and case.query:
        reconcile(case.query, getattr(case.meta.phase.data, "parameter", None))
    return case


def reconcile(query: dict[str, Any], tried: str | None) -> None:
    """Take out of valid parameters what contradicts the one that is tried out, or else one another."""
    first, last = query.get("from"), query.get("to")
    if first and last and first > last:
        query["from"], query["to"] = last, first
    _choose_changes(query, tried)
    if query.get("format", "json") != "json" and "count" in query:
        del query["format" if tried == "count" else "count"]
    if query.get("format", "json") in {"json", "atom"} and int(query.get("limit", 0)) > PAGE_MOST:
        query["limit"] = PAGE_MOST


def _choose_changes(query: dict[str, Any], tried: str | None) -> None:
    """Make it either a list of changes or any other list, half of the time each."""
    rivals = _NOT_WITH_CHANGES & query.keys()
    is_feed = query.get("format") == "atom"
    if "changed_since" not in query or not (rivals or is_feed):
        return
    if tried == "changed_since" or (tried is None and len(query) % 2):
        for name in rivals:
            del query[name]
        if is_feed:
            del query["format"]
    else:
        del query["changed_since"]
