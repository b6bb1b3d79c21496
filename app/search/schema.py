"""What the index holds of an article, and in which form.

`app/search/batches.py` makes it of articles: Whoosh's own analysers (which fold ñ into n) are not asked.
"""

from array import array

from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.formats import Existence, Positions

from app.search.analysis import ANALYSER_VERSION
from app.search.postings.codec import POSITION

# Raise it whenever files come in another form; an index in an older one asks for `reindex`.
FORMAT_VERSION = 2

UNDATED = 0  # as a day: the ordinals of real days begin at 1
BEHIND_ALL = 10_000_000  # where undated articles sort: date.max is day 3,652,059
TITLE_GAP = 100  # positions between title and body: no phrase crosses from one into the other


class ArrayPositions(Positions):  # type: ignore[misc]  # Whoosh ships no types
    """Whoosh's format for positions, with the bytes of an array in place of a pickle."""

    def encode(self, value: list[int]) -> bytes:
        """The positions of one posting, rising, as bytes."""
        return array(POSITION, value).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """The positions of one posting."""
        return array(POSITION, valuestring).tolist()


class PositionsField(FieldType):  # type: ignore[misc]  # Whoosh ships no types
    """Terms with the positions at which they stand; scored. Its values map terms to rising positions."""

    def __init__(self) -> None:
        super().__init__(ArrayPositions(), None, scorable=True)


class MembersField(FieldType):  # type: ignore[misc]  # Whoosh ships no types
    """Whole values, of which a document has any number, each once; not scored."""

    def __init__(self) -> None:
        super().__init__(Existence(), None)


class ArchiveSchema(Schema):  # type: ignore[misc]  # Whoosh ships no types
    """A schema that also says which state of the store the index shows.

    Whoosh keeps the schema in the table of contents that each commit renames into place, so the
    generation and the documents change at one stroke: no crash can part them.
    """

    generation = 0
    analyser_version = ""
    format_version = 0


def make_schema(generation: int) -> ArchiveSchema:
    """The schema of an index that shows the store as of a generation.

    `text` holds title and body, stemmed; `title` the title again, for its weight and for `title:`;
    `words` both, folded but not stemmed, for prefixes and typos; `source` the outlet's name folded, `outlet`
    as printed.
    """
    schema = ArchiveSchema(
        id=MembersField(),
        text=PositionsField(),
        title=PositionsField(),
        words=MembersField(),
        source=MembersField(),
        outlet=MembersField(),
        language=MembersField(),
        copy_of=MembersField(),
        forms=MembersField(),
        id_column=COLUMN(VarBytesColumn()),
        digest_column=COLUMN(VarBytesColumn()),
        first_day=COLUMN(NumericColumn("i", default=UNDATED)),
        last_day=COLUMN(NumericColumn("i", default=UNDATED)),
    )
    schema.generation = generation
    schema.analyser_version = ANALYSER_VERSION
    schema.format_version = FORMAT_VERSION
    return schema
