"""Who has the floor: the speakers and subjects of the sentences so far, the latest first."""

from collections.abc import Sequence
from typing import NamedTuple

from app.quotes.mentions import Person
from app.quotes.quotation import Candidate, SpeakerKind
from app.quotes.roles import Gender

_REMEMBERED = 6  # speakers, and as many people who were only named


class Speaker(NamedTuple):
    """Who speaks; `person` is None for an institution and for somebody without a name.

    `written` is a text that says something of itself: *la carta*. `joint` are those who speak with them,
    in the order in which they are named; the gender and the number are then those of all.
    """

    name: str
    kind: SpeakerKind
    person: Person | None = None
    plural: bool = False
    gender: Gender = ""
    head: str = ""
    written: bool = False
    joint: tuple["Speaker", ...] = ()

    @property
    def alone(self) -> "Speaker":
        """The first of several, without the others."""
        if not self.joint:
            return self
        if self.person is not None:
            return speaker_of(self.person)
        return self._replace(joint=(), plural=False, gender="")

    @property
    def is_human(self) -> bool:
        """Whether the article shows that a name is a person's."""
        return self.person is not None and self.person.is_human


def speaker_of(person: Person) -> Speaker:
    """A person of the cast as a speaker."""
    return Speaker(person.name, "person", person, gender=person.gender)


def join_speakers(speakers: Sequence[Speaker]) -> Speaker:
    """Those who speak together, as one speaker under the name of the first."""
    first, *others = speakers
    if not others:
        return first
    genders = {speaker.gender for speaker in speakers}
    gender: Gender = "m" if "m" in genders else "f" if genders == {"f"} else ""
    return first._replace(joint=tuple(others), plural=True, gender=gender)


class Resolution(NamedTuple):
    """The speaker behind a phrase, or None with those who were considered."""

    speaker: Speaker | None
    confidence: float
    rejected: tuple[Candidate, ...] = ()


class Discourse(NamedTuple):
    """What a reader keeps in mind, each the latest first.

    `recent` spoke or were the subject of a main clause; `named` are people named in any place; `unnamed`
    are speakers described without a name; `body` is the last institution that spoke. `quoted` is the last
    one whose words stood in marks. `rivals` counts the people named since the last one had the floor.
    """

    recent: tuple[Speaker, ...] = ()
    named: tuple[Person, ...] = ()
    unnamed: tuple[Speaker, ...] = ()
    body: Speaker | None = None
    quoted: Speaker | None = None
    rivals: int = 0

    @property
    def last(self) -> Speaker | None:
        """Who had the floor last."""
        return self.recent[0] if self.recent else None

    @property
    def person(self) -> Speaker | None:
        """The last by name who may be a person; of several who spoke together the first."""
        named = (speaker.alone for speaker in self.recent if speaker.kind == "person")
        return next((one for one in named if one.person is None or one.person.may_be_human), None)

    @property
    def pair(self) -> Speaker | None:
        """The last two who spoke together."""
        return next((speaker for speaker in self.recent if len(speaker.joint) == 1), None)

    def after(self, speaker: Speaker) -> "Discourse":
        """The discourse once somebody has spoken or was the subject of a sentence."""
        if self.recent and self.recent[0] is speaker:
            return self if not self.rivals else self._replace(rivals=0)
        unnamed = self.unnamed
        if speaker.head and not speaker.joint and speaker not in unnamed:
            unnamed = (speaker, *unnamed[:3])
        name, joint = speaker.name, speaker.joint
        others = [one for one in self.recent if one.name != name or one.joint != joint]
        recent = (speaker, *others[: _REMEMBERED - 1])
        body = speaker.alone if speaker.kind == "organisation" else self.body
        return self._replace(recent=recent, unnamed=unnamed, body=body, rivals=0)

    def quoting(self, speaker: Speaker) -> "Discourse":
        """The discourse once somebody was quoted."""
        return self.after(speaker)._replace(quoted=speaker)

    def naming(self, people: list[Person]) -> "Discourse":
        """The discourse once people were named, in the order of the text."""
        if not people:
            return self
        by_name = {person.name: person for person in (*reversed(people), *self.named)}
        named = tuple(by_name.values())[:_REMEMBERED]
        last = {one.name for one in (self.last, *self.last.joint)} if self.last else set()
        rivals = sum(person.is_human and person.name not in last for person in people)
        return self._replace(named=named, rivals=self.rivals + rivals)
