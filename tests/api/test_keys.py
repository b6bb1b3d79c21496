"""Keys: kept as hashes, shown in `Authorization`, asked for everywhere but at probes and documentation."""

import json
import logging
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.api.keys import KeyRing, create_key, read_keys, revoke_key
from app.cli.archive import WritableArchive
from app.errors import SetupError, UnavailableError
from app.settings import Settings
from tests.api.conftest import hold_to_schema
from tests.api.test_requests import read_log

TODAY = date(2026, 11, 22)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the keys are kept; not there yet."""
    return tmp_path / "claves" / "claves.jsonl"


@pytest.fixture
def guarded(
    archive: WritableArchive,  # noqa: ARG001  makes the archive
    settings: Settings,
    client_of: Callable[[Settings], TestClient],
    file: Path,
) -> tuple[TestClient, str]:
    """A client of an empty archive that asks for keys, and one of them."""
    key = create_key(file, "lector", TODAY)
    return hold_to_schema(client_of(settings.model_copy(update={"api_keys_file": file}))), key


def show(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_a_key_is_kept_as_a_hash_for_its_owner_alone(file: Path) -> None:
    first, second = (create_key(file, name, TODAY) for name in ("redac", "archivo.2"))
    assert len(first) == len(second) >= len("hemeroteca_") + 43
    assert first != second
    assert [(key.name, key.created) for key in read_keys(file)] == [
        ("redac", TODAY),
        ("archivo.2", TODAY),
    ]
    assert first not in file.read_text("utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["", "año", "a b", "a" * 65, "a/b"])
def test_a_name_that_could_do_harm_is_refused(file: Path, name: str) -> None:
    with pytest.raises(SetupError, match="is no name for a key"):
        create_key(file, name, TODAY)
    assert not file.exists()


def test_a_name_has_one_key(file: Path) -> None:
    create_key(file, "lector", TODAY)
    with pytest.raises(SetupError, match="There is a key lector already"):
        create_key(file, "lector", TODAY)
    revoke_key(file, "lector")
    create_key(file, "lector", TODAY)
    with pytest.raises(SetupError, match="There is no key otro"):
        revoke_key(file, "otro")


@pytest.mark.parametrize(
    "content", ["{", "año", '{"name": "x"}', "[]", '{"name":1,"sha256":2,"created":3}']
)
def test_a_file_that_cannot_be_read_is_named(file: Path, content: str) -> None:
    file.parent.mkdir()
    file.write_text(content, "utf-8")
    with pytest.raises(SetupError, match="HEMEROTECA_API_KEYS_FILE"):
        KeyRing(file)


@pytest.mark.parametrize("path", ["/v1/articles", "/v1/quotes/una", "/metrics", "/nada"])
def test_without_a_key_nothing_is_answered(guarded: tuple[TestClient, str], path: str) -> None:
    client, key = guarded
    for shown, challenge in (
        ({}, 'Bearer realm="hemeroteca"'),
        (show(key + "x"), 'Bearer realm="hemeroteca", error="invalid_token"'),
        ({"Authorization": key}, 'Bearer realm="hemeroteca", error="invalid_token"'),
        ({"Authorization": f"Basic {key}"}, 'Bearer realm="hemeroteca", error="invalid_token"'),
    ):
        response = client.get(path, headers=shown)
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == challenge
        assert response.headers["cache-control"] == "no-store"
    assert client.get(path, headers=show(key)).status_code in {200, 404}


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/docs", "/redoc", "/openapi.json"])
def test_probes_and_documentation_need_no_key(guarded: tuple[TestClient, str], path: str) -> None:
    assert guarded[0].get(path).status_code == 200


def test_what_a_key_opens_is_kept_by_no_proxy(guarded: tuple[TestClient, str]) -> None:
    client, key = guarded
    first = client.get("/v1/articles", headers=show(key))
    assert first.headers["cache-control"].startswith("private, ")
    known = {"If-None-Match": first.headers["etag"]}
    assert client.get("/v1/articles", headers=known).status_code == 401
    assert client.get("/v1/articles", headers=known | show(key)).status_code == 304


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer "])
def test_the_scheme_is_read_in_any_case(guarded: tuple[TestClient, str], scheme: str) -> None:
    client, key = guarded
    shown = {"Authorization": f"{scheme} {key}"}
    assert client.get("/v1/articles", headers=shown).status_code == 200


def test_the_file_is_read_anew_when_it_changes(guarded: tuple[TestClient, str], file: Path) -> None:
    client, key = guarded
    other = create_key(file, "otro", TODAY)
    assert client.get("/v1/articles", headers=show(other)).status_code == 200
    revoke_key(file, "lector")
    assert client.get("/v1/articles", headers=show(key)).status_code == 401
    assert client.get("/v1/articles", headers=show(other)).status_code == 200


@pytest.mark.parametrize("harm", [Path.unlink, lambda file: file.write_text("{")])
def test_without_a_file_that_can_be_read_nobody_is_let_in(
    guarded: tuple[TestClient, str], file: Path, harm: Callable[[Path], object]
) -> None:
    client, key = guarded
    harm(file)
    response = client.get("/v1/articles", headers=show(key))
    assert response.status_code == 503
    assert str(file) not in response.text
    assert client.get("/healthz").status_code == 200
    with pytest.raises((SetupError, UnavailableError)):
        KeyRing(file)


def test_the_log_names_the_holder_and_never_the_key(
    guarded: tuple[TestClient, str], caplog: pytest.LogCaptureFixture
) -> None:
    client, key = guarded
    with caplog.at_level(logging.INFO):
        client.get("/v1/articles", headers=show(key))
    (line,) = read_log(caplog)
    assert line["key"] == "lector"
    assert key not in json.dumps([record.getMessage() for record in caplog.records])
