"""Scores extraction against a gold file: spans found, who said them, and how sure it was."""

from app.evaluation.gold import GoldSpan, extract_files, read_gold
from app.evaluation.reliability import Bin
from app.evaluation.scoring import Miss, Rates, Score, Tally, score_quotations

__all__ = [
    "Bin",
    "GoldSpan",
    "Miss",
    "Rates",
    "Score",
    "Tally",
    "extract_files",
    "read_gold",
    "score_quotations",
]
