"""Whole results: every item once, from one snapshot, as lines that go on where they broke off."""

import csv
import io
import json
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from app.api import streams
from app.cli.archive import WritableArchive
from app.export import COLUMNS, Exported
from tests.api.conftest import publish
from tests.api.opened import get_archive, watch_statements
from tests.api.press import FARO
from tests.api.test_pagination import add, walk
from tests.newsroom import Said, make_extraction, write_body

LISTS = [
    "/v1/articles",
    "/v1/articles?sort=oldest&copies=all",
    f"/v1/articles?source={FARO}&undated=exclude",
    "/v1/quotes",
    "/v1/quotes?sort=oldest&explain=true",
    "/v1/quotes?speaker=none&speaker=Elena Prado",
    "/v1/quotes?q=puerto OR faro",
    "/v1/speakers/irene-salcedo/quotes",
]


def read_lines(client: TestClient, path: str) -> list[dict[str, Any]]:
    response = client.get(add(path, "format=ndjson"))
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/x-ndjson"
    assert response.content.endswith(b"\n")
    return [json.loads(line) for line in response.content.splitlines()]


@pytest.mark.parametrize("path", LISTS)
def test_lines_are_the_items_of_all_pages(
    press: TestClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.export.PAGE_SIZE", 2)
    pages = walk(press, add(path, "limit=3"))
    items = [item for page in pages for item in page["items"]]
    lines = read_lines(press, path)
    assert len(lines) > 1
    assert [{name: line[name] for name in items[0]} for line in lines] == items


def test_the_lines_of_articles_are_whole(press: TestClient) -> None:
    for line in read_lines(press, "/v1/articles"):
        assert line == press.get(f"/v1/articles/{line['id']}").json()


@pytest.mark.parametrize("path", LISTS)
def test_a_broken_stream_goes_on_after_the_last_line_that_came(
    press: TestClient, path: str
) -> None:
    lines = read_lines(press, path)
    for n, line in enumerate(lines[:-1]):
        assert read_lines(press, add(path, f"cursor={line['id']}")) == lines[n + 1 :]
    page = press.get(add(path, f"cursor={lines[0]['id']}&limit=1")).json()
    assert [item["id"] for item in page["items"]] == [lines[1]["id"]]


@pytest.mark.parametrize(
    "path", ["/v1/articles?cursor=0123456789abcdef", "/v1/quotes?cursor=0123456789abcdef-1-2"]
)
@pytest.mark.parametrize("form", ["json", "ndjson", "csv", "atom"])
def test_the_id_of_nothing_is_no_place_to_go_on_from(
    press: TestClient, path: str, form: str
) -> None:
    response = press.get(add(path, f"format={form}"))
    assert response.status_code == 400
    assert [error["name"] for error in response.json()["errors"]] == ["cursor"]


def test_a_stream_has_no_ceiling_but_the_limit_that_is_asked_for(
    archive: WritableArchive, own_client: TestClient
) -> None:
    said = [Said(f"Van {n} barcas en el puerto", "Elena Prado") for n in range(230)]
    publish(archive, make_extraction(write_body(1), *said))
    assert len(read_lines(own_client, "/v1/quotes")) == 230
    assert len(read_lines(own_client, "/v1/quotes?limit=210")) == 210
    assert own_client.get("/v1/quotes?limit=210").status_code == 422


@pytest.mark.parametrize("what", ["articles", "quotes"])
def test_csv_has_the_same_rows_and_a_name_for_the_file(press: TestClient, what: str) -> None:
    response = press.get(f"/v1/{what}?format=csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == f'attachment; filename="{what}.csv"'
    rows = list(csv.DictReader(io.StringIO(response.text, newline="")))
    assert [row["id"] for row in rows] == [one["id"] for one in read_lines(press, f"/v1/{what}")]
    assert tuple(rows[0]) == COLUMNS[Exported(what)]


def test_a_cell_that_a_spreadsheet_would_run_begins_with_an_apostrophe(
    archive: WritableArchive, own_client: TestClient
) -> None:
    publish(archive, make_extraction(write_body(1), title="=SUMA(A1:A9)"))
    answer = own_client.get("/v1/articles?format=csv").text
    (row,) = csv.DictReader(io.StringIO(answer, newline=""))
    assert row["title"] == "'=SUMA(A1:A9)"


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ("format=ndjson&count=true", "count"),
        ("format=atom&limit=101", "limit"),
        ("format=xml", "format"),
        ("format=csv&limit=0", "limit"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/articles", "/v1/quotes"])
def test_what_does_not_go_with_a_format_is_refused(
    press: TestClient, path: str, parameters: str, name: str
) -> None:
    response = press.get(f"{path}?{parameters}")
    assert response.status_code == 422
    assert [error["name"] for error in response.json()["errors"]] == [name]


def test_a_mistake_is_told_as_a_problem_before_anything_is_sent(press: TestClient) -> None:
    assert press.get("/v1/quotes?speaker=Prado&format=ndjson").status_code == 400
    assert press.get("/v1/quotes?q=(puerto&format=csv").status_code == 400
    assert press.get("/v1/speakers/nadie/quotes?format=ndjson").status_code == 404


def test_one_stream_too_many_is_asked_to_come_again(press: TestClient) -> None:
    slots = get_archive(press).stream_slots
    readers = [object() for _ in range(streams.STREAM_SLOTS)]
    for reader in readers:
        slots.acquire_on_behalf_of_nowait(reader)
    try:
        response = press.get("/v1/quotes?format=ndjson")
        assert response.status_code == 503
        assert response.headers["retry-after"]
        assert press.get("/v1/quotes").status_code == 200
    finally:
        for reader in readers:
            slots.release_on_behalf_of(reader)
    assert press.get("/v1/quotes?format=ndjson").status_code == 200


def stream(
    client: TestClient,
    path: str,
    on_body: Callable[[bytes], Awaitable[None]],
    gone: anyio.Event | None = None,
) -> list[Message]:
    """Ask the application itself; return what it sent. `on_body` takes as long as a client may to read."""
    sent: list[Message] = []

    async def receive() -> Message:
        if gone is None:
            await anyio.sleep_forever()
        else:
            await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)
        if message["type"] == "http.response.body":
            await on_body(message["body"])

    bare, _, query = path.partition("?")
    scope = {
        **{"type": "http", "method": "GET", "path": bare, "query_string": query.encode()},
        **{"headers": [(b"host", b"archive.test")], "scheme": "http", "server": ("test", 80)},
        **{"http_version": "1.1", "root_path": "", "client": None},
    }
    anyio.run(client.app, scope, receive, send)
    return sent


def is_whole(sent: list[Message]) -> bool:
    return not sent[-1].get("more_body", False)


def expect_nothing_held(client: TestClient) -> None:
    archive = get_archive(client)
    assert archive.stream_slots.borrowed_tokens == 0
    # The layer around every request holds one, to look for the state of the archive.
    assert archive.engine.pool.checkedout() == 1  # type: ignore[attr-defined]  # a QueuePool's


@pytest.fixture
def lines_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send every line by itself."""
    monkeypatch.setattr("app.export.PAGE_SIZE", 1)


@pytest.mark.usefixtures("lines_apart")
def test_a_stream_shows_one_state_of_the_archive_whatever_is_written_meanwhile(
    archive: WritableArchive, own_client: TestClient
) -> None:
    publish(archive, *(make_extraction(write_body(n), path=f"/{n}.txt") for n in range(3)))
    later = iter([make_extraction(write_body(9), path="/9.txt")])

    async def write_meanwhile(_: bytes) -> None:
        for extraction in later:
            await anyio.to_thread.run_sync(publish, archive, extraction)

    sent = stream(own_client, "/v1/articles?format=ndjson", write_meanwhile)
    assert is_whole(sent)
    assert sum(message.get("body", b"").count(b"\n") for message in sent) == 3
    assert (b"x-changed-since", b"1") in sent[0]["headers"]
    assert len(read_lines(own_client, "/v1/articles")) == 4
    expect_nothing_held(own_client)


@pytest.mark.usefixtures("lines_apart")
def test_a_client_that_goes_ends_its_stream(press: TestClient) -> None:
    gone = anyio.Event()

    async def leave(_: bytes) -> None:
        gone.set()
        await anyio.sleep(0.05)

    sent = stream(press, "/v1/quotes?format=ndjson", leave, gone)
    assert not is_whole(sent)
    assert len(sent) < 1 + len(read_lines(press, "/v1/quotes"))
    expect_nothing_held(press)


@pytest.mark.usefixtures("lines_apart")
def test_the_head_of_a_stream_is_told_without_reading_it_all(press: TestClient) -> None:
    with watch_statements(press) as statements:
        headed = press.head("/v1/quotes?format=ndjson")
        for_head = len(statements)
        got = press.get("/v1/quotes?format=ndjson")
    assert (headed.status_code, headed.content) == (200, b"")
    assert headed.headers["content-type"] == got.headers["content-type"]
    assert for_head < len(statements) - for_head - 5
    expect_nothing_held(press)


@pytest.mark.usefixtures("lines_apart")
@pytest.mark.parametrize("bound", ["STALL_S", "LONGEST_S"])
def test_a_client_that_does_not_read_is_cut_off(
    press: TestClient, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    monkeypatch.setattr(streams, bound, 0.01)

    async def doze(_: bytes) -> None:
        await anyio.sleep(0.2)

    sent = stream(press, "/v1/quotes?format=ndjson", doze)
    assert not is_whole(sent)
    expect_nothing_held(press)
