"""Invented news to ingest or to save, and what an archive holds afterwards, for comparing."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlmodel import SQLModel

from app.documents.dates import PublicationDate
from app.documents.document import Document, RawDocument
from app.documents.fingerprints import take_fingerprint
from app.extraction import Context, Extraction, PlacedQuotation
from app.quotes import JointSpeaker, Quotation
from app.search.sync import ArchiveIndex
from app.store.articles import Outcome, save_extractions
from app.store.copies import link_copies
from app.store.outbox import next_generation
from app.store.session import write_transaction
from app.store.settling import settle

SEEN_AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
_SUBJECTS = (
    *("La comisión del puerto", "El consejo de Almenara", "La cofradía de Peñalba"),
    *("Una brigada forestal", "La compañía de aguas", "El ayuntamiento de Torrealta"),
    *("Un grupo de vecinos", "La orquesta municipal"),
)
_DEEDS = (
    *("aprobó sin debate", "volvió a aplazar", "presentó por sorpresa", "revisará a fondo"),
    *("celebró con discreción", "rechazó de plano", "publicó anoche", "financiará en parte"),
)
_THINGS = (
    *("el nuevo plan de regadíos", "la reforma del mercado viejo", "un censo de barcas"),
    *("el inventario de campanas", "la ruta nocturna de autobuses", "un concurso de faroles"),
    *("las obras del dique norte", "el reglamento de ferias"),
)
_TIMES = (
    *("antes de la vendimia.", "tras meses de silencio.", "durante la sesión ordinaria."),
    *("a falta de un informe técnico.", "con el voto de la minoría.", "pese a la lluvia."),
    *("por segunda vez este año.", "mientras duren las fiestas."),
)


def write_body(number: int, sentences: int = 8) -> str:
    """A body in Spanish without quotations, one paragraph a sentence; no two below 60 are near-copies."""
    return "\n".join(_write_sentence(f"{number}/{position}") for position in range(sentences))


def _write_sentence(seed: str) -> str:
    digits = hashlib.sha256(seed.encode()).digest()
    lists = (_SUBJECTS, _DEEDS, _THINGS, _TIMES)
    return " ".join(words[digit % 8] for words, digit in zip(lists, digits, strict=False))


def make_raw(text: str, path: str = "/notas/uno.txt", source: str | None = None) -> RawDocument:
    """What reading a text file gives."""
    return RawDocument(file=Path(path).name, location=path, text=text, source=source)


@dataclass(frozen=True, slots=True)
class Said:
    """Words in quotation marks and who said them, None for nobody known; `joint` said them too."""

    text: str
    speaker: str | None
    speaker_kind: Any = "person"
    kind: Any = "direct"
    confidence: float = 0.9
    joint: tuple[str, ...] = ()


def make_extraction(
    body: str,
    *said: Said,
    path: str = "/notas/uno.txt",
    day: str | None = None,
    title: str | None = None,
    source: str | None = None,
    language: str = "es",
) -> Extraction:
    """An extraction of a body to which the quotations are appended, one a paragraph.

    `day` is a date as ISO text, perhaps only `2025-03` or `2025`.
    """
    body += "".join(f"\n«{one.text}», dijo {one.speaker or 'alguien'}." for one in said)
    raw = RawDocument(file=Path(path).name, location=path, text=body, title=title, published=day)
    fingerprint = take_fingerprint(body)
    document = Document(
        id=fingerprint.content_id,
        file=raw.file,
        location=raw.location,
        title=title,
        body=body,
        published=_publish(day),
        language=language,
        bands=fingerprint.bands,
        source=source,
        url=None,
        author=None,
        section=None,
        removed=(),
        raw_text=body,
        raw_hash=raw.raw_hash,
    )
    return Extraction(
        document,
        tuple(_place(body, one) for one in said if one.kind != "indirect"),
        tuple(_place(body, one) for one in said if one.kind == "indirect"),
    )


def _publish(day: str | None) -> PublicationDate | None:
    if day is None:
        return None
    precisions: dict[int, Any] = {4: "year", 7: "month", 10: "day"}
    return PublicationDate(day, precisions[len(day)], "header")


def _place(body: str, said: Said) -> PlacedQuotation:
    start = body.index(f"«{said.text}»") + 1
    end = start + len(said.text)
    quotation = Quotation(
        start=start,
        end=end,
        text=said.text,
        kind=said.kind,
        speaker=said.speaker,
        speaker_kind=said.speaker_kind if said.speaker else None,
        mention=None,
        joint=tuple(JointSpeaker(name, "person", None) for name in said.joint),
        cue=None,
        rule="name-after",
        confidence=said.confidence,
    )
    line_end = body.find("\n", end)
    return PlacedQuotation(quotation, Context(start - 1, line_end if line_end > 0 else len(body)))


def save(
    engine: Engine, *extractions: Extraction, seen_at: datetime = SEEN_AT
) -> dict[str, Outcome]:
    """Save extractions in one transaction, as an ingest does; the outcome of each by its path."""
    with write_transaction(engine) as session:
        generation = next_generation(session)
        saved = save_extractions(session, extractions, seen_at=seen_at, generation=generation)
        bands_of = {one.document.id: one.document.bands for one in extractions}
        relinked = link_copies(session, bands_of).relinked
        settle(session, saved.forms, generation, relinked)
    locations = (one.document.location for one in extractions)
    return dict(zip(locations, saved.outcomes, strict=True))


def read_rows(engine: Engine, leaving_out: Iterable[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, sorted, without the named columns."""
    names = set(leaving_out)
    rows = {}
    with engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            columns = [column for column in table.columns if column.name not in names]
            found = connection.execute(select(*columns)).all()
            rows[table.name] = sorted((tuple(row) for row in found), key=repr)
    return rows


def read_content(
    engine: Engine, leaving_out: Iterable[str] = ()
) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that the inputs decide, whatever their order, the runs they came in and the time."""
    rows = read_rows(engine, leaving_out=("generation", "seen_at", *leaving_out))
    return {name: rows[name] for name in rows if name not in {"archive_state", "change", "outbox"}}


def read_digests(index: ArchiveIndex) -> tuple[dict[str, str], dict[str, str]]:
    """What the text indexes hold: the digests of articles and of quotations by id."""
    return dict(index.articles.digests()), dict(index.quotes.digests())
