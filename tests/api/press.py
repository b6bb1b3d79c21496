"""A small archive with every kind of date, near-namesakes, two outlets and none, two languages."""

from app.extraction import Extraction
from tests.newsroom import Said, make_extraction, write_body

FARO, BOYA = "El Faro de Almenara", "La Boya"
ELENA, HUGO, IRENE = "Elena Prado", "Hugo Prado", "Irene Salcedo"
SAME_DAY = "2025-02-28"


def _write(
    number: int,
    day: str | None,
    *said: Said,
    source: str | None = FARO,
    language: str = "es",
) -> Extraction:
    return make_extraction(
        write_body(number),
        *said,
        path=f"/notas/{number:02}.txt",
        day=day,
        title=f"Nota {number} del puerto",
        source=source,
        language=language,
    )


ARTICLES = (
    _write(1, "2025-01-15", Said("El faro se apaga en marzo", ELENA), source=BOYA),
    _write(
        2,
        "2025-01-31",
        Said("No habrá otro faro", ELENA),
        Said("Queda la boya del canal", HUGO),
        Said("una vergüenza", None, kind="fragment", confidence=0.3),
    ),
    _write(3, "2025-02-01", Said("Las barcas volverán al puerto en abril", IRENE), source=None),
    _write(4, SAME_DAY, Said("El puerto se queda pequeño", IRENE)),
    _write(5, SAME_DAY, Said("Un puerto no es un museo", IRENE, confidence=0.6)),
    _write(6, SAME_DAY, language="ca"),
    _write(7, "2025-03-10", Said("más pequeño que antes", ELENA, kind="partial"), source=BOYA),
    _write(8, "2025-02", Said("Febrero fue el peor mes del puerto", HUGO)),
    _write(9, "2025", Said("El año del faro", HUGO), source=None),
    _write(10, None, Said("Nadie apuntó la fecha", ELENA), source=BOYA),
    _write(11, None, Said("El puerto no tiene calendario", IRENE)),
    _write(12, None),
)
IDS = [one.document.id for one in ARTICLES]
DAYS = {one.document.id: one.document.published for one in ARTICLES}
