"""Are near-copies told from articles that only look alike? Pairs made from articles, and the verdicts.

python -m bench.near_copies [FOLDER...] [--held-out]

The articles of the folders, below them too; without one, generated articles. `--held-out` is for articles
that no threshold was tuned on: another seed, and edits of which the same is true.
"""

import argparse
import platform
import random
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from app.documents import clean_document, read_documents
from app.documents.document import RawDocument, Rejection
from app.documents.fingerprints import compare, is_near_copy, take_fingerprint
from app.store.copies import WINDOW, are_near
from bench.articles import write_articles
from bench.report import say, time_work

_SEED, _HELD_OUT_SEED = 20251121, 7_061_954
_DAY = date(2025, 11, 21)
_GENERATED, _WORDS = 200, 400
_LEAST_PARAGRAPHS = 4  # of an article that can be cut
_CHANGED = 0.04  # of the words, by small edits
_MISREAD = 0.01  # of the letters, as a scan has them
_AGENCY = "Redacción. Con información de agencias."
_OTHER_AGENCY = "Servicio de noticias de la tarde, con despachos de varias corresponsalías."
_TITLES = ("Crónica de una jornada que nadie esperaba", "Esto es lo que se sabe por ahora")
_FRAME = (
    "Buenos días y bienvenidos un día más a esta columna, que resume lo que conviene saber.",
    "Como cada mañana, repasamos la actualidad, el tiempo y la agenda de la jornada.",
    "Hasta mañana a la misma hora; mientras tanto, pueden escribirnos como de costumbre.",
)
_STATEMENT = (
    "«No habrá acuerdo mientras no se retiren las condiciones que se pusieron en la última reunión, "
    "y así se lo hemos hecho saber a todas las partes», dijo el portavoz."
)

Edit = Callable[[random.Random, list[str]], list[str]]


class Pair(NamedTuple):
    """Two bodies, in words what was done to make them, and how many days lie between them."""

    kind: str
    one: str
    other: str
    days: int = 0


class Verdicts(NamedTuple):
    """Of the pairs of a kind, how many share a band and a window of dates, how many are alike, and both."""

    pairs: int
    candidates: int
    verified: int
    found: int


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--held-out", action="store_true")
    options = parser.parse_args()
    articles = list(read_articles(options.folders))
    say(
        f"Python {platform.python_version()}; {len(articles)} articles; found: candidate and verified"
    )
    seed, edits = (_HELD_OUT_SEED, EDITS | UNSEEN_EDITS) if options.held_out else (_SEED, EDITS)
    chance = random.Random(seed)  # noqa: S311  nothing is kept secret
    copies = judge(make_copies(chance, articles, edits))
    others = judge(make_others(chance, articles))
    for what, kinds in (("near-copies", copies), ("no copies", others)):
        say(f"\n  {what:<36}" + "".join(f"{name:>12}" for name in Verdicts._fields))
        for kind, verdicts in kinds.items():
            say(f"  {kind:<36}" + "".join(f"{count:>12}" for count in verdicts))
    recall, precision = score(copies, others)
    say(f"\n  recall {recall:.4f}, precision {precision:.4f}")
    texts = ["\n".join(paragraphs) for paragraphs in articles]
    seconds = time_work(lambda: [take_fingerprint(text) for text in texts])
    say(f"  signatures: {len(texts) / seconds:.0f} articles a second and core")


def judge(pairs: Iterable[Pair]) -> dict[str, Verdicts]:
    """What is said of the pairs, by kind."""
    seen: dict[str, list[tuple[bool, bool]]] = {}
    for pair in pairs:
        verdict = _is_candidate(pair), is_near_copy(compare(pair.one, pair.other))
        seen.setdefault(pair.kind, []).append(verdict)
    return {
        kind: Verdicts(
            len(verdicts),
            sum(candidate for candidate, _ in verdicts),
            sum(verified for _, verified in verdicts),
            sum(map(all, verdicts)),
        )
        for kind, verdicts in seen.items()
    }


def score(copies: Mapping[str, Verdicts], others: Mapping[str, Verdicts]) -> tuple[float, float]:
    """Recall and precision over all kinds."""
    found = sum(verdicts.found for verdicts in copies.values())
    wrong = sum(verdicts.found for verdicts in others.values())
    return found / sum(verdicts.pairs for verdicts in copies.values()), found / (found + wrong)


def read_articles(folders: Sequence[Path | str] = ()) -> Iterator[list[str]]:
    """The paragraphs of each article that has enough of them."""
    if folders:
        read = (one for one in read_documents(folders) if isinstance(one, RawDocument))
        cleaned = (clean_document(raw) for raw in read)
        bodies = [one.body for one in cleaned if not isinstance(one, Rejection)]
    else:
        bodies = list(write_articles(_GENERATED, _WORDS, _SEED))
    for body in bodies:
        paragraphs = body.split("\n")
        if len(paragraphs) < _LEAST_PARAGRAPHS:  # as a scraper leaves them: all in a few lines
            paragraphs = re.split(r"(?<=[.»”]) (?=[A-ZÁÉÍÓÚÑ«“])", body)
        if len(paragraphs) >= _LEAST_PARAGRAPHS:
            yield paragraphs


def _keep(chance: random.Random, paragraphs: list[str], share: float) -> list[str]:
    """A share of the words at least, in paragraphs of which some are left out."""
    wanted = share * sum(len(one.split()) for one in paragraphs)
    order = chance.sample(range(len(paragraphs)), len(paragraphs))
    kept: list[int] = []
    for place in order:
        if sum(len(paragraphs[one].split()) for one in kept) >= wanted:
            break
        kept.append(place)
    return [paragraphs[place] for place in sorted(kept)]


def _cut_end(_: random.Random, paragraphs: list[str]) -> list[str]:
    words = " ".join(paragraphs).split()
    return [" ".join(words[: round(0.6 * len(words))])]


def _cut(chance: random.Random, paragraphs: list[str]) -> list[str]:
    return _keep(chance, paragraphs, 0.6)


def _change_words(chance: random.Random, paragraphs: list[str]) -> list[str]:
    words = " ".join(paragraphs).split()
    for place in chance.sample(range(len(words)), round(_CHANGED * len(words))):
        words[place] = chance.choice(words)
    return [" ".join(words)]


def _cut_and_change(chance: random.Random, paragraphs: list[str]) -> list[str]:
    return _change_words(chance, _cut(chance, paragraphs))


def _add_paragraph(chance: random.Random, paragraphs: list[str]) -> list[str]:
    added = " ".join(chance.sample(" ".join(paragraphs).split(), 40))
    place = chance.randrange(len(paragraphs))
    return [*paragraphs[:place], added, *paragraphs[place:]]


def _change_agency(_: random.Random, paragraphs: list[str]) -> list[str]:
    return [_AGENCY, *paragraphs, "Lea también: las claves del día", "Síguenos en redes"]


EDITS: dict[str, Edit] = {
    "a paragraph or more left out": lambda chance, text: _keep(chance, text, 0.8),
    "a paragraph added": _add_paragraph,
    "the first 60 % of the words": _cut_end,
    "paragraphs with 60 % of the words": _cut,
    "another agency line, other chrome": _change_agency,
    "4 % of the words changed": _change_words,
    "60 %, and of these 4 % changed": _cut_and_change,
}


def _change_title(chance: random.Random, paragraphs: list[str]) -> list[str]:
    first, *others = paragraphs
    sentences = re.split(r"(?<=[.!?…]) ", first)
    return [chance.choice(_TITLES), " ".join(sentences[1:] or sentences), *others]


def _swap(chance: random.Random, paragraphs: list[str]) -> list[str]:
    one, other = chance.sample(range(len(paragraphs)), 2)
    swapped = list(paragraphs)
    swapped[one], swapped[other] = paragraphs[other], paragraphs[one]
    return swapped


def _cut_and_change_agency(chance: random.Random, paragraphs: list[str]) -> list[str]:
    return [_OTHER_AGENCY, *_keep(chance, paragraphs, 0.6)]


def _drop_accents(_: random.Random, paragraphs: list[str]) -> list[str]:
    plain = (unicodedata.normalize("NFD", one) for one in paragraphs)
    return ["".join(letter for letter in one if not unicodedata.combining(letter)) for one in plain]


def _misread(chance: random.Random, paragraphs: list[str]) -> list[str]:
    letters = list("\n".join(paragraphs))
    places = [place for place, letter in enumerate(letters) if letter.isalpha()]
    for place in chance.sample(places, round(_MISREAD * len(places))):
        letters[place] = chance.choice("abcdefghijlmnopqrstuvxyz")
    return "".join(letters).split("\n")


UNSEEN_EDITS: dict[str, Edit] = {
    "another title, first sentence gone": _change_title,
    "two paragraphs swapped": _swap,
    "60 %, and another agency line": _cut_and_change_agency,
    "all accents lost": _drop_accents,
    "1 % of the letters misread": _misread,
}


def make_copies(
    chance: random.Random, articles: list[list[str]], edits: Mapping[str, Edit] = EDITS
) -> Iterator[Pair]:
    """Each article with each edit of it, and with one at the end of the window of dates."""
    for kind, edit in edits.items():
        for paragraphs in articles:
            yield Pair(kind, "\n".join(paragraphs), "\n".join(edit(chance, paragraphs)))
    for paragraphs in articles:
        copy = "\n".join(_cut(chance, paragraphs))
        yield Pair(f"60 %, {WINDOW} days later", "\n".join(paragraphs), copy, WINDOW)


def make_others(chance: random.Random, articles: list[list[str]]) -> Iterator[Pair]:
    """Each article with its neighbour in a random order: as they are, in a frame, quoting alike, updated.

    And with a copy of itself that is printed after the window of dates: another piece.
    """
    order = chance.sample(articles, len(articles))
    for one, other in pairwise(order):
        yield Pair("two articles", "\n".join(one), "\n".join(other))
        framed = ["\n".join([*_FRAME[:2], *text, *_FRAME[2:]]) for text in (one, other)]
        yield Pair("a daily column with a frame", framed[0], framed[1])
        quoting = ["\n".join([*text[:2], _STATEMENT, *text[2:]]) for text in (one, other)]
        yield Pair("one statement in both", quoting[0], quoting[1])
        background = _keep(chance, one, 0.25)
        yield Pair(
            "an update, a quarter as before", "\n".join(one), "\n".join([*other, *background])
        )
        later = "\n".join(_cut(chance, one))
        yield Pair(f"60 %, {WINDOW + 1} days later", "\n".join(one), later, WINDOW + 1)


def _is_candidate(pair: Pair) -> bool:
    one, other = (take_fingerprint(body).bands for body in (pair.one, pair.other))
    later = _DAY + timedelta(days=pair.days)
    return not set(one).isdisjoint(other) and are_near(_DAY, _DAY, later, later)


if __name__ == "__main__":
    main()
