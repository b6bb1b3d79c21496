"""What a person sees: data on standard output, everything else on standard error."""

import sys
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

Item = TypeVar("Item")
_PLAIN_STEP = 5_000  # articles between two lines where there is no terminal


def say(line: str) -> None:
    """One line for a person."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201  this is where printing is done


def write_line(content: Any) -> None:
    """One line of data: the content as JSON."""
    sys.stdout.buffer.write(msgspec.json.encode(content) + b"\n")


def write_chunks(chunks: Iterable[bytes]) -> None:
    """Data as it is."""
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)


def follow(steps: Iterable[tuple[int, Item]], what: str) -> Iterator[Item]:
    """Pass items on, showing how many `what` are done: a bar on a terminal, plain lines elsewhere.

    Each step is an item with the number that were done in it.
    """
    console = Console(stderr=True)
    yield from (_show_bar if console.is_terminal else _say_counts)(steps, what, console)


def _show_bar(steps: Iterable[tuple[int, Item]], what: str, console: Console) -> Iterator[Item]:
    columns = (
        TextColumn("{task.completed} {task.description}"),
        BarColumn(),
        TaskProgressColumn(show_speed=True),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(what, total=None)
        for count, item in steps:
            progress.advance(task, count)
            yield item


def _say_counts(steps: Iterable[tuple[int, Item]], what: str, _console: Console) -> Iterator[Item]:
    done = said = 0
    for count, item in steps:
        done += count
        if done - said >= _PLAIN_STEP:
            said = done
            say(f"{done} {what}")
        yield item
