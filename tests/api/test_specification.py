"""A server held to its OpenAPI document by Schemathesis: every check and phase that it has."""

import json
import os
import subprocess
import sys
from pathlib import Path

from app.api.keys import create_key
from tests.api.test_documentation import OPERATIONS
from tests.conftest import NOW, ROOT
from tests.server import server

SCHEMATHESIS = Path(sys.executable).parent / "st"
CONFIGURATION = Path(__file__).with_name("schemathesis.toml")  # says how to run it for longer
# Nobody asks which lines two thousand requests run, and counting them takes as long as answering.
UNCOUNTED = {"COVERAGE_PROCESS_CONFIG": ""}
EXAMPLES = 5  # random requests of each operation; far more come from its schema, one by one


def test_a_server_answers_as_its_document_says(mixed: Path, tmp_path: Path) -> None:
    keys, report = tmp_path / "keys", tmp_path / "report.json"
    key = create_key(keys, "schemathesis", NOW.date())
    with server(mixed, HEMEROTECA_API_KEYS_FILE=str(keys), **UNCOUNTED) as (_, address, _):
        finished = hold_to_document(
            *(address, "--header", f"Authorization: Bearer {key}", "--seed", "7"),
            *("--max-examples", str(EXAMPLES), "--report-json-path", str(report)),
        )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    done = json.loads(report.read_text("utf-8"))
    assert done["operations"]["tested"] == len(OPERATIONS)
    assert {phase["status"] for phase in done["phases"].values()} == {"success"}
    assert done["filtered"] == 0


def hold_to_document(address: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run Schemathesis to its end."""
    command = [str(SCHEMATHESIS), "--config-file", str(CONFIGURATION), "--no-color", "run"]
    return subprocess.run(
        [*command, f"{address}/openapi.json", *options],
        cwd=ROOT,
        env={**os.environ, **UNCOUNTED},
        capture_output=True,
        text=True,
        check=False,
    )
