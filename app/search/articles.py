"""What the index is told about an article, and a digest of it by which the two can be compared."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedArticle:
    """All that the index depends on.

    `first_day` and `last_day` (inclusive) are the interval that the publication date covers, both None for
    an undated article. `forms` are the ids of the name forms of those it quotes. `copy_of` is the id of
    the leader of its group of near-copies, None for the leader itself and for an article without copies.
    `group` is a second id by which it can be deleted together with others, None for none.
    """

    id: str
    group: str | None = None
    title: str | None
    body: str
    first_day: date | None = None
    last_day: date | None = None
    source: str | None = None
    language: str | None = None
    forms: tuple[str, ...] = ()
    copy_of: str | None = None

    @property
    def digest(self) -> str:
        """32 hexadecimal digits that change when anything that the index holds of the article changes."""
        content = [
            self.id,
            self.title,
            self.body,
            str(self.first_day),
            str(self.last_day),
            self.source,
            self.language,
            sorted(set(self.forms)),
            self.copy_of,
        ]
        encoded = json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(encoded, digest_size=16).hexdigest()
