"""`/v1/statements` and `/v1/quotes/match`: what several articles quote, and whether something was said."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.cli.archive import WritableArchive
from tests.api.conftest import delete, open_shared, publish
from tests.newsroom import Said, make_extraction, write_body

WHOLE = "No firmaremos ningún convenio de pesca sin la cofradía delante, y Torrealta lo sabe"
CUT = "ningún convenio de pesca sin la cofradía delante, y Torrealta lo sabe"
FAROLES = "Los faroles del muelle se encenderán el viernes a las nueve"
ARTICLES = [
    make_extraction(
        write_body(number),
        *said,
        path=f"/{number}.txt",
        day=day,
        title=f"Nota {number}",
        source=source,
    )
    for number, (day, source, said) in enumerate(
        [
            ("2025-02-01", "El Faro", [Said(WHOLE, "Elena Quiroga")]),
            ("2025-02-02", "La Voz", [Said(CUT, "Quiroga"), Said(FAROLES, "Marcial Ansúrez")]),
            ("2025-03-05", "El Vigía", [Said(WHOLE, "Elena Quiroga")]),
            (None, "El Faro", [Said(FAROLES, None), Said("Hay que seguir", "Elena Quiroga")]),
        ]
    )
]


@pytest.fixture(scope="module")
def kiosk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of an archive in which articles quote the same."""
    with open_shared(tmp_path_factory.mktemp("kiosco")) as (archive, client):
        publish(archive, *ARTICLES)
        yield client


def test_a_list_shows_what_most_outlets_have_first(kiosk: TestClient) -> None:
    answer = kiosk.get("/v1/statements?count=true").json()
    assert answer["total"] == 2
    first, second = answer["items"]
    assert (first["text"], first["outlet_count"], first["article_count"]) == (WHOLE, 3, 3)
    assert (first["first_published"], first["first_source"]) == ("2025-02-01", "El Faro")
    assert [(one["text"], one["kind"], one["quote_count"]) for one in first["variants"]] == [
        (WHOLE, "exact", 2),
        (CUT, "shortened", 1),
    ]
    assert first["variants"][1]["differs"] == [
        {"has": "", "instead_of": "No firmaremos"},
    ]
    assert [one["id"] for one in first["speakers"]] == ["elena-quiroga"]
    assert (second["text"], second["outlet_count"], second["first_published"]) == (
        FAROLES,
        2,
        "2025-02-02",
    )


@pytest.mark.parametrize("sort", ["outlets", "newest", "oldest"])
def test_pages_follow_each_other(kiosk: TestClient, sort: str) -> None:
    whole = kiosk.get(f"/v1/statements?sort={sort}").json()["items"]
    first = kiosk.get(f"/v1/statements?sort={sort}&limit=1").json()
    second = kiosk.get(first["next"]).json()
    assert [*first["items"], *second["items"]] == whole
    assert second["next"] is None
    assert kiosk.get(first["next"].replace("limit=1", "limit=1&min_outlets=2")).status_code == 400


@pytest.mark.parametrize(
    ("filters", "texts"),
    [
        ("speaker=quiroga", [WHOLE]),
        ("speaker=Marcial+Ansurez", [FAROLES]),
        ("speaker=nadie", []),
        ("source=la+voz", [WHOLE, FAROLES]),
        ("from=2025-03-01", [WHOLE]),
        ("from=2025-03-01&undated=include", [WHOLE, FAROLES]),
        ("min_outlets=3", [WHOLE]),
        ("speaker=quiroga&source=el+vigia&from=2025-03-05&to=2025-03-05", [WHOLE]),
        ("speaker=quiroga&to=2025-01-31", []),
    ],
)
def test_statements_are_narrowed(kiosk: TestClient, filters: str, texts: list[str]) -> None:
    items = kiosk.get(f"/v1/statements?{filters}").json()["items"]
    assert [item["text"] for item in items] == texts


def test_any_quotation_leads_to_its_statement(kiosk: TestClient) -> None:
    (statement,) = kiosk.get("/v1/statements?min_outlets=3").json()["items"]
    alone = kiosk.get(f"/v1/statements/{statement['id']}").json()
    quotes = [quote for variant in alone["variants"] for quote in variant["quotes"]]
    assert len(quotes) == alone["quote_count"] == 3
    assert min(quote["id"] for quote in quotes) == alone["id"]
    assert {quote["statement"] for quote in quotes} == {alone["id"]}
    other = max(quote["id"] for quote in quotes)
    moved = kiosk.get(f"/v1/statements/{other}", follow_redirects=False)
    assert moved.status_code == 308
    assert moved.headers["location"].endswith(f"/v1/statements/{alone['id']}")


def test_a_quotation_that_nobody_else_prints_is_a_statement_of_one_article(
    kiosk: TestClient,
) -> None:
    (listed,) = kiosk.get("/v1/quotes?q=seguir").json()["items"]
    assert listed["statement"] is None
    quote = kiosk.get(f"/v1/quotes/{listed['id']}").json()
    del quote["rejected"]
    alone = kiosk.get(f"/v1/statements/{quote['id']}").json()
    assert alone["variants"] == [
        {
            "text": quote["text"],
            "kind": "exact",
            "differs": [],
            "quote_count": 1,
            "quotes": [quote],
        }
    ]
    assert [one["id"] for one in alone["speakers"]] == ["elena-quiroga"]
    assert (alone["id"], alone["text"]) == (quote["id"], quote["text"])
    assert (alone["quote_count"], alone["article_count"], alone["outlet_count"]) == (1, 1, 1)
    assert alone["first_published"] is None  # its article has no date


def test_the_id_of_a_statement_works_while_its_quotation_is_there(
    archive: WritableArchive, own_client: TestClient
) -> None:
    """In a statement, in none for lack of a second article, in another one, and gone."""
    publish(archive, *ARTICLES[:2])
    (statement,) = own_client.get("/v1/statements").json()["items"]
    former = statement["id"]
    path = f"/v1/statements/{former}"
    kept, other = sorted(one.document.id for one in ARTICLES[:2])
    assert former.startswith(kept)

    delete(archive, other)
    answer = own_client.get(path, follow_redirects=False)
    assert answer.status_code == 200
    assert (answer.json()["id"], answer.json()["article_count"]) == (former, 1)
    assert own_client.get("/v1/statements").json()["items"] == []

    publish(archive, ARTICLES[2])
    (statement,) = own_client.get("/v1/statements").json()["items"]
    assert own_client.get(path).json()["id"] == statement["id"]
    assert own_client.get(path).json()["article_count"] == 2

    delete(archive, kept)
    gone = own_client.get(path)
    assert gone.status_code == 404
    assert gone.json()["detail"] == (f"There is no statement {former}: article {kept} was deleted.")


def test_what_never_was_a_quotation_is_no_statement(kiosk: TestClient) -> None:
    article = ARTICLES[0].document.id
    assert kiosk.get("/v1/statements/nada").json()["detail"] == "There is no statement nada."
    answer = kiosk.get(f"/v1/statements/{article}-0-1")
    assert answer.status_code == 404
    assert answer.json()["detail"].endswith(
        f": article {article} quotes nothing at these offsets now."
    )


@pytest.mark.parametrize(
    ("text", "kind", "differs"),
    [
        (f"«{WHOLE.upper()}»", "exact", []),
        ("sin la cofradía delante, y Torrealta", "shortened", None),
        (
            WHOLE.replace("pesca", "caza"),
            "changed",
            [{"has": "pesca", "instead_of": "caza"}],
        ),
        (
            WHOLE.replace("de pesca", "secreto de pesca"),
            "changed",
            [{"has": "", "instead_of": "secreto"}],
        ),
        (WHOLE.removeprefix("No "), "changed", [{"has": "No", "instead_of": ""}]),
        (
            f"{WHOLE}, igual que lo sabe Peñalba",
            "extended",
            [{"has": "", "instead_of": "igual que lo sabe Peñalba"}],
        ),
        ("hay que seguir", "exact", []),
    ],
)
def test_what_was_said_is_told_apart(
    kiosk: TestClient, text: str, kind: str, differs: list[dict[str, str]] | None
) -> None:
    nearest = kiosk.get("/v1/quotes/match", params={"text": text}).json()["items"][0]
    assert nearest["kind"] == kind
    assert differs is None or nearest["differs"] == differs


@pytest.mark.parametrize(
    "text", ["Las campanas de Peñalba suenan los domingos por la mañana", "…", "de la que el en"]
)
def test_what_was_never_said_has_no_match(kiosk: TestClient, text: str) -> None:
    assert kiosk.get("/v1/quotes/match", params={"text": text}).json()["items"] == []


def test_a_match_has_limits(kiosk: TestClient) -> None:
    assert len(kiosk.get("/v1/quotes/match", params={"text": WHOLE}).json()["items"]) == 3
    assert (
        len(kiosk.get("/v1/quotes/match", params={"text": WHOLE, "limit": 1}).json()["items"]) == 1
    )
    assert kiosk.get("/v1/quotes/match").status_code == 422
    assert kiosk.get("/v1/quotes/match", params={"text": "a" * 2001}).status_code == 422
