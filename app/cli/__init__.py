"""The command `hemeroteca`."""

from app.cli.command import run

__all__ = ["run"]
