"""The printed words of a text table: near ones are found by what an edit leaves as it is."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, cast, exists, func, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY

from app.search.plan import Term
from app.search.postgres.tables import TextTables
from app.search.postgres.terms import write_query
from app.search.vocabulary import MAX_EXPANSIONS, list_near

_LAST_LETTER = "\U0010ffff"


class TableVocabulary:
    """The words of a text table as a transaction sees them."""

    def __init__(self, connection: Connection, tables: TextTables) -> None:
        self._connection = connection
        self._texts = tables.texts
        self._words = tables.words.c

    def expand_prefix(self, prefix: str) -> tuple[list[str], int]:
        """As `Vocabulary` has it."""
        begins = _starts_with(self._words.word, prefix)
        commonest = (
            select(self._words.word)
            .where(begins)
            .order_by(self._words.count.desc(), self._words.word)
            .limit(MAX_EXPANSIONS)
        )
        found = sorted(self._connection.scalars(commonest))
        if len(found) < MAX_EXPANSIONS:
            return found, len(found)
        total = select(func.count()).select_from(self._words.word.table).where(begins)
        return found, self._connection.execute(total).scalar_one()

    def expand_typo(self, word: str) -> list[str]:
        """As `Vocabulary` has it: one edit touches two neighbours at most, and so not both halves."""
        half = len(word) // 2
        rest = word[half + 1 :][::-1]
        halves = or_(
            _starts_with(self._words.word, word[:half]), _starts_with(self._words.reversed, rest)
        )
        return self._list_near(halves, word, edits=1)

    def expand_near(self, word: str) -> list[str]:
        """As `Vocabulary` has it."""
        return self._list_near(_starts_with(self._words.word, word[:1]), word, edits=2)

    def count_documents(self, field: str, term: str) -> int:
        """As `Vocabulary` has it."""
        if field == "words":
            counted = select(self._words.count).where(self._words.word == term)
            return self._connection.execute(counted).scalar() or 0
        asked = cast(write_query(Term(field, term)), TSQUERY)
        known = select(exists().where(self._texts.c.terms.bool_op("@@")(asked)))
        return int(self._connection.execute(known).scalar_one())

    def count_reads(self, field: str, terms: Collection[str], *, in_order: bool) -> int:
        """Nothing: a search in PostgreSQL is bounded by its time."""
        del field, terms, in_order
        return 0

    def _list_near(self, condition: ColumnElement[bool], word: str, edits: int) -> list[str]:
        length = func.char_length(self._words.word)
        alike = select(self._words.word).where(
            condition, length.between(len(word) - edits, len(word) + edits)
        )
        return list_near(word, self._connection.scalars(alike).all(), edits)


def _starts_with(column: ColumnElement[str], beginning: str) -> ColumnElement[bool]:
    """Whether a text begins like this, as an index in the order of bytes can tell."""
    return column.between(beginning, beginning + _LAST_LETTER)
