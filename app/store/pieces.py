"""Pieces of a text, cut out by the database."""

from typing import Any

from sqlalchemy import ColumnElement, case, func


def cut(text: Any, start: Any, end: Any) -> ColumnElement[str]:
    """What stands in a text at half-open offsets; None where they are none, or in the wrong order."""
    # PostgreSQL raises for a negative length, which only damage can bring about.
    return case((end >= start, func.substr(text, start + 1, end - start)))
