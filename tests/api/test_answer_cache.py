from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.api.answer_cache import AnswerCache, KeptAnswer
from app.cli.archive import WritableArchive
from tests.api.conftest import publish
from tests.api.opened import watch_statements
from tests.newsroom import Said, make_extraction, write_body

ADDRESS = "/v1/quotes?speaker=elena-quiroga"


def publish_quotation(archive: WritableArchive, number: int) -> None:
    said = Said(f"Faltan {number} faroles", "Elena Quiroga")
    publish(archive, make_extraction(write_body(number), said, path=f"/notas/{number}.txt"))


def test_what_was_answered_before_is_answered_alike_without_reading_a_row(
    archive: WritableArchive, own_client: TestClient
) -> None:
    publish_quotation(archive, 1)
    first = own_client.get(ADDRESS)
    with watch_statements(own_client) as statements:
        again = own_client.get(ADDRESS)
    assert statements == []
    assert len(first.json()["items"]) == 1
    assert (again.status_code, again.content) == (200, first.content)
    own = {"x-request-id"}
    kept = {name: value for name, value in first.headers.items() if name not in own}
    assert {name: value for name, value in again.headers.items() if name not in own} == kept
    assert again.headers["x-request-id"] != first.headers["x-request-id"]


def test_another_state_of_the_archive_is_read_anew(
    archive: WritableArchive, own_client: TestClient
) -> None:
    publish_quotation(archive, 1)
    assert len(own_client.get(ADDRESS).json()["items"]) == 1
    publish_quotation(archive, 2)
    assert len(own_client.get(ADDRESS).json()["items"]) == 2


def test_answers_of_a_former_state_make_room_at_once(
    archive: WritableArchive, own_client: TestClient
) -> None:
    cache = own_client.app.state.freshness.cache  # type: ignore[attr-defined]
    publish_quotation(archive, 1)
    own_client.get("/v1/sources")
    one = cache.size
    own_client.get(ADDRESS)
    assert 0 < one < cache.size
    publish_quotation(archive, 2)
    own_client.get("/v1/sources")
    assert cache.size < 2 * one


def test_a_kept_answer_has_a_head_of_its_own_and_a_body_in_each_coding(
    archive: WritableArchive, own_client: TestClient
) -> None:
    for number in range(1, 5):
        publish_quotation(archive, number)
    plain = own_client.get(ADDRESS, headers={"Accept-Encoding": "identity"})
    for _ in range(2):
        coded = own_client.get(ADDRESS, headers={"Accept-Encoding": "gzip"})
        assert coded.headers["content-encoding"] == "gzip"
        assert int(coded.headers["content-length"]) < len(plain.content)
        assert coded.content == plain.content
        assert coded.headers["etag"] != plain.headers["etag"]
    headed = own_client.head(ADDRESS, headers={"Accept-Encoding": "identity"})
    assert (headed.status_code, headed.content) == (200, b"")
    assert headed.headers["content-length"] == str(len(plain.content))


def test_whoever_wants_no_other_answer_gets_none_kept(
    archive: WritableArchive, own_client: TestClient
) -> None:
    publish_quotation(archive, 1)
    own_client.get(ADDRESS)
    assert own_client.get(ADDRESS, headers={"If-None-Match": "*"}).status_code == 304


def test_what_is_for_one_client_alone_is_not_kept(client_with: Callable[..., TestClient]) -> None:
    client = client_with(
        cors_origins=("https://uno.example", "https://dos.example"), rate_limit="9/hour"
    )
    answers = [
        client.get("/v1/quotes", headers={"Origin": f"https://{name}.example"})
        for name in ("uno", "dos")
    ]
    shared = [one.headers["access-control-allow-origin"] for one in answers]
    assert shared == ["https://uno.example", "https://dos.example"]
    assert len({one.headers["ratelimit"] for one in answers}) == 2


def test_errors_and_streams_are_not_kept(client_with: Callable[..., TestClient]) -> None:
    client = client_with()
    cache = client.app.state.freshness.cache  # type: ignore[attr-defined]  # a Starlette application has it
    for path in ("/v1/quotes/nada", "/v1/quotes?limit=0", "/v1/quotes?format=ndjson", "/healthz"):
        client.get(path)
    assert cache.size == 0
    client.get("/v1/quotes")
    assert cache.size > 0


def test_without_room_nothing_is_kept(client_with: Callable[..., TestClient]) -> None:
    client = client_with(answer_cache_mb=0)
    assert [client.get("/v1/quotes").status_code for _ in range(2)] == [200, 200]
    assert client.app.state.freshness.cache.size == 0  # type: ignore[attr-defined]


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 3_000))))
def test_a_cache_holds_no_more_than_it_may_and_forgets_what_was_used_longest_ago(
    kept: list[tuple[str, int]],
) -> None:
    cache = AnswerCache(limit=20_000)
    latest: dict[str, KeptAnswer] = {}
    for key, size in kept:
        answer = KeptAnswer((), bytes(size))
        cache.keep(key, answer)
        if answer.size * 16 <= 20_000:
            latest.pop(key, None)
            latest[key] = answer
        assert cache.size <= 20_000
    found = {key: cache.find(key) for key in latest}
    assert [key for key, answer in found.items() if answer] == [key for key in latest if found[key]]
    assert cache.size == sum(answer.size for answer in found.values() if answer)
    assert all(answer in {None, latest[key]} for key, answer in found.items())


def test_an_answer_that_is_asked_for_stays() -> None:
    cache = AnswerCache(limit=16 * 1_100)
    first = KeptAnswer((), b"1")
    cache.keep("primera", first)
    for number in range(30):
        cache.keep(str(number), KeptAnswer((), b"2"))
        assert cache.find("primera") == first
    assert cache.find("0") is None


def test_metrics_tell_how_often_an_answer_was_kept(client_with: Callable[..., TestClient]) -> None:
    client = client_with()
    for _ in range(3):
        client.get("/v1/quotes")
    assert "hemeroteca_kept_answers_total 2.0" in client.get("/metrics").text.splitlines()
