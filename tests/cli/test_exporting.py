"""`export` and `evaluate` as a person runs them."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Hemeroteca
from tests.conftest import ROOT, SEEDS


def test_exported_quotations_can_be_narrowed(hemeroteca: Hemeroteca, article: Path) -> None:
    hemeroteca("ingest", article)
    assert len(hemeroteca("export", "quotes", "--speaker", "amaya lertxundi").rows) == 1
    assert hemeroteca("export", "quotes", "--speaker", "none").rows == []
    assert hemeroteca("export", "quotes", "--to", "2025-05-19").rows == []
    assert len(hemeroteca("export", "quotes", "--from", "2025-05-20").rows) == 1


def test_csv_begins_with_the_names_of_the_columns(hemeroteca: Hemeroteca, article: Path) -> None:
    hemeroteca("ingest", article)
    outcome = hemeroteca("export", "quotes", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(outcome.out))
    assert row["speaker.name"] == "Amaya Lertxundi"
    assert row["article.published"] == "2025-05-20"


def test_speakers_are_exported_with_their_aliases(hemeroteca: Hemeroteca, article: Path) -> None:
    hemeroteca("ingest", article)
    (row,) = hemeroteca("export", "speakers").rows
    (alias,) = row["aliases"]
    assert (alias["name"], alias["quote_count"]) == ("Amaya Lertxundi", 1)


def test_a_malformed_day_is_wrong_usage(hemeroteca: Hemeroteca) -> None:
    outcome = hemeroteca("export", "quotes", "--from", "ayer")
    assert outcome.status == 2
    assert "2025-11-30" in outcome.err


def test_evaluate_prints_the_figures_and_lists_errors_on_request(hemeroteca: Hemeroteca) -> None:
    gold = ROOT / "tests" / "gold" / "seeds.jsonl"
    plain = hemeroteca("evaluate", gold, "--articles", SEEDS)
    assert plain.status == 0
    assert "attributed" in plain.out
    listed = hemeroteca("evaluate", gold, "--articles", SEEDS, "--misses")
    assert listed.out.endswith(plain.out)
    (figures,) = hemeroteca("evaluate", gold, "--articles", SEEDS, "--json").rows
    assert 0 < figures["attributed"][2] <= 1
    assert figures["by_kind"]["direct"]["gold"] > 0
    assert sum(row["gold"] for row in figures["by_reference"].values()) == figures["gold"]
    assert sum(row["count"] for row in figures["reliability"]) == figures["predicted"]
    for miss in figures["misses"]:
        assert f"{miss['file']}: {miss['what']}: {miss['text']!r}" in listed.out
        assert miss["context"] in listed.out


def test_a_gold_file_that_cannot_be_read_is_named_with_its_line(
    hemeroteca: Hemeroteca, tmp_path: Path
) -> None:
    gold = tmp_path / "oro.jsonl"
    gold.write_text(json.dumps({"file": "a.txt", "quotes": []}) + "\n{not json\n")
    outcome = hemeroteca("evaluate", gold, "--articles", tmp_path)
    assert outcome.status == 1
    assert "oro.jsonl:2" in outcome.err


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (("quotes", "--words", "parque", "--kind", "direct", "--min-confidence", "0.5"), 1),
        (("quotes", "--words", "alcaldesa"), 0),
        (("quotes", "--kind", "fragment"), 0),
        (("quotes", "--article", "0123456789abcdef"), 0),
        (("quotes", "--undated", "only"), 0),
        (("quotes", "--limit", "1", "--sort", "newest"), 1),
        (("articles", "--language", "es", "--copies", "collapse"), 1),
        (("articles", "--language", "ca"), 0),
        (("articles", "--changed-since", "0"), 1),
        (("articles", "--changed-since", "1"), 0),
        (("quotes", "--changed-since", "0"), 2),
        (("speakers", "--name", "lertxundi"), 1),
        (("speakers", "--name", "olivenza"), 0),
    ],
)
def test_an_export_takes_the_filters_of_the_api(
    hemeroteca: Hemeroteca, article: Path, options: tuple[str, ...], count: int
) -> None:
    hemeroteca("ingest", article)
    outcome = hemeroteca("export", *options)
    assert (outcome.status, len(outcome.rows)) == (0, count)


def test_rejected_speakers_are_exported_on_request(hemeroteca: Hemeroteca, article: Path) -> None:
    hemeroteca("ingest", article)
    (row,) = hemeroteca("export", "quotes", "--explain").rows
    assert isinstance(row["rejected"], list)


@pytest.mark.parametrize(
    "options",
    [
        ("speakers", "--source", "El Faro"),
        ("articles", "--kind", "direct"),
        ("quotes", "--language", "es"),
        ("quotes", "--name", "a"),
        ("articles", "--speaker", "none"),
        ("articles", "--changed-since", "0", "--copies", "collapse"),
        ("quotes", "--changed-since", "ayer"),
        ("quotes", "--from", "2025-02-01", "--to", "2025-01-01"),
        ("quotes", "--kind", "indirecta"),
    ],
)
def test_an_option_that_says_nothing_of_what_is_exported_is_wrong_usage(
    hemeroteca: Hemeroteca, options: tuple[str, ...]
) -> None:
    outcome = hemeroteca("export", *options)
    assert outcome.status == 2
    assert options[-2] in outcome.err
