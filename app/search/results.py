"""What is asked of the index, and what it answers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from app.search.query import Query, describe

Facet = Literal["source", "speaker", "year"]
SortKey = tuple[float, int, str]
# Scores that differ by less are equal, so that the order does not hang on rounding.
SCORE_DECIMALS = 6


def _find_no_forms(_name: str) -> frozenset[str]:
    return frozenset()


def _same_name(form: str) -> str:
    return form


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """A search: what to find, among which articles, in which order.

    `query` None finds every article. `from_day` and `to_day` are inclusive; an article that is dated to a
    month or year matches when its interval overlaps. Empty `sources` and `languages` and `forms` None do not
    filter; `forms` keeps articles that quote one of these name forms. `after` is the sort key of the last
    hit of the page before, `basis` that page's: scores are computed as they were for it, except by the engine
    `whoosh`. `resolve_forms` gives the name forms that `speaker:` of the query means;
    `speaker_of` the speaker that a name form belongs to, under whom the facet counts its articles.
    """

    query: Query | None
    from_day: date | None = None
    to_day: date | None = None
    undated: Literal["include", "exclude", "only"] = "include"
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    forms: frozenset[str] | None = None
    copies: Literal["collapse", "all"] = "collapse"
    sort: Literal["relevance", "newest", "oldest"] = "relevance"
    limit: int = 20
    after: SortKey | None = None
    basis: tuple[int, ...] | None = None
    facets: tuple[Facet, ...] = ()
    resolve_forms: Callable[[str], frozenset[str]] = _find_no_forms
    speaker_of: Callable[[str], str] = _same_name


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that matches; `sort_key` is what `after` of the next page wants."""

    id: str
    score: float
    sort_key: SortKey


@dataclass(frozen=True, slots=True)
class Interpretation:
    """How the query was read: in full notation, the words left out, and where it was cut short."""

    query: str | None
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def interpret(query: Query | None, notes: Iterable[str]) -> Interpretation:
    """How a query was read, None for one that asks for everything; `notes` say where it was cut short."""
    if query is None:
        return Interpretation(query=None)
    return Interpretation(describe(query.root), query.ignored, tuple(notes))


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """A page of hits in order; `total` and `facets` count all hits, whatever the page.

    A facet lists values with numbers of articles, commonest first; the value None stands for articles
    without a source or a year. `basis` is what the next page by relevance wants, None without one.
    """

    hits: tuple[Hit, ...]
    total: int
    interpretation: Interpretation
    basis: tuple[int, ...] | None = None
    facets: Mapping[str, list[tuple[str | None, int]]] = field(default_factory=dict)
