"""`export`: what the archive holds, all of it or what the filters of the API let through."""

import re
from contextlib import closing
from datetime import date
from typing import Annotated, Any, get_args

import typer
from sqlalchemy import Connection

from app.cli.archive import open_for_reading
from app.cli.console import write_chunks
from app.errors import BadRequestError
from app.export import Exported, Format, Selection, export
from app.quotes.quotation import Kind
from app.search.narrowing import narrow_to_words
from app.search.sync import open_archive_index
from app.settings import Settings, read_settings
from app.store.changes import Position, read_position
from app.store.filters import ArticleFilter, Copies, QuoteFilter, Undated
from app.store.pages import Sort
from app.store.readings import NO_SPEAKER, understand_speakers
from app.store.tables import INDIRECT

_OF_BOTH = {"--from", "--to", "--undated", "--source", "--speaker", "--changed-since"}
_OPTIONS = {
    Exported.ARTICLES: _OF_BOTH | {"--language", "--copies"},
    Exported.QUOTES: _OF_BOTH
    | {"--article", "--kind", "--min-confidence", "--words", "--indirect", "--explain"},
    Exported.SPEAKERS: {"--name"},
}


def _read_day(value: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise typer.BadParameter("a day is written like 2025-11-30")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def export_command(  # noqa: PLR0913, PLR0917  each option is an argument
    what: Annotated[Exported, typer.Argument(help="What to export.")],
    form: Annotated[Format, typer.Option("--format", help="How rows are written.")] = Format.NDJSON,
    first: Annotated[
        date | None, typer.Option("--from", parser=_read_day, metavar="DAY", help="First day.")
    ] = None,
    last: Annotated[
        date | None, typer.Option("--to", parser=_read_day, metavar="DAY", help="Last day.")
    ] = None,
    undated: Annotated[
        Undated | None,
        typer.Option(help="Articles without a date; excluded with --from or --to, unless told."),
    ] = None,
    source: Annotated[list[str] | None, typer.Option(help="Outlet; may be repeated.")] = None,
    speaker: Annotated[
        list[str] | None, typer.Option(help="Id, name or alias; `none`; may be repeated.")
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="Of articles: ISO 639-1 code; may be repeated.")
    ] = None,
    copies: Annotated[
        Copies | None, typer.Option(help="Of articles: near-copies; all of them, unless told.")
    ] = None,
    article: Annotated[
        list[str] | None, typer.Option(help="Of quotes: id of an article; may be repeated.")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="Of quotes: direct, partial, fragment or indirect.")
    ] = None,
    min_confidence: Annotated[
        float | None, typer.Option(min=0, max=1, help="Of quotes: how sure at least.")
    ] = None,
    words: Annotated[
        str | None, typer.Option("--words", help="Of quotes: with these words, as in a search.")
    ] = None,
    indirect: Annotated[
        bool, typer.Option("--indirect", help="Of quotes: indirect speech as well.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Of quotes: with the speakers that were rejected.")
    ] = False,
    name: Annotated[
        str | None, typer.Option(help="Of speakers: the beginning of a name or surname.")
    ] = None,
    sort: Annotated[Sort, typer.Option(help="By date; undated articles come last.")] = "oldest",
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many rows.")] = None,
    changed_since: Annotated[
        str | None, typer.Option(metavar="TOKEN", help="What changed since, and what is void.")
    ] = None,
) -> None:
    """Print everything, or what the filters let through, oldest first, without a ceiling."""
    given = {
        **{"--from": first, "--to": last, "--undated": undated, "--source": source},
        **{"--speaker": speaker, "--language": language, "--copies": copies, "--article": article},
        **{"--kind": kind, "--min-confidence": min_confidence, "--words": words, "--name": name},
        **{"--indirect": indirect, "--explain": explain, "--changed-since": changed_since},
    }
    _check_options(what, given)
    names = speaker or []
    position = _read_token(changed_since)
    indirect = indirect or INDIRECT in (kind or ())
    settings = read_settings()
    with open_for_reading(settings) as engine, engine.connect() as connection:
        ids = _list_speaker_ids(connection, names, indirect)
        articles = ArticleFilter(
            first_day=first,
            last_day=last,
            undated=undated or ("exclude" if first or last else "include"),
            sources=tuple(source or ()),
            languages=tuple(language or ()),
            copies=copies or "all",
            speaker_ids=ids if what == Exported.ARTICLES else None,
        )
        chosen = QuoteFilter(
            articles,
            article_ids=tuple(article or ()),
            speaker_ids=ids,
            unattributed=NO_SPEAKER in names,
            kinds=tuple(kind or ()),
            min_confidence=min_confidence or 0.0,
            indirect=indirect,
        )
        if words is not None:
            chosen = _narrow(settings, connection, chosen, words)
        selection = Selection(
            what,
            chosen,
            name=name or "",
            sort=sort,
            limit=limit,
            changed_since=position,
            explain=explain,
        )
        write_chunks(export(connection, form, selection))


def _check_options(what: Exported, given: dict[str, Any]) -> None:
    """Raise BadParameter for an option that says nothing of what is exported, or contradicts another."""
    for option, value in given.items():
        if value not in (None, False, []) and option not in _OPTIONS[what]:
            takers = " and ".join(one for one in Exported if option in _OPTIONS[one])
            raise typer.BadParameter(f"goes with {takers} only", param_hint=option)
    first, last = given["--from"], given["--to"]
    if first and last and first > last:
        raise typer.BadParameter(f"is after --to {last}", param_hint="--from")
    unknown = set(given["--kind"] or ()) - set(get_args(Kind))
    if unknown:
        raise typer.BadParameter(f"there is no {min(unknown)}", param_hint="--kind")
    if what == Exported.ARTICLES and NO_SPEAKER in (given["--speaker"] or ()):
        raise typer.BadParameter(f"{NO_SPEAKER} goes with quotes only", param_hint="--speaker")
    for option in ("--words", "--copies"):
        if given["--changed-since"] is not None and given[option] not in (None, "all"):
            raise typer.BadParameter("does not go with --changed-since", param_hint=option)


def _read_token(token: str | None) -> Position | None:
    try:
        return None if token is None else read_position(token)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--changed-since") from error


def _list_speaker_ids(
    connection: Connection, names: list[str], indirect: bool
) -> tuple[str, ...] | None:
    if not names:
        return None
    speakers = understand_speakers(connection, names, indirect=indirect)
    if not speakers and names != [NO_SPEAKER]:
        raise BadRequestError(f"Nobody of this name is quoted: {', '.join(names)}.")
    return tuple(speaker["id"] for speaker in speakers)


def _narrow(
    settings: Settings, connection: Connection, chosen: QuoteFilter, words: str
) -> QuoteFilter:
    with closing(open_archive_index(connection.engine, settings.index_dir)) as index:
        return narrow_to_words(connection, index.quotes, chosen, words)
