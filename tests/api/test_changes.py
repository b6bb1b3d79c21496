"""`changed_since`: whoever asks again and again with what the answer before said misses nothing."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.cli.archive import WritableArchive
from tests.api.conftest import delete, publish
from tests.api.press import FARO
from tests.newsroom import Said, make_extraction, write_body

LISTS = ["/v1/articles", "/v1/quotes"]
FIRST = make_extraction(
    write_body(1), Said("Habrá faro", "Elena Prado"), path="/1.txt", source=FARO
)
SECOND = make_extraction(write_body(2), Said("No habrá faro", "Hugo Prado"), path="/2.txt")


def follow(client: TestClient, path: str, token: str, limit: int = 100) -> tuple[list[Any], str]:
    """All that changed since, and what to ask with next time."""
    items: list[Any] = []
    while True:
        joint = "&" if "?" in path else "?"
        page = client.get(f"{path}{joint}changed_since={token}&limit={limit}").json()
        items += page["items"]
        token = page["changed_since"]
        if page["next"] is None:
            return items, token


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", [1, 2, 100])
def test_all_there_is_changed_since_0(press: TestClient, path: str, limit: int) -> None:
    items, token = follow(press, path, "0", limit)
    whole = press.get(f"{path}?limit=100&copies=all" if "art" in path else f"{path}?limit=100")
    there = {item["id"]: item for item in items if "deleted" not in item}
    listed = {item["id"]: item for item in whole.json()["items"]}
    assert there.keys() == listed.keys()
    for item_id, item in listed.items():
        assert {**there[item_id], "changed": None} == {**item, "changed": None}
    assert follow(press, path, token) == ([], token)


@pytest.mark.parametrize("path", LISTS)
def test_next_leads_to_the_page_that_the_token_leads_to(press: TestClient, path: str) -> None:
    page = press.get(f"{path}?changed_since=0&limit=3").json()
    assert f"changed_since={page['changed_since']}" in page["next"]
    assert page["changed_since"] == page["items"][-1]["changed"]
    assert press.get(page["next"]).json()["items"][0] != page["items"][0]


def test_an_article_that_goes_is_void_and_so_are_its_quotations(
    archive: WritableArchive, own_client: TestClient
) -> None:
    publish(archive, FIRST, SECOND)
    _, token = follow(own_client, "/v1/articles", "0")
    delete(archive, FIRST.document.id)
    ((article,), _), ((quotes,), _) = (follow(own_client, path, token) for path in LISTS)
    void = {"deleted": True, "successor": None}
    assert {**article, "changed": None} == {"id": FIRST.document.id, **void, "changed": None}
    assert quotes["article"] == {"id": FIRST.document.id}
    assert {name: quotes[name] for name in void} == void


def test_what_the_filters_hide_from_now_on_is_void(
    archive: WritableArchive, own_client: TestClient
) -> None:
    publish(archive, FIRST)
    path = f"/v1/articles?source={FARO}"
    (before,), token = follow(own_client, path, "0")
    assert before["source"] == FARO
    better = make_extraction(
        write_body(1),
        Said("Habrá faro", "Elena Prado"),
        path="/0.txt",
        source="La Boya",
        day="2025-01-01",
    )
    publish(archive, better)
    (after,), _ = follow(own_client, path, token)
    assert (after["id"], after["deleted"]) == (FIRST.document.id, False)


@pytest.mark.parametrize("path", LISTS)
def test_lines_carry_the_same_and_the_header_says_what_to_ask_with_afterwards(
    press: TestClient, path: str
) -> None:
    response = press.get(f"{path}?changed_since=0&format=ndjson")
    lines = [json.loads(line) for line in response.content.splitlines()]
    items, token = follow(press, path, "0")
    assert [line["changed"] for line in lines] == [item["changed"] for item in items]
    assert response.headers["x-changed-since"] == token
    middle = lines[len(lines) // 2]["changed"]
    rest = press.get(f"{path}?changed_since={middle}&format=ndjson").content.splitlines()
    assert [json.loads(line) for line in rest] == lines[len(lines) // 2 + 1 :]
    assert "deleted,successor,changed" in press.get(f"{path}?changed_since=0&format=csv").text


@pytest.mark.parametrize("path", LISTS)
def test_a_plain_stream_and_then_its_changes_are_the_whole(
    archive: WritableArchive, own_client: TestClient, path: str
) -> None:
    publish(archive, FIRST)
    token = own_client.get(f"{path}?format=ndjson").headers["x-changed-since"]
    publish(archive, SECOND)
    items, _ = follow(own_client, path, token)
    assert {item.get("article", item)["id"] for item in items} == {SECOND.document.id}


@pytest.mark.parametrize("path", LISTS)
def test_a_token_of_a_later_state_is_refused(press: TestClient, path: str) -> None:
    for form in ("json", "ndjson"):
        response = press.get(f"{path}?changed_since=99&format={form}")
        assert response.status_code == 400
        assert "changed_since=0" in response.json()["detail"]


@pytest.mark.parametrize("token", ["", "-1", "ayer", "2025-01-01", "1-2", "1" * 19, "%F0%9F%98%80"])
@pytest.mark.parametrize("path", LISTS)
def test_what_was_never_a_token_is_malformed(press: TestClient, path: str, token: str) -> None:
    response = press.get(f"{path}?changed_since={token}")
    assert response.status_code == 422
    assert [error["name"] for error in response.json()["errors"]] == ["changed_since"]


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/v1/articles", "sort=oldest"),
        ("/v1/articles", "copies=collapse"),
        ("/v1/articles", "format=atom"),
        ("/v1/articles", "count=true"),
        ("/v1/quotes", "cursor=0123456789abcdef-1-2"),
        ("/v1/quotes", "q=faro"),
    ],
)
def test_what_does_not_go_with_changes_is_refused(
    press: TestClient, path: str, parameter: str
) -> None:
    response = press.get(f"{path}?changed_since=0&{parameter}")
    assert response.status_code == 422
    name = parameter.partition("=")[0]
    assert [error["name"] for error in response.json()["errors"]] == [name]


def test_copies_that_are_all_anyway_may_be_asked_for(press: TestClient) -> None:
    assert press.get("/v1/articles?changed_since=0&copies=all").status_code == 200
