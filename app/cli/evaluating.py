"""`evaluate`: how good the extraction of quotations is."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.console import write_line
from app.evaluation import (
    Bin,
    Miss,
    Rates,
    Score,
    Tally,
    extract_files,
    read_gold,
    score_quotations,
)


def evaluate_command(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Annotated quotations.")],
    articles: Annotated[Path, typer.Option(help="Folder of the annotated articles.")],
    misses: Annotated[bool, typer.Option("--misses", help="List every error in context.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Score the extraction of quotations against annotated articles; indirect speech is left aside."""
    spans = read_gold(gold)
    score = score_quotations(spans, extract_files(spans, articles))
    if as_json:
        write_line(_describe(score))
        return
    for miss in score.misses if misses else ():
        typer.echo(_describe_miss(miss))
    for line in _list_figures(score):
        typer.echo(line)


def _list_figures(score: Score) -> Iterator[str]:
    yield f"gold speech spans {score.total.gold}, predicted {score.predicted}"
    for name, rates in (("span", score.span), ("attributed", score.attribution)):
        yield f"{name:<11} P {rates.precision:.3f}  R {rates.recall:.3f}  F1 {rates.f1:.3f}"
    yield f"wrong, of the spans found: {score.wrong_share:.3f}"
    yield "by kind"
    yield from _list_tallies(score.by_kind)
    yield "by reference to the speaker"
    yield from _list_tallies(score.by_reference)
    yield "by confidence"
    for row in score.reliability:
        yield (
            f"  {row.low:.1f}-{row.high:.1f}  {row.count:>5}  mean {row.mean_confidence:.3f}"
            f"  right {row.share_right:.3f}"
        )


def _list_tallies(tallies: Mapping[str, Tally]) -> Iterator[str]:
    commonest_first = sorted(tallies.items(), key=lambda item: (-item[1].gold, item[0]))
    for name, row in commonest_first:
        yield (
            f"  {name:<10} gold {row.gold:>4}  found {row.found:>4}  right {row.right:>4}"
            f"  wrong {row.wrong:>4}"
        )


def _describe_miss(miss: Miss) -> str:
    got = ""
    if miss.confidence is not None:
        got = f", given to {miss.got or 'nobody'} ({miss.rule}, {miss.confidence:.2f})"
    wanted = f", said by {' / '.join(miss.wanted)}" if miss.wanted else ""
    line = f"{miss.file}: {miss.what}: {miss.text!r}{got}{wanted}"
    return f"{line}\n    {miss.context}" if miss.context else line


def _describe(score: Score) -> dict[str, Any]:
    return {
        "gold": score.total.gold,
        "predicted": score.predicted,
        "span": _spread(score.span),
        "attributed": _spread(score.attribution),
        "wrong": score.wrong_share,
        "by_kind": {name: row._asdict() for name, row in score.by_kind.items()},
        "by_reference": {name: row._asdict() for name, row in score.by_reference.items()},
        "reliability": [_describe_bin(row) for row in score.reliability],
        "misses": [asdict(miss) for miss in score.misses],
    }


def _spread(rates: Rates) -> tuple[float, float, float]:
    return rates.precision, rates.recall, rates.f1


def _describe_bin(row: Bin) -> dict[str, float]:
    return {**asdict(row), "share_right": row.share_right}
