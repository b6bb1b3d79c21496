"""Texts -> tsvector, plans -> tsquery: the terms of our own analysis in PostgreSQL's notation.

PostgreSQL's own dictionaries are not asked, so both ways of searching find the same. What Whoosh keeps in
fields stands in one tsvector here, told apart by a sign before each term, and a query is one tsquery.
https://www.postgresql.org/docs/current/datatype-textsearch.html
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from app.search.analysis import Token, spanish_terms
from app.search.articles import IndexedArticle
from app.search.plan import Both, Either, Members, Plan, Sequence, Term
from app.search.schema import TITLE_GAP
from app.text import bound_key, fold_label

# No stem begins with one of these.
SIGNS: Mapping[str, str] = {"text": "", "title": "^", "words": "=", "forms": ">", "source": "<"}
_LAST_POSITION = 16_383  # PostgreSQL knows no higher one
_MOST_POSITIONS = 255  # of a term; those behind them are dropped
_MOST_BYTES = 700_000  # of a tsvector's notation: what is stored of it has to stay below 1 MB
_TITLE_LABEL = "A"  # the weight of what stands in a title

Text = tuple[str | None, str]  # a title and a body


def write_vector(article: IndexedArticle, written: Mapping[Text, str]) -> str:
    """All that can be asked of an article, as a tsvector is written.

    `written` are the terms of texts that were worked out before.
    """
    facts = _sign("forms", article.forms)
    if article.source:
        facts += _sign("source", [fold_label(article.source)])
    text = article.title, article.body
    terms = written[text] if text in written else write_terms(text)
    return " ".join([*map(_quote, facts), terms])


def write_terms(text: Text) -> str:
    """The terms of a text with their places, as a tsvector is written.

    What is beyond PostgreSQL's limits is left out: places behind the first 16,383 words, so that no phrase is
    found there, and of a text of some 50,000 different words the last ones.
    """
    places: defaultdict[str, list[str]] = defaultdict(list)
    for lexeme, position, label in _list_places(*text):
        found = places[lexeme]
        if position <= _LAST_POSITION and len(found) < _MOST_POSITIONS:
            found.append(f"{position}{label}")
    written = []
    room = _MOST_BYTES
    for lexeme, found in places.items():
        entry = f"{_quote(lexeme)}:{','.join(found)}" if found else _quote(lexeme)
        room -= len(entry.encode())
        if room < 0:
            break
        written.append(entry)
    return " ".join(written)


def write_query(plan: Plan) -> str | None:
    """The plan as a tsquery is written; None for one that nothing can match."""
    match plan:
        case Term():
            return _write_term(plan.field, plan.term)
        case Sequence():
            return _write_sequence(plan)
        case Members():
            return _join(" | ", (_write_term(plan.field, term) for term in plan.terms))
        case Either():
            return _join(" | ", map(write_query, plan.choices))
        case Both():
            return _write_both(plan)


def write_ranking(plan: Plan) -> str | None:
    """What counts for the relevance of a match, as a tsquery is written; None if nothing does.

    Members do not: a prefix may stand for two hundred words, each of which would be looked up in each match.
    """
    match plan:
        case Members():
            return None
        case Either():
            return _join(" | ", map(write_ranking, plan.choices))
        case Both():
            return _join(" & ", map(write_ranking, plan.included))
        case _:
            return write_query(plan)


def write_members(field: str, terms: Iterable[str]) -> str | None:
    """Any of these terms, as a tsquery is written; None for none at all."""
    return write_query(Members(field, tuple(terms)))


def _list_places(title: str | None, body: str) -> Iterator[tuple[str, int, str]]:
    """Each term with its position, from 1, and its label; at last the printed words, without a position."""
    words: dict[str, None] = {}
    begin = 1
    for token in spanish_terms(title or ""):
        words.setdefault(token.folded)
        yield _lexeme("text", token), token.position + 1, _TITLE_LABEL
        yield _lexeme("title", token), token.position + 1, _TITLE_LABEL
        begin = token.position + 1 + TITLE_GAP
    for token in spanish_terms(body):
        words.setdefault(token.folded)
        yield _lexeme("text", token), token.position + begin, ""
    for word in words:
        yield SIGNS["words"] + word, _LAST_POSITION + 1, ""


def _lexeme(field: str, token: Token) -> str:
    return SIGNS[field] + token.term


def _sign(field: str, values: Iterable[str]) -> list[str]:
    return [SIGNS[field] + bound_key(value) for value in values]


def _write_term(field: str, term: str) -> str:
    return _quote(*_sign(field, [term]))


def _write_sequence(plan: Sequence) -> str:
    """Each term exactly as far behind the one before it as in the phrase."""
    (first, _), *_others = plan.terms
    written = _write_term(plan.field, first)
    for (_, before), (term, offset) in pairwise(plan.terms):
        written += f" <{offset - before}> {_write_term(plan.field, term)}"
    return f"({written})"


def _write_both(plan: Both) -> str | None:
    included = [write_query(part) for part in plan.included]
    if None in included:
        return None
    excluded = _join(" | ", map(write_query, plan.excluded))
    return _join(" & ", [*included, f"!{excluded}" if excluded else None])


def _join(operator: str, parts: Iterable[str | None]) -> str | None:
    """The parts that can match, in brackets."""
    written = operator.join(part for part in parts if part)
    return f"({written})" if written else None


def _quote(lexeme: str) -> str:
    escaped = lexeme.replace("\0", "").replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
