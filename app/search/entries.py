"""What the text indexes hold of the articles in the store."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, select
from sqlmodel import Session

from app.search.articles import IndexedArticle
from app.store.chunks import chunked
from app.store.joint import map_joint_forms
from app.store.tables import INDIRECT, article_table, quote_table

BATCH_SIZE = 2_048  # articles read at once
_ARTICLE, _QUOTE = article_table.c, quote_table.c
_ARTICLE_ROWS = select(
    *(_ARTICLE.id, _ARTICLE.title, _ARTICLE.body, _ARTICLE.first_day, _ARTICLE.last_day),
    *(_ARTICLE.source, _ARTICLE.language, _ARTICLE.copy_of),
)
_QUOTE_ROWS = select(_QUOTE.id, _QUOTE.article_id, _QUOTE.text, _QUOTE.kind, _QUOTE.form_id)
QUOTED = frozenset({"quoted"})  # beside its name form, what is in quotation marks has this one


class Entries(NamedTuple):
    """What the two indexes hold of some articles: themselves, and their quotations."""

    articles: list[IndexedArticle]
    quotes: list[IndexedArticle]


def iterate_entries(session: Session) -> Iterator[Entries]:
    """The entries of all articles by id, a batch at a time."""
    return (load_entries(session, ids) for ids in list_ids(session, BATCH_SIZE))


def list_ids(session: Session, batch_size: int) -> Iterator[Sequence[str]]:
    """The ids of all articles in order, a batch at a time."""
    after = ""
    while True:
        statement = select(_ARTICLE.id).where(_ARTICLE.id > after)
        ids = session.scalars(statement.order_by(_ARTICLE.id).limit(batch_size)).all()
        if not ids:
            return
        yield ids
        after = ids[-1]


def load_entries(session: Session, article_ids: Iterable[str]) -> Entries:
    """The entries of those of these articles that are in the store."""
    entries = Entries([], [])
    for chunk in chunked(article_ids):
        quotes = session.execute(_QUOTE_ROWS.where(_QUOTE.article_id.in_(chunk))).all()
        articles = session.execute(_ARTICLE_ROWS.where(_ARTICLE.id.in_(chunk))).all()
        joint = map_joint_forms(session, chunk)
        forms: dict[str, set[str]] = {article.id: set() for article in articles}
        by_id = {article.id: article for article in articles}
        for quote in quotes:
            said_by = _list_forms(quote, joint.get(quote.id, ()))
            if quote.kind != INDIRECT:
                forms[quote.article_id].update(said_by)
            entries.quotes.append(_quote_entry(quote, by_id[quote.article_id], said_by))
        entries.articles.extend(_article_entry(one, forms[one.id]) for one in articles)
    return entries


def _list_forms(quote: Row[Any], joint: Iterable[str]) -> tuple[str, ...]:
    """The name forms of all who say a quotation."""
    return (quote.form_id, *joint) if quote.form_id else tuple(joint)


def _article_entry(article: Row[Any], forms: set[str]) -> IndexedArticle:
    return IndexedArticle(
        id=article.id,
        title=article.title,
        body=article.body,
        first_day=article.first_day,
        last_day=article.last_day,
        source=article.source,
        language=article.language,
        forms=tuple(sorted(forms)),
        copy_of=article.copy_of,
    )


def _quote_entry(quote: Row[Any], article: Row[Any], forms: tuple[str, ...]) -> IndexedArticle:
    """A quotation as the index knows articles: its text for a body, grouped under its article.

    Indirect speech is indexed too; asking for the form `QUOTED` leaves it out.
    """
    return IndexedArticle(
        id=quote.id,
        group=article.id,
        title=None,
        body=quote.text,
        first_day=article.first_day,
        last_day=article.last_day,
        source=article.source,
        language=article.language,
        forms=forms if quote.kind == INDIRECT else (*forms, *QUOTED),
    )
