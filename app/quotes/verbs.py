"""Reporting verbs: every third-person form of every lemma, with what it may govern."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from app.quotes.lexicon import read_rows, word_set

VerbNumber = Literal["singular", "plural", "none"]
Mood = Literal["finite", "infinitive", "gerund", "participle"]

_ENDINGS = {
    "ar": (("a", "an"), ("ó", "aron"), ("aba", "aban"), "ando", "ado"),
    "er": (("e", "en"), ("ió", "ieron"), ("ía", "ían"), "iendo", "ido"),
    "ir": (("e", "en"), ("ió", "ieron"), ("ía", "ían"), "iendo", "ido"),
}
_FUTURE = (("á", "án"), ("ía", "ían"))
_REGULAR = ("=",) * 7
SAYING = frozenset({"say", "add", "ask"})


@dataclass(frozen=True, slots=True)
class VerbForm:
    """One printed form; `number` is none where the form has no person."""

    lemma: str
    classes: frozenset[str]
    mood: Mood
    number: VerbNumber


@cache
def verb_forms() -> dict[str, VerbForm]:
    """Every form in lower case with its accents; of two lemmas with one form the first listed has it."""
    classes: dict[str, set[str]] = {}
    for verb_class, lemmas in read_rows("verbs.tsv"):
        for lemma in lemmas.split():
            classes.setdefault(lemma.replace("_", " "), set()).add(verb_class)
    irregular = {row[0]: tuple(row[1:]) for row in read_rows("conjugation.tsv")}
    forms: dict[str, VerbForm] = {}
    for lemma, lemma_classes in classes.items():
        for form, mood, number in _conjugate(lemma, irregular):
            forms.setdefault(form, VerbForm(lemma, frozenset(lemma_classes), mood, number))
    return forms


def is_saying(word: str) -> bool:
    """Whether a lower-case word is a finite form of a verb that can close a quotation by itself."""
    form = verb_forms().get(word)
    return form is not None and form.mood == "finite" and bool(form.classes & SAYING)


def _conjugate(
    lemma: str, irregular: dict[str, tuple[str, ...]]
) -> list[tuple[str, Mood, VerbNumber]]:
    """Forms of the first word of a lemma; a reflexive lemma shares those of the bare verb."""
    verb = lemma.split(maxsplit=1)[0]
    verb = verb.removesuffix("se")
    ending = max((e for e in irregular if ("^" + verb).endswith(e)), key=len, default=None)
    listed = irregular[ending] if ending else _REGULAR
    before = verb[: -len(ending.lstrip("^"))] if ending else verb
    stem, group = verb[:-2], verb[-2:].replace("í", "i")
    present, preterite, imperfect, gerund, participle = _ENDINGS[group]
    regular = (
        *(stem + tail for tail in (*present, *preterite)),
        verb.replace("í", "i"),
        stem + gerund,
        stem + participle,
    )
    printed = [
        before + given if given != "=" else usual
        for given, usual in zip(listed[: len(regular)], regular, strict=True)
    ]
    past = before + listed[len(regular)] if len(listed) > len(regular) else stem
    singular = [printed[0], printed[2], past + imperfect[0]]
    plural = [printed[1], printed[3], past + imperfect[1]]
    singular += [printed[4] + tail[0] for tail in _FUTURE]
    plural += [printed[4] + tail[1] for tail in _FUTURE]
    forms: list[tuple[str, Mood, VerbNumber]] = []
    forms += [(form, "finite", "singular") for form in singular]
    forms += [(form, "finite", "plural") for form in plural]
    forms += [(form, "infinitive", "none") for form in _with_enclitics(verb, verb)]
    forms += [
        (form, "gerund", "none") for form in _with_enclitics(printed[5], _accented(printed[5]))
    ]
    forms.append((printed[6], "participle", "none"))
    return forms


def _with_enclitics(bare: str, carrier: str) -> list[str]:
    return [bare, *(carrier + enclitic for enclitic in sorted(word_set("enclitics")))]


def _accented(gerund: str) -> str:
    """The gerund as it is spelt before a pronoun: *diciendo*, *diciéndole*."""
    return (
        gerund.replace("ando", "ándo")
        if gerund.endswith("ando")
        else gerund.replace("endo", "éndo")
    )
