"""The sequences of words of stored articles, as they are compared."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlmodel import Session

from app.documents.fingerprints import list_sequences
from app.store.chunks import chunked, select_among
from app.store.tables import article_table

if TYPE_CHECKING:
    from app.documents.signatures import Hashes

_KEPT = 1_024  # articles: of 400 words 3 MB, and 80 MB of 10,000 words

_ARTICLE = article_table.c


class Sequences:
    """The sequences of articles, read when they are asked for; the latest are kept."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._kept: dict[str, Hashes] = {}

    def get(self, article_id: str) -> "Hashes":
        """The sequences of one article."""
        if article_id not in self._kept:
            self.load([article_id])
        return self._kept[article_id]

    def load(self, article_ids: Iterable[str]) -> None:
        """Read several articles at once, which are asked for next."""
        for chunk in chunked(set(article_ids) - self._kept.keys()):
            chosen = _ARTICLE.id.in_(select_among(chunk))
            bodies = self._session.execute(select(_ARTICLE.id, _ARTICLE.body).where(chosen))
            for article_id, body in bodies.all():
                self._kept[article_id] = list_sequences(body)
        while len(self._kept) > _KEPT:
            del self._kept[next(iter(self._kept))]
