"""`export` and `evaluate`: what the archive holds, and how good the extraction is."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from app.cli.archive import open_for_reading
from app.cli.console import write_chunks, write_line
from app.evaluation import Miss, Score, extract_files, read_gold, score_quotations
from app.export import Exported, Format, export
from app.settings import read_settings
from app.store.directory import NO_SPEAKER, understand_speakers
from app.store.filters import ArticleFilter
from app.store.listing import QuoteFilter

Day = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD")]


def export_command(
    what: Annotated[Exported, typer.Argument(help="What to export.")],
    form: Annotated[Format, typer.Option("--format", help="How rows are written.")] = Format.NDJSON,
    first: Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Outlet; may be repeated.")] = None,
    speaker: Annotated[
        list[str] | None, typer.Option(help="Id, name or alias; `none`; may be repeated.")
    ] = None,
) -> None:
    """Print everything, or what the filters let through, oldest first, without a ceiling."""
    first_day, last_day = _read_day("--from", first), _read_day("--to", last)
    with open_for_reading(read_settings()) as engine, engine.connect() as connection:
        ids = _speaker_ids(connection, speaker or [])
        articles = ArticleFilter(
            first_day=first_day,
            last_day=last_day,
            undated="exclude" if first_day or last_day else "include",
            sources=tuple(source or ()),
            speaker_ids=ids if what == Exported.ARTICLES else None,
        )
        chosen = QuoteFilter(articles, speaker_ids=ids, unattributed=NO_SPEAKER in (speaker or []))
        write_chunks(export(connection, what, form, chosen))


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


def _read_day(option: str, value: str | None) -> date | None:
    if value is None:
        return None
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise typer.BadParameter("a day is written like 2025-11-30", param_hint=option)
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=option) from error


def _speaker_ids(connection: Connection, names: list[str]) -> tuple[str, ...] | None:
    if not names:
        return None
    return tuple(speaker["id"] for speaker in understand_speakers(connection, names))


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
