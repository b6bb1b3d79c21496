"""What the extraction of quotations returns."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["direct", "partial", "fragment", "indirect"]
SpeakerKind = Literal["person", "organisation", "role"]


@dataclass(frozen=True, slots=True)
class Mention:
    """The words that name the speaker, at half-open offsets of the body."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class JointSpeaker:
    """Somebody who speaks with the speaker of a quotation, each field as those of the speaker are."""

    speaker: str
    speaker_kind: SpeakerKind
    mention: Mention | None


@dataclass(frozen=True, slots=True)
class Cue:
    """The words that mark speech, at half-open offsets of the body; `lemma` is `:` for a bare colon."""

    text: str
    lemma: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A speaker that was considered and rejected, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Quoted speech: `body[start:end] == text`, without the marks.

    `kind`: `direct` (a sentence or clause of speech), `partial` (a phrase of three words or more woven
    into the reporter's sentence), `fragment` (one or two words). `speaker` is the fullest name that the
    document gives, the role as printed for somebody unnamed, or None when the document does not say.
    `mention` and `cue` are None when the speaker or the cue stands in no words of their own. `rule`
    names the rule that attributed it; `confidence` lies between 0 and 1. `joint` are those who say it with
    the speaker, who is named first, in the order of the text.
    """

    start: int
    end: int
    text: str
    kind: Kind
    speaker: str | None
    speaker_kind: SpeakerKind | None
    mention: Mention | None
    joint: tuple[JointSpeaker, ...] = ()
    cue: Cue | None
    rule: str
    confidence: float
    rejected: tuple[Candidate, ...] = ()
