"""What the search benchmark asks: fifty queries of each class, drawn from the words of the newsstand."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.search import SearchRequest, parse_query
from app.search.analysis import find_printed_form, spanish_terms
from bench.newsstand import DAYS, FIRST_DAY, Newsstand

QUERIES_A_CLASS = 50
_STOPPED = 15  # the commonest words, where a real text has its stop words
_COMMON = (40, 300)  # ranks of words that stand in some 58 to 11 % of the articles
_RARE = (10_000, 50_000)  # in 0.3 to 0.07 %
_MIDDLING = (300, 20_000)
_PERIOD = 180  # days

Shape = Literal["all", "any", "phrase", "prefix", "typo"]


@dataclass(frozen=True, slots=True)
class Question:
    """A query in our language, and what it is made of for the peers: stems, or a folded word."""

    text: str
    shape: Shape
    terms: tuple[str, ...]
    days: tuple[date, date] | None = None
    newest: bool = False
    by_source: bool = False
    highlights: bool = False


def draw_questions(stand: Newsstand, articles: int, seed: int) -> dict[str, list[Question]]:
    """The questions by class."""
    chance = random.Random(seed)  # noqa: S311  nothing is kept secret

    def common(shape: Shape = "all", count: int = 1, **more: object) -> Question:
        words = [_pick(stand, chance, _COMMON) for _ in range(count)]
        return _ask((" OR " if shape == "any" else " ").join(words), shape, words, **more)

    classes: dict[str, Callable[[], Question]] = {
        "common term": common,
        "rare term": lambda: _ask(word := _pick(stand, chance, _RARE), "all", [word]),
        "AND of 2": lambda: common("all", 2),
        "OR of 2": lambda: common("any", 2),
        "phrase": lambda: _ask_phrase(stand, chance, articles),
        "prefix": lambda: _ask_prefix(stand, chance),
        "one typo": lambda: _ask_typo(stand, chance),
        "term + dates": lambda: common(days=_pick_period(chance)),
        "newest first": lambda: common(newest=True),
        "facets by source": lambda: common(by_source=True),
        "top 20 with highlights": lambda: common(highlights=True),
    }
    return {name: [draw() for _ in range(QUERIES_A_CLASS)] for name, draw in classes.items()}


def make_request(question: Question) -> SearchRequest:
    """What our own index is asked."""
    first, last = question.days or (None, None)
    return SearchRequest(
        query=parse_query(question.text),
        from_day=first,
        to_day=last,
        undated="exclude" if first else "include",
        sort="newest" if question.newest else "relevance",
        facets=("source",) if question.by_source else (),
    )


def _ask(text: str, shape: Shape, words: list[str], **more: object) -> Question:
    terms = tuple(token.term for word in words for token in spanish_terms(word))
    return Question(text, shape, terms, **more)  # type: ignore[arg-type]  # any of its fields


def _pick(stand: Newsstand, chance: random.Random, ranks: tuple[int, int]) -> str:
    while True:
        word = stand.words[chance.randrange(*ranks)]
        if any(spanish_terms(word)):  # a made-up word may be a real stop word
            return word


def _ask_phrase(stand: Newsstand, chance: random.Random, articles: int) -> Question:
    """Two words that stand together in some article, none of the very commonest."""
    commonest = set(stand.words[:_STOPPED])
    while True:
        words = stand.write_article(chance.randrange(articles)).body.rstrip(".").lower().split()
        place = chance.randrange(len(words) - 1)
        pair = words[place : place + 2]
        stems = [token.term for word in pair for token in spanish_terms(word)]
        if "." not in pair[0] and len(stems) == 2 and commonest.isdisjoint(pair):
            pair = [word.rstrip(".") for word in pair]
            return _ask(f'"{" ".join(pair)}"', "phrase", pair)


def _ask_prefix(stand: Newsstand, chance: random.Random) -> Question:
    folded = find_printed_form(_pick(stand, chance, _MIDDLING)) or ""
    return Question(f"{folded[:3]}*", "prefix", (folded[:3],))


def _ask_typo(stand: Newsstand, chance: random.Random) -> Question:
    folded = find_printed_form(_pick(stand, chance, _MIDDLING)) or ""
    place = chance.randrange(1, len(folded))
    wrong = folded[:place] + chance.choice("aeioulnrst") + folded[place + 1 :]
    return Question(f"{wrong}~", "typo", (wrong,))


def _pick_period(chance: random.Random) -> tuple[date, date]:
    first = FIRST_DAY + timedelta(days=chance.randrange(DAYS - _PERIOD))
    return first, first + timedelta(days=_PERIOD)
