"""Floors for statements: invented pairs of quotations that are the same words, and that only look like it."""

import json
from pathlib import Path
from typing import Any

from app.quotes.likeness import is_same_statement
from app.quotes.shingles import wording
from app.quotes.weights import Grade, grade_wording

PRECISION, RECALL = 0.98, 0.90
_GOLD = Path(__file__).with_name("statements.jsonl")


def read_pairs() -> list[dict[str, Any]]:
    return [json.loads(line) for line in _GOLD.read_text("utf-8").splitlines()]


def is_joined(pair: dict[str, Any]) -> bool:
    """Whether two articles of one day that print these have one statement."""
    first, second = wording(pair["first"]), wording(pair["second"])
    if first == second:
        return grade_wording(first) > Grade.COMMONPLACE
    return is_same_statement(first, second)


def test_statements_are_as_precise_and_complete_as_they_were() -> None:
    pairs = read_pairs()
    joined = [pair for pair in pairs if is_joined(pair)]
    right = sum(pair["same"] for pair in joined)
    assert right / len(joined) >= PRECISION, [pair for pair in joined if not pair["same"]]
    missed = [pair for pair in pairs if pair["same"] and not is_joined(pair)]
    assert right / (right + len(missed)) >= RECALL, missed


def test_the_gold_has_enough_of_both_kinds() -> None:
    pairs = read_pairs()
    assert sum(pair["same"] for pair in pairs) >= 30
    assert sum(not pair["same"] for pair in pairs) >= 30
