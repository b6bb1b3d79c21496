"""The words of dates.toml: how the months are written."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def month_numbers() -> dict[str, int]:
    """The number of the month for each way of writing it, in lower case."""
    return _number(_table()["months"])


def _number(rows: list[list[str]]) -> dict[str, int]:
    return {word: number for number, row in enumerate(rows, start=1) for word in row}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("app.documents").joinpath("dates.toml").read_text("utf-8"))
