"""Scoring: spans matched one to one, speakers judged fairly, and the same figures as the reference."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.documents import read_documents
from app.documents.document import RawDocument
from app.errors import BadRequestError
from app.evaluation import Bin, GoldSpan, Score, extract_files, read_gold, score_quotations
from app.evaluation.reliability import bin_verdicts
from app.extraction import Context, Extraction, PlacedQuotation, describe_extraction, extract
from app.quotes import Quotation
from tests.conftest import SEEDS
from tests.newsroom import make_extraction

WORDS = "No quedará ningún barco sin descargar antes del viernes"
SHORTER = "No quedará ningún barco sin descargar antes"


def make_gold(text: str = WORDS, *speakers: str, **fields: Any) -> GoldSpan:
    known: dict[str, Any] = {"start": 0, "speech": True, "ignored": False}
    known |= {"speaker_type": "person", "kind": "direct", "reference": "name"}
    return GoldSpan(text=text, speakers=speakers, **(known | fields))


def make_quotation(text: str = WORDS, speaker: str | None = None, **fields: Any) -> Quotation:
    known: dict[str, Any] = {"kind": "direct", "speaker_kind": None, "rule": "name-after"}
    known |= {"mention": None, "cue": None, "start": 0, "end": len(text), "confidence": 0.9}
    return Quotation(text=text, speaker=speaker, **(known | fields))


def score(gold: list[GoldSpan], found: list[Quotation], body: str = WORDS) -> Score:
    placed = [PlacedQuotation(one, Context(0, len(body))) for one in found]
    extraction = replace(make_extraction(body), quotations=tuple(placed))
    return score_quotations({"nota.txt": gold}, {"nota.txt": extraction})


def counts(scored: Score) -> tuple[int, int, int, int, int]:
    """Annotated, predicted, found, attributed, wrong."""
    total = scored.total
    return total.gold, scored.predicted, total.found, total.right, total.wrong


def test_a_perfect_extraction_scores_one() -> None:
    scored = score([make_gold(WORDS, "Lucía Berrueta")], [make_quotation(WORDS, "Lucía Berrueta")])
    assert counts(scored) == (1, 1, 1, 1, 0)
    assert scored.span.f1 == scored.attribution.f1 == 1.0
    assert scored.wrong_share == 0.0
    assert scored.misses == ()


def test_nothing_found_and_nothing_to_find_score_zero() -> None:
    missed = score([make_gold(WORDS, "Lucía Berrueta")], [])
    assert counts(missed) == (1, 0, 0, 0, 0)
    assert (missed.span.precision, missed.span.recall, missed.span.f1) == (0.0, 0.0, 0.0)
    assert score([], []).wrong_share == 0.0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (SHORTER, 1),  # 7 of 9 words: F1 0.875
        ("no quedará NINGÚN barco, sin descargar, antes del viernes", 1),
        ("ningún barco sin descargar", 0),
        ("Otra cosa bien distinta que nadie dijo nunca en el puerto", 0),
        ("", 0),
    ],
)
def test_a_span_matches_when_most_of_its_words_do(text: str, found: int) -> None:
    assert score([make_gold()], [make_quotation(text)]).total.found == found


def test_spans_are_paired_one_to_one_the_most_alike_first() -> None:
    gold = [make_gold(WORDS, "Lucía Berrueta")]
    found = [make_quotation(SHORTER, "Tomás Arrieta"), make_quotation(WORDS, "Lucía Berrueta")]
    scored = score(gold, found)
    assert counts(scored) == (1, 2, 1, 1, 0)
    assert [(miss.what, miss.text) for miss in scored.misses] == [("no such span", SHORTER)]


def test_equal_words_are_paired_with_the_nearest() -> None:
    gold = [make_gold("Sí", "Ana", start=0), make_gold("Sí", "Berta", start=500)]
    found = [make_quotation("Sí", "Berta", start=490), make_quotation("Sí", "Ana", start=10)]
    assert score(gold, found).total.right == 2


def test_a_scare_quote_taken_for_speech_costs_precision() -> None:
    scored = score([make_gold(speech=False)], [make_quotation()])
    assert counts(scored) == (0, 1, 0, 0, 0)
    assert [miss.what for miss in scored.misses] == ["not speech"]


def test_doubtful_and_nested_spans_count_neither_way() -> None:
    assert counts(score([make_gold(ignored=True)], [make_quotation()])) == (0, 0, 0, 0, 0)
    assert counts(score([make_gold(ignored=True)], [])) == (0, 0, 0, 0, 0)


def test_indirect_speech_is_left_aside() -> None:
    placed = PlacedQuotation(make_quotation(kind="indirect"), Context(0, len(WORDS)))
    extraction = replace(make_extraction(WORDS), indirect=(placed,))
    scored = score_quotations({"nota.txt": [make_gold()]}, {"nota.txt": extraction})
    assert counts(scored) == (1, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("name", "accepted", "speaker_type", "right"),
    [
        ("Lucía Berrueta", ["Lucía Berrueta"], "person", True),
        ("lucia berrueta", ["Lucía Berrueta"], "person", True),
        ("Berrueta", ["Lucía Berrueta"], "person", True),
        ("la ministra Lucía Berrueta", ["Lucía Berrueta"], "person", True),
        ("Lucía", ["Lucía Berrueta"], "person", False),
        ("Lucía Berrueta y otros", ["Lucía Berrueta"], "person", False),
        ("Tomás Arrieta", ["Lucía Berrueta", "Arrieta"], "person", False),
        ("el sindicato de estibadores de Almar", ["sindicato de estibadores"], "org", True),
        ("el sindicato de estibadores de Almar", ["sindicato de estibadores"], "person", False),
        ("sindicato; patronal", ["sindicato"], "org", False),
        (None, [], None, True),
        ("Lucía Berrueta", [], None, False),
        ("?!", ["Lucía Berrueta"], "person", False),
    ],
)
def test_a_speaker_is_right_by_a_form_that_names_nobody_else(
    name: str | None, accepted: list[str], speaker_type: str | None, right: bool
) -> None:
    gold = make_gold(WORDS, *accepted, speaker_type=speaker_type)
    scored = score([gold], [make_quotation(WORDS, name)])
    assert scored.total.right == right
    assert scored.total.wrong == (not right)


def test_no_speaker_is_missing_and_not_wrong() -> None:
    scored = score([make_gold(WORDS, "Lucía Berrueta")], [make_quotation(WORDS, None)])
    assert counts(scored) == (1, 1, 1, 0, 0)
    (miss,) = scored.misses
    assert (miss.what, miss.got, miss.wanted) == ("no speaker", None, ("Lucía Berrueta",))


def test_counts_by_reference_tell_how_the_speaker_was_referred_to() -> None:
    gold = [
        make_gold(WORDS, "Lucía Berrueta", start=0),
        make_gold(
            "Pagaremos los turnos perdidos", "Lucía Berrueta", start=90, reference="implicit"
        ),
    ]
    scored = score(gold, [make_quotation(WORDS, "Tomás Arrieta")])
    assert scored.by_reference == {"implicit": (1, 0, 0, 0), "name": (1, 1, 0, 1)}
    assert scored.wrong_share == 1.0


def test_counts_by_kind_are_those_of_the_annotation() -> None:
    gold = [
        make_gold(WORDS, "Lucía Berrueta", kind="partial"),
        make_gold("no es suyo", kind="scare", speech=False, start=90),
    ]
    scored = score(gold, [make_quotation(WORDS, "Lucía Berrueta", kind="direct")])
    assert scored.by_kind == {"partial": (1, 1, 1, 0)}


def test_reliability_is_of_all_predictions_but_the_doubtful() -> None:
    gold = [
        make_gold(WORDS, "Lucía Berrueta"),
        make_gold("Nadie cobrará las horas de espera", ignored=True, start=90),
        make_gold("la marea corta", speech=False, start=150),
    ]
    found = [
        make_quotation(WORDS, "Lucía Berrueta", confidence=0.95),
        make_quotation("Nadie cobrará las horas de espera", confidence=0.95, start=90),
        make_quotation("la marea corta", confidence=0.85, start=150),
        make_quotation("esto no está anotado en ninguna parte", confidence=0.3, start=200),
    ]
    rows = {row.high: (row.count, row.right) for row in score(gold, found).reliability}
    assert rows == {0.5: (1, 0), 0.6: (0, 0), 0.7: (0, 0), 0.8: (0, 0), 0.9: (1, 0), 1.0: (1, 1)}


def test_a_bin_holds_its_upper_edge_and_the_lowest_one_nought() -> None:
    bins = bin_verdicts([(0.0, False), (0.5, True), (0.9, True), (1.0, True), (0.91, False)])
    assert [row.count for row in bins] == [2, 0, 0, 0, 1, 2]
    assert bins[0] == Bin(0.0, 0.5, 2, 1, 0.25)
    assert [row.share_right for row in bins] == [0.5, 0.0, 0.0, 0.0, 1.0, 0.5]


def test_an_error_is_told_with_the_sentence_around_it() -> None:
    body = f"Llueve en Meridia. «{WORDS}», dijo el jefe. Nadie respondió.\nOtro día será."
    start = body.index(WORDS)
    scored = score([make_gold(WORDS, "Lucía Berrueta", start=start)], [], body)
    (miss,) = scored.misses
    assert miss.context == f"«{WORDS}», dijo el jefe."
    assert (miss.rule, miss.confidence) == (None, None)


def test_the_sentence_is_looked_for_in_the_body_when_the_file_has_other_offsets() -> None:
    body = f"Llueve en Meridia. «{WORDS}», dijo el jefe."
    (found,) = score([make_gold(WORDS, start=3)], [], body).misses
    assert found.context == f"«{WORDS}», dijo el jefe."
    (nowhere,) = score([make_gold("Palabras de otro artículo", start=3)], [], body).misses
    assert nowhere.context == ""


def test_a_span_that_is_not_annotated_is_told_with_its_own_context() -> None:
    body = f"«{WORDS}», dijo el jefe."
    (miss,) = score([], [make_quotation(start=1, end=1 + len(WORDS))], body).misses
    assert (miss.what, miss.context, miss.rule) == ("no such span", body, "name-after")


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "{}",
        '{"file": "a.txt"}',
        '{"file": "a.txt", "quotes": [{}]}',
        '{"file": 3, "quotes": []}',
    ],
)
def test_a_line_that_is_no_annotation_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "oro.jsonl"
    path.write_text(f'\n{{"file": "b.txt", "quotes": []}}\n{line}\n')
    with pytest.raises(BadRequestError, match=r"oro\.jsonl:3 is no gold annotation"):
        read_gold(path)


def test_gold_is_keyed_by_the_name_of_the_file(tmp_path: Path) -> None:
    quote = {"text": "Sí", "start": 4, "speech": True, "speakers": ["Ana"], "doubt": True}
    path = tmp_path / "oro.jsonl"
    row = json.dumps({"file": "carpeta/a.txt", "quotes": [quote]})
    path.write_text(f"\ufeff{row}\n", encoding="utf-8")
    ((name, (span,)),) = read_gold(path).items()
    assert name == "a.txt"
    assert (span.text, span.start, span.ignored, span.reference) == ("Sí", 4, True, "?")


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadRequestError, match=r"falta\.txt"):
        extract_files(["falta.txt"], tmp_path)


def test_quotations_are_found_in_each_file() -> None:
    name = "003_puerto-huelga-meridia.txt"
    found = extract_files([name], SEEDS)
    assert found.keys() == {name}
    assert found[name].quotations


@pytest.mark.parametrize(("gold", "folder"), [("seeds", "seeds"), ("dev", "articles/labelled")])
def test_the_figures_are_those_of_the_reference_scorer(
    real_articles: Path, tmp_path: Path, gold: str, folder: str
) -> None:
    annotations = real_articles / "gold" / f"{gold}.jsonl"
    spans = read_gold(annotations)
    scored = score_quotations(spans, extract_files(spans, real_articles / folder))
    predictions = tmp_path / "predictions.jsonl"
    predictions.write_text(predict(real_articles / folder, spans), encoding="utf-8")
    assert scored.total.gold > 0
    assert run_reference(real_articles, annotations, predictions) == pytest.approx(
        {
            "gold": scored.total.gold,
            "predicted": scored.predicted,
            **spread("span", scored.span.precision, scored.span.recall, scored.span.f1),
            **spread(
                "attributed",
                scored.attribution.precision,
                scored.attribution.recall,
                scored.attribution.f1,
            ),
            "wrong": scored.wrong_share,
        }
    )


def predict(folder: Path, names: Any) -> str:
    lines = []
    for raw in read_documents(folder / name for name in names):
        assert isinstance(raw, RawDocument)
        extraction = extract(raw)
        assert isinstance(extraction, Extraction)
        lines.append(json.dumps(describe_extraction(extraction)))
    return "\n".join(lines)


def run_reference(real_articles: Path, gold: Path, predictions: Path) -> dict[str, float]:
    scorer = real_articles / "eval" / "score_quotes.py"
    command = [sys.executable, str(scorer), str(gold), str(predictions), "--json"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    figures = json.loads(printed)
    del figures["speaker_accuracy"]
    for name in ("span", "attributed"):
        figures |= spread(name, *figures.pop(name))
    return dict(figures)


def spread(name: str, precision: float, recall: float, f1: float) -> dict[str, float]:
    return {f"{name} P": precision, f"{name} R": recall, f"{name} F1": f1}
