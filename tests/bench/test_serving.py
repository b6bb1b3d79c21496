"""What the benchmark of the server asks for, how it is asked, and that requests come when they are due."""

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.cli.archive import open_for_writing
from app.settings import Settings
from bench.arrivals import Latencies, ask_at_rate
from bench.datasette import PAGE_SQL, find_datasette, has_all, list_forms
from bench.newsstand import Newsstand
from bench.report import read_processor_seconds
from bench.serving import Supply
from bench.stock import PAGE_SIZE, Stock, gather_stock
from bench.wire import Request, connect
from tests.conftest import ingest_paths
from tests.server import Server, ask, server

ARTICLES = 45
SAID = (
    "«Habrá {words} en cada hospital y cada carretera», dijo ayer la alcaldesa, Leonor Ansoleaga."
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    chance = random.Random(7)  # noqa: S311  nothing is kept secret
    words = [word for word in Newsstand(7).words if len(word) == 5]  # no words to search for
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as lines:
        for _ in range(ARTICLES):
            said = SAID.format(words=" ".join(chance.sample(words, 30)))
            lines.write(json.dumps({"text": said}) + "\n")
    settings = Settings(data_dir=folder / "data")
    with open_for_writing(settings) as written:
        ingest_paths(written, folder / "articles.jsonl")
    return settings.data_dir


@pytest.fixture(scope="module")
def served(archive: Path) -> Iterator[Server]:
    with server(archive) as running:
        yield running


@pytest.fixture(scope="module")
def stock(served: Server) -> Stock:
    return gather_stock(served, "br", page_seconds=1.0, search_seconds=1.0)


def test_no_two_requests_are_alike(stock: Stock) -> None:
    pages = [path for path, _ in stock.pages]
    for paths in (pages, stock.articles, stock.searches):
        assert len(set(paths)) == len(paths) > 0
    assert any("cursor=" in path for path in pages)


def test_pages_and_searches_are_full(served: Server, stock: Stock) -> None:
    for path in [stock.pages[0][0], stock.pages[-1][0], stock.searches[0]]:
        assert len(ask(served.address, path)["items"]) == PAGE_SIZE


def test_a_page_is_known_by_its_etag_to_another_server(served: Server, stock: Stock) -> None:
    path, etag = stock.pages[0]
    headers = (("Accept-Encoding", "br"), ("If-None-Match", etag))
    with connect(served.address, 1) as (connection,):
        assert connection.ask(Request(path, headers)).status == 304


@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_an_answer_is_read_in_each_coding(served: Server, stock: Stock, coding: str) -> None:
    path, _ = stock.pages[0]
    with connect(served.address, 1) as (connection,):
        reply = connection.ask(Request(path, (("Accept-Encoding", coding),)))
    assert reply.status == 200
    assert reply.find_header("Content-Encoding") == (None if coding == "identity" else coding)
    assert len(json.loads(reply.read_body())["items"]) == PAGE_SIZE


def test_an_answer_in_chunks_is_read_to_its_end(served: Server) -> None:
    with connect(served.address, 1) as (connection,):
        reply = connection.ask(Request("/v1/quotes?format=ndjson"))
        assert reply.find_header("transfer-encoding") == "chunked"
        assert (
            connection.ask(Request("/healthz")).status == 200
        )  # nothing of the stream is left over


def test_as_many_requests_are_sent_as_are_due(served: Server) -> None:
    supply = Supply([Request("/healthz"), Request("/v1/sources")])
    found = ask_at_rate(served.address, supply.draw, rate=50, seconds=0.5, status=200)
    assert len(found.seconds) == supply.asked == 25
    assert found.seconds == sorted(found.seconds)
    assert supply.describe() == "25 requests, of 2 addresses"


def test_another_status_than_expected_ends_the_measurement(served: Server) -> None:
    with pytest.raises(ConnectionError, match="404 instead of 200"):
        ask_at_rate(served.address, Request("/nada").write, rate=50, seconds=0.2, status=200)


def test_a_percentile_is_that_of_the_answers_in_order() -> None:
    found = Latencies([one / 100 for one in range(1, 101)], 0.0)
    assert found.find_percentile(0.5) == 0.51
    assert found.find_percentile(0.99) == 1.0
    assert found.find_percentile(1.0) == 1.0


def test_the_clock_of_a_process_counts_its_work(served: Server) -> None:
    before = read_processor_seconds(served.process.pid)
    ask(served.address, "/v1/quotes")
    assert read_processor_seconds(served.process.pid) > before


def test_a_command_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    assert find_datasette(tmp_path / "datasette") is None
    (tmp_path / "datasette").touch()
    assert find_datasette(tmp_path / "datasette") == tmp_path / "datasette"


def test_a_database_with_a_log_beside_it_is_not_all_there_is(tmp_path: Path) -> None:
    database = tmp_path / "una.sqlite3"
    assert has_all(database)
    log = tmp_path / "una.sqlite3-wal"
    log.touch()
    assert has_all(database)
    log.write_text("páginas")
    assert not has_all(database)


def test_the_query_for_datasette_finds_what_a_page_has(archive: Path, served: Server) -> None:
    database = archive / "hemeroteca.sqlite3"
    form = list_forms(database)[0]
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        rows = connection.execute(PAGE_SQL, {"form": form}).fetchall()
    page = ask(served.address, f"/v1/quotes?speaker={rows[0]['speaker_id']}")["items"]
    assert [row["id"] for row in rows] == [one["id"] for one in page]
    assert [row["before"] for row in rows] == [one["before"] for one in page]
    assert [row["after"] for row in rows] == [one["after"] for one in page]
