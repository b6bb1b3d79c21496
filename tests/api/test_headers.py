"""Methods, headers that every answer has, hosts, other origins, and sizes."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from app.api.admission import BODY_LIMIT, HEADER_LIMIT, HEADER_LINES, URL_LIMIT

PATHS = [
    *("/v1/quotes", "/v1/quotes?limit=1", "/v1/search?q=puerto", "/v1/speakers/irene-salcedo"),
    *("/v1/quotes/una", "/v1/quotes?limit=0", "/nada", "/healthz", "/readyz", "/docs"),
    *("/openapi.json", "/docs/assets/swagger/swagger-ui.css", "/docs/assets/nada.css"),
]
STRICT = "default-src 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize("coding", ["identity", "br"])
@pytest.mark.parametrize("path", PATHS)
def test_head_has_the_headers_of_get_and_no_body(press: TestClient, path: str, coding: str) -> None:
    asked = {"Accept-Encoding": coding, "X-Request-ID": "r1"}
    got = press.get(path, headers=asked)
    press.event_hooks["response"].clear()
    headed = press.head(path, headers=asked)
    assert (headed.status_code, headed.content) == (got.status_code, b"")
    assert headed.headers == got.headers


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_confined(press: TestClient, path: str) -> None:
    headers = press.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert policy == STRICT or path == "/docs"
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_a_page_runs_no_script_but_its_own(press: TestClient, path: str) -> None:
    policy = press.get(path).headers["content-security-policy"]
    (scripts,) = (part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts
    assert "http" not in policy


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/v1/quotes", "public, max-age=5, must-revalidate"),
        ("/docs", "public, max-age=300, must-revalidate"),
        ("/v1/quotes/una", "no-store"),
        ("/healthz", "no-store"),
    ],
)
def test_proxies_are_told_how_long_to_keep_an_answer(
    press: TestClient, path: str, expected: str
) -> None:
    assert press.get(path).headers["cache-control"] == expected


@pytest.mark.parametrize(
    ("host", "status"),
    [
        *(("archivo.test", 200), ("ARCHIVO.test:8000", 200), ("a.diario.test", 200)),
        *(("diario.test", 421), ("otro.test", 421), ("archivo.test.otro.test", 421), ("", 421)),
        *(("[::1]:8000", 200), ("[::2]", 421)),
    ],
)
def test_a_request_for_another_host_is_refused(
    client_with: Callable[..., TestClient], host: str, status: int
) -> None:
    client = client_with(allowed_hosts=("archivo.test", "*.diario.test", "[::1]"))
    assert client.get("/v1/articles", headers={"Host": host}).status_code == status


def test_a_page_of_another_origin_may_read_where_it_was_allowed(
    client_with: Callable[..., TestClient],
) -> None:
    client = client_with(cors_origins=("https://diario.test",))
    allowed = client.get("/v1/articles", headers={"Origin": "https://diario.test"})
    assert allowed.headers["access-control-allow-origin"] == "https://diario.test"
    assert "ETag" in allowed.headers["access-control-expose-headers"]
    refused = client.get("/v1/articles", headers={"Origin": "https://otro.test"})
    assert "access-control-allow-origin" not in refused.headers
    for answer in (allowed, refused, client.get("/v1/articles")):
        assert "Origin" in answer.headers["vary"]


def test_any_origin_may_be_allowed(client_with: Callable[..., TestClient]) -> None:
    client = client_with(cors_origins=("*",))
    response = client.get("/nada", headers={"Origin": "https://otro.test"})
    assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("origin", "is_allowed"), [("https://diario.test", True), ("https://otro.test", False)]
)
def test_a_browser_may_ask_beforehand(
    client_with: Callable[..., TestClient], origin: str, is_allowed: bool
) -> None:
    client = client_with(cors_origins=("https://diario.test",))
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization",
    }
    response = client.options("/v1/articles", headers=asked)
    assert response.status_code == 204
    assert ("access-control-allow-origin" in response.headers) == is_allowed
    allowed = response.headers.get("access-control-allow-headers", "")
    assert ("Authorization" in allowed) == is_allowed


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/v1/search?q=" + "a" * URL_LIMIT, {}, 414),
        ("/v1/articles/" + "a" * URL_LIMIT, {}, 414),
        ("/v1/articles", {"X-Largo": "a" * HEADER_LIMIT}, 431),
        ("/v1/articles", {f"X-{number}": "" for number in range(HEADER_LINES + 1)}, 431),
        ("/v1/articles", {"Content-Length": str(BODY_LIMIT + 1)}, 413),
        ("/v1/articles", {"Content-Length": "9" * 5000}, 413),
    ],
)
def test_what_is_too_large_is_refused(
    press: TestClient, path: str, headers: dict[str, str], status: int
) -> None:
    response = press.get(path, headers=headers)
    assert response.status_code == status
    assert len(response.content) < 40_000


def test_a_text_as_long_as_may_be_is_no_long_address(press: TestClient) -> None:
    assert press.get("/v1/quotes/match", params={"text": "𝔭" * 2_000}).status_code == 200
