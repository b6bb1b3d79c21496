"""People told by whom they belong to: *su homólogo ruso*, *el heredero de Ruiz*."""

from app.quotes.discourse import Discourse, Resolution, speaker_of
from app.quotes.mentions import Person
from app.quotes.nominals import Phrase
from app.quotes.printed import as_printed, find_person
from app.quotes.scenes import Article, Scene

MOST_CONSIDERED = 40  # people, so that a list of names costs linear time


def of_counterpart(
    article: Article, scene: Scene, phrase: Phrase, discourse: Discourse
) -> Resolution:
    """*su homólogo ruso*: not who spoke last, but the only other one of that place or of their office."""
    last = discourse.person.person if discourse.person else None
    people = article.cast.people[:MOST_CONSIDERED]
    others = [p for p in people if p is not last and p.line <= scene.line]
    tied = [p for p in others if phrase.complement & p.ties]
    peers = tied or [p for p in others if last is not None and _same_office(p, last)]
    if len(peers) == 1:
        return Resolution(speaker_of(peers[0]), 0.8)
    return Resolution(as_printed(article.text, scene, phrase), 0.7)


def _same_office(one: Person, other: Person) -> bool:
    return any(a.head == b.head for a in one.roles for b in other.roles)


def find_owner(article: Article, scene: Scene, phrase: Phrase) -> tuple[Phrase, Person] | None:
    """Whose somebody is, right after the description: the Ruiz of *el heredero de Ruiz*."""
    for named in scene.phrases:
        if named.kind != "name" or named.preposition not in ("de", "del"):
            continue
        if phrase.end <= named.start <= phrase.end + 1:
            person = find_person(article, scene, named)
            return None if person is None else (named, person)
    return None
