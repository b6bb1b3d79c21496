"""From matches to an answer: filters, one article for each group of copies, facets, order, page."""

from collections.abc import Collection

import numpy as np

from app.search.columns import Columns
from app.search.postings.live import Mask, Matches, Scores
from app.search.postings.tables import Integers
from app.search.results import SCORE_DECIMALS, Hit, SearchRequest, SortKey
from app.search.schema import UNDATED
from app.text import fold_label


def filter_matches(matches: Matches, columns: Columns, request: SearchRequest) -> Matches:
    """Keep the matches that pass every filter of the request, near-copies collapsed if it asks so."""
    kept = matches
    if request.from_day or request.to_day or request.undated != "include":
        kept = kept.select(_pass_dates(kept.documents, columns, request))
    if request.sources:
        kept = _keep_members(kept, columns, "source", [*map(fold_label, request.sources)])
    if request.languages:
        kept = _keep_members(kept, columns, "language", request.languages)
    if request.forms is not None:
        kept = _keep_members(kept, columns, "forms", request.forms)
    if request.copies == "collapse" and columns.has_copies:
        kept = _collapse_copies(kept, columns)
    return kept


def take_page(matches: Matches, columns: Columns, request: SearchRequest) -> tuple[Hit, ...]:
    """The first hits in order that come strictly after `request.after`, at most `request.limit`.

    The order is total: by score (highest first) then newest, or by first day, then by id; undated last.
    """
    candidates = _lead_by_score(matches, request)
    primary, secondary = _sort_keys(candidates, columns, request.sort)
    rows = np.arange(len(primary))
    if request.after is not None:
        rows = _find_later(candidates.documents, primary, secondary, request.after, columns)
    rows = _find_leading(rows, primary, secondary, request.limit)
    ids = columns.get_ids(candidates.documents[rows])
    order = np.lexsort((ids, secondary[rows], primary[rows]))[: request.limit]
    return tuple(
        Hit(
            id=(article_id := ids[place].decode()),
            score=round(float(candidates.scores[row]), SCORE_DECIMALS),
            sort_key=(float(primary[row]), int(secondary[row]), article_id),
        )
        for place, row in zip(order, rows[order], strict=True)
    )


def _pass_dates(documents: Integers, columns: Columns, request: SearchRequest) -> Mask:
    first = columns.first_day[documents]
    undated: Mask = first == UNDATED
    if request.undated == "only":
        return undated
    passed: Mask = ~undated
    if request.from_day:
        passed &= columns.last_day[documents] >= request.from_day.toordinal()
    if request.to_day:
        passed &= first <= request.to_day.toordinal()
    return passed | undated if request.undated == "include" else passed


def _keep_members(
    matches: Matches, columns: Columns, field: str, members: Collection[str]
) -> Matches:
    return matches.select(columns.postings.mark_members(field, members)[matches.documents])


def _collapse_copies(matches: Matches, columns: Columns) -> Matches:
    """Of each group keep its leader; if that does not match, the earliest copy, then the smallest id."""
    codes, leaders = columns.leaders
    copies = np.flatnonzero(codes[matches.documents] >= 0)
    if not len(copies):
        return matches
    matched = np.zeros(
        columns.postings.count + 1, np.bool_
    )  # the last is the leader that is not there
    matched[matches.documents] = True
    kept = np.ones(len(matches.documents), np.bool_)
    kept[copies] = False
    alone = copies[~matched[leaders[codes[matches.documents[copies]]]]]
    documents = matches.documents[alone]
    groups = codes[documents]
    by_age = np.lexsort((columns.get_ids(documents), columns.oldest[documents], groups))
    _, earliest = np.unique(groups[by_age], return_index=True)
    kept[alone[by_age[earliest]]] = True
    return matches.select(kept)


def _lead_by_score(matches: Matches, request: SearchRequest) -> Matches:
    """The matches that can be on a first page by relevance; all of them for any other page."""
    limit = request.limit
    if request.sort != "relevance" or request.after is not None or limit >= len(matches.scores):
        return matches
    if not limit:
        return matches.select(np.empty(0, np.int64))
    place = len(matches.scores) - limit
    bound = np.partition(matches.scores, place)[place] - 10**-SCORE_DECIMALS
    return matches.select(np.flatnonzero(matches.scores >= bound))


def _sort_keys(matches: Matches, columns: Columns, sort: str) -> tuple[Scores | Integers, Integers]:
    """Two keys, both rising: what the order goes by, and what decides between equals before the id."""
    if sort == "relevance":
        rounded: Scores = 0.0 - np.round(matches.scores, SCORE_DECIMALS)
        return rounded, columns.newest[matches.documents]
    days = columns.newest if sort == "newest" else columns.oldest
    return days[matches.documents], np.zeros(len(matches.documents), np.int64)


def _find_later(
    documents: Integers,
    primary: Scores | Integers,
    secondary: Integers,
    after: SortKey,
    columns: Columns,
) -> Integers:
    """The rows that come after a hit; ids are read only for those that are equal to it in all else."""
    last_primary, last_secondary, last_id = after
    same = primary == last_primary
    later = (primary > last_primary) | (same & (secondary > last_secondary))
    ties = np.flatnonzero(same & (secondary == last_secondary))
    later[ties] = columns.get_ids(documents[ties]) > np.bytes_(last_id.encode())
    return np.flatnonzero(later)


def _find_leading(
    rows: Integers, primary: Scores | Integers, secondary: Integers, limit: int
) -> Integers:
    """The rows that can be among the first `limit`, with all that tie with the last of them in both keys."""
    if len(rows) <= limit or limit < 1:
        return rows
    keys = primary[rows]
    bound = np.partition(keys, limit - 1)[limit - 1]
    surely, ties = rows[keys < bound], rows[keys == bound]
    room = limit - len(surely)
    keys = secondary[ties]
    bound = np.partition(keys, room - 1)[room - 1]
    return np.concatenate((surely, ties[keys <= bound]))
