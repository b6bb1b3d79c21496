"""Articles about nothing real, and short ways to ask for them."""

from datetime import date

from app.search import IndexedArticle, SearchRequest, SearchResult, Texts, parse_query


def make_article(article_id: str, body: str, title: str | None = None) -> IndexedArticle:
    """An undated article without a source."""
    return IndexedArticle(id=article_id, title=title, body=body)


PUERTO = IndexedArticle(
    id="puerto",
    title="La economía de Valdemora crece",
    body="La ministra Elvira Montesdeoca anunció la cooperación militar con Puerto Lindero."
    " El acuerdo cuesta 3.500 coronas.",
    first_day=date(2024, 11, 1),
    last_day=date(2024, 11, 30),
    source="El Faro de Valdemora",
    language="es",
    forms=("forma-montesdeoca", "forma-ministra"),
)
RIADA = IndexedArticle(
    id="riada",
    title="La riada del año",
    body="El alcalde Ramiro Quintela pidió cooperación a los militares tras la riada.",
    first_day=date(2024, 11, 15),
    last_day=date(2024, 11, 15),
    source="La Voz de Altamar",
    language="es",
    forms=("forma-quintela",),
)
RIADA_CORTA = IndexedArticle(
    id="riada-corta",
    title="Riada",
    body="El alcalde Ramiro Quintela pidió cooperación a los militares.",
    first_day=date(2024, 11, 16),
    last_day=date(2024, 11, 16),
    source="El Faro de Valdemora",
    language="es",
    forms=("forma-quintela",),
    copy_of="riada",
)
FERIA = IndexedArticle(
    id="feria",
    title=None,
    body="La feria del libro abre sus puertas sin presencia militar.",
    source=None,
    language="pt",
)
CORPUS = (PUERTO, RIADA, RIADA_CORTA, FERIA)


def search(index: Texts, text: str | None, **options: object) -> SearchResult:
    """Search with a query as typed; options are fields of the request."""
    query = None if text is None else parse_query(text)
    return index.search(SearchRequest(query=query, **options))  # type: ignore[arg-type]  # any field


def find_ids(index: Texts, text: str | None, **options: object) -> list[str]:
    """Ids of the hits in order, near-copies included."""
    return [hit.id for hit in search(index, text, **{"copies": "all", **options}).hits]
