"""`evaluate`: how good the extraction of quotations is."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.console import write_line
from app.evaluation import Miss, Score, extract_files, read_gold, score_quotations


def evaluate_command(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Annotated quotations.")],
    articles: Annotated[Path, typer.Option(help="Folder of the annotated articles.")],
    misses: Annotated[bool, typer.Option("--misses", help="List every error.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Score the extraction of quotations against annotated articles."""
    spans = read_gold(gold)
    score = score_quotations(spans, extract_files(spans, articles))
    if as_json:
        write_line(_describe(score))
        return
    for miss in score.misses if misses else ():
        typer.echo(_describe_miss(miss))
    typer.echo(f"gold speech spans {score.gold}, predicted {score.predicted}")
    for name, rates in (("span", score.span), ("attributed", score.attribution)):
        typer.echo(f"{name:<11} P {rates.precision:.3f}  R {rates.recall:.3f}  F1 {rates.f1:.3f}")
    typer.echo(f"wrong, of the spans found: {score.wrong_share:.3f}")
    for name, (annotated, found, right) in score.by_reference.items():
        typer.echo(f"  {name:<10} gold {annotated:>4}  found {found:>4}  right {right:>4}")


def _describe(score: Score) -> dict[str, object]:
    return {
        "gold": score.gold,
        "predicted": score.predicted,
        "span": (score.span.precision, score.span.recall, score.span.f1),
        "attributed": (
            score.attribution.precision,
            score.attribution.recall,
            score.attribution.f1,
        ),
        "wrong": score.wrong_share,
    }


def _describe_miss(miss: Miss) -> str:
    wanted = " / ".join(miss.wanted) or "nobody"
    return f"{miss.file}: {miss.what}: {miss.text[:70]!r}: {miss.got or 'nobody'}, not {wanted}"
