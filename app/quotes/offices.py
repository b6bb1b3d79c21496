"""Which office an article says that somebody holds: *el alcalde de Torrealta, José García,*.

Only present offices that one person holds at a time: the ground for keeping two people of one name apart.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import combinations

from app.quotes.lexicon import fold_word, folded_words, word_set
from app.quotes.office_phrases import REACH, Phrase, read_name, read_phrase
from app.quotes.posts import (
    FILE,
    are_two_places,
    exclude_each_other,
    find_heads,
    find_post,
    is_feminine,
)
from app.quotes.roles import find_role
from app.quotes.spelling import is_given, spelling_key

_BEFORE = (
    90  # characters before an office in which the holder's name, or what the office is of, begins
)
_NAMED = re.compile(r"([A-ZÁÉÍÓÚÑÀ-ÖØ-Þ][^,;:()«»“”\"\n]*)(?:, | \()(?:(\w+) )?$")
_ARTICLE = re.compile(r"(?<!\w)([Ee]l|[Ll]a|[Aa]l|[Dd]el|[Dd]e la|[Aa] la) (?:(\w+) )?$")
_CLAUSE = re.compile(r"[.,;:()«»“”\"\n—–]")
_MOST_OFFICES = 8  # of one name: more are no one person's, and each is compared with each
_HOLDER_REACH = 6  # words before *del alcalde* among which a role makes the name its holder's


@dataclass(frozen=True, slots=True)
class FoundOffice:
    """The name of a person as printed, and the office that they hold: `mayor:san-juan`, perhaps `mayor:`."""

    name: str
    office: str

    @property
    def name_key(self) -> str:
        """What forms like the name compare by."""
        return spelling_key(self.name)


def find_offices(body: str) -> tuple[FoundOffice, ...]:
    """The offices that a text states, one a name, by place; none for a name with two that contradict.

    Of several the first that has a place.
    """
    found: dict[str, list[FoundOffice]] = {}
    for _, one in sorted(_find_all(body), key=lambda item: item[0]):
        found.setdefault(one.name_key, []).append(one)
    return tuple(
        next((one for one in held if not one.office.endswith(":")), held[0])
        for held in found.values()
        if _go_together({one.office for one in held})
    )


def contradict(one: str, other: str) -> bool:
    """Whether nobody has both offices: one class in two places, or two fields that do not go together."""
    office, _, place = one.partition(":")
    second, _, elsewhere = other.partition(":")
    if office != second:
        return exclude_each_other(office, second)
    return bool(place and elsewhere) and are_two_places(place, elsewhere)


def _go_together(offices: Set[str]) -> bool:
    if len(offices) > _MOST_OFFICES:
        return False
    return not any(contradict(one, other) for one, other in combinations(offices, 2))


def _find_all(body: str) -> Iterator[tuple[int, FoundOffice]]:
    """Each office with its holder, and where it stands."""
    for match in find_heads(body):
        if found := _read_office(body, match):
            yield match.start(), found


def _read_office(body: str, match: re.Match[str]) -> FoundOffice | None:
    head = match[0]
    post = find_post(head)
    before = body[max(0, match.start() - _BEFORE) : match.start()]
    named, article = _NAMED.search(before), _ARTICLE.search(before)
    if not named and not article:
        return None
    phrase = read_phrase(post, body[match.end() : match.end() + REACH])
    if phrase.place is None:
        return None
    name = _name_before(named, head, phrase) if named else ""
    if not name and article:
        name = _name_behind(before, article, phrase)
    return FoundOffice(name, f"{post.office}:{phrase.place}") if name else None


def _name_before(named: re.Match[str], head: str, phrase: Phrase) -> str:
    """The holder in *José García, alcalde de Torrealta*; empty where the office is past or another's."""
    modifier = named[2]
    if modifier and modifier not in word_set("before", FILE):
        return ""
    if not _is_present(phrase.rest):
        return ""
    words = named[1].split()
    start = len(words)
    while start and (words[start - 1][0].isupper() or _is_particle(words[start - 1])):
        start -= 1
    run = words[start:]
    while run and _is_particle(run[0]):
        del run[0]
    # A capital may only begin the sentence: *Según José García*.
    first = next((i for i, word in enumerate(run) if is_given(fold_word(word))), 0)
    name = read_name(run[first:])
    complete = len(name.split()) == len(run) - first
    return name if complete and _agrees(name, "f" if is_feminine(head) else "m") else ""


def _name_behind(before: str, article: re.Match[str], phrase: Phrase) -> str:
    """The holder in *el alcalde de Torrealta, José García,*; empty where the name may be another's."""
    if article[2] and article[2] not in word_set("before", FILE):
        return ""
    gender = "f" if article[1].lower().endswith("la") else "m"
    if article[1].lower().startswith("de") and _has_holder(before[: article.start()]):
        return ""
    return phrase.name if _agrees(phrase.name, gender) else ""


def _has_holder(before: str) -> bool:
    """Whether somebody is the office's: *la esposa del alcalde*, *el portavoz de prensa del presidente*."""
    words = _CLAUSE.split(before)[-1].lower().split()[-_HOLDER_REACH:]
    return any(find_role(word) for word in words)


def _is_present(rest: tuple[str, ...]) -> bool:
    """Whether what stands behind leaves an office what it is: not *electo*, *hasta 2003*, *(1995-2003)*."""
    if not rest:
        return True
    dated = rest[1:2] and rest[1][0].isdigit()
    return not dated and (not rest[0].isalpha() or rest[0] in word_set("followers", FILE))


def _is_particle(word: str) -> bool:
    return word in word_set("surname_particles")


def _agrees(name: str, gender: str) -> bool:
    """Whether a name is not one that only the other sex bears."""
    first = fold_word(name.partition(" ")[0])
    feminine = first in folded_words("feminine", "given_names.toml")
    masculine = first in folded_words("masculine", "given_names.toml")
    if feminine == masculine:
        return True
    return feminine == (gender == "f")
