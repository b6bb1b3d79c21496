"""The query language: text -> `Query`, or a refusal that says what is wrong and where.

    query   = any
    any     = all ("OR" all)*
    all     = ["NOT" | "-"] operand (["AND"] ["NOT" | "-"] operand)*
    operand = "(" any ")" | leaf
    leaf    = word | prefix* | typo~ | "phrase" | title: word or phrase | speaker: name | source: name

AND binds tighter than OR. Operators are in capitals: *o*, *or* and *O* are words. Words that are too common
to be searched drop out, as does punctuation; a query of which nothing is left is refused, and so is one that
only excludes. There are no regular expressions, ranges or wildcards inside a word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NoReturn

from app.errors import BadRequestError, Problem
from app.search.analysis import Token, find_printed_form, match_abbreviation, spanish_terms
from app.search.query import (
    AllOf,
    AnyOf,
    Leaf,
    Node,
    Phrase,
    Prefix,
    Query,
    Source,
    Speaker,
    Title,
    Typo,
    Word,
)

MAX_QUERY_LENGTH = 256  # characters
MAX_QUERY_WORDS = 32
MAX_QUERY_DEPTH = 8  # parentheses inside parentheses
MIN_PREFIX_LETTERS = 3
MIN_TYPO_LETTERS = 3
FIELDS = ("title", "speaker", "source")

_CLOSING_MARKS = {'"': '"', "“": '”"', "„": '”“"', "«": "»"}
_OPERATORS: dict[str, Literal["or", "and", "not"]] = {"OR": "or", "AND": "and", "NOT": "not"}
_SPACE = re.compile(r"\s*")
_EXCLUSION = re.compile(r"-+(?=[^\s)-])")
_FIELD = re.compile(r"([^\W\d_]\w*):(?!/)")  # not the colon of a web address
_RUN = re.compile(r'[^\s()"“”„«»]+')
_WILDCARD = re.compile(r"[*~]")


@dataclass(frozen=True, slots=True)
class _Lexeme:
    """An operator, a parenthesis or a leaf; a leaf is None when nothing in it can be searched."""

    kind: Literal["open", "close", "or", "and", "not", "leaf", "end"]
    start: int
    leaf: Leaf | None = None
    text: str = ""


def parse_query(text: str) -> Query:
    """Read a query; raise BadRequestError that says what is wrong and at which character (0-based)."""
    if len(text) > MAX_QUERY_LENGTH:
        _refuse(f"it is longer than {MAX_QUERY_LENGTH} characters", MAX_QUERY_LENGTH)
    if not text.strip():
        _refuse("it is empty; write at least one word", 0)
    lexemes = list(_read_lexemes(text))
    root = _Parser(lexemes).parse()
    ignored = tuple(x.text for x in lexemes if x.kind == "leaf" and x.leaf is None and x.text)
    if root is None:
        _refuse(_explain_nothing_left(ignored), 0)
    return Query(typed=text, root=root, ignored=ignored)


def _explain_nothing_left(ignored: tuple[str, ...]) -> str:
    if any(character.isalnum() for text in ignored for character in text):
        return "it holds only words that are too common to search: " + ", ".join(ignored)
    return "it holds no letter and no digit"


def _refuse(reason: str, position: int) -> NoReturn:
    raise BadRequestError(
        f"The query cannot be read at character {position + 1}: {reason}.",
        (Problem("q", reason, position),),
    )


def _read_lexemes(text: str) -> Iterator[_Lexeme]:
    position = _skip_space(text, 0)
    words = 0
    while position < len(text):
        lexeme, position = _read_lexeme(text, position)
        words += _count_words(lexeme.leaf)
        if words > MAX_QUERY_WORDS:
            _refuse(f"it has more than {MAX_QUERY_WORDS} words", lexeme.start)
        yield lexeme
        position = _skip_space(text, position)
    yield _Lexeme("end", len(text))


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


def _read_lexeme(text: str, start: int) -> tuple[_Lexeme, int]:
    """The lexeme at `start`, where no white space is, and the position after it."""
    if text[start] in "()":
        return _Lexeme("open" if text[start] == "(" else "close", start), start + 1
    if exclusion := _EXCLUSION.match(text, start):
        return _Lexeme("not", start), exclusion.end()
    if field := _FIELD.match(text, start):
        return _read_field(text, start, field)
    if text[start] in _CLOSING_MARKS:
        end = _find_closing_mark(text, start)
        return _Lexeme(
            "leaf", start, _read_phrase(text[start + 1 : end], start + 1), text[start : end + 1]
        ), end + 1
    run = match_abbreviation(text, start) or _RUN.match(text, start)
    if run is None:
        _refuse(f"the closing mark {text[start]} has no opening one before it", start)
    if run[0] in _OPERATORS:
        return _Lexeme(_OPERATORS[run[0]], start), run.end()
    return _Lexeme("leaf", start, _read_run(run[0], start), run[0]), run.end()


def _find_closing_mark(text: str, start: int) -> int:
    for position in range(start + 1, len(text)):
        if text[position] in _CLOSING_MARKS[text[start]]:
            return position
    _refuse(f"the quotation mark {text[start]} is not closed", start)


def _read_field(text: str, start: int, field: re.Match[str]) -> tuple[_Lexeme, int]:
    name, value_start = field[1], field.end()
    if value_start < len(text) and not text[value_start].isspace() and name not in FIELDS:
        _refuse(
            f"there is no field {name!r}, only {', '.join(FIELDS)};"
            " put the words between quotation marks to search for them",
            start,
        )
    if name not in FIELDS:  # a colon of prose: "dijo: ..."
        return _Lexeme("leaf", start, _read_run(name, start), name), value_start
    value, end = _read_field_value(text, name, value_start)
    if name == "title":
        return _Lexeme("leaf", start, _read_title(text, value, value_start), text[start:end]), end
    if not value.strip():
        _refuse(f"{name}: wants a name right after the colon", value_start)
    node = Speaker(value.strip()) if name == "speaker" else Source(value.strip())
    return _Lexeme("leaf", start, node, text[start:end]), end


def _read_field_value(text: str, name: str, start: int) -> tuple[str, int]:
    """The value without its quotation marks, and the position after it."""
    if start < len(text) and text[start] in _CLOSING_MARKS:
        end = _find_closing_mark(text, start)
        return text[start + 1 : end], end + 1
    run = match_abbreviation(text, start) or _RUN.match(text, start)
    if run is None:
        _refuse(f"{name}: wants a word or a quoted phrase right after the colon", start)
    return run[0], run.end()


def _read_title(text: str, value: str, start: int) -> Title | None:
    if text[start] in _CLOSING_MARKS:
        content: Leaf | None = _read_phrase(value, start + 1)
    else:
        content = _read_run(value, start)
    if content is None:
        return None
    if not isinstance(content, Word | Phrase):
        _refuse("title: takes whole words; * and ~ search title and body", start)
    return Title(content)


def _read_phrase(text: str, start: int) -> Phrase | None:
    terms = _phrase_terms(list(spanish_terms(text)))
    return Phrase(text, start, terms) if terms else None


def _read_run(text: str, start: int) -> Leaf | None:
    """Read what stands between white space; None if nothing in it can be searched."""
    wildcard = _WILDCARD.search(text.lstrip("~"))  # "~100" is an approximate number, not a typo
    if wildcard:
        return _read_wildcard(text, start)
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


def _read_wildcard(text: str, start: int) -> Prefix | Typo:
    text, start = text.lstrip("~"), start + len(text) - len(text.lstrip("~"))
    position = next(index for index, character in enumerate(text) if character in "*~")
    sign, where = text[position], start + position
    if any(character.isalnum() or character in "*~" for character in text[position + 1 :]):
        _refuse(f"{sign} stands only at the end of a word, once", where)
    folded = find_printed_form(text[:position])
    if folded is None:
        _refuse(f"{sign} wants one word before it", where)
    if sign == "*" and len(folded) < MIN_PREFIX_LETTERS:
        _refuse(f"* wants at least {MIN_PREFIX_LETTERS} letters before it", where)
    if sign == "~" and len(folded) < MIN_TYPO_LETTERS:
        _refuse(f"~ wants at least {MIN_TYPO_LETTERS} letters before it", where)
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


class _Parser:
    """Recursive descent over lexemes; a part is None when nothing in it can be searched."""

    def __init__(self, lexemes: list[_Lexeme]) -> None:
        self._lexemes = lexemes
        self._index = 0

    def parse(self) -> Node | None:
        root = self._parse_any(depth=0)
        if self._next.kind == "close":
            _refuse("a closing parenthesis has no opening one before it", self._next.start)
        return root

    @property
    def _next(self) -> _Lexeme:
        return self._lexemes[self._index]

    def _take(self) -> _Lexeme:
        lexeme = self._next
        self._index += 1
        return lexeme

    def _parse_any(self, depth: int) -> Node | None:
        choices = [self._parse_all(depth)]
        while self._next.kind == "or":
            self._take()
            choices.append(self._parse_all(depth))
        searched = tuple(choice for choice in choices if choice is not None)
        if len(searched) < 2:
            return searched[0] if searched else None
        return AnyOf(searched)

    def _parse_all(self, depth: int) -> Node | None:
        included: list[Node] = []
        excluded: list[Node] = []
        first = self._next
        self._refuse_missing_operand()
        while self._next.kind not in {"end", "close", "or"}:
            if self._next.kind == "and":
                self._take()
                self._refuse_missing_operand()
            operands = excluded if self._accept_not() else included
            operand = self._parse_operand(depth)
            if operand is not None:
                operands.append(operand)
        if excluded and not included:
            _refuse("it only excludes; say first what to search for", first.start)
        if len(included) == 1 and not excluded:
            return included[0]
        return AllOf(tuple(included), tuple(excluded)) if included else None

    def _refuse_missing_operand(self) -> None:
        kind, start = self._next.kind, self._next.start
        before = self._lexemes[self._index - 1].kind if self._index else "start"
        if kind == "close" and before == "open":
            _refuse("there is nothing between the parentheses", start)
        if kind in {"or", "and"}:
            _refuse(f"{kind.upper()} wants words on both sides", start)
        if kind in {"end", "close"} and before in {"or", "and"}:
            _refuse(f"{before.upper()} wants words on both sides", start)

    def _accept_not(self) -> bool:
        if self._next.kind != "not":
            return False
        self._take()
        if self._next.kind not in {"leaf", "open"}:
            _refuse("NOT and - want a word, a phrase or a parenthesis after them", self._next.start)
        return True

    def _parse_operand(self, depth: int) -> Node | None:
        lexeme = self._take()
        if lexeme.kind == "leaf":
            return lexeme.leaf
        if depth == MAX_QUERY_DEPTH:
            _refuse(f"parentheses stand more than {MAX_QUERY_DEPTH} deep", lexeme.start)
        inside = self._parse_any(depth + 1)
        if self._next.kind != "close":
            _refuse("the parenthesis is not closed", lexeme.start)
        self._take()
        return inside
