"""A query cut into operators, parentheses and leaves, each leaf analysed as the articles are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, NoReturn

from app.errors import BadRequestError, Problem
from app.search.analysis import Token, find_printed_form, match_abbreviation, spanish_terms
from app.search.query import Leaf, Phrase, Prefix, Source, Speaker, Title, Typo, Word

MAX_QUERY_WORDS = 32
MIN_PREFIX_LETTERS = 3
MIN_TYPO_LETTERS = 3
FIELDS = ("title", "speaker", "source")

_CLOSING_MARKS = {'"': '"', "“": '”"', "„": '”“"', "«": "»"}
_OPERATORS: dict[str, Literal["or", "and", "not"]] = {"OR": "or", "AND": "and", "NOT": "not"}
_SPACE = re.compile(r"\s*")
_EXCLUSION = re.compile(r"-+(?=[^\s)-])")
_FIELD = re.compile(rf"(?P<known>{'|'.join(FIELDS)}):|(?P<unknown>[^\W\d_]\w*):(?=[^\s/])")
_RUN = re.compile(r'[^\s()"“”„«»]+')
_WILDCARD = re.compile(
    r"~*+(?P<word>[^*~]*)(?P<sign>[*~])(?P<rest>.*)"
)  # ~100 is an approximate number
_MIN_LETTERS = {"*": MIN_PREFIX_LETTERS, "~": MIN_TYPO_LETTERS}


@dataclass(frozen=True, slots=True)
class Lexeme:
    """An operator, a parenthesis or a leaf; a leaf is None when nothing in it can be searched."""

    kind: Literal["open", "close", "or", "and", "not", "leaf", "end"]
    start: int
    leaf: Leaf | None = None
    text: str = ""


class _Value(NamedTuple):
    """What stands between quotation marks or, failing those, up to white space; `end` is beyond the marks."""

    text: str
    start: int
    end: int
    quoted: bool


def refuse(reason: str, position: int) -> NoReturn:
    """Raise BadRequestError about the query; the position is a 0-based character of it."""
    raise BadRequestError(
        f"The query cannot be read at character {position + 1}: {reason}.",
        (Problem("q", reason, position),),
    )


def read_lexemes(text: str) -> Iterator[Lexeme]:
    """The lexemes of a query in order, an `end` behind the last one."""
    position = _skip_space(text, 0)
    words = 0
    while position < len(text):
        lexeme, position = _read_lexeme(text, position)
        words += _count_words(lexeme.leaf)
        if words > MAX_QUERY_WORDS:
            refuse(f"it has more than {MAX_QUERY_WORDS} words", lexeme.start)
        yield lexeme
        position = _skip_space(text, position)
    yield Lexeme("end", len(text))


def _skip_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _count_words(leaf: Leaf | None) -> int:
    match leaf:
        case None:
            return 0
        case Phrase():
            return len(leaf.terms)
        case Title():
            return _count_words(leaf.content)
        case _:
            return 1


def _read_lexeme(text: str, start: int) -> tuple[Lexeme, int]:
    """The lexeme at `start`, where no white space is, and the position after it."""
    if text[start] in "()":
        return Lexeme("open" if text[start] == "(" else "close", start), start + 1
    if exclusion := _EXCLUSION.match(text, start):
        return Lexeme("not", start), exclusion.end()
    if field := _FIELD.match(text, start):
        return _read_field(text, start, field)
    value = _read_value(text, start, f"the closing mark {text[start]} has no opening one before it")
    if not value.quoted and value.text in _OPERATORS:
        return Lexeme(_OPERATORS[value.text], start), value.end
    return Lexeme("leaf", start, _read_words(value), text[start : value.end]), value.end


def _read_field(text: str, start: int, field: re.Match[str]) -> tuple[Lexeme, int]:
    name = field["known"]
    if name is None:
        refuse(
            f"there is no field {field['unknown']!r}, only {', '.join(FIELDS)};"
            " put the words between quotation marks to search for them",
            start,
        )
    reason = f"{name}: wants a word or a quoted phrase right after the colon"
    value = _read_value(text, field.end(), reason)
    if name == "title":
        leaf: Leaf | None = _read_title(value)
    else:
        sought = _without_quotes(value.text).strip()
        if not sought:
            refuse(reason, value.start)
        leaf = Speaker(sought) if name == "speaker" else Source(sought)
    return Lexeme("leaf", start, leaf, text[start : value.end]), value.end


def _read_value(text: str, start: int, reason: str) -> _Value:
    """The value at `start`; refuse the query for the reason given if there is none."""
    if text[start : start + 1] in _CLOSING_MARKS:
        end = _find_closing_mark(text, start)
        return _Value(text[start + 1 : end], start + 1, end + 1, quoted=True)
    run = match_abbreviation(text, start) or _RUN.match(text, start)
    if run is None:
        refuse(reason, start)
    return _Value(run[0], start, run.end(), quoted=False)


def _find_closing_mark(text: str, start: int) -> int:
    for position in range(start + 1, len(text)):
        if text[position] in _CLOSING_MARKS[text[start]]:
            return position
    refuse(f"the quotation mark {text[start]} is not closed", start)


def _read_title(value: _Value) -> Title | None:
    content = _read_words(value)
    if content is None:
        return None
    if not isinstance(content, Word | Phrase):
        refuse("title: takes whole words; * and ~ search title and body", value.start)
    return Title(content)


def _read_words(value: _Value) -> Leaf | None:
    """A phrase if quoted, else a word, prefix or typo; None if nothing in it can be searched."""
    if value.quoted:
        terms = _phrase_terms(list(spanish_terms(value.text)))
        return Phrase(_without_quotes(value.text), value.start, terms) if terms else None
    wildcard = _WILDCARD.match(value.text)
    return _read_wildcard(wildcard, value.start) if wildcard else _read_run(value.text, value.start)


def _without_quotes(text: str) -> str:
    """The same text, as long, that can be shown between straight quotation marks."""
    return text.replace('"', " ")


def _read_run(text: str, start: int) -> Leaf | None:
    tokens = list(spanish_terms(text))
    if not tokens:
        return None
    first, last = tokens[0].start, max(token.end for token in tokens)
    printed = text[first:last]
    if printed in _OPERATORS:  # "OR," is a word
        printed = printed.lower()
    if tokens[0].joined and tokens[0].end == last:
        parts = () if printed[0] in "@#" else _phrase_terms(tokens)
        return Word(printed, start + first, tokens[0].term, parts if len(parts) > 1 else ())
    if len(tokens) == 1:
        return Word(printed, start + first, tokens[0].term)
    return Phrase(printed, start + first, _phrase_terms(tokens))


def _read_wildcard(wildcard: re.Match[str], start: int) -> Prefix | Typo:
    sign, where = wildcard["sign"], start + wildcard.start("sign")
    if any(character.isalnum() or character in "*~" for character in wildcard["rest"]):
        refuse(f"{sign} stands only at the end of a word, once", where)
    folded = find_printed_form(wildcard["word"])
    if folded is None:
        refuse(f"{sign} wants one word before it", where)
    if len(folded) < _MIN_LETTERS[sign]:
        refuse(f"{sign} wants at least {_MIN_LETTERS[sign]} letters before it", where)
    return Prefix(folded) if sign == "*" else Typo(folded)


def _phrase_terms(tokens: list[Token]) -> tuple[tuple[str, int], ...]:
    """Terms with offsets from the first; a compound is there in parts if it has two or more of them."""
    kept: list[Token] = []
    for index, token in enumerate(tokens):
        if token.joined:
            parts = sum(other.start < token.end for other in tokens[index + 1 :])
            kept.extend([token] if parts < 2 else [])
        elif not (kept and kept[-1].joined and token.start < kept[-1].end):
            kept.append(token)
    return tuple((token.term, token.position - kept[0].position) for token in kept)
