"""`export`: what the archive holds."""

import re
from datetime import date
from typing import Annotated

import typer
from sqlalchemy import Connection

from app.cli.archive import open_for_reading
from app.cli.console import write_chunks
from app.errors import BadRequestError
from app.export import Exported, Format, Selection, export
from app.settings import read_settings
from app.store.directory import NO_SPEAKER, understand_speakers
from app.store.filters import ArticleFilter
from app.store.listing import QuoteFilter


def export_command(  # noqa: PLR0913, PLR0917  each option is an argument
    what: Annotated[Exported, typer.Argument(help="What to export.")],
    form: Annotated[Format, typer.Option("--format", help="How rows are written.")] = Format.NDJSON,
    first: Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Outlet; may be repeated.")] = None,
    speaker: Annotated[
        list[str] | None, typer.Option(help="Id, name or alias; `none`; may be repeated.")
    ] = None,
    indirect: Annotated[
        bool, typer.Option("--indirect", help="Of quotes: indirect speech as well.")
    ] = False,
) -> None:
    """Print everything, or what the filters let through, oldest first, without a ceiling."""
    if indirect and what != Exported.QUOTES:
        raise typer.BadParameter("goes with quotes only", param_hint="--indirect")
    first_day, last_day = _read_day("--from", first), _read_day("--to", last)
    if first_day and last_day and first_day > last_day:
        raise typer.BadParameter(f"is after --to {last_day}", param_hint="--from")
    if what == Exported.SPEAKERS and (first_day or last_day or source or speaker):
        raise typer.BadParameter("all of them are exported, without filters", param_hint="speakers")
    if what == Exported.ARTICLES and NO_SPEAKER in (speaker or []):
        raise typer.BadParameter(f"{NO_SPEAKER} goes with quotes only", param_hint="--speaker")
    with open_for_reading(read_settings()) as engine, engine.connect() as connection:
        ids = _speaker_ids(connection, speaker or [], indirect)
        articles = ArticleFilter(
            first_day=first_day,
            last_day=last_day,
            undated="exclude" if first_day or last_day else "include",
            sources=tuple(source or ()),
            speaker_ids=ids if what == Exported.ARTICLES else None,
        )
        chosen = QuoteFilter(
            articles,
            speaker_ids=ids,
            unattributed=NO_SPEAKER in (speaker or []),
            indirect=indirect,
        )
        write_chunks(export(connection, form, Selection(what, chosen)))


def _read_day(option: str, value: str | None) -> date | None:
    if value is None:
        return None
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise typer.BadParameter("a day is written like 2025-11-30", param_hint=option)
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=option) from error


def _speaker_ids(
    connection: Connection, names: list[str], indirect: bool
) -> tuple[str, ...] | None:
    if not names:
        return None
    speakers = understand_speakers(connection, names, indirect=indirect)
    if not speakers and names != [NO_SPEAKER]:
        raise BadRequestError(f"Nobody of this name is quoted: {', '.join(names)}.")
    return tuple(speaker["id"] for speaker in speakers)
