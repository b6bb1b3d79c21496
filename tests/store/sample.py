"""A small archive for lists and counts: its articles have names, and differ in what can be asked for."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import RowMapping

from tests.newsroom import Said, make_extraction, write_body

_FAROLES = write_body(20)
FAROL = Said("Habrá faroles en todo el muelle", "Elena Quiroga", confidence=0.95)
GASTO = Said("un gasto muy razonable", "Quiroga", kind="partial", confidence=0.6)
FLOTA = Said("Nadie consultó a la flota", "Cofradía de Peñalba", "organisation")
DIQUE = Said("El dique no aguantará otro invierno", "Marcial Ansúrez")
NADIE = Said("Aquí no se enciende nada", None, confidence=0.4)
NUNCA = Said("nunca", "Elena Quiroga", kind="fragment", confidence=0.7)

ARTICLES = {
    "faroles": make_extraction(
        _FAROLES,
        *(FAROL, GASTO, FLOTA),
        path="/faroles.txt",
        day="2025-01-10",
        title="Faroles",
        source="El Faro",
    ),
    "copia": make_extraction(
        f"{_FAROLES}\nTexto de agencia.",
        *(FAROL, GASTO, FLOTA),
        path="/copia.txt",
        day="2025-01-11",
        title="Luz en el muelle",
        source="La Voz",
    ),
    "campanas": make_extraction(
        write_body(21),
        FLOTA,
        path="/campanas.txt",
        day="2025-01",
        title="Campanas",
        source="El Faro",
    ),
    "dique": make_extraction(
        write_body(22),
        *(DIQUE, NADIE),
        path="/dique.txt",
        day="2025-03-05",
        title="El dique",
        source="La Voz",
    ),
    "suelta": make_extraction(write_body(23), NUNCA, path="/suelta.txt"),
    "ribeira": make_extraction(
        write_body(24),
        path="/ribeira.txt",
        day="2024",
        title="Ribeira",
        source="La Voz",
        language="pt",
    ),
}
IDS = {name: extraction.document.id for name, extraction in ARTICLES.items()}
_NAMES = {article_id: name for name, article_id in IDS.items()}


def name_articles(rows: Iterable[RowMapping | Mapping[str, Any]]) -> list[str]:
    """The names of articles, or of the articles of quotations, in their order."""
    return [_NAMES[row.get("article_id") or row["id"]] for row in rows]
