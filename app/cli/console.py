"""What a person sees: data on standard output, everything else on standard error."""

import sys
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

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


def is_watched() -> bool:
    """Whether a person looks on: whether standard error is a terminal."""
    return Console(stderr=True).is_terminal


def follow(
    steps: Iterable[tuple[int, Item]],
    what: str,
    total: int | None = None,
    *,
    plain_step: int = _PLAIN_STEP,
) -> Iterator[Item]:
    """Pass items on, showing how many `what` are done: a bar on a terminal, plain lines elsewhere.

    Each step is an item with the number that were done in it; `total` is how many there will be, None if
    nobody knows, and `plain_step` how many there are between two lines.
    """
    if is_watched():
        yield from _show_bar(steps, what, total)
    else:
        yield from _say_counts(steps, what, plain_step)


class _RateColumn(ProgressColumn):
    """How many are done in a second, of late."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.0f}/s" if task.speed else "")


def _show_bar(steps: Iterable[tuple[int, Item]], what: str, total: int | None) -> Iterator[Item]:
    ahead = (TextColumn("of {task.total}"), TimeRemainingColumn()) if total else ()
    columns = (
        *(TextColumn("{task.completed} {task.description}"), BarColumn()),
        *(_RateColumn(), TimeElapsedColumn(), *ahead),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        for count, item in steps:
            progress.advance(task, count)
            yield item


def _say_counts(steps: Iterable[tuple[int, Item]], what: str, plain_step: int) -> Iterator[Item]:
    done = said = 0
    for count, item in steps:
        done += count
        if done - said >= plain_step:
            said = done
            say(f"{done} {what}")
        yield item
