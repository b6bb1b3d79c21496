"""Several servers on one archive, some of which read a streaming replica of its PostgreSQL."""

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from app.api.problems import find_answer
from app.cli.archive import open_for_writing
from app.errors import SetupError
from app.main import create_app
from app.settings import Settings
from app.store.session import migrate, open_engine
from tests.api.conftest import hold_to_schema, publish
from tests.api.press import ARTICLES
from tests.conftest import make_client
from tests.newsroom import Said, make_extraction, write_body
from tests.replication import PATIENCE, Pair
from tests.server import START_TIMEOUT_S, ask, server

pytestmark = pytest.mark.postgres

LISTS = (
    *("/v1/articles", "/v1/quotes", "/v1/speakers", "/v1/statements"),
    *("/v1/search?q=puerto", "/v1/quotes?q=puerto"),
)
SAID = "No firmaremos ningún convenio de pesca sin la cofradía delante"
ALL = (
    *ARTICLES,
    *(
        make_extraction(write_body(number), Said(SAID, "Elena Quiroga"), path=f"/{number}.txt")
        for number in (1, 2)
    ),
)
QUESTIONS = (*LISTS, "/v1/timeline", "/v1/sources", "/v1/quotes/match?text=El+puerto+es+chico")
STREAMS = ("/v1/articles?format=ndjson", "/v1/quotes?format=csv")


class Databases(NamedTuple):
    """The addresses of one database: where it is written, and where it follows."""

    primary: str
    replica: str


@pytest.fixture
def databases(pair: Pair) -> Databases:
    """A database of its own in both, without any tables."""
    name = pair.primary.create_database()
    pair.wait_until_replayed()
    return Databases(pair.primary.make_url(name), pair.replica.make_url(name))


@pytest.fixture
def written(databases: Databases, tmp_path: Path) -> Settings:
    """Settings of what writes the primary, and of a server that reads it."""
    return Settings(data_dir=tmp_path / "data", database_url=databases.primary)


@pytest.fixture
def replicated(written: Settings, databases: Databases) -> Settings:
    """Settings of a server that reads the replica."""
    return written.model_copy(update={"read_database_url": databases.replica})


def add(settings: Settings, pair: Pair, *numbers: int) -> None:
    """Publish some of the articles, and wait until the replica shows them."""
    with open_for_writing(settings) as archive:
        publish(archive, *(ALL[number] for number in numbers))
    pair.wait_until_replayed()


def read_all(path: str, *addresses: str) -> list[object]:
    """All items of a list, of which each page is asked of the next of these servers."""
    items: list[object] = []
    turns = cycle(addresses)
    following: str | None = f"{path}{'&' if '?' in path else '?'}limit=2"
    while following:
        page = ask(next(turns), following)
        items += page["items"]
        parts = urlsplit(page["next"] or "")
        following = f"{parts.path}?{parts.query}" if page["next"] else None
    return items


def read_stream(address: str, path: str) -> bytes:
    """The whole of a stream."""
    with urlopen(address + path, timeout=START_TIMEOUT_S) as answer:  # noqa: S310  our own server
        body: bytes = answer.read()
    return body


def test_servers_answer_alike_and_those_of_the_replica_go_on_without_the_primary(
    pair: Pair, written: Settings, replicated: Settings
) -> None:
    last, *others = range(len(ALL))
    add(written, pair, *others)
    assert written.database_url
    assert replicated.read_database_url
    variables = {"HEMEROTECA_DATABASE_URL": written.database_url}
    reading = {**variables, "HEMEROTECA_READ_DATABASE_URL": replicated.read_database_url}
    with (
        server(written.data_dir, **variables) as (_, first, _),
        server(written.data_dir, **reading) as (_, second, _),
    ):
        for path in LISTS:
            whole = read_all(path, first)
            assert whole, path
            assert read_all(path, second) == whole, path
            assert read_all(path, first, second) == whole, path
        answers = {path: ask(second, path) for path in QUESTIONS}
        streams = {path: read_stream(second, path) for path in STREAMS}
        assert all(streams.values())

        with ExitStack() as stack:
            with pair.without_primary():
                assert {path: ask(second, path) for path in QUESTIONS} == answers
                assert {path: read_stream(second, path) for path in STREAMS} == streams
                with pytest.raises(HTTPError, match="503"):
                    ask(first, "/v1/articles")
                late = stack.enter_context(hold_to_schema(make_client(replicated)))
                assert late.get("/v1/articles").status_code == 200
                ready = late.get("/readyz").json()
                assert (ready["status"], ready["primary"]) == ("ok", "down")
                assert ready["replication_lag"] is None
                assert "hemeroteca_primary_up 0.0" in late.get("/metrics").text
            add(written, pair, last)
            assert read_all("/v1/articles", second) == read_all("/v1/articles", first)
            assert len(read_all("/v1/articles?copies=all", second)) == len(ALL)
            assert wait_for(late, primary="ok", replication_lag=0)["articles"] == len(ALL)
    assert not written.data_dir.exists()  # what they share is the database


def wait_for(client: TestClient, **expected: object) -> dict[str, Any]:
    """What `/readyz` says once it says this: the primary is asked once a second."""
    deadline = time.monotonic() + PATIENCE
    while True:
        ready: dict[str, Any] = client.get("/readyz").json()
        if expected.items() <= ready.items():
            return ready
        assert time.monotonic() < deadline, ready
        time.sleep(0.05)


def test_what_one_server_gave_is_no_old_answer_of_another(
    pair: Pair,
    written: Settings,
    replicated: Settings,
    client_of: Callable[[Settings], TestClient],
) -> None:
    add(written, pair, 0, 1)
    ahead, behind = client_of(written), hold_to_schema(client_of(replicated))
    former = ahead.get("/v1/articles")
    assert knows(behind, former.headers["etag"])
    with pair.hold_replay():
        with open_for_writing(written) as archive:
            publish(archive, ALL[2])
        present = ahead.get("/v1/articles")
        assert len(present.json()["items"]) == 3
        assert not knows(ahead, former.headers["etag"])
        assert not knows(behind, present.headers["etag"])
        assert behind.get("/v1/articles").json() == former.json()
        assert knows(behind, former.headers["etag"])
        wait_for(behind, primary="ok", replication_lag=1)
        assert "hemeroteca_replication_lag 1.0" in behind.get("/metrics").text
        token = ahead.get("/v1/articles?changed_since=0").json()["changed_since"]
        for path in ("/v1/articles", "/v1/quotes", "/v1/articles?format=ndjson"):
            mark = "&" if "?" in path else "?"
            early = behind.get(f"{path}{mark}changed_since={token}")
            assert early.status_code == 503
            assert early.headers["retry-after"] == "1"
            assert "not come that far" in early.json()["detail"]
    pair.wait_until_replayed()
    assert knows(behind, present.headers["etag"])
    assert behind.get(f"/v1/articles?changed_since={token}").json()["items"] == []
    assert ahead.get(f"/v1/articles?changed_since={int(token) + 9}").status_code == 400


def knows(client: TestClient, etag: str) -> bool:
    """Whether a server says that its articles are those of an ETag."""
    answer = client.get("/v1/articles", headers={"If-None-Match": etag})
    return answer.status_code == 304


def test_a_primary_that_is_silent_holds_nobody_up(
    written: Settings, replicated: Settings, pair: Pair
) -> None:
    add(written, pair, 0)
    with closing(
        socket.create_server(("127.0.0.1", 0))
    ) as silent:  # connected to, and never answered
        port = silent.getsockname()[1]
        url = f"postgresql+psycopg://nadie@127.0.0.1:{port}/archivo"
        with make_client(replicated.model_copy(update={"database_url": url})) as client:
            with ThreadPoolExecutor() as pool:
                ready = pool.submit(client.get, "/readyz").result(timeout=30)
            assert ready.json()["primary"] == "down"
            assert client.get("/v1/articles").status_code == 200


def test_a_reader_in_the_way_of_the_replica_is_told_to_come_again(
    pair: Pair, written: Settings, replicated: Settings
) -> None:
    add(written, pair, 0)
    assert replicated.read_database_url
    engine = open_engine(replicated.read_database_url, read_only=True)

    def rest(connection: Connection) -> None:
        pair.wait_until_replayed()
        connection.execute(text("SELECT 1"))

    def work(connection: Connection) -> None:
        connection.execute(text("SELECT pg_sleep(30)"))

    for go_on, told in ((rest, "terminating connection"), (work, "canceling statement")):
        with (
            closing(pair.primary.connect(engine.url.database or "")) as other,
            engine.connect() as connection,
        ):
            connection.execute(text("SELECT count(*) FROM article"))
            with other.transaction():
                other.execute("LOCK TABLE article IN ACCESS EXCLUSIVE MODE")
            with pytest.raises(DBAPIError, match=f"{told} due to conflict") as caught:
                go_on(connection)
        answer = find_answer("/v1/articles", caught.value)
        assert answer
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "1"
    engine.dispose()


def test_what_is_no_replica_of_the_archive_is_refused(
    pair: Pair, written: Settings, replicated: Settings, databases: Databases
) -> None:
    def fail(**changes: str | None) -> str:
        with pytest.raises(SetupError) as caught:
            create_app(replicated.model_copy(update=changes))
        return caught.value.detail

    assert "has no archive yet" in fail()
    add(written, pair, 0)
    create_app(replicated).state.archive.engine.dispose()
    assert "HEMEROTECA_READ_DATABASE_URL names" in fail(read_database_url="mysql://a@b/c")
    for half in ({"read_database_url": "sqlite:///a.sqlite3"}, {"database_url": None}):
        assert "streaming replica of the PostgreSQL" in fail(**half)
    for several in ("?host=127.0.0.2:5433", "?host=127.0.0.2:5433&host=127.0.0.3"):
        assert "several hosts" in fail(read_database_url=databases.replica + several)
    other = pair.primary.create_database()
    migrate(pair.primary.make_url(other))
    pair.wait_until_replayed()
    assert "no streaming replica" in fail(read_database_url=pair.replica.make_url(other))
    for revision, wrong in (("0001", "older version"), ("9999", "newer version")):
        with closing(pair.primary.connect(databases.primary.rpartition("/")[2])) as connection:
            connection.execute("UPDATE alembic_version SET version_num = %s", [revision])
        pair.wait_until_replayed()
        assert wrong in fail()
