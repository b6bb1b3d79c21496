"""`speakers`: who is who, and an editor's decisions on that and on who said what."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import Session

from app.cli.archive import open_for_reading, open_for_writing, require_archive
from app.cli.console import say, write_chunks, write_line
from app.errors import SetupError
from app.quotes.quotation import SpeakerKind
from app.search.sync import catch_up
from app.settings import read_settings
from app.store.decision_lines import read_decisions, write_decisions
from app.store.decisions import Decision, load_history
from app.store.directory import list_speakers
from app.store.editing import (
    Change,
    import_decisions,
    record_decisions,
    record_split,
    take_back,
)
from app.store.operands import (
    check_mergeable,
    choose_speaker,
    get_form,
    get_named,
    get_passage,
    read_name,
)
from app.store.profiles import describe_speakers, profile_speaker
from app.store.readings import find_speakers
from app.store.session import rehearse, write_transaction
from app.store.standing import describe_history

_PAGE_SIZE = 200
_SPEAKERS_SHOWN = 20
_WAITING_SHOWN = 20


By = Annotated[str | None, typer.Option("--by", metavar="WHO", help="Who decides.")]
Note = Annotated[str | None, typer.Option("--note", metavar="WHY", help="Why.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Do it, say what would change, change nothing.")
]
SpeakerKindOption = Annotated[
    SpeakerKind | None, typer.Option("--kind", help="What the speaker is.")
]

speakers_app = typer.Typer(
    help="See and decide who is who and who said what; every decision is kept and can be taken back.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@speakers_app.command("list")
def list_command(
    name: Annotated[
        str, typer.Argument(help="Beginning of a name or surname, or a whole one in any spelling.")
    ] = "",
) -> None:
    """Print the quoted speakers, all or those of a name, by id, one a line as JSON."""
    with open_for_reading(read_settings()) as engine, engine.connect() as connection:
        after = None
        while page := list_speakers(connection, prefix=name, after=after, limit=_PAGE_SIZE):
            for row in describe_speakers(connection, page):
                write_line(row)
            after = page[-1]["id"]


@speakers_app.command("show")
def show_command(
    speaker: Annotated[str, typer.Argument(help="Id, name or alias.")],
) -> None:
    """Print one speaker as JSON: names, what joined them, counts, companions, decisions."""
    with open_for_reading(read_settings()) as engine, Session(engine) as session:
        named = get_named(session, speaker)
        (row,) = find_speakers(session.connection(), named.id, indirect=True)
        write_line(profile_speaker(session.connection(), row))


@speakers_app.command("merge")
def merge_command(
    first: Annotated[str, typer.Argument(metavar="A", help="Id, name or alias of a speaker.")],
    second: Annotated[str, typer.Argument(metavar="B", help="The same, of the one to join it.")],
    by: By = None,
    note: Note = None,
    dry_run: DryRun = False,
) -> None:
    """Make two speakers one, who keeps the id of A."""
    with _edit(dry_run) as session:
        one, other = get_named(session, first), get_named(session, second)
        check_mergeable(one, other)
        decision = _decide("merge", by, note, forms=(one.form, other.form))
        _tell(record_decisions(session, [decision]), dry_run)


@speakers_app.command("split")
def split_command(  # noqa: PLR0913, PLR0917  each option is an argument
    form: Annotated[str, typer.Argument(metavar="FORM", help="A name exactly as printed.")],
    kind: SpeakerKindOption = None,
    article: Annotated[
        str | None, typer.Option(metavar="ID", help="Of a name that means somebody in one article.")
    ] = None,
    office: Annotated[
        str | None,
        typer.Option(metavar="OFFICE", help="Of articles that give this one, as mayor:torrealta."),
    ] = None,
    by: By = None,
    note: Note = None,
    dry_run: DryRun = False,
) -> None:
    """Set a name apart from the speaker it was joined to, as a speaker of its own."""
    with _edit(dry_run) as session:
        name = get_form(session, form, kind, article, office)
        decision = _decide("split", by, note, forms=(name,))
        _tell(record_split(session, decision), dry_run)


@speakers_app.command("rename")
def rename_command(
    speaker: Annotated[str, typer.Argument(help="Id, name or alias.")],
    name: Annotated[str, typer.Argument(help="The name to show.")],
    by: By = None,
    note: Note = None,
    dry_run: DryRun = False,
) -> None:
    """Show a speaker under another name; the id stays."""
    with _edit(dry_run) as session:
        named = get_named(session, speaker)
        decision = _decide("rename", by, note, forms=(named.form,), name=read_name(name))
        _tell(record_decisions(session, [decision]), dry_run)


@speakers_app.command("attribute")
def attribute_command(  # noqa: PLR0913, PLR0917  each option is an argument
    quote_id: Annotated[str, typer.Argument(metavar="QUOTE_ID", help="Id of the quotation.")],
    speaker: Annotated[
        str | None, typer.Argument(help="Id, name or alias; with --kind also a new name.")
    ] = None,
    nobody: Annotated[
        bool, typer.Option("--nobody", help="The article does not say who said it.")
    ] = False,
    kind: SpeakerKindOption = None,
    by: By = None,
    note: Note = None,
    dry_run: DryRun = False,
) -> None:
    """Correct who said one quotation, or say that nobody is named for it."""
    if nobody == (speaker is not None):
        raise typer.BadParameter("give one of both", param_hint="SPEAKER or --nobody")
    with _edit(dry_run) as session:
        passage = get_passage(session, quote_id)
        forms = () if speaker is None else (choose_speaker(session, speaker, kind, passage),)
        decision = _decide("attribute", by, note, passage=passage, forms=forms)
        _tell(record_decisions(session, [decision]), dry_run)


@speakers_app.command("undo")
def undo_command(
    number: Annotated[int, typer.Argument(help="Number of the decision.", min=1)],
    by: By = None,
    note: Note = None,
    dry_run: DryRun = False,
) -> None:
    """Take back a decision, which may itself be an undo."""
    with _edit(dry_run) as session:
        now = datetime.now(UTC)
        _tell(take_back(session, number, made_at=now, made_by=by, note=note), dry_run)


@speakers_app.command("history")
def history_command() -> None:
    """Print all decisions in order, one a line as JSON, each with how it stands."""
    with open_for_reading(read_settings()) as engine, Session(engine) as session:
        for row in describe_history(session):
            write_line(row)


@speakers_app.command("export")
def export_command(
    file: Annotated[Path | None, typer.Argument(help="Standard output without one.")] = None,
) -> None:
    """Write all decisions as lines of text, to be reviewed and imported elsewhere."""
    with open_for_reading(read_settings()) as engine, Session(engine) as session:
        lines = [line.encode() for line in write_decisions(load_history(session))]
    if file is None:
        write_chunks(lines)
        return
    try:
        file.write_bytes(b"".join(lines))
    except OSError as error:
        raise SetupError(f"{file} cannot be written: {error.strerror}.") from error


@speakers_app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="What `export` wrote, or - for standard input.")],
    dry_run: DryRun = False,
) -> None:
    """Take over decisions that are not in the history yet: all of them, or none."""
    decisions = read_decisions(_read_text(file))
    with _write(dry_run) as session:
        change = import_decisions(session, decisions)
        say(f"{len(decisions)} decisions read, {len(change.numbers)} of them new.")
        _tell(change, dry_run)
        _tell_waiting(session, change)


@contextmanager
def _write(dry_run: bool) -> Iterator[Session]:
    """One writing transaction, after which the text index follows; all of it taken back in a dry run."""
    with open_for_writing(read_settings()) as archive:
        if dry_run:
            with rehearse(archive.engine) as transaction, transaction() as session:
                yield session
            return
        with write_transaction(archive.engine) as session:
            yield session
        catch_up(archive.engine, archive.index)


@contextmanager
def _edit(dry_run: bool) -> Iterator[Session]:
    """The same where there has to be an archive to decide on."""
    require_archive(read_settings())
    with _write(dry_run) as session:
        yield session


def _decide(kind: Any, by: str | None, note: str | None, **operands: Any) -> Decision:
    now = datetime.now(UTC)
    return Decision(kind=kind, made_at=now, made_by=by, note=note, **operands)


def _tell(change: Change, dry_run: bool) -> None:
    if change.numbers:
        first, last = change.numbers[0], change.numbers[-1]
        numbers = f"Decision {first}" if first == last else f"Decisions {first} to {last}"
        moved = f"{change.quote_count} quotations under {change.form_count} names"
        concerned = " Concerned:" if change.speakers else ""
        say(f"{numbers}: {moved} change their speaker.{concerned}")
    for speaker_id, name in sorted(change.speakers.items())[:_SPEAKERS_SHOWN]:
        say(f"  {speaker_id}: {name}")
    if len(change.speakers) > _SPEAKERS_SHOWN:
        say(f"  and {len(change.speakers) - _SPEAKERS_SHOWN} more")
    if dry_run:
        say("A dry run: nothing is changed.")


def _tell_waiting(session: Session, change: Change) -> None:
    """Name those of the new decisions that are about what the archive does not hold: a typo, perhaps."""
    new = set(change.numbers)
    waiting = [
        row
        for row in describe_history(session)
        if row["number"] in new and row["standing"] == "waiting"
    ]
    for row in waiting[:_WAITING_SHOWN]:
        say(f"Decision {row['number']} waits for what the archive does not hold: {row['decision']}")
    if len(waiting) > _WAITING_SHOWN:
        say(f"and {len(waiting) - _WAITING_SHOWN} more: see `hemeroteca speakers history`")


def _read_text(file: Path) -> str:
    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return content.decode()
    except OSError as error:
        raise SetupError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SetupError(f"{file} is not in UTF-8: {error}.") from error
