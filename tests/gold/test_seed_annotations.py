"""The gold annotations of the seeds are sound: without that, a score against them means nothing."""

import hashlib
import itertools
import json
from pathlib import Path
from typing import Any

import pytest

SEEDS = Path(__file__).parents[2] / "seeds"
ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for line in Path(__file__).with_name("seeds.jsonl").read_text(encoding="utf-8").splitlines()
]

SPEECH_KINDS = {"direct", "partial", "fragment", "heading"}
OTHER_KINDS = {"scare", "work_title", "nickname", "other"}
SPEAKER_TYPES = {"person", "org", "group", "document", "role"}
REFERENCES = {"name", "title", "pronoun", "org", "document", "implicit", "none"}
FLAGS = {
    "headline",
    "subheading",
    "split",
    "cue_inside",
    "two_speakers",
    "no_open_mark",
    "no_close_mark",
    "bad_close_mark",
}
OPENING_MARKS = (
    "«“‘\"'»—"  # » reopens a quotation at each of its paragraphs, — opens a turn of dialogue
)
CLOSING_MARKS = "»”’\"'“"  # “ closes by mistake (bad_close_mark)

each_article = pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])


def _text(row: dict[str, Any]) -> str:
    path = SEEDS / str(row["file"])
    return path.read_bytes().decode("utf-8")


def test_every_text_seed_is_annotated_once() -> None:
    assert [row["file"] for row in ROWS] == sorted(path.name for path in SEEDS.glob("*.txt"))


@each_article
def test_the_hash_is_that_of_the_file(row: dict[str, Any]) -> None:
    assert hashlib.sha256((SEEDS / row["file"]).read_bytes()).hexdigest() == row["sha256"]


@each_article
def test_a_date_is_printed_in_the_header_or_the_dateline(row: dict[str, Any]) -> None:
    text = _text(row)
    if text.startswith(" date "):
        assert text[6:16] == row["date"]
    else:
        year = (row["date"] or "")[:4]
        assert (year + ". –" in text) == bool(year)


@each_article
def test_a_title_is_printed_in_the_first_lines(row: dict[str, Any]) -> None:
    assert (row["title"] or "") in "\n".join(_text(row).splitlines()[:4])


@each_article
def test_a_doubled_body_is_one_text_twice_and_annotated_once(row: dict[str, Any]) -> None:
    text = _text(row)
    middle = len(text) // 2
    assert (text[:middle] == text[middle:]) == row["doubled_body"]
    if row["doubled_body"]:
        assert all(quote["end"] <= middle for quote in row["quotes"])


@each_article
def test_spans_stand_in_reading_order(row: dict[str, Any]) -> None:
    starts = [quote["start"] for quote in row["quotes"]]
    assert starts == sorted(set(starts))


@each_article
def test_nested_spans_and_only_they_lie_inside_another(row: dict[str, Any]) -> None:
    furthest = 0
    for quote in row["quotes"]:
        assert quote.get("nested", False) == (quote["start"] < furthest)
        if quote.get("nested"):
            assert quote["end"] < furthest
        furthest = max(furthest, quote["end"])


@each_article
def test_a_second_piece_goes_on_with_the_first(row: dict[str, Any]) -> None:
    for first, second in itertools.pairwise(row["quotes"]):
        if "split" in second.get("flags", []):
            same = ("kind", "speakers", "speaker_type", "cue", "reference")
            assert [first[key] for key in same] == [second[key] for key in same]


@each_article
def test_offsets_slice_to_the_text(row: dict[str, Any]) -> None:
    text = _text(row)
    for quote in row["quotes"]:
        assert text[quote["start"] : quote["end"]] == quote["text"] == quote["text"].strip() != ""


@each_article
def test_the_text_stands_between_marks(row: dict[str, Any]) -> None:
    text = _text(row)
    for quote in row["quotes"]:
        flags = quote.get("flags", [])
        opened = quote["start"] > 0 and text[quote["start"] - 1] in OPENING_MARKS
        turn = text[quote["end"] :].startswith(" —")
        closed = turn or text[quote["end"]] in CLOSING_MARKS
        assert opened == ("no_open_mark" not in flags), quote["text"]
        assert closed == ("no_close_mark" not in flags), quote["text"]


@each_article
def test_labels_come_from_the_closed_lists(row: dict[str, Any]) -> None:
    for quote in row["quotes"]:
        speech = quote["speech"]
        assert quote["kind"] in (SPEECH_KINDS if speech else OTHER_KINDS), quote["text"]
        assert quote["speaker_type"] in (SPEAKER_TYPES if speech else {None}), quote["text"]
        assert quote["reference"] in (REFERENCES if speech else {"none"}), quote["text"]
        assert set(quote.get("flags", [])) <= FLAGS, quote["text"]


@each_article
def test_speech_has_speakers_and_the_rest_has_none(row: dict[str, Any]) -> None:
    for quote in row["quotes"]:
        assert bool(quote["speakers"]) == quote["speech"], quote["text"]
        assert all(name == name.strip() != "" for name in quote["speakers"]), quote["text"]


@each_article
def test_some_form_of_a_speaker_is_printed_in_the_article(row: dict[str, Any]) -> None:
    text = _text(row).casefold()
    for quote in row["quotes"]:
        printed = any(name.casefold() in text for name in quote["speakers"])
        assert printed == quote["speech"], quote["text"]


@each_article
def test_a_reference_goes_with_a_cue(row: dict[str, Any]) -> None:
    for quote in row["quotes"]:
        assert (quote["cue"] is None) == (quote["reference"] == "none"), quote["text"]


@each_article
def test_a_fragment_has_one_or_two_words(row: dict[str, Any]) -> None:
    for quote in row["quotes"]:
        if quote["kind"] in ("direct", "partial", "fragment"):
            short = len(quote["text"].split()) <= 2
            assert (quote["kind"] == "fragment") == short, quote["text"]


@each_article
def test_a_missing_mark_is_doubtful(row: dict[str, Any]) -> None:
    for quote in row["quotes"]:
        missing = {"no_open_mark", "no_close_mark"} & set(quote.get("flags", []))
        assert quote["doubt"] or not missing, quote["text"]
