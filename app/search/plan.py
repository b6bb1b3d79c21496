"""What the index has to look up for a query: terms, phrases, the words that a prefix or a typo stands for."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from app.errors import BadRequestError, Problem
from app.search.query import (
    AllOf,
    AnyOf,
    Leaf,
    Node,
    Phrase,
    Prefix,
    Source,
    Speaker,
    Title,
    Typo,
    Word,
)
from app.search.vocabulary import Vocabulary
from app.text import fold_label

TITLE_WEIGHT = (
    1.5  # of a word in the title, on top of its weight as a word of the text; not tuned yet
)

FormResolver = Callable[[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a scored field; its BM25 score counts `weight` times."""

    field: str
    term: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Sequence:
    """Two or more terms, each so many positions behind the first; scored as the sum of the terms."""

    field: str
    terms: tuple[tuple[str, int], ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Members:
    """Any of the terms of a field, none at all perhaps; each article has the score 1."""

    field: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """Every one of `included` (at least one) and none of `excluded`; the scores of the former add up."""

    included: tuple["Plan", ...]
    excluded: tuple["Plan", ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of two or more; the scores of those that match add up."""

    choices: tuple["Plan", ...]


Plan = Term | Sequence | Members | Both | Either


@dataclass(slots=True)
class Planning:
    """A query on its way to a plan.

    `budget` is how many postings and positions it may still read; `notes` say where it had to be cut short.
    """

    vocabulary: Vocabulary
    resolve_forms: FormResolver
    budget: int
    notes: list[str] = field(default_factory=list)


def draw_plan(node: Node, planning: Planning) -> Plan:
    """The plan of a query; raise BadRequestError if it would read more than its budget."""
    match node:
        case AllOf():
            included = tuple(draw_plan(part, planning) for part in node.included)
            excluded = tuple(draw_plan(part, planning) for part in node.excluded)
            return Both(included, excluded)
        case AnyOf():
            return Either(tuple(draw_plan(choice, planning) for choice in node.choices))
        case _:
            return _plan_leaf(node, planning)


def list_scored_terms(plan: Plan | None) -> Iterator[tuple[str, str]]:
    """Each term that counts for the score, with its field, in the order of the plan."""
    match plan:
        case Term():
            yield plan.field, plan.term
        case Sequence():
            yield from ((plan.field, term) for term, _ in plan.terms)
        case Either():
            for choice in plan.choices:
                yield from list_scored_terms(choice)
        case Both():
            for part in (*plan.included, *plan.excluded):
                yield from list_scored_terms(part)


def _plan_leaf(node: Leaf, planning: Planning) -> Plan:
    match node:
        case Word() | Phrase():
            return _plan_text(node, planning)
        case Title():
            return _plan_field("title", node.content, planning)
        case Prefix():
            return _plan_prefix(node, planning)
        case Typo():
            return _plan_members("words", planning.vocabulary.expand_typo(node.folded), planning)
        case Speaker():
            return _plan_members("forms", sorted(planning.resolve_forms(node.name)), planning)
        case Source():
            return _plan_members("source", [fold_label(node.name)], planning)


def _plan_prefix(node: Prefix, planning: Planning) -> Plan:
    words, total = planning.vocabulary.expand_prefix(node.folded)
    if total > len(words):
        planning.notes.append(
            f"{node.folded}* stands for {total} words; the {len(words)} commonest were searched"
        )
    return _plan_members("words", words, planning)


def _plan_text(node: Word | Phrase, planning: Planning) -> Plan:
    """In title or body; what matches the title matches the text as well, and scores for both."""
    return Either(
        (
            _plan_field("text", node, planning),
            _plan_field("title", node, planning, TITLE_WEIGHT),
        )
    )


def _plan_field(name: str, node: Word | Phrase, planning: Planning, weight: float = 1.0) -> Plan:
    if isinstance(node, Phrase):
        return _plan_phrase(name, node.terms, weight, planning)
    word = _plan_phrase(name, ((node.term, 0),), weight, planning)
    if not node.parts:
        return word
    return Either((word, _plan_phrase(name, node.parts, weight, planning)))


def _plan_phrase(
    name: str, terms: tuple[tuple[str, int], ...], weight: float, planning: Planning
) -> Plan:
    words = [term for term, _ in terms]
    in_order = len(words) > 1
    _spend(planning, planning.vocabulary.count_reads(name, words, in_order=in_order))
    return Sequence(name, terms, weight) if in_order else Term(name, words[0], weight)


def _plan_members(name: str, members: Iterable[str], planning: Planning) -> Plan:
    terms = tuple(members)
    _spend(planning, planning.vocabulary.count_reads(name, terms, in_order=False))
    return Members(name, terms)


def _spend(planning: Planning, numbers: int) -> None:
    planning.budget -= numbers
    if planning.budget < 0:
        reason = "its words are too many and too common; leave some out or choose rarer ones"
        raise BadRequestError(f"The query is too broad: {reason}.", (Problem("q", reason),))
