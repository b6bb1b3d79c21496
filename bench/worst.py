"""Queries that cost as much as the language allows, made on purpose and by chance."""

import random
from collections.abc import Iterator
from itertools import accumulate, takewhile
from time import process_time

from app.errors import BadRequestError
from app.search import MAX_QUERY_LENGTH, MAX_QUERY_WORDS, SearchRequest, TextIndex, parse_query
from app.search.analysis import spanish_terms
from bench.newsstand import VOCABULARY_SIZE, Newsstand
from bench.report import say

_JOINTS = (" ", " ", " OR ", " NOT ", " -")


def print_worst(index: TextIndex, stand: Newsstand, count: int, seed: int) -> None:
    """Print what the worst queries cost in milliseconds of processor time, and how many are refused."""
    for name, text in _list_worst(stand).items():
        say(f"  {name:<32}{_ask(index, text) or 'refused'!s:>10}")
    chance = random.Random(seed)  # noqa: S311  nothing is kept secret
    answers = [_ask(index, _write_query(stand, chance)) for _ in range(count)]
    costs = sorted(cost for cost in answers if cost is not None)
    say(
        f"  {count:,} queries by chance: {count - len(costs)} refused, the others"
        f" {costs[len(costs) // 2]:.1f} ms in the median, {costs[-1]:.1f} at most"
    )


def _ask(index: TextIndex, text: str) -> float | None:
    """Milliseconds of processor time; None if it was refused."""
    started = process_time()
    try:
        request = SearchRequest(query=parse_query(text), facets=("source", "speaker", "year"))
        index.search(request)
    except BadRequestError:
        return None
    return round(1000 * (process_time() - started), 1)


def _list_worst(stand: Newsstand) -> dict[str, str]:
    common = [word for word in stand.words[:200] if any(spanish_terms(word))]
    starts = list(dict.fromkeys(word[:3] for word in stand.words[:5000] if word.isascii()))
    starts = [start for start in starts if len(start) == 3]
    return {
        "commonest words, AND": _fill(common, " "),
        "commonest words, OR": _fill(common, " OR "),
        "commonest words, NOT": common[0] + " -" + _fill(common[1:], " -", room=200),
        "commonest words, a phrase": f'"{_fill(common, " ", room=240)}"',
        "two commonest words, a phrase": f'"{common[0]} {common[1]}"',
        "the commonest word twice, a phrase": f'"{common[0]} {common[0]}"',
        "prefixes, OR": _fill([f"{start}*" for start in starts], " OR "),
        "prefixes, AND": _fill([f"{start}*" for start in starts], " "),
        "one prefix": f"{starts[0]}*",
        "typos, OR": _fill([f"{word}~" for word in common if len(word) > 2], " OR "),
        "in the title": _fill([f"title:{word}" for word in common], " OR "),
    }


def _fill(parts: list[str], joint: str, room: int = MAX_QUERY_LENGTH) -> str:
    """As many parts as a query may have."""
    sizes = accumulate(len(part) + len(joint) for part in parts[:MAX_QUERY_WORDS])
    fitting = list(takewhile(lambda size: size <= room, sizes))
    return joint.join(parts[: len(fitting)])


def _write_query(stand: Newsstand, chance: random.Random) -> str:
    text = "".join(_write_parts(stand, chance, depth=0))
    return text[:MAX_QUERY_LENGTH]


def _write_parts(stand: Newsstand, chance: random.Random, depth: int) -> Iterator[str]:
    for number in range(chance.randint(1, 6)):
        if number:
            yield chance.choice(_JOINTS)
        if depth < 3 and chance.random() < 0.2:
            yield f"({''.join(_write_parts(stand, chance, depth + 1))})"
        else:
            yield _write_leaf(stand, chance)


def _write_leaf(stand: Newsstand, chance: random.Random) -> str:
    first, second = (stand.words[int(VOCABULARY_SIZE ** chance.random()) - 1] for _ in range(2))
    return chance.choice(
        (first, first, f'"{first} {second}"', f"{first[:3]}*", f"{first}~", f"title:{first}")
    )
