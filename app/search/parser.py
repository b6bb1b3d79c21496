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

from app.search.lexemes import Lexeme, read_lexemes, refuse
from app.search.query import AllOf, AnyOf, Node, Query

MAX_QUERY_LENGTH = 256  # characters
MAX_QUERY_DEPTH = 8  # parentheses inside parentheses


def parse_query(text: str) -> Query:
    """Read a query; raise BadRequestError that says what is wrong and at which character (0-based)."""
    if len(text) > MAX_QUERY_LENGTH:
        refuse(f"it is longer than {MAX_QUERY_LENGTH} characters", MAX_QUERY_LENGTH)
    if not text.strip():
        refuse("it is empty; write at least one word", 0)
    lexemes = list(read_lexemes(text))
    root = _Parser(lexemes).parse()
    ignored = tuple(x.text for x in lexemes if x.kind == "leaf" and x.leaf is None and x.text)
    if root is None:
        refuse(_explain_nothing_left(ignored), 0)
    return Query(typed=text, root=root, ignored=ignored)


def _explain_nothing_left(ignored: tuple[str, ...]) -> str:
    if any(character.isalnum() for text in ignored for character in text):
        return "it holds only words that are too common to search: " + ", ".join(ignored)
    return "it holds no letter and no digit"


class _Parser:
    """Recursive descent over lexemes; a part is None when nothing in it can be searched."""

    def __init__(self, lexemes: list[Lexeme]) -> None:
        self._lexemes = lexemes
        self._index = 0

    def parse(self) -> Node | None:
        root = self._parse_any(depth=0)
        if self._next.kind == "close":
            refuse("a closing parenthesis has no opening one before it", self._next.start)
        return root

    @property
    def _next(self) -> Lexeme:
        return self._lexemes[self._index]

    def _take(self) -> Lexeme:
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
            refuse("it only excludes; say first what to search for", first.start)
        if len(included) == 1 and not excluded:
            return included[0]
        return AllOf(tuple(included), tuple(excluded)) if included else None

    def _refuse_missing_operand(self) -> None:
        kind, start = self._next.kind, self._next.start
        before = self._lexemes[self._index - 1].kind if self._index else "start"
        if kind == "close" and before == "open":
            refuse("there is nothing between the parentheses", start)
        if kind in {"or", "and"}:
            refuse(f"{kind.upper()} wants words on both sides", start)
        if kind in {"end", "close"} and before in {"or", "and"}:
            refuse(f"{before.upper()} wants words on both sides", start)

    def _accept_not(self) -> bool:
        if self._next.kind != "not":
            return False
        self._take()
        if self._next.kind not in {"leaf", "open"}:
            refuse("NOT and - want a word, a phrase or a parenthesis after them", self._next.start)
        return True

    def _parse_operand(self, depth: int) -> Node | None:
        lexeme = self._take()
        if lexeme.kind == "leaf":
            return lexeme.leaf
        if depth == MAX_QUERY_DEPTH:
            refuse(f"parentheses stand more than {MAX_QUERY_DEPTH} deep", lexeme.start)
        inside = self._parse_any(depth + 1)
        if self._next.kind != "close":
            refuse("the parenthesis is not closed", lexeme.start)
        self._take()
        return inside
