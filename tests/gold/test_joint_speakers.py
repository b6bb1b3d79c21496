"""Who says a quotation together: the spans whose first accepted speaker is annotated as `A; B`."""

from pathlib import Path

from app.evaluation import extract_files, read_gold
from app.evaluation.matching import pair_spans

GOLD = Path(__file__).with_name("seeds.jsonl")
SEEDS = Path(__file__).parents[2] / "seeds"


def test_those_annotated_together_are_the_speakers_and_nobody_else_has_company() -> None:
    gold = read_gold(GOLD)
    annotated, given = [], []
    for file, extraction in extract_files(gold, SEEDS).items():
        quotations = [placed.quotation for placed in extraction.quotations]
        for span_at, quotation_at in pair_spans(gold[file], quotations).items():
            span, quotation = gold[file][span_at], quotations[quotation_at]
            if span.speakers and ";" in span.speakers[0]:
                annotated.append((span.text, span.speakers[0]))
            if quotation.joint:
                names = [quotation.speaker, *(one.speaker for one in quotation.joint)]
                given.append((span.text, "; ".join(filter(None, names))))
    assert len(annotated) == 2
    assert given == annotated
