"""Indirect speech at the command line: kept by `ingest`, shown by `--indirect`."""

from pathlib import Path

import pytest

from tests.cli.conftest import Hemeroteca

CLAUSE = "las obras acabarán antes del verano"


@pytest.fixture
def article(article: Path) -> Path:
    """The article, with a sentence of indirect speech."""
    with article.open("a", encoding="utf-8") as file:
        file.write(f"Lertxundi aseguró que {CLAUSE}.\n")
    return article


def test_extract_shows_it_on_request_in_reading_order(
    hemeroteca: Hemeroteca, article: Path
) -> None:
    (plain,) = hemeroteca("extract", article).rows
    assert [quote["kind"] for quote in plain["quotes"]] == ["direct"]
    (asked,) = hemeroteca("extract", "--indirect", article).rows
    assert [quote["kind"] for quote in asked["quotes"]] == ["direct", "indirect"]
    quote = asked["quotes"][1]
    assert quote["text"] == CLAUSE == asked["body"][quote["start"] : quote["end"]]
    assert (quote["speaker"], quote["cue"]["lemma"]) == ("Amaya Lertxundi", "asegurar")


def test_export_writes_it_on_request(hemeroteca: Hemeroteca, article: Path) -> None:
    hemeroteca("ingest", article)
    assert len(hemeroteca("export", "quotes").rows) == 1
    texts = [row["text"] for row in hemeroteca("export", "quotes", "--indirect").rows]
    assert CLAUSE in texts
    assert len(texts) == 2
    (speaker,) = hemeroteca("export", "speakers").rows
    assert speaker["quote_count"] == 1


@pytest.mark.parametrize("what", ["articles", "speakers"])
def test_it_goes_with_quotations_only(hemeroteca: Hemeroteca, what: str) -> None:
    outcome = hemeroteca("export", what, "--indirect")
    assert outcome.status == 2
    assert "quotes only" in outcome.err


def test_counts_leave_it_out_and_verify_takes_it_in(hemeroteca: Hemeroteca, article: Path) -> None:
    report = article.with_suffix(".json")
    hemeroteca("ingest", article, "--report", report)
    assert '"quotations": 1' in report.read_text("utf-8").replace(":1", ": 1")
    (status,) = hemeroteca("status").rows
    assert status["quotes"] == 1
    assert hemeroteca("verify").status == 0
    hemeroteca("reindex")
    assert hemeroteca("verify").status == 0
