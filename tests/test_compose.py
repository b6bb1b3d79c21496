"""compose.yaml as far as it can be checked without containers: it goes with the settings, the commands and
the image, and holds no secret.
"""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from ruamel.yaml import YAML
from sqlalchemy import make_url

from app.cli.command import COMMANDS
from app.settings import ENVIRONMENT_PREFIX, Settings
from tests.conftest import ROOT

TEXT = (ROOT / "compose.yaml").read_text("utf-8")
COMPOSE: dict[str, Any] = YAML(typ="safe").load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: one for name, one in SERVICES.items() if "build" in one}
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
_REQUIRED = re.compile(r"\$\{[A-Z_]+:\?[^}]+\}")


def list_variables() -> Iterator[tuple[str, str]]:
    """The variables of all services, with their values."""
    for service in SERVICES.values():
        yield from ((name, str(value)) for name, value in service.get("environment", {}).items())


def list_commands(service: dict[str, Any]) -> list[str]:
    """The commands of ours that a service runs, and that tell whether it is well."""
    run = [*service.get("entrypoint", ["hemeroteca"]), *service["command"]]
    checked = service["healthcheck"].get("test", ["CMD"])[1:]
    return re.findall(r"\bhemeroteca (\w+)", f"{' '.join(run)}; {' '.join(checked)}")


def test_its_settings_are_those_there_are() -> None:
    named = {name for name, _ in list_variables() if name.startswith(ENVIRONMENT_PREFIX)}
    known = {f"{ENVIRONMENT_PREFIX}{name.upper()}" for name in Settings.model_fields}
    assert named
    assert named <= known
    assert set(re.findall(rf"{ENVIRONMENT_PREFIX}[A-Z_]+", TEXT)) <= known


def test_its_commands_are_those_there_are() -> None:
    run = {command for service in OURS.values() for command in list_commands(service)}
    assert run == {"migrate", "ingest", "status", "serve", "keys"}
    assert run <= set(COMMANDS)


def test_it_holds_no_secret_and_starts_with_none_missing() -> None:
    secrets = [value for name, value in list_variables() if "PASSWORD" in name]
    assert secrets
    assert all(_REQUIRED.fullmatch(value) for value in secrets)
    for name, value in list_variables():
        if name.endswith("_URL"):
            assert make_url(value).password is None
    assert "/.env" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_whom_a_service_waits_for_can_become_what_it_waits_for() -> None:
    for service in SERVICES.values():
        for name, waited in service.get("depends_on", {}).items():
            other = SERVICES[name]
            if waited["condition"] == "service_healthy":
                assert other["healthcheck"]["test"]
            else:
                assert waited["condition"] == "service_completed_successfully"
                assert other["restart"] == "no"


def test_what_is_kept_is_in_volumes_where_the_image_writes() -> None:
    volumes = [
        str(one).split(":") for service in SERVICES.values() for one in service.get("volumes", ())
    ]
    named = {source for source, *_ in volumes if not source.startswith("$")}
    assert named == set(COMPOSE["volumes"])
    (written,) = re.findall(r"^VOLUME (\S+)$", DOCKERFILE, re.MULTILINE)
    for name, service in OURS.items():
        targets = [str(one).split(":")[-2:] for one in service.get("volumes", ())]
        for target in targets:
            assert written in target or target[-1] == "ro", name
        kept = service["environment"].get("HEMEROTECA_API_KEYS_FILE")
        assert kept is None or kept.startswith(f"{written}/")


def test_the_image_has_the_extras_that_it_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    arguments = {name for one in OURS.values() for name in one["build"]["args"]}
    assert arguments == {"EXTRAS"}
    assert re.search(r"^ARG EXTRAS=$", DOCKERFILE, re.MULTILINE)
    extras = {extra for one in OURS.values() for extra in one["build"]["args"]["EXTRAS"].split(",")}
    assert "postgres" in extras
    assert extras <= set(project["optional-dependencies"])


@pytest.mark.parametrize("name", OURS)
def test_nothing_of_ours_runs_with_more_rights_than_it_needs(name: str) -> None:
    service = OURS[name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    assert "--open" not in service["command"]
