"""The query language answered by reading every article: slow, plain, and what the index must agree with."""

from collections.abc import Iterable, Iterator

from app.search.analysis import Token, spanish_terms
from app.search.articles import IndexedArticle
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
from app.text import fold_label

_ALPHABET = "abcdefghijklmnñopqrstuvwxyz0123456789"


def scan(articles: Iterable[IndexedArticle], node: Node) -> set[str]:
    """Ids of the articles that match."""
    return {article.id for article in articles if _matches(article, node)}


def _matches(article: IndexedArticle, node: Node) -> bool:
    match node:
        case AllOf():
            return all(_matches(article, part) for part in node.included) and not any(
                _matches(article, part) for part in node.excluded
            )
        case AnyOf():
            return any(_matches(article, choice) for choice in node.choices)
        case _:
            return _matches_leaf(article, node)


def _matches_leaf(article: IndexedArticle, leaf: Leaf) -> bool:
    title = list(spanish_terms(article.title or ""))
    body = list(spanish_terms(article.body))
    folded = {token.folded for token in title + body}
    match leaf:
        case Title():
            return _occurs(title, leaf.content)
        case Word() | Phrase():
            return _occurs(title, leaf) or _occurs(body, leaf)
        case Prefix():
            return any(word.startswith(leaf.folded) for word in folded)
        case Typo():
            return not folded.isdisjoint({leaf.folded, *edit_once(leaf.folded)})
        case Source():
            return fold_label(article.source or "") == fold_label(leaf.name)
        case Speaker():
            raise AssertionError("who speaks is not in the text")


def _occurs(tokens: list[Token], node: Word | Phrase) -> bool:
    places = {(token.term, token.position) for token in tokens}
    if isinstance(node, Word) and any(term == node.term for term, _ in places):
        return True
    terms = node.parts if isinstance(node, Word) else node.terms
    return bool(terms) and any(
        all((term, position + offset) in places for term, offset in terms) for _, position in places
    )


def edit_once(word: str) -> Iterator[str]:
    """Every form with one letter missing, too many, wrong, or in its neighbour's place; may repeat."""
    for index in range(len(word) + 1):
        head, tail = word[:index], word[index:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _ALPHABET:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
