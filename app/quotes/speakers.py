"""A phrase becomes a speaker: a name its person, a pronoun the last who suits, a description whom it fits."""

from collections.abc import Sequence
from typing import NamedTuple

from app.quotes.descriptions import of_role
from app.quotes.discourse import Discourse, Resolution, Speaker, join_speakers, speaker_of
from app.quotes.lexicon import word_set
from app.quotes.mentions import Person
from app.quotes.nominals import Phrase
from app.quotes.printed import as_printed, find_person, printed, printed_name
from app.quotes.quotation import Candidate
from app.quotes.scenes import Article, Scene

_REACH_OF_PRONOUN = 3  # speakers
_SURE_OF_MEMBER = 0.65  # of several; whom a description means is else told in its own words


class Joined(NamedTuple):
    """The speaker behind phrases, and those phrases that name one of them, in the same order."""

    resolution: Resolution
    phrases: tuple[Phrase, ...]


def resolve_joint(
    article: Article, scene: Scene, phrases: Sequence[Phrase], discourse: Discourse
) -> Joined:
    """The speaker whom one phrase means, or those together whom several mean; nobody is there twice."""
    if len(phrases) == 1:
        return Joined(resolve(article, scene, phrases[0], discourse), tuple(phrases))
    speakers: list[Speaker] = []
    naming: list[Phrase] = []
    sure = 1.0
    for phrase in phrases:
        made = _resolve_member(article, scene, phrase, discourse, speakers)
        if made.speaker is not None:
            speakers.append(made.speaker)
            naming.append(phrase)
            sure = min(sure, made.confidence)
    if not speakers:
        return Joined(Resolution(None, 0.3), tuple(phrases[:1]))
    return Joined(Resolution(join_speakers(speakers), sure), tuple(naming))


def _resolve_member(
    article: Article,
    scene: Scene,
    phrase: Phrase,
    discourse: Discourse,
    others: Sequence[Speaker],
) -> Resolution:
    """One of several: somebody other than those before, or a description as printed."""
    made = resolve(article, scene, phrase, discourse)
    known = made.speaker is not None and all(made.speaker.name != one.name for one in others)
    if known and made.confidence >= _SURE_OF_MEMBER:
        return made
    if phrase.kind == "role":
        return Resolution(as_printed(article.text, scene, phrase), 0.7)
    return Resolution(None, 0.3)


def resolve(article: Article, scene: Scene, phrase: Phrase, discourse: Discourse) -> Resolution:
    """The speaker whom a phrase means at this point of the article."""
    if discourse.pair is not None and _is_of_two(scene, phrase):
        return Resolution(discourse.pair, 0.85)
    if phrase.kind == "pronoun":
        return _of_pronoun(phrase, discourse)
    if phrase.kind == "name":
        return _of_name(article, scene, phrase)
    if phrase.kind == "organisation":
        return _of_body(article, scene, phrase, discourse)
    if phrase.kind == "document" or phrase.plural or not phrase.definite:
        return Resolution(as_printed(article.text, scene, phrase), 0.85)
    return of_role(article, scene, phrase, discourse)


def _is_of_two(scene: Scene, phrase: Phrase) -> bool:
    """*ambos*, *los dos dirigentes*."""
    first, *others = [token.low for token in scene.tokens[phrase.start : phrase.end]]
    return first in word_set("both") or (first in ("los", "las") and others[:1] == ["dos"])


def _of_body(article: Article, scene: Scene, phrase: Phrase, discourse: Discourse) -> Resolution:
    """An institution as printed; *el organismo* alone is the one of before."""
    if discourse.body is not None and _takes_up_body(scene, phrase):
        return Resolution(discourse.body, 0.8)
    name = printed(article.text, scene, phrase, with_article=False)
    return Resolution(Speaker(name, "organisation"), 0.95)


def _takes_up_body(scene: Scene, phrase: Phrase) -> bool:
    """*el organismo*, *ese organismo de la región*; not *el organismo de la región*, not a name."""
    tokens = scene.tokens[phrase.start : phrase.core_end]
    nouns = [token.low for token in tokens if not token.determines]
    if phrase.name is not None or nouns[0] not in word_set("nouns.generic_bodies"):
        return False
    return len(nouns) == 1 or tokens[0].low in word_set("demonstratives")


def list_named(article: Article, scene: Scene) -> list[Person]:
    """The people whom a sentence names, in order."""
    found = (find_person(article, scene, p) for p in scene.phrases if p.kind == "name")
    return [person for person in found if person is not None]


def list_oblique(article: Article, scene: Scene) -> list[Person]:
    """The people whom a sentence names after a preposition, who are not its unspoken subject."""
    named = (p for p in scene.phrases if p.kind == "name" and p.preposition)
    found = (find_person(article, scene, phrase) for phrase in named)
    return [person for person in found if person is not None]


def _of_name(article: Article, scene: Scene, phrase: Phrase) -> Resolution:
    person = find_person(article, scene, phrase)
    if person is None:
        name = " ".join(printed_name(article.text, scene, phrase).split())
        return Resolution(Speaker(name, "person"), 0.8)
    return Resolution(speaker_of(person), 1.0)


def _of_pronoun(phrase: Phrase, discourse: Discourse) -> Resolution:
    """The last speaker whose number and gender suit."""
    rejected: list[Candidate] = []
    doubtful: Speaker | None = None
    for speaker in discourse.recent[:_REACH_OF_PRONOUN]:
        if speaker.plural != phrase.plural:
            rejected.append(Candidate(speaker.name, "the pronoun has another number"))
        elif phrase.gender and speaker.gender and phrase.gender != speaker.gender:
            rejected.append(Candidate(speaker.name, "the pronoun has another gender"))
        elif not phrase.plural and speaker.person and not speaker.person.is_human:
            rejected.append(Candidate(speaker.name, "nothing shows that they are a person"))
            doubtful = doubtful or speaker
        elif phrase.plural or speaker.kind == "person" or not speaker.person:
            return Resolution(speaker, 0.85 if not rejected else 0.65, tuple(rejected))
    if doubtful is not None:
        return Resolution(doubtful, 0.65, tuple(c for c in rejected if c.name != doubtful.name))
    return Resolution(None, 0.3, tuple(rejected))
