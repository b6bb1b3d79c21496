"""Articles -> what the index holds of them, many at a time."""

from collections.abc import Iterable, Iterator
from datetime import date

import numpy as np
from numpy.typing import NDArray

from app.search.articles import IndexedArticle
from app.search.postings.arranging import arrange_lists, arrange_members, arrange_positions
from app.search.postings.documents import Batch, encode_lengths, pack_texts
from app.search.postings.tables import PostingTable
from app.search.schema import TITLE_GAP, UNDATED
from app.search.texts import Tokens, read_texts
from app.text import fold_label

_MOST_CHARACTERS = 4_000_000  # of a batch: some 1,600 articles, 100 MB while it is read


def read_batches(articles: Iterable[IndexedArticle]) -> Iterator[Batch]:
    """All articles in order, in batches of bounded size."""
    waiting: list[IndexedArticle] = []
    characters = 0
    for article in articles:
        waiting.append(article)
        characters += len(article.body)
        if characters > _MOST_CHARACTERS:
            yield read_batch(waiting)
            waiting, characters = [], 0
    if waiting:
        yield read_batch(waiting)


def read_batch(articles: list[IndexedArticle]) -> Batch:
    """What the index holds of articles, at least one, which are numbered from 0."""
    tokens = read_texts(text for one in articles for text in (one.title or "", one.body))
    lengths = {
        "text": np.bincount(tokens.texts // 2, minlength=len(articles)),
        "title": np.bincount(tokens.texts, minlength=2 * len(articles))[::2],
    }
    return Batch(
        count=len(articles),
        tables={**_arrange_texts(tokens, len(articles)), **_arrange_facts(articles)},
        lengths={name: encode_lengths(found) for name, found in lengths.items()},
        total_lengths={name: int(found.sum()) for name, found in lengths.items()},
        texts={
            "id_column": pack_texts([one.id.encode() for one in articles]),
            "digest_column": pack_texts([one.digest.encode() for one in articles]),
        },
        numbers={
            "first_day": _number_days(one.first_day for one in articles),
            "last_day": _number_days(one.last_day for one in articles),
        },
    )


def _arrange_texts(tokens: Tokens, count: int) -> dict[str, PostingTable]:
    """The postings of `count` articles whose titles and bodies were read by turns."""
    documents = tokens.texts // 2
    of_titles = np.flatnonzero(tokens.texts % 2 == 0)
    gaps = np.zeros(count, np.int64)  # where the body begins: behind the last term of the title
    gaps[documents[of_titles]] = tokens.positions[of_titles] + TITLE_GAP
    positions = tokens.positions + np.where(tokens.texts % 2, gaps[documents], 0)
    return {
        "text": arrange_positions(tokens.stems, tokens.terms, documents, positions),
        "title": arrange_positions(
            tokens.stems, tokens.terms[of_titles], documents[of_titles], positions[of_titles]
        ),
        "words": arrange_members(tokens.words, tokens.folded, documents),
    }


def _arrange_facts(articles: list[IndexedArticle]) -> dict[str, PostingTable]:
    return {
        "id": arrange_lists(_present(one.id, one.group) for one in articles),
        "source": arrange_lists(
            (fold_label(one.source),) if one.source else () for one in articles
        ),
        "outlet": arrange_lists(_present(one.source) for one in articles),
        "language": arrange_lists(_present(one.language) for one in articles),
        "copy_of": arrange_lists(_present(one.copy_of) for one in articles),
        "forms": arrange_lists(one.forms for one in articles),
    }


def _present(*values: str | None) -> list[str]:
    return [value for value in values if value]


def _number_days(days: Iterable[date | None]) -> NDArray[np.int32]:
    return np.array([day.toordinal() if day else UNDATED for day in days], np.int32)
