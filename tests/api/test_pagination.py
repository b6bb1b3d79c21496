"""Pages: each item once and in order, whatever the list, its order and the length of its pages."""

import base64
import json
from itertools import islice
from typing import Any

import pytest
from httpx2 import URL
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.cli.archive import WritableArchive
from tests.api.conftest import publish
from tests.api.press import ARTICLES, DAYS, FARO
from tests.newsroom import Said, make_extraction, write_body

ARTICLE_LISTS = [
    "/v1/articles",
    "/v1/articles?sort=oldest",
    "/v1/articles?copies=all&undated=exclude",
    "/v1/articles?undated=only",
    "/v1/articles?from=2025-02-01&to=2025-02-28&undated=include&sort=oldest",
    f"/v1/articles?source={FARO}&speaker=irene-salcedo",
]
QUOTE_LISTS = [
    "/v1/quotes",
    "/v1/quotes?sort=oldest",
    "/v1/quotes?q=puerto OR faro",
    "/v1/quotes?q=puerto OR faro&sort=oldest",
    "/v1/quotes?speaker=none&speaker=Elena Prado",
    "/v1/speakers/irene-salcedo/quotes",
    "/v1/speakers/irene-salcedo/quotes?sort=oldest",
]
SEARCHES = [
    "/v1/search?q=nota",
    "/v1/search?q=nota&sort=newest",
    "/v1/search?q=nota&sort=oldest",
    "/v1/search?q=nota&undated=only",
]
EACH = ["/v1/articles", "/v1/quotes", "/v1/search?q=nota", "/v1/speakers"]
LISTS = [*ARTICLE_LISTS, *QUOTE_LISTS, *SEARCHES, "/v1/speakers", "/v1/speakers?name=prado"]


def identify(item: dict[str, Any]) -> str:
    identity: str = (item.get("article") or item)["id"] if "score" in item else item["id"]
    return identity


def add(path: str, parameters: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{parameters}"


def walk(client: TestClient, path: str) -> list[dict[str, Any]]:
    """The pages of a list."""
    pages = [client.get(path).json()]
    while pages[-1]["next"]:
        pages.append(client.get(pages[-1]["next"]).json())
    return pages


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", [1, 3])
def test_pages_give_each_item_once_and_in_order(press: TestClient, path: str, limit: int) -> None:
    whole = press.get(add(path, "limit=100&count=true")).json()
    pages = walk(press, add(path, f"limit={limit}"))
    found = [identify(item) for page in pages for item in page["items"]]
    assert found == [identify(item) for item in whole["items"]]
    assert len(set(found)) == len(found) == whole["total"] > 1
    assert all(len(page["items"]) == limit for page in pages[:-1])


@pytest.mark.parametrize("path", ["/v1/articles?copies=all", "/v1/quotes", "/v1/search?q=puerto"])
def test_the_seeds_are_paged_whole(client: TestClient, path: str) -> None:
    pages = walk(client, add(path, "limit=7&count=true"))
    found = [identify(item) for page in pages for item in page["items"]]
    assert len(set(found)) == len(found) == pages[0]["total"]


@settings(max_examples=25, deadline=None)
@given(
    limits=st.lists(st.integers(1, 5), min_size=1, max_size=4),
    path=st.sampled_from(["/v1/articles", "/v1/quotes", "/v1/search?q=nota"]),
)
def test_the_length_of_a_page_may_change_on_the_way(
    press: TestClient, limits: list[int], path: str
) -> None:
    whole = [identify(item) for item in press.get(add(path, "limit=100")).json()["items"]]
    following, found = path, list[str]()
    for limit in limits:
        page = press.get(URL(following).copy_set_param("limit", limit)).json()
        found += [identify(item) for item in page["items"]]
        following = page["next"] or path
        if following == path:
            break
    assert found == whole[: len(found)]


@pytest.mark.parametrize(("sort", "descending"), [("newest", True), ("oldest", False)])
def test_articles_come_by_first_day_then_id_and_undated_last(
    press: TestClient, sort: str, descending: bool
) -> None:
    items = press.get(f"/v1/articles?sort={sort}&limit=100").json()["items"]
    dated = [item for item in items if item["published"]]
    assert items[len(dated) :] == sorted(items[len(dated) :], key=identify)
    expected = sorted(sorted(dated, key=identify), key=first_day, reverse=descending)
    assert [identify(item) for item in dated] == [identify(item) for item in expected]
    assert len(dated) == sum(day is not None for day in DAYS.values())


def first_day(item: dict[str, Any]) -> str:
    day: str = item["published"]
    return day + "-01-01"[len(day) - 10 :] if len(day) < 10 else day


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_quotations_of_an_article_come_in_reading_order(press: TestClient, sort: str) -> None:
    items = press.get(f"/v1/quotes?sort={sort}&limit=100").json()["items"]
    for article in {item["article"]["id"] for item in items}:
        places = [n for n, item in enumerate(items) if item["article"]["id"] == article]
        assert places == list(range(places[0], places[0] + len(places)))
        starts = [items[n]["start"] for n in places]
        assert starts == sorted(starts)


def test_an_article_that_comes_in_between_two_pages_neither_repeats_nor_hides_any(
    archive: WritableArchive, own_client: TestClient
) -> None:
    publish(archive, *(make_extraction(write_body(n), day=f"2025-05-{n:02}") for n in range(1, 7)))
    first = own_client.get("/v1/articles?limit=3").json()
    publish(
        archive,
        make_extraction(write_body(20), path="/notas/nueva.txt", day="2025-05-30"),
        make_extraction(write_body(21), path="/notas/vieja.txt", day="2025-05-01"),
    )
    rest = own_client.get(first["next"]).json()["items"]
    assert [item["published"] for item in rest] == ["2025-05-03", "2025-05-02", "2025-05-01"]


@pytest.mark.parametrize("path", EACH)
def test_the_link_header_names_the_next_page(press: TestClient, path: str) -> None:
    response = press.get(add(path, "limit=2"))
    assert response.links["next"]["url"] == response.json()["next"]
    assert response.json()["next"].startswith("http://archive.test/v1/")


@pytest.mark.parametrize("path", EACH)
def test_the_last_page_has_no_next_one(press: TestClient, path: str) -> None:
    response = press.get(add(path, "limit=100"))
    assert response.json()["next"] is None
    assert "link" not in response.headers


@pytest.mark.parametrize("path", EACH)
def test_the_total_is_given_only_when_asked_for(press: TestClient, path: str) -> None:
    assert press.get(path).json()["total"] is None
    assert press.get(add(path, "count=true&limit=1")).json()["total"] > 1


@pytest.mark.parametrize("limit", ["0", "101", "-1", "doce", ""])
def test_a_limit_out_of_range_is_refused(press: TestClient, limit: str) -> None:
    response = press.get(f"/v1/articles?limit={limit}")
    assert response.status_code == 422
    assert [error["name"] for error in response.json()["errors"]] == ["limit"]


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/v1/articles", "/v1/articles?sort=oldest"),
        ("/v1/articles", "/v1/articles?from=2025-01-01"),
        ("/v1/articles?source=a", "/v1/articles?source=b"),
        ("/v1/articles?undated=include", "/v1/articles"),
        ("/v1/articles", "/v1/quotes"),
        ("/v1/quotes", "/v1/speakers/irene-salcedo/quotes"),
        ("/v1/quotes?q=puerto", "/v1/quotes?q=faro"),
        ("/v1/search?q=nota", "/v1/search?q=nota&sort=newest"),
        ("/v1/search?q=nota", "/v1/search?q=puerto"),
        ("/v1/speakers", "/v1/speakers?name=irene"),
    ],
)
def test_a_cursor_is_refused_with_other_filters(press: TestClient, path: str, other: str) -> None:
    cursor = take_cursor(press, path.replace("source=a", f"source={FARO}"))
    response = press.get(add(other, f"cursor={cursor}"))
    assert response.status_code == 400
    assert [error["name"] for error in response.json()["errors"]] == ["cursor"]


def test_a_cursor_does_not_mind_the_order_of_the_filters(press: TestClient) -> None:
    cursor = take_cursor(press, f"/v1/articles?source={FARO}&sort=oldest")
    response = press.get(f"/v1/articles?sort=oldest&source={FARO}&count=true&cursor={cursor}")
    assert response.status_code == 200


FORGERIES: list[Any] = [
    *(None, True, 7, 1.5, [], {}, [None], ["2025-01-01"], ["2025-01-01", 3]),
    *([7, "id"], ["ayer", "id"], ["2025-13-01", "id"], ["2025-01-01", "id", "de más"]),
    *([None, None, None], ["2025-01-01", "id", 10**30], ["2025-01-01", "id", -(10**30)]),
    *(["2025-01-01", "id", 1.5], ["x", 1, "id"], [1.0, 10**30, "id"], [1.0, 1, 1]),
    *([[1.0], 1, "id"], {"0": 1.0}, [[[[[]]]]]),
    *([1.0, 1, "id", []], [1.0, 1, "id", [0, 0, 0, 0, 0]], [1.0, 1, "id", [9, -1, 9, 9, 9]]),
    *([1.0, 1, "id", [9] * 40], [1.0, 1, "id", 9], [1.0, 1, "id"]),
]


@pytest.mark.parametrize("path", EACH)
@pytest.mark.parametrize("key", FORGERIES, ids=json.dumps)
def test_a_forged_key_is_refused(press: TestClient, path: str, key: Any) -> None:
    binding, _ = json.loads(base64.urlsafe_b64decode(take_cursor(press, path)))
    response = press.get(add(path, "cursor=" + encode([binding, key])))
    assert response.status_code == 400
    assert response.json()["errors"][0]["name"] == "cursor"


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "ñandú",
        "%00",
        "====",
        "%F0%9F%98%80",
        "W10=",
        "bnVsbA==",
        "eyJhIjoxfQ==",
        "Ww==",
        "/w==",
    ],
)
def test_what_was_never_a_cursor_is_refused(press: TestClient, cursor: str) -> None:
    assert press.get(f"/v1/articles?cursor={cursor}").status_code == 400


def test_a_cursor_of_thousands_of_characters_is_a_malformed_parameter(press: TestClient) -> None:
    assert press.get(f"/v1/articles?cursor={'A' * 5004}").status_code == 422


def take_cursor(client: TestClient, path: str) -> str:
    following = client.get(add(path, "limit=1")).json()["next"]
    return str(following).partition("cursor=")[2].replace("%3D", "=")


def encode(content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()


LATER = (
    make_extraction(
        write_body(40),
        Said("El puerto tendrá otro faro nuevo", "Elena Prado"),
        path="/notas/40.txt",
        day="2025-12-30",
        title="Nota nueva",
        source=FARO,
    ),
    make_extraction(
        write_body(41),
        Said("El puerto tuvo un faro viejo", "Irene Salcedo"),
        Said("El faro fue de otro puerto", "Aina Abad"),
        path="/notas/41.txt",
        day="2025-02-01",
        title="Nota vieja",
        source=FARO,
    ),
    make_extraction(
        write_body(42),
        Said("Nadie mira el faro del puerto", None),
        path="/notas/42.txt",
        title="Nota sin fecha",
    ),
)
STABLE = [path for path in LISTS if not path.startswith("/v1/search") or "sort=" in path]


@pytest.mark.parametrize("path", STABLE)
def test_what_comes_in_between_two_pages_repeats_nothing_and_hides_nothing(
    archive: WritableArchive, own_client: TestClient, path: str
) -> None:
    publish(archive, *ARTICLES)
    before = [identify(item) for item in own_client.get(add(path, "limit=100")).json()["items"]]
    page, found = own_client.get(add(path, "limit=2")).json(), list[str]()
    later = iter(LATER)
    while True:
        found += [identify(item) for item in page["items"]]
        if page["next"] is None:
            break
        publish(archive, *islice(later, 1))
        page = own_client.get(page["next"]).json()
    assert len(set(found)) == len(found)
    assert [one for one in found if one in set(before)] == before
