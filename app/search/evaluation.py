"""A plan evaluated over arrays: which documents match, and with what score."""

from collections.abc import Iterator
from functools import reduce

import numpy as np

from app.search.plan import Both, Either, Members, Plan, Sequence, Term
from app.search.postings.live import LivePostings, Matches, Occurrences
from app.search.postings.tables import Integers, expand_ranges

_FEW = 20  # times fewer: then a search for each is quicker than a table of all documents
_SPAN = 2**33  # more than any position
_MARGIN = 2**16  # more than any offset in a query


def find_matches(postings: LivePostings, plan: Plan | None) -> Matches:
    """Every live document that matches, scored as Whoosh would; None matches all, with score 0."""
    if plan is None:
        return Matches(postings.all_documents, np.zeros(len(postings.all_documents)))
    if _is_word(plan):
        return postings.remember(plan, lambda: _evaluate(postings, plan))
    return _evaluate(postings, plan)


def _evaluate(postings: LivePostings, plan: Plan) -> Matches:
    match plan:
        case Term():
            return _weigh(postings.score_term(plan.field, plan.term), plan.weight)
        case Sequence():
            return _find_sequence(postings, plan)
        case Members():
            documents = postings.find_members(plan.field, plan.terms)
            return Matches(documents, np.ones(len(documents)))
        case Either():
            return _find_either(postings, plan)
        case Both():
            return _find_both(postings, plan)


def _is_word(plan: Plan) -> bool:
    """Whether it is a word, in one field or several: what is worth keeping, for it comes again."""
    terms = plan.choices if isinstance(plan, Either) else (plan,)
    return all(isinstance(term, Term) for term in terms)


def _find_either(postings: LivePostings, plan: Either) -> Matches:
    if _is_word(plan):  # it is kept as a whole, so its terms need not be
        found = [_evaluate(postings, term) for term in plan.choices]
    else:
        found = [find_matches(postings, choice) for choice in _list_choices(plan)]
    return _unite([matches for matches in found if len(matches.documents)], postings.count)


def _list_choices(plan: Plan) -> Iterator[Plan]:
    """The choices, and in place of one that is not a word but offers choices again those."""
    if not isinstance(plan, Either) or _is_word(plan):
        yield plan
        return
    for choice in plan.choices:
        yield from _list_choices(choice)


def _find_both(postings: LivePostings, plan: Both) -> Matches:
    included = sorted(
        (find_matches(postings, part) for part in plan.included),
        key=lambda matches: len(matches.documents),
    )
    found = reduce(lambda one, other: _intersect(one, other, postings.count), included)
    for part in plan.excluded:
        if not len(found.documents):
            return found
        excluded = np.zeros(postings.count, np.bool_)
        excluded[find_matches(postings, part).documents] = True
        found = found.select(np.flatnonzero(~excluded[found.documents]))
    return found


def _weigh(matches: Matches, weight: float) -> Matches:
    return matches if weight == 1 else Matches(matches.documents, matches.scores * weight)


def _unite(choices: list[Matches], count: int) -> Matches:
    if not choices:
        return Matches(np.empty(0, np.int64), np.empty(0))
    if len(choices) == 1:
        return choices[0]
    matched = np.zeros(count, np.bool_)
    scores = np.zeros(count)
    for choice in choices:
        matched[choice.documents] = True
        scores[choice.documents] += choice.scores
    documents = np.flatnonzero(matched)
    return Matches(documents, scores[documents])


def _intersect(fewer: Matches, more: Matches, count: int) -> Matches:
    """Documents in both, the scores added up."""
    inside, there = _pair_up(fewer.documents, more.documents, count)
    return Matches(fewer.documents[inside], fewer.scores[inside] + more.scores[there])


def _pair_up(fewer: Integers, more: Integers, count: int) -> tuple[Integers, Integers]:
    """The rows of the same documents in two rising arrays."""
    if not len(more):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    if len(fewer) * _FEW < len(more):
        rows = np.minimum(np.searchsorted(more, fewer), len(more) - 1)
        inside = np.flatnonzero(more[rows] == fewer)
        return inside, rows[inside]
    rows = np.full(count, -1)
    rows[more] = np.arange(len(more))
    there = rows[fewer]
    inside = np.flatnonzero(there >= 0)
    return inside, there[inside]


def _find_sequence(postings: LivePostings, plan: Sequence) -> Matches:
    scored = sorted(
        (find_matches(postings, Term(plan.field, term)) for term, _ in plan.terms),
        key=lambda matches: len(matches.documents),
    )
    common = reduce(lambda one, other: _intersect(one, other, postings.count), scored)
    if not len(common.documents):  # as in most titles
        return common
    places = [
        _locate(postings.read_occurrences(plan.field, term), common.documents, offset, postings)
        for term, offset in plan.terms
    ]
    owners = reduce(_intersect_places, sorted(places, key=len)) // _SPAN
    rows = owners[np.flatnonzero(np.diff(owners, prepend=-1))]
    return _weigh(common.select(rows), plan.weight)


def _locate(
    occurrences: Occurrences, documents: Integers, offset: int, postings: LivePostings
) -> Integers:
    """Where a sequence would begin for a term to stand `offset` behind that, in each of the documents.

    A place is the row of the document times _SPAN, plus a position.
    """
    rows, there = _pair_up(documents, occurrences.documents, postings.count)
    counts = occurrences.frequencies[there]
    inside = expand_ranges(occurrences.starts[there], counts)
    places: Integers = np.repeat(rows * _SPAN + (_MARGIN - offset), counts)
    places += occurrences.positions[inside]
    return places


def _intersect_places(one: Integers, other: Integers) -> Integers:
    """What is in both of two rising arrays: sorting two runs that are in order is but a merge."""
    merged = np.concatenate((one, other))
    merged.sort(kind="stable")
    twice: Integers = merged[1:][merged[1:] == merged[:-1]]
    return twice
