"""The commands together, and how their errors are told."""

import os
import sys
from typing import Annotated

import typer
from sqlalchemy.exc import DBAPIError

from app import __version__
from app.cli import feeding, reading, serving, upkeep
from app.cli.console import say
from app.errors import HemerotecaError

FAILED = 1
INTERRUPTED = 130

app = typer.Typer(
    name="hemeroteca",
    help="A searchable archive of Spanish news that knows who said what.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("ingest")(feeding.ingest_command)
app.command("extract")(feeding.extract_command)
app.command("serve")(serving.serve_command)
app.command("reindex")(upkeep.reindex_command)
app.command("verify")(upkeep.verify_command)
app.command("evaluate")(reading.evaluate_command)
app.command("export")(reading.export_command)
app.command("delete")(upkeep.delete_command)
app.command("status")(upkeep.status_command)
app.command("backup")(upkeep.backup_command)
app.command("openapi")(serving.openapi_command)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hemeroteca {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """A searchable archive of Spanish news that knows who said what."""


def run() -> None:
    """Run the command; tell every foreseen error in one line, without a traceback."""
    try:
        app()
    except HemerotecaError as error:
        _fail(error.detail)
    except DBAPIError as error:
        _fail(f"The database refused: {error.orig}.")
    except BrokenPipeError:
        # The reader of our output has gone; Python would complain once more when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _fail(message: str) -> None:
    say(f"hemeroteca: {message}")
    sys.exit(FAILED)
