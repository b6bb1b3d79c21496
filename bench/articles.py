"""Articles that look like Spanish news: sentences from the words of `seeds/`, with people who speak."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

SEEDS = Path(__file__).parents[1] / "seeds"
_START, _END = "", "."
_LEAST_LETTERS = 80  # of a line that is text, and no heading or button
_SENTENCE_WORDS = (10, 36)
_GIVEN = ("Leonor", "Tadeo", "Casilda", "Efraín", "Begoña", "Lisandro")
_SURNAMES = ("Ansoleaga", "Quintial", "Berzosa", "Uriondo", "Madariz", "Estébanez")
_ROLES = ("la ministra", "el portavoz", "la alcaldesa", "el director", "la abogada", "el edil")
_CUES = ("dijo", "aseguró", "explicó", "ha señalado", "añadió", "sostuvo")
_LONGER = 6  # letters: a word that a vocabulary may stand for
_EXCHANGED = 0.5  # of the longer words
_SPEECH_EVERY = 4  # sentences: some four quotations in 400 words, as in news
_SPEECH = (
    "«{said}», {cue} {role}, {name}.",
    "{name} {cue} que «{said}».",
    "“{said}”, {cue}. “{more}”.",
    '"{said}", {cue} {surname} antes de marcharse.',
    "Según {role}, «{said}».",
    "{surname} {cue} que {said}.",
    "{name} {cue} que {said}.",
    "Además, {cue} que {said}.",
)


def write_articles(
    count: int, words: int, seed: int, vocabulary: Sequence[str] = ()
) -> Iterator[str]:
    """That many articles of about that many words each; the same seed writes the same ones.

    The seeds have so few words that thousands of articles come to say the same. Those of a vocabulary,
    commonest first, take the place of half the longer ones.
    """
    chance = random.Random(seed)  # noqa: S311  nothing is kept secret
    followers = _read_followers()
    for _ in range(count):
        yield _write_article(chance, followers, words, vocabulary)


def _read_followers() -> dict[str, list[str]]:
    """Every word of the seeds with all the words that follow it, as often as they do."""
    sentences = list(_read_sentences())
    inside = {word for sentence in sentences for word in sentence[1:]}
    followers: dict[str, list[str]] = defaultdict(list)
    for first, *others in sentences:
        opening = first if first in inside else first.lower()
        for word, following in pairwise([_START, opening, *others, _END]):
            followers[word].append(following)
    return followers


def _read_sentences() -> Iterator[list[str]]:
    """The words of each sentence of the seeds, quotations and what is between them apart."""
    for path in sorted(SEEDS.glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            if len(line) < _LEAST_LETTERS:
                continue
            for sentence in re.split(r"[.!?…:;«»“”\"]+", line):
                if words := re.findall(r"\w+", sentence):
                    yield words


def _write_article(
    chance: random.Random, followers: dict[str, list[str]], words: int, vocabulary: Sequence[str]
) -> str:
    cast = [f"{chance.choice(_GIVEN)} {chance.choice(_SURNAMES)}" for _ in range(3)]
    sentences: list[str] = []
    written = 0
    while written < words:
        sentence = _write_sentence(chance, followers, vocabulary)
        if len(sentences) % _SPEECH_EVERY == 1:
            name = chance.choice(cast)
            sentence = chance.choice(_SPEECH).format(
                said=sentence.rstrip("."),
                more=_write_sentence(chance, followers, vocabulary),
                cue=chance.choice(_CUES),
                role=chance.choice(_ROLES),
                name=name,
                surname=name.split()[1],
            )
        sentences.append(sentence)
        written += len(sentence.split())
    return "\n".join(_join_paragraphs(sentences))


def _write_sentence(
    chance: random.Random, followers: dict[str, list[str]], vocabulary: Sequence[str]
) -> str:
    least, most = _SENTENCE_WORDS
    sentence: list[str] = []
    word = _START
    while len(sentence) < most:
        word = chance.choice(followers[word])
        if word == _END:
            if len(sentence) >= least:
                break
            word = chance.choice(followers[_START])
        sentence.append(word)
    text = " ".join(_exchange(chance, sentence, vocabulary) if vocabulary else sentence)
    return f"{text[0].upper()}{text[1:]}."


def _exchange(
    chance: random.Random, sentence: Sequence[str], vocabulary: Sequence[str]
) -> Iterator[str]:
    """The sentence with words of the vocabulary, as frequent as Zipf has it."""
    for word in sentence:
        exchanged = len(word) >= _LONGER and word.islower() and chance.random() < _EXCHANGED
        yield vocabulary[int(len(vocabulary) ** chance.random()) - 1] if exchanged else word


def _join_paragraphs(sentences: list[str]) -> Iterator[str]:
    for first in range(0, len(sentences), 4):
        yield " ".join(sentences[first : first + 4])
