"""The wheel carries what the installed program reads, and nothing of the workshop."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def list_files(folder: Path) -> list[Path]:
    return [
        path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]


def test_every_file_of_the_package_is_in_the_wheel(wheel_names: set[str]) -> None:
    wanted = {str(path.relative_to(ROOT)) for path in list_files(ROOT / "app")}

    assert wanted - wheel_names == set()
    assert "app/py.typed" in wanted


def test_migrations_are_in_the_wheel_below_the_package(wheel_names: set[str]) -> None:
    migrations = list_files(ROOT / "migrations")

    assert {f"app/{path.relative_to(ROOT)}" for path in migrations} - wheel_names == set()
    assert any(path.parent.name == "versions" for path in migrations)


def test_the_licence_is_in_the_wheel(wheel_names: set[str]) -> None:
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in wheel_names)


def test_nothing_but_the_package_is_in_the_wheel(wheel_names: set[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in wheel_names} == {"app", "hemeroteca"}
    assert [name for name in wheel_names if name.endswith(".pyc")] == []
