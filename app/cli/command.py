"""The commands together, and how their errors are told."""

import os
import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from app import __version__
from app.cli.console import say
from app.errors import HemerotecaError

FAILED = 1
INTERRUPTED = 130

# Where each command is. A module is imported when its command is used: `extract` and `--version` do not
# wait a second for the database, the index and the web framework.
COMMANDS = {
    "ingest": "app.cli.ingesting:ingest_command",
    "extract": "app.cli.extracting:extract_command",
    "serve": "app.cli.serving:serve_command",
    "migrate": "app.cli.upkeep:migrate_command",
    "reindex": "app.cli.upkeep:reindex_command",
    "verify": "app.cli.upkeep:verify_command",
    "evaluate": "app.cli.evaluating:evaluate_command",
    "export": "app.cli.exporting:export_command",
    "speakers": "app.cli.editing:speakers_app",
    "keys": "app.cli.keying:keys_app",
    "delete": "app.cli.upkeep:delete_command",
    "status": "app.cli.upkeep:status_command",
    "backup": "app.cli.upkeep:backup_command",
    "copy": "app.cli.copying:copy_command",
    "openapi": "app.cli.serving:openapi_command",
}


class Commands(TyperGroup):
    """The commands by name, each loaded when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  the signature is Typer's
        """All names, in the order in which they are used."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | TyperGroup | None:  # noqa: ARG002  likewise
        """The command, or group of commands, of this name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        found = getattr(import_module(module), name)
        if isinstance(found, typer.Typer):
            return typer.main.get_group(found)
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(cmd_name)(found)
        command = typer.main.get_command(alone)
        assert isinstance(command, TyperCommand)  # noqa: S101  a Typer with a single command is one
        return command


app = typer.Typer(
    name="hemeroteca",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


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
        say(f"hemeroteca: {error.detail}")
        sys.exit(FAILED)
    except BrokenPipeError:
        # The reader of our output has gone; Python would complain once more when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
