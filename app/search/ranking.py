"""From matches to an answer: filters, one article for each group of copies, facets, order, page."""

from collections import Counter
from collections.abc import Callable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from app.search.columns import Columns, Labels
from app.search.postings.live import Matches
from app.search.results import Hit, SearchRequest, SortKey
from app.search.schema import UNDATED
from app.text import fold_label

MAX_FACET_VALUES = 100
_SCORE_DECIMALS = (
    6  # scores that differ by less are equal, so that the order does not hang on rounding
)
_LAST = 10_000_000  # sorts undated articles behind every day; date.max is day 3,652,059

Mask = NDArray[np.bool_]
Integers = NDArray[np.int64]
Facets = dict[str, list[tuple[str | None, int]]]


def filter_matches(matches: Matches, columns: Columns, request: SearchRequest) -> Matches:
    """Keep the matches that pass every filter of the request, near-copies collapsed if it asks so."""
    kept = _select(matches, _pass_dates(matches.documents, columns, request))
    if request.sources:
        wanted = {fold_label(name) for name in request.sources}
        kept = _keep_labelled(
            kept, columns, columns.source, lambda name: fold_label(name) in wanted
        )
    if request.languages:
        kept = _keep_labelled(kept, columns, columns.language, set(request.languages).__contains__)
    if request.forms is not None:
        kept = _keep_labelled(kept, columns, columns.forms, request.forms.__contains__)
    return _collapse_copies(kept, columns) if request.copies == "collapse" else kept


def count_facets(matches: Matches, columns: Columns, request: SearchRequest) -> Facets:
    """Count the matches by each facet that the request names, commonest first, then by value."""
    counters = {
        "source": lambda: _count_labels(matches, columns, columns.source, str),
        "speaker": lambda: _count_labels(matches, columns, columns.forms, request.speaker_of),
        "year": lambda: _count_years(matches, columns),
    }
    return {name: _commonest(counters[name]()) for name in request.facets}


def take_page(matches: Matches, columns: Columns, request: SearchRequest) -> tuple[Hit, ...]:
    """The first hits in order that come strictly after `request.after`, at most `request.limit`.

    The order is total: by score (highest first) then newest, or by first day, then by id; undated last.
    """
    primary, secondary = _sort_columns(matches, columns, request.sort)
    ids = columns.ids[matches.documents]
    places = np.arange(len(ids))
    if request.after is not None:
        places = places[_comes_after(primary, secondary, ids, request.after)]
    places = _leading(places, primary, request.limit)
    order = np.lexsort((ids[places], secondary[places], primary[places]))[: request.limit]
    return tuple(
        Hit(
            id=(article_id := ids[place].decode()),
            score=round(float(matches.scores[place]), _SCORE_DECIMALS),
            sort_key=(float(primary[place]), int(secondary[place]), article_id),
        )
        for place in places[order]
    )


def _select(matches: Matches, mask: Mask) -> Matches:
    return Matches(matches.documents[mask], matches.scores[mask])


def _pass_dates(documents: Integers, columns: Columns, request: SearchRequest) -> Mask:
    first, last = columns.first_day[documents], columns.last_day[documents]
    undated: Mask = first == UNDATED
    if request.undated == "only":
        return undated
    passed: Mask = ~undated
    if request.from_day:
        passed &= last >= request.from_day.toordinal()
    if request.to_day:
        passed &= first <= request.to_day.toordinal()
    return passed | undated if request.undated == "include" else passed


def _keep_labelled(
    matches: Matches, columns: Columns, labels: Labels, is_wanted: Callable[[str], bool]
) -> Matches:
    wanted = np.fromiter(map(is_wanted, labels.names), np.bool_, len(labels.names))
    bears = np.zeros(len(columns.ids), np.bool_)
    bears[labels.documents[wanted[labels.codes]]] = True
    return _select(matches, bears[matches.documents])


def _collapse_copies(matches: Matches, columns: Columns) -> Matches:
    """Of each group keep its leader; if that does not match, the earliest copy, then the smallest id."""
    copies = np.flatnonzero(columns.copy_of[matches.documents] != b"")
    if not len(copies):
        return matches
    documents = matches.documents[copies]
    leaders = columns.copy_of[documents]
    first = columns.first_day[documents]
    by_age = np.lexsort((columns.ids[documents], np.where(first == UNDATED, _LAST, first), leaders))
    kept = np.ones(len(matches.documents), np.bool_)
    kept[copies] = False
    _, earliest = np.unique(leaders[by_age], return_index=True)
    chosen = by_age[earliest]
    without_leader = ~np.isin(leaders[chosen], columns.ids[matches.documents])
    kept[copies[chosen[without_leader]]] = True
    return _select(matches, kept)


def _count_labels(
    matches: Matches, columns: Columns, labels: Labels, group_of: Callable[[str], str]
) -> Counter[str | None]:
    """Articles by the group of their labels; an article with two labels of one group counts once."""
    groups: dict[str, int] = {}
    group_codes = [groups.setdefault(group_of(name), len(groups)) for name in labels.names]
    matched = np.zeros(len(columns.ids), np.bool_)
    matched[matches.documents] = True
    relevant = matched[labels.documents]
    documents = labels.documents[relevant]
    codes = np.array(group_codes, np.int64)[labels.codes[relevant]]
    pairs = np.unique(np.stack((documents, codes)), axis=1)
    counts = np.bincount(pairs[1], minlength=len(groups))
    counted: Counter[str | None] = Counter(dict(zip(groups, counts.tolist(), strict=True)))
    if labels is columns.source:
        counted[None] = len(matches.documents) - len(np.unique(documents))
    return counted


def _count_years(matches: Matches, columns: Columns) -> Counter[str | None]:
    days, counts = np.unique(columns.first_day[matches.documents], return_counts=True)
    years: Counter[str | None] = Counter()
    for day, count in zip(days.tolist(), counts.tolist(), strict=True):
        years[None if day == UNDATED else str(date.fromordinal(day).year)] += count
    return years


def _commonest(counts: Counter[str | None]) -> list[tuple[str | None, int]]:
    present = [(value, count) for value, count in counts.items() if count]
    present.sort(key=lambda item: (-item[1], item[0] is None, item[0] or ""))
    return present[:MAX_FACET_VALUES]


def _sort_columns(
    matches: Matches, columns: Columns, sort: str
) -> tuple[NDArray[np.float64], Integers]:
    """Two keys, both rising: what the order goes by, and what decides between equals before the id."""
    first = columns.first_day[matches.documents]
    newest = np.where(first == UNDATED, _LAST, -first)
    if sort == "relevance":
        return 0.0 - np.round(matches.scores, _SCORE_DECIMALS), newest
    days = newest if sort == "newest" else np.where(first == UNDATED, _LAST, first)
    return days.astype(np.float64), np.zeros(len(days), np.int64)


def _comes_after(
    primary: NDArray[np.float64],
    secondary: Integers,
    ids: NDArray[np.bytes_],
    after: SortKey,
) -> Mask:
    last_primary, last_secondary, last_id = after
    ties = (secondary > last_secondary) | (
        (secondary == last_secondary) & (ids > np.bytes_(last_id.encode()))
    )
    later: Mask = (primary > last_primary) | ((primary == last_primary) & ties)
    return later


def _leading(places: Integers, primary: NDArray[np.float64], limit: int) -> Integers:
    """The places that can be among the first `limit`: ties of the last one included."""
    if len(places) <= limit or limit < 1:
        return places
    keys = primary[places]
    bound = np.partition(keys, limit - 1)[limit - 1]
    leading: Integers = places[keys <= bound]
    return leading
