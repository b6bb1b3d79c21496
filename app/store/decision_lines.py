"""An editor's decisions as lines of text: to be read, reviewed, compared, and written by hand.

    NUMBER TIME merge FORM FORM
    NUMBER TIME split FORM
    NUMBER TIME rename FORM "NAME"
    NUMBER TIME attribute ARTICLE START END "TEXT" FORM    (or `nobody` for the speaker)
    NUMBER TIME undo NUMBER

each perhaps with `by "WHO"` and then `note "WHY"` at the end. A form is its kind and the name as printed,
`person "Ana Salas"`, or of one article only, `role "el abogado" in ARTICLE`, or of the articles that give an
office, `person "Ana Salas" as mayor:torrealta`. What stands in quotation marks is a JSON string; after the
last of them `#` begins a comment. Numbers only name the lines, for `undo`; the order is that of the lines.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from app.errors import BadRequestError
from app.store.decisions import Decision, Entry, Passage, identify_decision
from app.store.forms import FormName
from app.text import normalise, words

_HEADING = """\
# An editor's decisions, oldest first; where two contradict each other, the later one counts.
# To take them over: hemeroteca speakers import FILE
"""
_STRING = r'"(?:[^"\\]|\\.)*"'
_ARTICLE = r"[0-9a-f]{16}"
_OFFICE = r"[a-z]+:[\w-]*"
_FORM = rf"(?:person|organisation|role)\s+{_STRING}(?:\s+in\s+{_ARTICLE}|\s+as\s+{_OFFICE})?"
_PIECES = {
    "FORM": _FORM,
    "SPEAKER": rf"{_FORM}|nobody",
    "ARTICLE": _ARTICLE,
    "START": r"[0-9]{1,9}",
    "END": r"[0-9]{1,9}",
    "NUMBER": r"[0-9]{1,9}",
    "TEXT": _STRING,
    "NAME": _STRING,
}
_SHAPES = {
    "merge": ("FORM", "FORM"),
    "split": ("FORM",),
    "rename": ("FORM", "NAME"),
    "attribute": ("ARTICLE", "START", "END", "TEXT", "SPEAKER"),
    "undo": ("NUMBER",),
}
_BLANK = re.compile(r"\s*(?:#.*)?")
_OPENING = re.compile(r"\s*([0-9]{1,9})\s+(\S+)\s+(\w+)")
_PARTS = re.compile(rf"(\w+)\s+({_STRING})(?:\s+in\s+({_ARTICLE})|\s+as\s+({_OFFICE}))?")
_CLOSING = rf"(?:\s+by\s+({_STRING}))?(?:\s+note\s+({_STRING}))?\s*(?:#.*)?"
_LINES = {
    kind: re.compile("".join(rf"\s+({_PIECES[piece]})" for piece in shape) + _CLOSING)
    for kind, shape in _SHAPES.items()
}
_FAULTS_SHOWN = 20


class _LineError(ValueError):
    """What is wrong with a line, in words for whoever wrote it."""


def write_decisions(history: Iterable[Entry]) -> Iterator[str]:
    """The lines of a history, after a heading; each ends with a line break."""
    yield _HEADING
    numbers: dict[str, int] = {}
    for entry in history:
        numbers[entry.id] = entry.number
        yield _write_line(entry, numbers)


def describe_operands(decision: Decision, numbers: Mapping[str, int]) -> str:
    """What a decision says, as its line has it: kind and operands, without time, author and note.

    `numbers` has the number of what it takes back, by id.
    """
    parts: list[str] = [decision.kind]
    if decision.passage:
        parts += [*map(str, decision.passage[:3]), _quote(decision.passage.text)]
    parts += map(describe_form, decision.forms)
    if decision.kind == "attribute" and not decision.forms:
        parts.append("nobody")
    if decision.name is not None:
        parts.append(_quote(decision.name))
    if decision.reverts:
        parts.append(str(numbers[decision.reverts]))
    return " ".join(parts)


def describe_form(form: FormName) -> str:
    """A name form as lines have it."""
    place = f" in {form.article_id}" if form.article_id else ""
    place += f" as {form.office}" if form.office else ""
    return f"{form.kind} {_quote(form.text)}{place}"


def _write_line(entry: Entry, numbers: Mapping[str, int]) -> str:
    decision = entry.decision
    time = decision.made_at.astimezone(UTC).isoformat()
    parts = [str(entry.number), time, describe_operands(decision, numbers)]
    if decision.made_by is not None:
        parts += ["by", _quote(decision.made_by)]
    if decision.note is not None:
        parts += ["note", _quote(decision.note)]
    return " ".join(parts) + "\n"


def read_decisions(text: str) -> list[tuple[str, Decision]]:
    """The decisions of such lines in order, each with its id.

    Raise BadRequestError, which names every wrong line: either all lines are good or none is taken.
    """
    decisions: list[tuple[str, Decision]] = []
    faults: list[str] = []
    ids: dict[str, str] = {}
    seen: Counter[Decision] = Counter()
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if _BLANK.fullmatch(line):
            continue
        try:
            label, decision = _read_line(line, ids)
        except _LineError as error:
            faults.append(f"line {number}: {error}")
            continue
        ids[label] = identify_decision(decision, seen[decision])
        seen[decision] += 1
        decisions.append((ids[label], decision))
    if faults:
        raise BadRequestError("\n".join(["Nothing is taken over.", *faults[:_FAULTS_SHOWN]]))
    return decisions


def _read_line(line: str, ids: Mapping[str, str]) -> tuple[str, Decision]:
    opening = _OPENING.match(line)
    if opening is None:
        raise _LineError("it does not begin with a number, a time and a decision")
    label, time, kind = opening.groups()
    if kind not in _SHAPES:
        raise _LineError(f"{kind!r} is no decision: {', '.join(_SHAPES)}")
    match = _LINES[kind].fullmatch(line, opening.end())
    if match is None:
        shape = " ".join(_SHAPES[kind])
        raise _LineError(f'`{kind}` is followed by {shape}, perhaps by "WHO", perhaps note "WHY"')
    if label in ids:
        raise _LineError(f"the number {label} is that of an earlier line")
    *operands, made_by, note = match.groups()
    decision = Decision(
        kind=cast(Any, kind),
        made_at=_read_time(time),
        made_by=_read_string(made_by) if made_by else None,
        note=_read_string(note) if note else None,
        **_read_operands(kind, operands, ids),
    )
    return label, decision


def _read_operands(kind: str, operands: list[str], ids: Mapping[str, str]) -> dict[str, Any]:
    if kind == "undo":
        if operands[0] not in ids:
            raise _LineError(f"no good line before it has the number {operands[0]}")
        return {"reverts": ids[operands[0]]}
    if kind == "rename":
        return {"forms": (_read_form(operands[0]),), "name": _read_name(operands[1])}
    if kind == "attribute":
        article_id, start, end, text, speaker = operands
        return {
            "passage": Passage(article_id, int(start), int(end), _read_string(text)),
            "forms": () if speaker == "nobody" else (_read_form(speaker),),
        }
    forms = tuple(map(_read_form, operands))
    if len(forms) == 2 and forms[0] == forms[1]:
        raise _LineError("both are the same form")
    return {"forms": forms}


def _read_form(operand: str) -> FormName:
    ((kind, text, article_id, office),) = _PARTS.findall(operand)
    if kind == "role" and not article_id:
        raise _LineError(f"{operand} is somebody in one article only: add in ARTICLE, its id")
    if office and kind != "person":
        raise _LineError(f"{operand} holds no office: only a person does")
    return FormName(cast(Any, kind), _read_name(text), article_id or None, office or None)


def _read_name(operand: str) -> str:
    text = normalise(_read_string(operand))
    if not words(text):
        raise _LineError(f"{operand} has no word in it")
    return text


def _read_string(operand: str) -> str:
    try:
        text = str(json.loads(operand))
        text.encode()  # half a pair of surrogates can be written as JSON, and stored nowhere
    except ValueError as error:
        raise _LineError(f"{operand} is not a JSON string of text") from error
    return text


def _read_time(value: str) -> datetime:
    try:
        time = datetime.fromisoformat(value)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _LineError(
            f"{value!r} is no time like 2026-03-01T09:30:00+00:00, nor a day"
        ) from error


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
