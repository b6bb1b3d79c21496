"""Which articles of the index match a query, and with what score: the query tree evaluated by Whoosh.

What leaves this module is `Matches`, plain arrays; filters, facets and order work on those.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import query as whoosh_query
from whoosh.matching import FilterMatcher
from whoosh.query.spans import SpanNear2
from whoosh.searching import SearchContext, Searcher

from app.errors import BadRequestError, Problem
from app.search.query import (
    AllOf,
    AnyOf,
    Leaf,
    Node,
    Phrase,
    Prefix,
    Source,
    Speaker,
    Title,
    Typo,
    Word,
)
from app.search.vocabulary import (
    IndexReader,
    count_articles,
    expand_prefix,
    expand_typo,
)
from app.text import fold_label

TITLE_WEIGHT = (
    1.5  # of a word in the title, on top of its weight as a word of the text; not tuned yet
)
MAX_POSTINGS = 2_000_000  # that one query may read; Whoosh reads about a million a second

FormResolver = Callable[[str], frozenset[str]]
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


@dataclass(frozen=True, slots=True)
class Matches:
    """Numbers of the matching documents, rising over the whole index, with their scores."""

    documents: NDArray[np.int64]
    scores: NDArray[np.float64]


@dataclass(slots=True)
class Translation:
    """A query on its way into Whoosh's terms.

    `budget` is how many postings it may still read; `notes` say where it had to be cut short.
    """

    reader: IndexReader
    resolve_forms: FormResolver
    budget: int = MAX_POSTINGS
    notes: list[str] = field(default_factory=list)


def find_matches(searcher: Searcher, node: Node | None, translation: Translation) -> Matches:
    """Every live document that matches, scored by BM25; None matches all, with score 0.

    Raises BadRequestError for a query that would read more postings than its budget.
    """
    if node is None:
        documents = np.fromiter(searcher.reader().all_doc_ids(), np.int64)
        return Matches(documents, np.zeros(len(documents)))
    query = _translate(node, translation)
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


def _translate(node: Node, translation: Translation) -> WhooshQuery:
    match node:
        case AllOf():
            included = [_translate(part, translation) for part in node.included]
            found = whoosh_query.And(included) if len(included) > 1 else included[0]
            if not node.excluded:
                return found
            excluded = [_translate(part, translation) for part in node.excluded]
            return _Without(found, whoosh_query.Or(excluded))
        case AnyOf():
            return whoosh_query.Or([_translate(choice, translation) for choice in node.choices])
        case _:
            return _translate_leaf(node, translation)


def _translate_leaf(node: Leaf, translation: Translation) -> WhooshQuery:
    match node:
        case Word() | Phrase():
            return _match_text(node, translation)
        case Title():
            return _match_field("title", node.content, translation)
        case Prefix():
            return _match_prefix(node, translation)
        case Typo():
            return _match_members(
                "words", expand_typo(translation.reader, node.folded), translation
            )
        case Speaker():
            forms = sorted(translation.resolve_forms(node.name))
            return _match_members("forms", forms, translation)
        case Source():
            return _match_members("source", [fold_label(node.name)], translation)


def _match_prefix(node: Prefix, translation: Translation) -> WhooshQuery:
    words, total = expand_prefix(translation.reader, node.folded)
    if total > len(words):
        translation.notes.append(
            f"{node.folded}* stands for {total} words; the {len(words)} commonest were searched"
        )
    return _match_members("words", words, translation)


def _match_text(node: Word | Phrase, translation: Translation) -> WhooshQuery:
    """In title or body; what matches the title matches the text as well, and scores for both."""
    return whoosh_query.Or(
        [
            _match_field("text", node, translation),
            _match_field("title", node, translation, TITLE_WEIGHT),
        ]
    )


def _match_field(
    name: str, node: Word | Phrase, translation: Translation, weight: float = 1.0
) -> WhooshQuery:
    if isinstance(node, Phrase):
        return _match_phrase(name, node.terms, weight, translation)
    word = _match_term(name, node.term, weight, translation)
    if not node.parts:
        return word
    return whoosh_query.Or([word, _match_phrase(name, node.parts, weight, translation)])


def _match_term(name: str, term: str, weight: float, translation: Translation) -> WhooshQuery:
    _spend(translation, name, [term])
    return whoosh_query.Term(name, term, boost=weight)


def _match_phrase(
    name: str, terms: tuple[tuple[str, int], ...], weight: float, translation: Translation
) -> WhooshQuery:
    """Each term exactly as far behind the one before it as in the phrase."""
    (first, before), *others = terms
    found = _match_term(name, first, weight, translation)
    for term, offset in others:
        following = _match_term(name, term, weight, translation)
        found = _Following(found, following, offset - before)
        before = offset
    return found


def _match_members(name: str, members: list[str], translation: Translation) -> WhooshQuery:
    """Any of the members, each article with the score 1."""
    if not members:
        return whoosh_query.NullQuery
    _spend(translation, name, members)
    anyone = whoosh_query.Or([whoosh_query.Term(name, member) for member in members])
    return whoosh_query.ConstantScoreQuery(anyone)


def _spend(translation: Translation, name: str, terms: Iterable[str]) -> None:
    translation.budget -= sum(count_articles(translation.reader, name, term) for term in terms)
    if translation.budget < 0:
        reason = "its words are too many and too common; leave some out or choose rarer ones"
        raise BadRequestError(f"The query is too broad: {reason}.", (Problem("q", reason),))
