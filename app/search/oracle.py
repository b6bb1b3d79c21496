"""A plan evaluated by Whoosh itself, document by document: slow, and what `evaluation` must agree with."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh import query as whoosh_query
from whoosh.matching import FilterMatcher
from whoosh.query.spans import SpanNear2
from whoosh.searching import SearchContext, Searcher

from app.search.plan import Both, Either, Members, Plan, Sequence, Term
from app.search.postings.live import Matches

WhooshQuery = Any  # whoosh.query.Query; Whoosh ships no types
Matcher = Any  # whoosh.matching.Matcher


class _Following(SpanNear2):  # type: ignore[misc]  # Whoosh ships no types
    """Two queries the second of which stands exactly `gap` positions behind the first."""

    def __init__(self, first: WhooshQuery, second: WhooshQuery, gap: int) -> None:
        super().__init__([first, second], slop=gap, mindist=gap)

    def _and_query(self) -> WhooshQuery:
        return whoosh_query.And(self.qs)  # in 2.7.4 the inherited method ends in a NameError


class _Without(whoosh_query.AndNot):  # type: ignore[misc]  # Whoosh ships no types
    """What the first query matches and the second does not.

    Whoosh's own matcher for this lets through a document that both begin with, and reads past the end.
    """

    def matcher(self, searcher: Searcher, context: SearchContext | None = None) -> Matcher:
        excluded = frozenset(number for number, _ in _iterate(self.b.matcher(searcher, context)))
        return FilterMatcher(self.a.matcher(searcher, context), excluded, exclude=True)


def find_matches(searcher: Searcher, plan: Plan | None) -> Matches:
    """Every live document that matches, scored by BM25; None matches all, with score 0."""
    if plan is None:
        documents = np.fromiter(searcher.reader().all_doc_ids(), np.int64)
        return Matches(documents, np.zeros(len(documents)))
    query = _translate(plan)
    numbers: list[int] = []
    scores: list[float] = []
    for leaf, base in searcher.leaf_searchers():
        matcher = query.matcher(leaf, SearchContext(weighting=searcher.weighting))
        for number, score in _iterate(matcher):
            numbers.append(base + number)
            scores.append(score)
    return Matches(np.array(numbers, np.int64), np.array(scores, np.float64))


def _iterate(matcher: Matcher) -> Iterator[tuple[int, float]]:
    """Step by step: the shortcut `all_ids` forgets that a phrase is more than its words."""
    while matcher.is_active():
        yield matcher.id(), matcher.score()
        matcher.next()


def _translate(plan: Plan) -> WhooshQuery:
    match plan:
        case Term():
            return whoosh_query.Term(plan.field, plan.term, boost=plan.weight)
        case Sequence():
            return _translate_sequence(plan)
        case Members():
            return _translate_members(plan)
        case Either():
            return whoosh_query.Or([_translate(choice) for choice in plan.choices])
        case Both():
            included = [_translate(part) for part in plan.included]
            found = whoosh_query.And(included) if len(included) > 1 else included[0]
            if not plan.excluded:
                return found
            return _Without(found, whoosh_query.Or([_translate(part) for part in plan.excluded]))


def _translate_sequence(plan: Sequence) -> WhooshQuery:
    """Each term exactly as far behind the one before it as in the phrase."""
    (first, before), *others = plan.terms
    found = whoosh_query.Term(plan.field, first, boost=plan.weight)
    for term, offset in others:
        following = whoosh_query.Term(plan.field, term, boost=plan.weight)
        found = _Following(found, following, offset - before)
        before = offset
    return found


def _translate_members(plan: Members) -> WhooshQuery:
    if not plan.terms:
        return whoosh_query.NullQuery
    anyone = whoosh_query.Or([whoosh_query.Term(plan.field, term) for term in plan.terms])
    return whoosh_query.ConstantScoreQuery(anyone)
