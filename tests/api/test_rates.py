"""The rate of requests: counted by key or else by address, told in every answer, 429 beyond it."""

import asyncio
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.api.keys import create_key
from app.api.rates import name_address, open_limiter
from app.errors import SetupError

REDIS = shutil.which("redis-server") or shutil.which("valkey-server")


def test_one_request_too_many_is_told_when_to_come_again(
    client_with: Callable[..., TestClient],
) -> None:
    client = client_with(rate_limit="3/hour")
    answers = [client.get("/v1/articles") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"default";q=3;w=3600'}
    told = [answer.headers["ratelimit"] for answer in answers]
    assert [re.findall(r"r=(\d+)", line) for line in told] == [["2"], ["1"], ["0"], ["0"], ["0"]]
    assert all(0 < int(line.rpartition("t=")[2]) <= 3600 for line in told)
    assert 0 < int(answers[3].headers["retry-after"]) <= 3600
    assert "retry-after" not in answers[2].headers


def test_an_unchanged_answer_and_an_error_count_too(
    client_with: Callable[..., TestClient],
) -> None:
    client = client_with(rate_limit="4/hour")
    etag = client.get("/v1/articles").headers["etag"]
    assert client.get("/v1/articles", headers={"If-None-Match": etag}).status_code == 304
    assert client.get("/nada").status_code == 404
    assert client.get("/docs").headers["ratelimit"].startswith('"default";r=0;')
    assert client.get("/docs").status_code == 429


def test_probes_are_never_refused(client_with: Callable[..., TestClient]) -> None:
    client = client_with(rate_limit="1/hour")
    for _ in range(3):
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 200
    assert client.get("/v1/articles").status_code == 200


def test_each_key_is_counted_by_itself_and_wrong_ones_by_their_address(
    client_with: Callable[..., TestClient], tmp_path: Path
) -> None:
    file = tmp_path / "claves.jsonl"
    keys = [create_key(file, name, date(2026, 11, 22)) for name in ("uno", "dos")]
    client = client_with(rate_limit="2/hour", api_keys_file=file)

    def ask(key: str) -> int:
        return client.get("/v1/articles", headers={"Authorization": f"Bearer {key}"}).status_code

    assert [ask(keys[0]) for _ in range(3)] == [200, 200, 429]
    assert [ask(keys[1]) for _ in range(3)] == [200, 200, 429]
    assert [ask(f"inventada{number}") for number in range(3)] == [401, 401, 429]


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "address:192.0.2.7"),
        ("2001:db8:1:2::1", "address:20010db800010002"),
        ("2001:db8:1:2:ffff::9", "address:20010db800010002"),
        ("::ffff:192.0.2.7", "address:192.0.2.7"),
        ("testclient", "address:testclient"),
        (None, "address:None"),
    ],
)
def test_an_ipv6_client_is_the_network_that_it_has(address: str | None, client: str) -> None:
    assert name_address(address) == client


@pytest.mark.parametrize("limit", ["muchas", "", "5", "5/minute; 1/second", "-1/minute"])
def test_a_limit_that_cannot_be_read_is_named(limit: str) -> None:
    with pytest.raises(SetupError, match="HEMEROTECA_RATE_LIMIT is"):
        open_limiter(limit, None)


@pytest.mark.parametrize("url", ["tonterías", "memcached://localhost", "redis+otro://x"])
def test_an_address_that_is_no_redis_is_named(url: str) -> None:
    with pytest.raises(SetupError, match="HEMEROTECA_RATE_LIMIT_URL"):
        open_limiter("5/minute", url)


def find_free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        return int(free.getsockname()[1])


def test_without_its_redis_requests_are_answered_uncounted(
    client_with: Callable[..., TestClient], caplog: pytest.LogCaptureFixture
) -> None:
    pytest.importorskip("redis")
    url = f"redis://127.0.0.1:{find_free_port()}"
    client = client_with(rate_limit="1/hour", rate_limit_url=url)
    for _ in range(2):
        response = client.get("/v1/articles")
        assert response.status_code == 200
        assert "ratelimit" not in response.headers
    assert "Requests are not counted" in caplog.text


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[str]:
    """A Redis of its own."""
    assert REDIS is not None
    port = find_free_port()
    options = ("--port", str(port), "--save", "", "--dir", str(tmp_path), "--bind", "127.0.0.1")
    with subprocess.Popen([REDIS, *options], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while "eady to accept connections" not in process.stdout.readline():
            assert process.poll() is None
        yield f"redis://127.0.0.1:{port}/0"
        process.terminate()


@pytest.mark.skipif(REDIS is None, reason="redis-server is not installed")
def test_several_processes_count_together_in_redis(redis: str) -> None:
    pytest.importorskip("redis")

    async def take_from_two() -> list[bool]:
        limiters = [open_limiter("3/hour", redis) for _ in range(2)]
        allowed = [(await limiters[turn % 2].take("key:uno")).is_allowed for turn in range(5)]
        for limiter in limiters:
            await limiter.close()
        return allowed

    assert asyncio.run(take_from_two()) == [True, True, True, False, False]
