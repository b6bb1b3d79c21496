"""What `ingest` and `extract` share: their inputs."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

import typer

from app.cli.console import say
from app.documents import read_documents
from app.documents.document import RawDocument, Rejection, Skipped
from app.reading import read_apart
from app.workers import Mapper

ATTENTION = 1  # the exit status when something that should have gone in did not

Paths = Annotated[
    list[str], typer.Argument(metavar="PATH...", help="Files, folders, or - for standard input.")
]
Source = Annotated[
    str | None, typer.Option(help="Name of the outlet, for articles that do not name theirs.")
]


def read_inputs(
    paths: list[str], source: str | None, mapper: Mapper | None = None
) -> Iterator[RawDocument | Rejection | Skipped]:
    """What the paths hold, with the outlet filled in where the document names none.

    With a mapper its workers read, where they see the same files.
    """
    stdin = sys.stdin.buffer
    if mapper is None:
        items = read_documents(paths, stdin=stdin)
    else:
        items = read_apart(paths, mapper, stdin=stdin, tell=say)
    for item in items:
        if isinstance(item, RawDocument) and item.source is None and source:
            yield replace(item, source=source)
        else:
            yield item
