"""Descriptions of people, *la magistrada*, *el líder opositor*: whom they mean at a point of the article."""

from app.quotes.discourse import Discourse, Resolution, Speaker, speaker_of
from app.quotes.lexicon import word_set
from app.quotes.mentions import Person, opposes
from app.quotes.nominals import Phrase
from app.quotes.printed import as_printed, is_agentive
from app.quotes.quotation import Candidate
from app.quotes.relations import MOST_CONSIDERED, find_owner, of_counterpart
from app.quotes.roles import find_role
from app.quotes.scenes import Article, Scene
from app.quotes.tokens import CAPITAL

_SAME_NOUN = 3
_OFFICES = frozenset({"state", "minister", "legislator", "mayor", "governor", "judge"})
_DEMONSTRATIVES = ("este", "esta", "ese", "esa")


def of_role(article: Article, scene: Scene, phrase: Phrase, discourse: Discourse) -> Resolution:
    """Somebody described: who bears that role in the article, else the last speaker whom it suits."""
    related = _of_relation(article, scene, phrase, discourse)
    if related is not None:
        return related
    fitting = article.cast.list_fitting(phrase, scene.line)
    best = max((score for score, _ in fitting), default=0)
    people = [person for score, person in fitting if score == best]
    apart = is_contrast(scene) or _is_relative(scene, phrase) or _is_source(phrase)
    last = None if apart else discourse.person
    if len(people) == 1 and best == _SAME_NOUN:
        return Resolution(speaker_of(people[0]), 0.95)
    former = _find_former(phrase, discourse, last, [person for _, person in fitting])
    if former is not None and not (former.head and best == _SAME_NOUN):
        return Resolution(former, 0.85)
    if last is not None and _may_be(last, phrase):
        return Resolution(last, 0.65)
    if people:
        return _of_people(people, best, discourse, last)
    return _of_unknown_role(article, scene, phrase, last, discourse)


def _of_relation(
    article: Article, scene: Scene, phrase: Phrase, discourse: Discourse
) -> Resolution | None:
    """*su homólogo*, and *el heredero de Ruiz* after Ruiz, who is not Ruiz."""
    if any(role.head in word_set("classes.counterparts") for role in phrase.roles):
        return of_counterpart(article, scene, phrase, discourse)
    last = discourse.person
    if phrase.roles or last is None or not is_agentive(scene, phrase):
        return None
    owner = find_owner(article, scene, phrase)
    if owner is None or owner[1] is not last.person:
        return None
    owned = phrase._replace(core_end=owner[0].end)
    return Resolution(as_printed(article.text, scene, owned), 0.7)


def _of_people(
    people: list[Person], best: int, discourse: Discourse, last: Speaker | None
) -> Resolution:
    """Those who bear the described role best: the only one, or the one in mind."""
    if len(people) == 1:
        return Resolution(speaker_of(people[0]), 0.9 if best > 1 else 0.7)
    return _of_several(people, _in_mind(discourse, contrast=last is None))


def _in_mind(discourse: Discourse, *, contrast: bool) -> list[Person]:
    """The people whom a reader has in mind, the latest first; a contrast leaves out the last speaker."""
    recent = [speaker.person for speaker in discourse.recent if speaker.person is not None]
    people = [p for p in (recent[1:] if contrast else recent) if p.may_be_human]
    people += [p for p in discourse.named if all(p is not other for other in recent)]
    return people


def _can_be(phrase: Phrase, person: Person) -> bool:
    """*este profesor*: a person in mind of that gender, whatever else the article calls them."""
    return person.is_human and _agrees(phrase, person, known=False)


def _find_former(
    phrase: Phrase, discourse: Discourse, last: Speaker | None, fitting: list[Person]
) -> Speaker | None:
    """Who spoke before and suits: *el abogado* after *el abogado de Ruiz*, or the last person by name."""
    if phrase.roles and not phrase.complement:
        for unnamed in discourse.unnamed:
            known = find_role(unnamed.head)
            if known and phrase.roles[0].fits(known) > 1 and not unnamed.plural:
                return unnamed
    if last is not None and any(person is last.person for person in fitting):
        return last
    return None


def _may_be(last: Speaker, phrase: Phrase) -> bool:
    """Whether a speaker of whom no role is known can be the one described."""
    if last.person is None or last.person.roles or phrase.complement:
        return False
    return not (phrase.gender and last.gender and phrase.gender != last.gender)


def _of_several(people: list[Person], in_mind: list[Person]) -> Resolution:
    """Of several with one role the one spoken of last, or else the one the article names most."""
    rejected = tuple(Candidate(p.name, "the description fits several") for p in people[:4])
    latest = next((known for known in in_mind if any(known is p for p in people)), None)
    if latest is not None:
        return Resolution(speaker_of(latest), 0.7, _without(latest, rejected))
    ranked = sorted(people, key=lambda person: -person.mentions)
    if ranked[0].mentions >= 2 * ranked[1].mentions:
        return Resolution(speaker_of(ranked[0]), 0.6, _without(ranked[0], rejected))
    return Resolution(None, 0.3, rejected)


def _without(person: Person, rejected: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    return tuple(candidate for candidate in rejected if candidate.name != person.name)


def is_contrast(scene: Scene) -> bool:
    """Whether the sentence gives the floor to somebody else: *por su parte*, *a su vez*."""
    lows = [token.low for token in scene.tokens[:4]]
    return any("_".join(lows[:size]) in word_set("contrasts") for size in (2, 3, 4))


def _of_unknown_role(
    article: Article, scene: Scene, phrase: Phrase, last: Speaker | None, discourse: Discourse
) -> Resolution:
    """A description that nobody in the article bears: as printed, unless somebody in mind can be meant."""
    if scene.tokens[phrase.start].low in _DEMONSTRATIVES:
        meant = next((p for p in _in_mind(discourse, contrast=False) if _can_be(phrase, p)), None)
        if meant is not None:
            return Resolution(speaker_of(meant), 0.75)
    itself = as_printed(article.text, scene, phrase)
    if _is_tied(scene, phrase):
        return _of_tied_role(phrase, last, itself)
    if _brings_in(scene, phrase):
        return Resolution(itself, 0.6)
    found = _of_mind(phrase, last, discourse)
    if found is not None or not phrase.roles:
        return found or Resolution(None, 0.3)
    rejected = () if last is None else (Candidate(last.name, "the description does not fit"),)
    others = _others_of_gender(article, phrase, discourse)
    if len(others) == 1:
        return Resolution(speaker_of(others[0]), 0.45, rejected)
    return Resolution(None if others else itself, 0.54, rejected)


def _of_mind(phrase: Phrase, last: Speaker | None, discourse: Discourse) -> Resolution | None:
    """The latest speaker or person named whom a description can mean; the shares are those found right."""
    spoke = [s.person for s in discourse.recent if s.person is not None]
    in_mind = [
        person
        for person in _in_mind(discourse, contrast=last is None)
        if _agrees(phrase, person, known=all(person is not other for other in spoke))
        and not _is_another(phrase, person)
    ]
    free = next((p for p in in_mind if _is_free(phrase, p)), None)
    if free is not None:
        sure = 0.61 if last is not None and free is last.person else 0.52
        return Resolution(speaker_of(free), sure)
    if last is not None and any(p is last.person for p in in_mind):
        return Resolution(last, 0.43)
    return None


def _brings_in(scene: Scene, phrase: Phrase) -> bool:
    """*su marido*, *el juez*, *el blog dice*: what brings in somebody else, or something that speaks."""
    if not phrase.roles:
        touches = any(phrase.core_end == c.start or phrase.start == c.end for c in scene.cues)
        return touches and not is_agentive(scene, phrase)
    return bool(phrase.roles[0].classes & word_set("classes.newcomers")) or _is_relative(
        scene, phrase
    )


def _is_relative(scene: Scene, phrase: Phrase) -> bool:
    """*su marido*: one of the family of whoever spoke."""
    owned = scene.tokens[phrase.start].low in ("su", "sus")
    return owned and bool(phrase.roles) and "family" in phrase.roles[0].classes


def _is_source(phrase: Phrase) -> bool:
    """*una fuente*: somebody whose name is withheld."""
    return any("source" in role.classes for role in phrase.roles[:1])


def _is_free(phrase: Phrase, person: Person) -> bool:
    """Whether nothing that is said of a person speaks against a description."""
    if not person.roles or not phrase.roles:
        return True
    return any(role.fits(known) for role in phrase.roles for known in person.roles)


def _is_another(phrase: Phrase, person: Person) -> bool:
    """*la vicepresidenta* is not the president: an office of the same kind that is not theirs."""
    return opposes(phrase, person) or any(
        role.classes & known.classes & _OFFICES and not role.fits(known)
        for role in phrase.roles[:1]
        for known in person.roles
    )


def _agrees(phrase: Phrase, person: Person, *, known: bool) -> bool:
    """Whether the gender suits; `known` wants it to be known."""
    if phrase.gender and person.gender:
        return phrase.gender == person.gender
    return not known


def _others_of_gender(article: Article, phrase: Phrase, discourse: Discourse) -> list[Person]:
    """People whose gender is that of the description, without the last speaker."""
    last = discourse.person.person if discourse.person else None
    people = article.cast.people[:MOST_CONSIDERED]
    return [p for p in people if p is not last and _agrees(phrase, p, known=True)]


def _of_tied_role(phrase: Phrase, last: Speaker | None, as_printed: Speaker) -> Resolution:
    """*la líder del Partido Alba* takes up somebody named before; *el abogado de Ruiz* brings in another."""
    offices = any(role.classes & word_set("classes.offices") for role in phrase.roles)
    if not offices or last is None or last.person is None:
        return Resolution(as_printed, 0.7)
    known = last.person.roles
    if known and not any(r.fits(k) or k.fits(r) for r in phrase.roles for k in known):
        return Resolution(as_printed, 0.7)
    if phrase.gender and last.gender and phrase.gender != last.gender:
        return Resolution(as_printed, 0.7)
    return Resolution(last, 0.55, (Candidate(as_printed.name, "taken for the last speaker"),))


def _is_tied(scene: Scene, phrase: Phrase) -> bool:
    """Whether a name makes it somebody else's: *el abogado de Ruiz*, but not *la autora de Alba*."""
    if any(role.classes & word_set("classes.makers") for role in phrase.roles):
        return False
    return any(t.kind == CAPITAL for t in scene.tokens[phrase.start + 1 : phrase.core_end])
