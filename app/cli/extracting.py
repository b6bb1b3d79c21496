"""`extract`: from files to quotations, without an archive."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from app.cli.console import say, write_line
from app.cli.inputs import ATTENTION, Paths, Source, read_inputs
from app.documents.document import RawDocument, Rejection, Skipped
from app.extraction import describe_extraction, extract


def extract_command(
    paths: Paths,
    explain: Annotated[
        bool, typer.Option("--explain", help="Add the speakers that were rejected, and why.")
    ] = False,
    indirect: Annotated[
        bool, typer.Option("--indirect", help="Add indirect speech: what follows «dijo que».")
    ] = False,
    source: Source = None,
) -> None:
    """Print each article with its quotations as a line of JSON, without an archive."""
    today = datetime.now(UTC).date()
    rejected = False
    for item in read_inputs(paths, source):
        result = extract(item, today) if isinstance(item, RawDocument) else item
        if isinstance(result, Rejection):
            rejected = True
            say(f"rejected {result.location}: {result.reason}")
        elif not isinstance(result, Skipped):
            write_line(describe_extraction(result, explain=explain, indirect=indirect))
    if rejected:
        raise typer.Exit(ATTENTION)
