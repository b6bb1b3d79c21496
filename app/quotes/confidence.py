"""How sure an attribution is: shares found right on annotated articles, by what speaks for it."""

from typing import Final

from app.quotes.discourse import Discourse, Speaker

# By the way in which a cue's subject was found; a key with the kind of phrase goes before one without.
_BY_SUBJECT: Final = {
    "after": 0.95,
    "before": 0.94,
    "source": 0.9,
    "initial": 0.85,
    "role-initial": 0.65,
    "relative": 0.85,
    "from": 0.85,
    "in": 0.35,  # *en Alba dicen*: a firm, or the people of a town; withheld
    "written": 0.85,
}
# Where no words name the speaker, by how firmly the one who had the floor last has it, see `standing`.
_BY_STANDING: Final = {
    "person": 0.9,
    "person of several": 0.78,
    "name": 0.75,
    "unnamed": 0.62,
    "doubtful": 0.3,
}
# The same for a quotation without a cue.
_ALONE_BY_STANDING: Final = {
    "person": 0.78,
    "person of several": 0.65,
    "name": 0.5,
    "unnamed": 0.3,
    "doubtful": 0.3,
}
INITIAL, COLON, CONTINUED, PASSED_OVER, UNKNOWN = 0.85, 0.8, 0.95, 0.39, 0.3
OF_SENTENCE, SAME_SENTENCE = 0.6, 0.8
SURE_TOPIC, RETURNED = 0.6, 0.65
PAST_NUMBER = 0.8  # past speakers whom the number of the verb rules out
# Below it a name is withheld: of 7 guesses 1 was right on the development articles and a blind set.
LEAST = 0.4


def of_subject(rule: str, how: str) -> float:
    """The share right for a subject found in a certain way; `rule` has its kind before it."""
    return _BY_SUBJECT.get(rule, _BY_SUBJECT[how])


def of_floor(speaker: Speaker, discourse: Discourse, *, cued: bool) -> float:
    """The share right where nothing but having had the floor speaks for somebody."""
    shares = _BY_STANDING if cued else _ALONE_BY_STANDING
    return shares[_standing(speaker, discourse)]


def _standing(speaker: Speaker, discourse: Discourse) -> str:
    """How firmly the one who had the floor last still has it."""
    if speaker.person is None:
        return "doubtful" if discourse.rivals else "unnamed"
    if not speaker.is_human:
        return "name"
    return "person of several" if discourse.rivals else "person"
