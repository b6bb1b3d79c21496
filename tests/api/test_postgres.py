"""The API over rows in PostgreSQL: whatever is asked, it answers what it answers over SQLite."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from httpx2 import Response
from sqlalchemy import make_url
from starlette.testclient import TestClient

from app.cli.archive import open_for_writing
from app.settings import Settings
from tests.api.conftest import fill_with_everything, hold_to_schema, publish
from tests.api.press import ARTICLES
from tests.conftest import SEEDS, ingest_paths, make_client
from tests.postgres import Cluster

pytestmark = pytest.mark.postgres

LISTS = (
    *(
        "/v1/articles",
        "/v1/quotes",
        "/v1/quotes?include=indirect",
        "/v1/speakers",
        "/v1/statements",
    ),
    *("/v1/search?q=puerto&sort=newest", "/v1/search?q=pue*+OR+faro&sort=oldest&copies=all"),
    *("/v1/speakers/elena-prado/quotes", "/v1/quotes?q=faro"),
)
FOUND = (
    *(
        "puerto",
        "%22el+puerto%22",
        "puerto+OR+faro",
        "puerto+-faro",
        "puer*",
        "pureto~",
        "title:puerto",
    ),
    *(
        "PU%C3%89RTO",
        "a%C3%B1o",
        "ano",
        "de+la",
        "speaker:%22Elena+Prado%22",
        "source:%22La+Boya%22",
    ),
    *("%22%22", "pu*", "puerto+AND", "%00", "speaker:%00", "(puerto+(faro", "puerto+speaker:nadie"),
)
FILTERS = (
    *("from=2025-02-01", "to=2025-02-28", "from=2025-02-01&undated=only", "undated=exclude"),
    *("source=La+Boya", "source=el+faro+de+almenara&source=la+boya", "speaker=Elena+Prado"),
)
ARTICLE_FILTERS = (*FILTERS, "language=ca", "copies=all", "sort=oldest", "count=true")
QUOTE_FILTERS = (
    *(*FILTERS, "kind=partial&kind=fragment", "include=indirect", "min_confidence=0.7"),
    *("q=faro", "explain=true", "sort=oldest", "count=true", "speaker=none"),
    f"article={ARTICLES[1].document.id}",
)
STATEMENT_FILTERS = (
    *("from=2025-02-01", "source=La+Boya", "min_outlets=2", "sort=newest", "sort=oldest"),
    *("speaker=Hugo+Prado", "count=true", "undated=only"),
)
ASKED = (
    *(f"/v1/articles?{chosen}" for chosen in ARTICLE_FILTERS),
    *(f"/v1/quotes?{chosen}" for chosen in QUOTE_FILTERS),
    *(f"/v1/statements?{chosen}" for chosen in STATEMENT_FILTERS),
    *(f"/v1/search?q=el+OR+la&{chosen}" for chosen in ARTICLE_FILTERS),
    *("/v1/search?q=puerto&facets=source,speaker,year,month", "/v1/search?q=pureto"),
    *(
        f"/v1/timeline?of={counted}&interval={interval}"
        for counted in ("articles", "quotes")
        for interval in ("day", "week", "month", "year")
    ),
    *("/v1/timeline?q=puerto", "/v1/sources", "/v1/speakers?name=prad", "/v1/speakers?count=true"),
    *("/v1/quotes/match?text=El+puerto+se+queda+muy+peque%C3%B1o", "/v1/speakers?name=%C3%B1"),
    *("/v1/speakers/elena-prado", "/v1/speakers/irene-salcedo", "/v1/speakers/nadie"),
    *(f"/v1/{what}?format={how}" for what in ("articles", "quotes") for how in ("ndjson", "csv")),
    *("/v1/articles?format=atom", "/v1/quotes?format=atom", "/v1/quotes?format=ndjson&q=puerto"),
    *("/v1/articles?changed_since=0&format=ndjson", "/v1/quotes?changed_since=0&format=ndjson"),
    *("/v1/articles?changed_since=0&limit=3", "/v1/quotes?changed_since=0&limit=3"),
    *("/v1/quotes?speaker=nadie", "/v1/quotes?cursor=zzz", "/v1/articles?from=2025-02-30"),
)


class Both(NamedTuple):
    """Clients of one archive, in SQLite and in PostgreSQL."""

    sqlite: TestClient
    postgres: TestClient

    def ask(self, path: str) -> Response:
        """The answer of PostgreSQL, once it is found to be that of SQLite."""
        first, second = self.sqlite.get(path), self.postgres.get(path)
        assert second.status_code == first.status_code, path
        if "/v1/search" in path and first.status_code == 200:
            assert _describe_found(second.json()) == _describe_found(first.json()), path
            return second
        assert second.text == first.text, path
        assert _choose_headers(second) == _choose_headers(first), path
        return second


def _describe_found(answer: Any) -> Any:
    """What was found, but for how relevant each is, and so for their order."""
    items = [{**item, "score": None} for item in answer["items"]]
    items.sort(key=lambda item: str(item["article"]["id"]))
    return {**answer, "items": items, "next": answer["next"] is None}


def _choose_headers(response: Response) -> dict[str, str]:
    # The ETag has the stamp of the archive in it.
    left_out = {"etag", "x-request-id", "date"}
    return {name: value for name, value in response.headers.items() if name not in left_out}


@pytest.fixture(scope="module")
def served(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings of an archive in PostgreSQL that holds what `mixed` holds."""
    name = cluster.create_database()
    folder = tmp_path_factory.mktemp("postgres")
    settings = Settings(data_dir=folder, database_url=cluster.make_url(name))
    with open_for_writing(settings) as opened:
        ingest_paths(opened, SEEDS)
        fill_with_everything(opened)
    yield settings
    cluster.drop_database(name)


@pytest.fixture(scope="module")
def both(mixed: Path, served: Settings) -> Iterator[Both]:
    """Clients of `mixed` and of the same in PostgreSQL."""
    with make_client(Settings(data_dir=mixed)) as first, make_client(served) as second:
        yield Both(hold_to_schema(first), hold_to_schema(second))


def test_whatever_is_asked_is_answered_alike(both: Both) -> None:
    # One test, as several would be spread over processes, each of which would make both archives.
    for path in ASKED:
        assert both.ask(path).status_code != 500, path
    for query in FOUND:
        both.ask(f"/v1/search?q={query}&limit=100&count=true&facets=source,speaker,year")
        both.ask(f"/v1/quotes?q={query}&count=true")
    for path in ("/v1/quotes?speaker=%00", "/v1/articles/%00", "/v1/articles?source=a%00b"):
        both.ask(path)
    for path in LISTS:
        check_pages(both, path)
    check_items(both)


def check_pages(both: Both, path: str) -> None:
    """Follow a list to its last page."""
    mark = "&" if "?" in path else "?"
    following: str | None = f"{path}{mark}limit=7"
    while following:
        answer = both.ask(following)
        assert answer.status_code == 200, following
        following = answer.json()["next"]


def check_items(both: Both) -> None:
    """Ask for each item of lists by itself."""
    for what in ("articles", "quotes", "statements", "speakers"):
        items = both.ask(f"/v1/{what}?limit=40").json()["items"]
        assert items, what
        for item in items:
            assert both.ask(f"/v1/{what}/{item['id']}").status_code == 200
    for item in both.ask("/v1/articles?limit=20&sort=oldest").json()["items"]:
        both.ask(f"/v1/articles/{item['id']}/quotes?include=indirect")
        both.ask(f"/v1/articles/{item['id']}/copies")
    assert both.ask(f"/v1/articles/{ARTICLES[-1].document.id}").status_code == 404


def test_what_is_unchanged_is_not_sent_again_until_something_is_written(
    cluster: Cluster, tmp_path: Path
) -> None:
    name = cluster.create_database()
    settings = Settings(data_dir=tmp_path, database_url=cluster.make_url(name))
    paths = (
        "/v1/articles",
        "/v1/quotes?q=faro",
        "/v1/search?q=faro",
        "/v1/speakers",
        "/v1/sources",
    )
    with open_for_writing(settings) as archive, make_client(settings) as client:
        publish(archive, *ARTICLES[:2])
        tags = {path: client.get(path).headers["etag"] for path in paths}
        for path, tag in tags.items():
            assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
        publish(archive, *ARTICLES[2:])
        for path, tag in tags.items():
            answer = client.get(path, headers={"If-None-Match": tag})
            assert answer.status_code == 200, path
            assert answer.headers["etag"] != tag
        ready = client.get("/readyz").json()
        assert ready["index_generation"] == ready["generation"] == 2
    cluster.drop_database(name)


def check_unavailable(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 503, path
    assert answer.headers["retry-after"] == "1"
    assert "postgres" not in answer.text.lower()


QUESTIONS = (
    *("/v1/articles", "/v1/quotes?q=faro", "/v1/search?q=faro", "/v1/speakers", "/v1/timeline"),
    *("/v1/statements", "/readyz", "/v1/quotes?format=ndjson"),
)


def test_what_takes_too_long_is_unavailable(
    cluster: Cluster, served: Settings, client_of: Callable[[Settings], TestClient]
) -> None:
    name = make_url(served.resolved_database_url).database
    assert name
    impatient = served.model_copy(update={"statement_timeout_ms": 300})
    client = client_of(impatient)
    with closing(cluster.connect(name)) as other, other.transaction():
        other.execute("LOCK TABLE article, quote, speaker, statement IN ACCESS EXCLUSIVE MODE")
        for path in QUESTIONS:
            check_unavailable(client, path)
    for path in QUESTIONS:
        assert client.get(path).status_code == 200


def test_lost_connections_are_made_anew_and_a_lost_database_is_unavailable(
    cluster: Cluster, tmp_path: Path, client_of: Callable[[Settings], TestClient]
) -> None:
    name = cluster.create_database()
    settings = Settings(data_dir=tmp_path, database_url=cluster.make_url(name))
    with open_for_writing(settings) as archive:
        publish(archive, *ARTICLES[:2])
    client = client_of(settings)
    for path in QUESTIONS:
        assert client.get(path).status_code == 200
    with closing(cluster.connect()) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
    for path in QUESTIONS:
        assert client.get(path).status_code == 200
    cluster.drop_database(name)
    for path in QUESTIONS:
        check_unavailable(client, path)
