"""The words of dates.toml: months, days of the week, and what stands around a day in a text."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def month_numbers() -> dict[str, int]:
    """The number of the month for each way of writing it, in lower case."""
    return _number(_table()["months"])


@cache
def weekday_numbers() -> dict[str, int]:
    """The number of the weekday, Monday 1, for each way of writing it, in lower case."""
    return _number(_table()["weekdays"])


def alternatives(key: str) -> str:
    """The words of a list of `[writing]` as alternatives of a regular expression."""
    return "|".join(_table()["writing"][key])


def _number(rows: list[list[str]]) -> dict[str, int]:
    return {word: number for number, row in enumerate(rows, start=1) for word in row}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("app.documents").joinpath("dates.toml").read_text("utf-8"))
