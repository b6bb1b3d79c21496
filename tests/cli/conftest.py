"""`hemeroteca` runs the command in this process, on an archive in a folder of its own."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli import run


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended, and what it printed."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Standard output as lines of JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


Hemeroteca = Callable[..., Outcome]


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the archive that the command works on."""
    folder = tmp_path / "el archivo"
    monkeypatch.setenv("HEMEROTECA_DATA_DIR", str(folder))
    return folder


@pytest.fixture
def hemeroteca(
    data_dir: Path,  # noqa: ARG001  sets the environment
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Hemeroteca:
    """Run the command with these arguments."""

    def invoke(*arguments: Path | str) -> Outcome:
        monkeypatch.setattr("sys.argv", ["hemeroteca", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            run()
        out, err = capfd.readouterr()
        code = ended.value.code
        return Outcome(code if isinstance(code, int) else 0, out, err)

    return invoke


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """A file with one article that quotes Amaya Lertxundi."""
    path = tmp_path / "nota.txt"
    path.write_text(
        " date 2025-05-20 La alcaldesa de Vallehondo presenta el nuevo parque fluvial\n\n"
        "«El parque abrirá en septiembre y será de todos los vecinos», anunció la alcaldesa, "
        "Amaya Lertxundi, durante la visita a las obras en la ribera del río.\n"
        "El presupuesto asciende a cuatro millones y las obras durarán todo el verano.\n",
        encoding="utf-8",
    )
    return path
