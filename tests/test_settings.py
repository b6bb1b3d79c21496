"""Settings: read from the environment, checked at start, told by name when they are wrong."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.errors import SetupError
from app.settings import ENVIRONMENT_PREFIX, Settings, read_settings
from app.store.session import migrate, open_engine, read_revision
from app.store.tables import SCHEMA_REVISION


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{ENVIRONMENT_PREFIX}{name.upper()}", raising=False)


def test_without_environment_the_archive_is_here_and_local(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings()
    assert settings.data_dir == Path("var")
    assert settings.index_dir == tmp_path / "var" / "index"
    assert settings.resolved_database_url == f"sqlite:///{tmp_path}/var/hemeroteca.sqlite3"
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)


def test_each_field_comes_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = {"DATA_DIR": "/datos", "HOST": "0.0.0.0", "PORT": "80", "LOG_LEVEL": "ERROR"}  # noqa: S104  only read
    for name, value in chosen.items():
        monkeypatch.setenv(f"HEMEROTECA_{name}", value)
    settings = read_settings()
    assert settings.data_dir == Path("/datos")
    assert settings.resolved_database_url == "sqlite:////datos/hemeroteca.sqlite3"
    assert (settings.host, settings.port, settings.log_level) == ("0.0.0.0", 80, "ERROR")  # noqa: S104  only read


@pytest.mark.parametrize("name", ["con %41 y %", "¿qué?", "a#b", "dos  espacios"])
def test_a_folder_of_any_name_holds_its_database(tmp_path: Path, name: str) -> None:
    settings = Settings(data_dir=tmp_path / name)
    migrate(settings.resolved_database_url)
    assert (tmp_path / name / "hemeroteca.sqlite3").is_file()
    engine = open_engine(settings.resolved_database_url, read_only=True)
    with engine.connect() as connection:
        assert read_revision(connection) == SCHEMA_REVISION
    engine.dispose()


def test_a_database_address_goes_before_the_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEMEROTECA_DATABASE_URL", "sqlite:////otra/base.db")
    settings = read_settings()
    assert settings.resolved_database_url == "sqlite:////otra/base.db"


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "ochenta"), ("PORT", "70000"), ("PORT", "-1"), ("LOG_LEVEL", "MUCHO")],
)
def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"HEMEROTECA_{name}", value)
    with pytest.raises(SetupError, match=f"HEMEROTECA_{name}: "):
        read_settings()


def test_every_wrong_variable_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEMEROTECA_PORT", "ochenta")
    monkeypatch.setenv("HEMEROTECA_LOG_LEVEL", "MUCHO")
    with pytest.raises(SetupError, match=r"HEMEROTECA_PORT: .*; HEMEROTECA_LOG_LEVEL: "):
        read_settings()


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(Settings(), "port", 9000)  # noqa: B010  type checkers refuse the plain way


def test_every_field_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())
