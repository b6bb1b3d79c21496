"""Web chrome: the lines and ends of lines that chrome.toml describes, found in a list of lines."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Place = Literal["line", "beside", "title end", "paragraph start"]

_LONGEST_LINE = 300  # nothing longer is chrome, and the cost of each rule stays bounded


@dataclass(frozen=True, slots=True)
class ChromeRule:
    """One rule of chrome.toml, where its fields are explained."""

    where: Place
    why: str
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    keeps: tuple[str, ...]


@cache
def read_rules() -> tuple[ChromeRule, ...]:
    """All rules, in the order of the file."""
    data = tomllib.loads(files("app.documents").joinpath("chrome.toml").read_text("utf-8"))
    return tuple(
        ChromeRule(
            where=rule["where"],
            why=rule["why"],
            pattern=re.compile(_anchor(rule["where"], rule["pattern"]), re.IGNORECASE),
            examples=tuple(rule["examples"]),
            keeps=tuple(rule["keeps"]),
        )
        for rule in data["rule"]
    )


def _anchor(where: Place, pattern: str) -> str:
    return rf"(?:{pattern})\Z" if where == "title end" else pattern


@cache
def _rules_for(where: Place) -> tuple[ChromeRule, ...]:
    return tuple(rule for rule in read_rules() if rule.where == where)


def find_lone_chrome(line: str) -> str | None:
    """Why a line at the start of a text is chrome, or None; there it needs no neighbour."""
    return _find_whole(line, "line") or _find_whole(line, "beside")


def find_chrome_lines(lines: list[str]) -> dict[int, str]:
    """Index and reason of each line that is chrome, on its own or by its neighbours."""
    found = {index: why for index, line in enumerate(lines) if (why := _find_whole(line, "line"))}
    for start, step in [(index, step) for index in found for step in (1, -1)]:
        index = start + step
        while 0 <= index < len(lines) and index not in found:
            if not (why := _find_whole(lines[index], "beside")):
                break
            found[index] = why
            index += step
    return found


def find_title_end(title: str) -> tuple[int, str] | None:
    """Where chrome at the end of the title begins, and why; None if there is none."""
    for rule in _rules_for("title end") if len(title) <= _LONGEST_LINE else ():
        if match := rule.pattern.search(title):
            return match.start(), rule.why
    return None


def find_paragraph_start(paragraph: str, position: int = 0) -> tuple[re.Match[str], str] | None:
    """The chrome that stands at the position (a dateline; group `when` if it is dated), and why."""
    head = paragraph[position : position + _LONGEST_LINE]
    for rule in _rules_for("paragraph start"):
        if match := rule.pattern.match(head):
            return match, rule.why
    return None


def _find_whole(line: str, where: Place) -> str | None:
    match = _join_rules(where).fullmatch(line) if len(line) <= _LONGEST_LINE else None
    if match is None:
        return None
    return next(rule.why for rule in _rules_for(where) if rule.pattern.fullmatch(line))


@cache
def _join_rules(where: Place) -> re.Pattern[str]:
    # Nearly no line is chrome: one pattern that says so is four times as fast as thirty.
    return re.compile(
        "|".join(f"(?:{rule.pattern.pattern})" for rule in _rules_for(where)), re.IGNORECASE
    )
