"""`speakers` as an editor runs it."""

from pathlib import Path

import pytest
from filelock import FileLock

from tests.cli.conftest import Hemeroteca

BODY = (
    " date 2025-06-{day:02} {title}\n\n«{quote}», anunció {name} durante la visita a las obras en la "
    "ribera del río.\nEl presupuesto asciende a cuatro millones y las obras durarán {months}.\n"
)


@pytest.fixture
def archive(hemeroteca: Hemeroteca, tmp_path: Path) -> Path:
    """The folder of an archive in which Amaya Lertxundi is two speakers."""
    folder = tmp_path / "notas"
    folder.mkdir()
    for day, name, quote, months in (
        (1, "Amaya Lertxundi", "El parque abrirá en septiembre", "todo el verano"),
        (2, "Maitane Lertxundi", "No habrá más retrasos con el puente", "un año entero"),
        (3, "Tomás Arrieta", "La ría quedará limpia antes de otoño", "tres meses más"),
    ):
        text = BODY.format(day=day, name=name, quote=quote, months=months, title=f"Obras {day}")
        (folder / f"{day}.txt").write_text(text, encoding="utf-8")
    assert hemeroteca("ingest", folder).status == 0
    return folder


def list_ids(hemeroteca: Hemeroteca) -> list[str]:
    return [row["id"] for row in hemeroteca("export", "speakers").rows]


def find_quote(hemeroteca: Hemeroteca, speaker: str) -> str:
    (row,) = hemeroteca("export", "quotes", "--speaker", speaker).rows
    return str(row["id"])


APART = ["amaya-lertxundi", "maitane-lertxundi", "tomas-arrieta"]


@pytest.mark.usefixtures("archive")
def test_a_merge_is_told_kept_over_a_new_index_and_taken_back(hemeroteca: Hemeroteca) -> None:
    assert list_ids(hemeroteca) == APART
    merged = hemeroteca("speakers", "merge", APART[0], APART[1], "--by", "Petra")
    assert (merged.status, merged.out) == (0, "")
    assert "Decision 1: 1 quotations under 1 names change their speaker" in merged.err
    assert "amaya-lertxundi: Amaya Lertxundi" in merged.err
    assert hemeroteca("reindex").status == 0
    assert list_ids(hemeroteca) == ["amaya-lertxundi", "tomas-arrieta"]
    status = hemeroteca("status").rows[0]
    assert (status["decisions"], status["decisions_waiting"]) == (1, 0)
    assert status["generation"] == status["index_generation"]
    assert hemeroteca("verify").status == 0
    assert hemeroteca("speakers", "undo", "1").status == 0
    assert list_ids(hemeroteca) == APART
    first, second = hemeroteca("speakers", "history").rows
    assert (first["by"], first["standing"], second["standing"]) == (
        "Petra",
        "taken back",
        "in force",
    )


def test_a_dry_run_changes_nothing(hemeroteca: Hemeroteca, archive: Path) -> None:
    before = hemeroteca("status").out, hemeroteca("export", "quotes").out
    quote_id = find_quote(hemeroteca, "arrieta")
    lines = archive / "decisiones.txt"
    lines.write_text('1 2026-03-02 split person "Tomás Arrieta"\n', encoding="utf-8")
    for arguments in (
        ("merge", APART[0], APART[1]),
        ("rename", "arrieta", "Tomás Arrieta Solís"),
        ("attribute", quote_id, "--nobody"),
        ("import", lines),
    ):
        outcome = hemeroteca("speakers", *arguments, "--dry-run")
        assert outcome.status == 0
        assert "nothing is changed" in outcome.err
    assert (hemeroteca("status").out, hemeroteca("export", "quotes").out) == before


@pytest.mark.usefixtures("archive")
def test_speakers_are_listed_by_name_and_shown_whole(hemeroteca: Hemeroteca) -> None:
    assert [row["id"] for row in hemeroteca("speakers", "list").rows] == APART
    assert [row["id"] for row in hemeroteca("speakers", "list", "lertx").rows] == APART[:2]
    hemeroteca("speakers", "merge", APART[0], APART[1])
    (shown,) = hemeroteca("speakers", "show", "Maitane Lertxundi").rows
    assert (shown["id"], shown["quote_count"]) == (APART[0], 2)
    assert [one["kind"] for one in shown["decided_by_editor"]] == ["merge"]
    unknown = hemeroteca("speakers", "show", "Tomás Arriet")
    assert (unknown.status, unknown.out) == (1, "")
    assert "Near it: tomas-arrieta (Tomás Arrieta)" in unknown.err


@pytest.mark.usefixtures("archive")
def test_a_quotation_is_corrected_to_a_known_a_new_or_no_speaker(hemeroteca: Hemeroteca) -> None:
    quote_id = find_quote(hemeroteca, "arrieta")
    assert hemeroteca("speakers", "attribute", quote_id, "amaya-lertxundi").status == 0
    assert len(hemeroteca("export", "quotes", "--speaker", "amaya-lertxundi").rows) == 2
    unknown = hemeroteca("speakers", "attribute", quote_id, "Petra Lugones")
    assert (unknown.status, "With --kind the name may be new" in unknown.err) == (1, True)
    new = hemeroteca("speakers", "attribute", quote_id, "Petra Lugones", "--kind", "person")
    assert new.status == 0
    assert find_quote(hemeroteca, "petra-lugones") == quote_id
    assert hemeroteca("speakers", "attribute", quote_id, "--nobody").status == 0
    assert find_quote(hemeroteca, "none") == quote_id
    for number in (3, 2, 1):
        assert hemeroteca("speakers", "undo", str(number)).status == 0
    assert find_quote(hemeroteca, "arrieta") == quote_id
    assert hemeroteca("verify").status == 0


@pytest.mark.usefixtures("archive")
def test_either_a_speaker_or_nobody_is_wrong_usage(hemeroteca: Hemeroteca) -> None:
    quote_id = find_quote(hemeroteca, "arrieta")
    assert hemeroteca("speakers", "attribute", quote_id).status == 2
    assert hemeroteca("speakers", "attribute", quote_id, "arrieta", "--nobody").status == 2


def test_decisions_go_to_another_archive_as_text(
    hemeroteca: Hemeroteca, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hemeroteca("speakers", "merge", APART[1], APART[0])
    hemeroteca("speakers", "split", "Amaya Lertxundi")
    hemeroteca("speakers", "rename", "arrieta", "Tomás Arrieta Solís", "--note", "firma así")
    file = tmp_path / "decisiones.txt"
    assert hemeroteca("speakers", "export", file).status == 0
    assert file.read_text("utf-8") == hemeroteca("speakers", "export").out
    expected = hemeroteca("export", "speakers").out
    monkeypatch.setenv("HEMEROTECA_DATA_DIR", str(tmp_path / "otro"))
    imported = hemeroteca("speakers", "import", file)
    assert "3 decisions read, 3 of them new" in imported.err
    assert 'Decision 2 waits for what the archive does not hold: split person "Am' in imported.err
    assert hemeroteca("status").rows[0]["decisions_waiting"] == 3
    assert hemeroteca("ingest", archive).status == 0
    assert hemeroteca("export", "speakers").out == expected
    assert "3 decisions read, 0 of them new" in hemeroteca("speakers", "import", file).err


@pytest.mark.usefixtures("archive")
def test_a_wrong_line_is_named_and_a_missing_file_too(
    hemeroteca: Hemeroteca, tmp_path: Path
) -> None:
    file = tmp_path / "decisiones.txt"
    file.write_text("# nada\n1 2026-03-02 fundir\n", encoding="utf-8")
    outcome = hemeroteca("speakers", "import", file)
    assert outcome.status == 1
    assert "line 2: 'fundir' is no decision" in outcome.err
    assert "cannot be read" in hemeroteca("speakers", "import", tmp_path / "no").err
    file.write_bytes(b"\xff\xfe")
    assert "not in UTF-8" in hemeroteca("speakers", "import", file).err
    assert "cannot be written" in hemeroteca("speakers", "export", tmp_path / "no" / "a").err


@pytest.mark.usefixtures("archive")
def test_nothing_is_decided_while_another_process_writes(
    hemeroteca: Hemeroteca, data_dir: Path
) -> None:
    with FileLock(data_dir / "writer.lock"):
        outcome = hemeroteca("speakers", "merge", APART[0], APART[1])
    assert outcome.status == 1
    assert "Another process is writing" in outcome.err
    assert list_ids(hemeroteca) == APART


def test_a_name_is_split_off_where_articles_give_an_office(
    hemeroteca: Hemeroteca, tmp_path: Path
) -> None:
    for day, title in ((1, "alcalde de Ribadelago"), (2, "")):
        name = f"Tomás Arrieta, {title}," if title else "Tomás Arrieta"
        text = BODY.format(
            day=day, name=name, quote=f"Habrá puente número {day}", months="un año", title="Obras"
        )
        (tmp_path / f"{day}.txt").write_text(text, encoding="utf-8")
    assert hemeroteca("ingest", tmp_path).status == 0
    assert list_ids(hemeroteca) == ["tomas-arrieta"]
    split = hemeroteca("speakers", "split", "Tomás Arrieta", "--office", "mayor:ribadelago")
    assert split.status == 0
    offices = [row["office"] for row in hemeroteca("speakers", "list").rows]
    assert offices == [None, "mayor:ribadelago"]
    (decision,) = hemeroteca("speakers", "history").rows
    assert decision["decision"] == 'split person "Tomás Arrieta" as mayor:ribadelago'
    wrong = hemeroteca("speakers", "split", "Tomás Arrieta", "--office", "mayor:nada")
    assert wrong.status == 1
