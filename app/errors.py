"""The errors that a person or a client can be told about."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong parameter: its name, what is wrong with it, and where (a 0-based offset, or None)."""

    name: str
    reason: str
    position: int | None = None


class HemerotecaError(Exception):
    """Base of all errors that are shown to a user: a status, and words for a person.

    `detail` says what was wrong and what to do about it; `problems` names each wrong parameter.
    """

    status = 500
    title = "Something went wrong here"

    def __init__(self, detail: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.problems = problems


class BadRequestError(HemerotecaError):
    """A mistake that the user can mend: a query, a cursor, an ambiguous name."""

    status = 400
    title = "The request cannot be answered as it stands"


class NotFoundError(HemerotecaError):
    """What was asked for by its id or path is not there."""

    status = 404
    title = "Not found"


class InvalidParameterError(HemerotecaError):
    """An unknown or malformed parameter."""

    status = 422
    title = "A parameter is not valid"

    @classmethod
    def of(cls, *problems: Problem) -> Self:
        """The error that names these parameters, each with what is wrong with it."""
        return cls("; ".join(f"{one.name}: {one.reason}" for one in problems), problems)


class UnavailableError(HemerotecaError):
    """The archive cannot answer now; the same request may be answered later."""

    status = 503
    title = "Not available now"


class SetupError(HemerotecaError):
    """The surroundings are not fit to work in: folder, database, port, settings."""

    title = "The archive cannot be opened"
