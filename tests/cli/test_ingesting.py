"""`ingest` and `extract` as a person runs them."""

import gzip
import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from app.ingest import BATCH_SIZE
from tests.cli.conftest import Hemeroteca
from tests.newsroom import write_body
from tests.processes import feed, has_committed, interrupt, start_command, wait_for


def test_ingest_says_what_became_of_the_inputs(hemeroteca: Hemeroteca, article: Path) -> None:
    outcome = hemeroteca("ingest", article)
    assert outcome.status == 0
    assert outcome.out == ""
    assert "read 1, new 1," in outcome.err
    assert "quotations 1" in outcome.err


def test_a_second_ingest_changes_nothing(hemeroteca: Hemeroteca, article: Path) -> None:
    hemeroteca("ingest", article)
    before = hemeroteca("status").out
    outcome = hemeroteca("ingest", article)
    assert outcome.status == 0
    assert "new 0, seen before 1" in outcome.err
    assert hemeroteca("status").out == before


def test_each_bad_input_is_named_with_its_reason_and_the_rest_goes_in(
    hemeroteca: Hemeroteca, article: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "carpeta"
    folder.mkdir()
    shutil.copy(article, folder)
    (folder / "vacio.txt").write_bytes(b"")
    (folder / "binario.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "foto.jpg").write_bytes(b"\xff\xd8\xff")
    (folder / "nada").mkdir()
    empty = tmp_path / "sin nada"
    empty.mkdir()
    outcome = hemeroteca("ingest", folder, tmp_path / "no existe.txt", empty)
    assert outcome.status == 1
    for name in ("vacio.txt", "binario.txt", "no existe.txt", "sin nada"):
        (line,) = [one for one in outcome.err.splitlines() if name in one]
        assert line.startswith("rejected ")
        assert len(line.split(": ", 1)[1]) > 5
    assert "read 1, new 1," in outcome.err
    assert "skipped 1, rejected 4" in outcome.err
    assert "foto.jpg" not in outcome.err


def test_an_old_encoding_is_read_and_said(hemeroteca: Hemeroteca, article: Path) -> None:
    article.write_bytes(article.read_text("utf-8").encode("cp1252"))
    outcome = hemeroteca("ingest", article)
    assert outcome.status == 0
    assert "note " in outcome.err
    assert "cp1252" in outcome.err
    (quote,) = hemeroteca("export", "quotes").rows
    assert quote["text"].startswith("El parque abrirá")


def test_bytes_that_are_no_plausible_text_are_refused(
    hemeroteca: Hemeroteca, tmp_path: Path
) -> None:
    path = tmp_path / "roto.txt"
    path.write_bytes(bytes(128 + (i * i * 7 + i * 31) % 128 for i in range(3000)))
    outcome = hemeroteca("ingest", path)
    assert outcome.status == 1
    assert "rejected " in outcome.err
    assert "roto.txt" in outcome.err


def test_the_report_lists_what_the_summary_counts(
    hemeroteca: Hemeroteca, article: Path, tmp_path: Path
) -> None:
    report = tmp_path / "informe.json"
    outcome = hemeroteca("ingest", article, tmp_path / "falta.txt", "--report", report)
    assert outcome.status == 1
    written = json.loads(report.read_text("utf-8"))
    assert written["counts"]["new"] == 1
    assert written["rejected"][0]["file"].endswith("falta.txt")
    assert written["rejected"][0]["line"] is None
    assert written["started"] < written["finished"]
    assert 0 < written["seconds"] < 60


def test_the_report_names_the_line_and_each_note(hemeroteca: Hemeroteca, tmp_path: Path) -> None:
    lines = tmp_path / "cable.jsonl"
    text = write_body(3)
    rows = [{"text": text, "published": "0001-01-01"}, "…", {"text": "corto"}]
    lines.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    report = tmp_path / "informe.json"
    assert hemeroteca("ingest", lines, "--report", report).status == 1
    written = json.loads(report.read_text("utf-8"))
    assert [(one["file"], one["line"]) for one in written["rejected"]] == [
        (str(lines), 2),
        (str(lines), 3),
    ]
    (note,) = written["notes"]
    assert (note["file"], note["line"]) == (str(lines), 1)
    assert "1600" in note["note"]


def test_a_refresh_extracts_again_without_the_files(
    hemeroteca: Hemeroteca, article: Path, data_dir: Path
) -> None:
    hemeroteca("ingest", article)
    before = hemeroteca("export", "quotes").out
    assert "extracted again" not in hemeroteca("ingest", "--refresh").err  # nothing is outdated
    article.unlink()
    with closing(sqlite3.connect(data_dir / "hemeroteca.sqlite3")) as connection, connection:
        connection.execute("UPDATE article SET extractor_version = '0'")
        connection.execute("UPDATE quote SET rule = 'de antes', confidence = 0.1")
    outcome = hemeroteca("ingest", "--refresh")
    assert outcome.status == 0
    assert "changed 1, extracted again 1" in outcome.err
    assert hemeroteca("export", "quotes").out == before
    assert "changed 0, extracted again 1" in hemeroteca("ingest", "--refresh", "--all").err
    assert hemeroteca("verify").status == 0


@pytest.mark.parametrize("arguments", [["--refresh", "nota.txt"], ["--all"], ["--all", "nota.txt"]])
def test_a_refresh_takes_no_path_and_all_goes_with_it(
    hemeroteca: Hemeroteca, arguments: list[str]
) -> None:
    assert hemeroteca("ingest", *arguments).status == 2


def test_a_rehearsal_says_what_would_happen_and_changes_nothing(
    hemeroteca: Hemeroteca, article: Path
) -> None:
    outcome = hemeroteca("ingest", "--dry-run", article)
    assert "new 1" in outcome.err
    assert hemeroteca("status").rows[0]["articles"] == 0


def test_the_outlet_can_be_named_for_all(hemeroteca: Hemeroteca, article: Path) -> None:
    hemeroteca("ingest", "--source", "El Vigía de Vallehondo", article)
    (written,) = hemeroteca("export", "articles").rows
    assert written["source"] == "El Vigía de Vallehondo"


def test_an_outlet_that_is_known_stays_when_it_is_not_named_again(
    hemeroteca: Hemeroteca, article: Path
) -> None:
    hemeroteca("ingest", "--source", "El Vigía de Vallehondo", article)
    assert "seen before 1" in hemeroteca("ingest", article).err
    assert hemeroteca("export", "articles").rows[0]["source"] == "El Vigía de Vallehondo"


def test_an_interrupted_ingest_says_what_is_in_and_that_it_can_be_run_again(
    data_dir: Path,
) -> None:
    begun = "-", "--workers", "2"  # reads on for as long as the pipe stays open
    with start_command(data_dir, "ingest", *begun, stdin=subprocess.PIPE) as process:
        for number in range(3 * BATCH_SIZE + 1):
            feed(process, json.dumps({"text": write_body(number, sentences=20)}) + "\n")
        wait_for(has_committed, data_dir, process)
        err = interrupt(process)
    assert process.returncode == 130
    interrupted, counts = err.splitlines()
    assert "Run it again" in interrupted
    assert int(counts.split(",")[1].split()[-1]) in {0, BATCH_SIZE}  # whole batches that were told
    with closing(sqlite3.connect(data_dir / "hemeroteca.sqlite3")) as connection:
        assert connection.execute("SELECT count(*) FROM article").fetchone() == (BATCH_SIZE,)


def test_no_workers_at_all_are_refused(hemeroteca: Hemeroteca, article: Path) -> None:
    assert hemeroteca("ingest", "--workers", "0", article).status == 2


def test_extract_prints_one_object_a_document(hemeroteca: Hemeroteca, article: Path) -> None:
    outcome = hemeroteca("extract", article)
    assert outcome.status == 0
    (row,) = outcome.rows
    assert row["file"] == "nota.txt"
    assert row["title"] == "La alcaldesa de Vallehondo presenta el nuevo parque fluvial"
    assert (row["published"], row["published_precision"], row["published_source"]) == (
        "2025-05-20",
        "day",
        "header",
    )
    (quote,) = row["quotes"]
    assert row["body"][quote["start"] : quote["end"]] == quote["text"]
    assert quote["speaker"] == "Amaya Lertxundi"
    assert set(quote) == {
        *("start", "end", "text", "kind", "speaker", "speaker_kind"),
        *("mention", "joint", "cue", "rule", "confidence"),
    }


def test_extract_needs_no_archive(hemeroteca: Hemeroteca, article: Path, data_dir: Path) -> None:
    hemeroteca("extract", article)
    assert not data_dir.exists()


def test_extract_explains_on_request(hemeroteca: Hemeroteca, article: Path) -> None:
    (row,) = hemeroteca("extract", "--explain", article).rows
    assert isinstance(row["quotes"][0]["rejected"], list)


def test_extract_names_what_it_cannot_read(hemeroteca: Hemeroteca, tmp_path: Path) -> None:
    outcome = hemeroteca("extract", tmp_path / "falta.txt")
    assert outcome.status == 1
    assert "falta.txt" in outcome.err


def test_compressed_files_are_read(hemeroteca: Hemeroteca, article: Path, tmp_path: Path) -> None:
    packed = tmp_path / "nota.txt.gz"
    packed.write_bytes(gzip.compress(article.read_bytes(), mtime=0))
    (row,) = hemeroteca("extract", packed).rows
    assert row["quotes"][0]["speaker"] == "Amaya Lertxundi"


@pytest.mark.parametrize("command", ["ingest", "extract"])
def test_without_a_path_the_usage_is_shown(hemeroteca: Hemeroteca, command: str) -> None:
    assert hemeroteca(command).status == 2
