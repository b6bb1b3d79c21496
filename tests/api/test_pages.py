"""The pages for people: they ask no other host for anything, read and (where there is a browser) run."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from app.main import describe_api
from app.settings import Settings
from tests.server import server

PAGES = ["/docs", "/redoc"]
HOST = "archive.example"  # not localhost: there the pages would behave better than elsewhere
BROWSER = shutil.which("chromium")
BROWSER_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    f"--host-resolver-rules=MAP {HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--virtual-time-budget=20000",
    "--dump-dom",
)
_ADDRESS = re.compile(r"""(?:https?:)?//[\w.-]+|url\(""")


class AddressFinder(HTMLParser):
    """Collects what a page loads, and what of it names a host."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.foreign: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            self.foreign += _ADDRESS.findall(value or "")
            if name in {"src", "href"} and tag in {"script", "link", "img"}:
                self.loaded.append(value or "")

    def handle_data(self, data: str) -> None:
        self.foreign += _ADDRESS.findall(data)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_names_no_other_host_and_all_that_it_loads_is_here(
    press: TestClient, path: str
) -> None:
    page = AddressFinder()
    page.feed(press.get(path).text)
    assert page.foreign == []
    assert len(page.loaded) >= 2
    for address in page.loaded:
        assert address.startswith("/")
        assert press.get(address).status_code == 200


def test_the_logo_that_redoc_asks_for_is_here(press: TestClient) -> None:
    assert press.get("/redoc/logo-mini.svg").headers["content-type"].startswith("image/svg")


def test_no_validator_elsewhere_is_shown_the_document(press: TestClient) -> None:
    assert re.search(r'"validatorUrl": null', press.get("/docs").text)


@pytest.fixture(scope="module")
def origin(seeded: Settings) -> Iterator[str]:
    """A server of its own, under a name that is not localhost."""
    with server(seeded.data_dir, HEMEROTECA_ALLOWED_HOSTS=HOST) as (_, address, _):
        yield f"http://{HOST}:{urlsplit(address).port}"


@pytest.mark.skipif(BROWSER is None, reason="chromium is not installed")
@pytest.mark.parametrize("path", PAGES)
def test_a_browser_shows_the_operations_and_asks_no_other_host(
    origin: str, tmp_path: Path, path: str
) -> None:
    page = browse(origin + path, tmp_path)
    for operation in describe_api()["paths"].values():
        assert operation["get"]["summary"] in page
    asked = list_requests(tmp_path / "net.json", origin)
    assert origin + "/openapi.json" in asked
    assert [url for url in asked if not url.startswith(origin + "/")] == []


def browse(url: str, folder: Path) -> str:
    """The page as it is once its scripts have run; `net.json` in the folder is what the browser asked."""
    assert BROWSER is not None
    log, profile = f"--log-net-log={folder / 'net.json'}", f"--user-data-dir={folder / 'profile'}"
    done = subprocess.run(
        [BROWSER, *BROWSER_FLAGS, log, profile, url],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout


def list_requests(log: Path, origin: str) -> list[str]:
    """The addresses that the page asked for; what the browser asks for itself has no origin."""
    content = json.loads(log.read_text("utf-8"))
    started = content["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
    requests = [
        event["params"]
        for event in content["events"]
        if event["type"] == started
        if "params" in event
    ]
    return [one["url"] for one in requests if one.get("initiator") == origin]
