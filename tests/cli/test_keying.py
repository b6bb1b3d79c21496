"""`keys`, as a person uses it."""

from pathlib import Path

import pytest

from tests.cli.conftest import Hemeroteca


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that the environment names."""
    path = tmp_path / "claves.jsonl"
    monkeypatch.setenv("HEMEROTECA_API_KEYS_FILE", str(path))
    return path


def test_a_key_is_printed_once(hemeroteca: Hemeroteca, file: Path) -> None:
    made = hemeroteca("keys", "create", "lector")
    assert (made.status, len(made.out.split())) == (0, 1)
    assert "lector" in made.err
    assert made.out.strip() not in file.read_text("utf-8")
    (row,) = hemeroteca("keys", "list").rows
    assert row["name"] == "lector"
    assert set(row) == {"name", "created"}


def test_a_revoked_key_is_gone(hemeroteca: Hemeroteca, file: Path) -> None:
    hemeroteca("keys", "create", "lector")
    assert hemeroteca("keys", "revoke", "lector").status == 0
    assert hemeroteca("keys", "list").rows == []
    again = hemeroteca("keys", "revoke", "lector")
    assert again.status == 1
    assert "There is no key lector" in again.err
    assert file.exists()


@pytest.mark.parametrize("arguments", [["create", "lector"], ["list"], ["revoke", "lector"]])
def test_where_the_keys_are_has_to_be_said(
    hemeroteca: Hemeroteca, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.delenv("HEMEROTECA_API_KEYS_FILE", raising=False)
    outcome = hemeroteca("keys", *arguments)
    assert outcome.status == 1
    (line,) = outcome.err.splitlines()
    assert "HEMEROTECA_API_KEYS_FILE" in line
