"""A query once read: a tree of frozen nodes, and how to show it to the person who wrote it."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed at `start` of the query, matched by its stem.

    `parts` are the terms and offsets of a word such as *ruso-ucraniano*, which matches run together
    (that is `term`) or as two words side by side; empty for any other word.
    """

    text: str
    start: int = field(compare=False)
    term: str
    parts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in order: each term with its offset in words from the first, stop words counted."""

    text: str
    start: int = field(compare=False)
    terms: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Title:
    """A word or phrase that has to stand in the title."""

    content: Word | Phrase


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a printed word, folded."""

    folded: str


@dataclass(frozen=True, slots=True)
class Typo:
    """A printed word, folded, in which one letter may be wrong, missing, too many or out of place."""

    folded: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Articles that quote somebody; the name as typed."""

    name: str


@dataclass(frozen=True, slots=True)
class Source:
    """Articles of an outlet; its name as typed."""

    name: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of `included` (at least one) matches, none of `excluded` does."""

    included: tuple["Node", ...]
    excluded: tuple["Node", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of two or more matches."""

    choices: tuple["Node", ...]


Leaf = Word | Phrase | Title | Prefix | Typo | Speaker | Source
Node = Leaf | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was read: as typed, as a tree, and the words in it that are too common to search."""

    typed: str
    root: Node
    ignored: tuple[str, ...] = ()


def describe(node: Node) -> str:
    """The node in the query language with all operators; reading that again gives the same node."""
    match node:
        case AllOf():
            included = " AND ".join(_describe_operand(part) for part in node.included)
            return included + "".join(f" NOT {_describe_operand(part)}" for part in node.excluded)
        case AnyOf():
            return " OR ".join(_describe_operand(choice) for choice in node.choices)
        case _:
            return _describe_leaf(node)


def find_leaves(node: Node) -> Iterator[Leaf]:
    """The leaves that a hit may match, in the order of the query; what is excluded is not among them."""
    match node:
        case AllOf():
            for part in node.included:
                yield from find_leaves(part)
        case AnyOf():
            for choice in node.choices:
                yield from find_leaves(choice)
        case _:
            yield node


def _describe_leaf(leaf: Leaf) -> str:
    match leaf:
        case Word():
            shown = leaf.text
        case Phrase():
            shown = _quote(leaf.text)
        case Title():
            shown = f"title:{_describe_leaf(leaf.content)}"
        case Prefix():
            shown = f"{leaf.folded}*"
        case Typo():
            shown = f"{leaf.folded}~"
        case Speaker():
            shown = f"speaker:{_quote(leaf.name)}"
        case Source():
            shown = f"source:{_quote(leaf.name)}"
    return shown


def _describe_operand(node: Node) -> str:
    return f"({describe(node)})" if isinstance(node, AllOf | AnyOf) else describe(node)


def _quote(text: str) -> str:
    return f'"{text}"'
