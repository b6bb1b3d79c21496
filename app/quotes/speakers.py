"""A phrase becomes a speaker: a name its person, a description whom it fits, or itself as printed."""

from dataclasses import dataclass

from app.quotes.lexicon import word_set
from app.quotes.mentions import Person
from app.quotes.nominals import Phrase
from app.quotes.quotation import Candidate, SpeakerKind
from app.quotes.roles import Gender
from app.quotes.scenes import Article, Scene
from app.quotes.tokens import CAPITAL

_SAME_NOUN = 3
_MOST_CONSIDERED = 40  # people, so that a list of names costs linear time
_OFFICES = frozenset({"official", "state", "minister", "legislator", "mayor", "governor", "pope"})
_MAKERS = frozenset({"artist", "writer", "sport", "coach"})  # known by their works and clubs
_ARTICLES = ("el", "la", "los", "las", "al", "del")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks; `person` is None for an institution and for somebody without a name."""

    name: str
    kind: SpeakerKind
    person: Person | None = None
    plural: bool = False
    gender: Gender = ""
    head: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The speaker behind a phrase, or None with those who were considered."""

    speaker: Speaker | None
    confidence: float
    rejected: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Discourse:
    """Who had the floor so far: `last` of all; the last person and body; those unnamed."""

    last: Speaker | None = None
    person: Speaker | None = None
    unnamed: tuple[Speaker, ...] = ()
    body: Speaker | None = None

    def after(self, speaker: Speaker) -> "Discourse":
        """The discourse once somebody has spoken or was the subject of a sentence."""
        unnamed = self.unnamed
        if speaker.head and speaker not in unnamed:
            unnamed = (speaker, *unnamed[:3])
        person = speaker if speaker.kind == "person" else self.person
        body = speaker if speaker.kind == "organisation" else self.body
        return Discourse(speaker, person, unnamed, body)


def resolve(article: Article, scene: Scene, phrase: Phrase, discourse: Discourse) -> Resolution:
    """The speaker whom a phrase means at this point of the article."""
    if phrase.kind == "pronoun":
        return _of_pronoun(phrase, discourse)
    if phrase.kind == "name":
        return _of_name(article, scene, phrase)
    if phrase.kind == "organisation":
        return _of_body(article, scene, phrase, discourse)
    if phrase.kind == "document" or phrase.plural or not phrase.definite:
        return Resolution(_as_printed(article.text, scene, phrase), 0.85)
    return _of_role(article, scene, phrase, discourse)


def printed(text: str, scene: Scene, phrase: Phrase, *, with_article: bool) -> str:
    """The phrase as it stands in the text, without what follows in apposition."""
    tokens = scene.tokens
    start = phrase.start
    if not with_article and tokens[start].low in _ARTICLES:
        start += 1
    return " ".join(text[tokens[start].start : tokens[phrase.core_end - 1].end].split())


def _of_body(article: Article, scene: Scene, phrase: Phrase, discourse: Discourse) -> Resolution:
    """An institution as printed; *el organismo* alone is the one of before."""
    name = printed(article.text, scene, phrase, with_article=False)
    if discourse.body is not None and name in word_set("nouns.generic_bodies"):
        return Resolution(discourse.body, 0.8)
    return Resolution(Speaker(name, "organisation"), 0.95)


def _as_printed(text: str, scene: Scene, phrase: Phrase) -> Speaker:
    head = phrase.roles[0].head if phrase.roles else ""
    name = printed(text, scene, phrase, with_article=True)
    return Speaker(name, "role", plural=phrase.plural, gender=phrase.gender, head=head)


def _person(person: Person) -> Speaker:
    return Speaker(person.name, "person", person, gender=person.gender)


def _of_name(article: Article, scene: Scene, phrase: Phrase) -> Resolution:
    start, end = phrase.name or (phrase.start, phrase.end)
    form = article.text[scene.tokens[start].start : scene.tokens[end - 1].end]
    person = article.cast.find_by_form(form)
    if person is None:
        return Resolution(Speaker(" ".join(form.split()), "person"), 0.8)
    return Resolution(_person(person), 1.0)


def _of_pronoun(phrase: Phrase, discourse: Discourse) -> Resolution:
    last = discourse.last if phrase.plural else discourse.person or discourse.last
    if last is None:
        return Resolution(None, 0.3)
    if last.plural != phrase.plural:
        return Resolution(None, 0.3, (Candidate(last.name, "the pronoun has another number"),))
    if phrase.gender and last.gender and phrase.gender != last.gender:
        return Resolution(None, 0.3, (Candidate(last.name, "the pronoun has another gender"),))
    return Resolution(last, 0.85)


def _of_role(article: Article, scene: Scene, phrase: Phrase, discourse: Discourse) -> Resolution:
    """Somebody described: who bears that role in the article, else the last speaker whom it suits."""
    fitting = article.cast.list_fitting(phrase)
    best = max((score for score, _ in fitting), default=0)
    people = [person for score, person in fitting if score == best]
    last = None if is_contrast(scene) else discourse.person
    if len(people) == 1 and best == _SAME_NOUN:
        return Resolution(_person(people[0]), 0.95)
    former = _find_former(phrase, discourse, last, [person for _, person in fitting])
    if former is not None and not (former.head and best == _SAME_NOUN):
        return Resolution(former, 0.85)
    if last is not None and _may_be(last, phrase):
        return Resolution(last, 0.65)
    if len(people) == 1:
        return Resolution(_person(people[0]), 0.9 if best > 1 else 0.7)
    if people:
        return _of_several(people)
    return _of_unknown_role(article, scene, phrase, last, discourse)


def _find_former(
    phrase: Phrase, discourse: Discourse, last: Speaker | None, fitting: list[Person]
) -> Speaker | None:
    """Who spoke before and suits: *el abogado* after *el abogado de Ruiz*, or the last person by name."""
    if phrase.roles and not phrase.complement:
        for unnamed in discourse.unnamed:
            if unnamed.head == phrase.roles[0].head and not unnamed.plural:
                return unnamed
    if last is not None and any(person is last.person for person in fitting):
        return last
    return None


def _may_be(last: Speaker, phrase: Phrase) -> bool:
    """Whether a speaker of whom no role is known can be the one described."""
    if last.person is None or last.person.roles or phrase.complement:
        return False
    return not (phrase.gender and last.gender and phrase.gender != last.gender)


def _of_several(people: list[Person]) -> Resolution:
    """Of several with one role the one the article speaks of most, if one stands out."""
    ranked = sorted(people, key=lambda person: -person.mentions)
    rejected = tuple(Candidate(p.name, "the description fits several") for p in ranked[:4])
    if ranked[0].mentions >= 2 * ranked[1].mentions:
        return Resolution(_person(ranked[0]), 0.6, rejected[1:])
    return Resolution(None, 0.3, rejected)


def is_contrast(scene: Scene) -> bool:
    """Whether the sentence gives the floor to somebody else: *por su parte*, *a su vez*."""
    lows = [token.low for token in scene.tokens[:4]]
    return any("_".join(lows[:size]) in word_set("contrasts") for size in (2, 3, 4))


def _of_unknown_role(
    article: Article, scene: Scene, phrase: Phrase, last: Speaker | None, discourse: Discourse
) -> Resolution:
    """A description that nobody in the article bears: as printed, unless the last speaker can be meant."""
    as_printed = _as_printed(article.text, scene, phrase)
    if _is_tied(scene, phrase):
        return _of_tied_role(phrase, last, as_printed)
    if last is not None and not (phrase.gender and last.gender and phrase.gender != last.gender):
        return Resolution(last, 0.6)
    if not phrase.roles:
        return Resolution(None, 0.3)
    rejected = () if last is None else (Candidate(last.name, "of the other gender"),)
    others = _others_of_gender(article, phrase, discourse)
    if len(others) == 1:
        return Resolution(_person(others[0]), 0.6, rejected)
    return Resolution(None if others else as_printed, 0.6, rejected)


def _of_tied_role(phrase: Phrase, last: Speaker | None, as_printed: Speaker) -> Resolution:
    """*la líder del Partido Alba* takes up somebody named before; *el abogado de Ruiz* brings in another."""
    offices = any(role.classes & _OFFICES for role in phrase.roles)
    if not offices or last is None or last.person is None:
        return Resolution(as_printed, 0.7)
    known = last.person.roles
    if known and not any(role.fits(other) for role in phrase.roles for other in known):
        return Resolution(as_printed, 0.7)
    if phrase.gender and last.gender and phrase.gender != last.gender:
        return Resolution(as_printed, 0.7)
    return Resolution(last, 0.55, (Candidate(as_printed.name, "taken for the last speaker"),))


def _is_tied(scene: Scene, phrase: Phrase) -> bool:
    """Whether a name makes it somebody else's: *el abogado de Ruiz*, but not *la autora de Alba*."""
    if any(role.classes & _MAKERS for role in phrase.roles):
        return False
    return any(t.kind == CAPITAL for t in scene.tokens[phrase.start + 1 : phrase.core_end])


def _others_of_gender(article: Article, phrase: Phrase, discourse: Discourse) -> list[Person]:
    """People whose gender is that of the description, without the last speaker."""
    last = discourse.person.person if discourse.person else None
    if not phrase.gender:
        return []
    people = article.cast.people[:_MOST_CONSIDERED]
    return [p for p in people if p is not last and p.gender == phrase.gender]
