"""`keys`: who may ask a server that is not open to all."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.api.keys import create_key, read_keys, revoke_key
from app.cli.console import say, write_line
from app.errors import SetupError
from app.settings import read_settings

Name = Annotated[str, typer.Argument(help="Whose key it is.")]

keys_app = typer.Typer(
    help="Make and revoke API keys; the file that HEMEROTECA_API_KEYS_FILE names holds their hashes.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@keys_app.command("create")
def create_command(name: Name) -> None:
    """Make a key and print it: this once, for only its hash is kept."""
    key = create_key(_find_file(), name, datetime.now(UTC).date())
    typer.echo(key)
    say(f"This is the key of {name}. It is not shown again.")


@keys_app.command("list")
def list_command() -> None:
    """Print names and dates of all keys as JSON, oldest first."""
    for key in read_keys(_find_file()):
        write_line({"name": key.name, "created": key.created})


@keys_app.command("revoke")
def revoke_command(name: Name) -> None:
    """Take a key away; a server that runs refuses it from the next request on."""
    revoke_key(_find_file(), name)
    say(f"The key of {name} is revoked.")


def _find_file() -> Path:
    path = read_settings().api_keys_file
    if path is None:
        raise SetupError("Set HEMEROTECA_API_KEYS_FILE to the file that holds the keys, or shall.")
    return path
