"""*Did you mean*: for a word that the index does not know, the nearest, then commonest, that it does."""

from collections.abc import Iterator

from app.search.analysis import Token, spanish_terms
from app.search.query import Phrase, Query, Title, Word, find_leaves
from app.search.vocabulary import Vocabulary

_MIN_LETTERS = 4  # a shorter word has a neighbour of any meaning


def find_suggestion(query: Query, vocabulary: Vocabulary) -> str | None:
    """The query as typed with each unknown word mended; None if all are known or none can be mended."""
    mended = query.typed
    unknown = [token for token in _searched_words(query) if not _is_known(token, vocabulary)]
    for token in reversed(unknown):
        nearest = _find_nearest(token.folded, vocabulary)
        if nearest is not None:
            typed = mended[token.start : token.end]
            nearest = nearest.capitalize() if typed[:1].isupper() else nearest
            mended = mended[: token.start] + nearest + mended[token.end :]
    return mended if mended != query.typed else None


def _searched_words(query: Query) -> Iterator[Token]:
    """The words, also those of phrases, at their places in the query as typed."""
    for leaf in find_leaves(query.root):
        content = leaf.content if isinstance(leaf, Title) else leaf
        if isinstance(content, Word | Phrase):
            for token in spanish_terms(content.text):
                if not token.joined:
                    start, end = content.start + token.start, content.start + token.end
                    yield token._replace(start=start, end=end)


def _is_known(token: Token, vocabulary: Vocabulary) -> bool:
    return vocabulary.count_documents("text", token.term) > 0


def _find_nearest(folded: str, vocabulary: Vocabulary) -> str | None:
    if len(folded) < _MIN_LETTERS or not folded.isalpha():
        return None
    near = vocabulary.expand_typo(folded) or vocabulary.expand_near(folded)
    return min(
        near, key=lambda word: (-vocabulary.count_documents("words", word), word), default=None
    )
