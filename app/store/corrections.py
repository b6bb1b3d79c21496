"""Corrected attributions: quotations as an editor left them, beside what the extractor said."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, NamedTuple

from sqlmodel import Session

from app.extraction import Context
from app.quotes.quotation import JointSpeaker, Mention, Quotation
from app.store.decisions import Decision, Passage, list_in_force, load_article_history
from app.store.forms import FormName, hold_office
from app.text import words

EDITOR = "editor"  # the rule of a corrected attribution


class Attributed(NamedTuple):
    """A quotation in its context, and the name form of its speaker, None for nobody's.

    `joint` are the name forms of those who say it with the speaker, in the order of the quotation's own.
    `extracted` is the extractor's attribution if an editor corrected it.
    """

    quotation: Quotation
    context: Context
    speaker: FormName | None
    joint: tuple[FormName, ...] = ()
    extracted: dict[str, Any] | None = None

    @property
    def names(self) -> tuple[FormName, ...]:
        """All who say it."""
        return (self.speaker, *self.joint) if self.speaker else self.joint


def quotation_id(article_id: str, quotation: Quotation) -> str:
    """The id of a quotation: that of its article, with its offsets."""
    return f"{article_id}-{quotation.start}-{quotation.end}"


def load_corrections(
    session: Session, article_ids: Iterable[str]
) -> defaultdict[str, list[Decision]]:
    """The decisions in force on these articles' quotations, in order, by article.

    Corrections, and what takes one back.
    """
    corrections: defaultdict[str, list[Decision]] = defaultdict(list)
    for _, _, decision in list_in_force(load_article_history(session, article_ids)):
        if decision.passage:
            corrections[decision.passage.article_id].append(decision)
    return corrections


def correct_quotations(
    quotations: Sequence[Attributed],
    corrections: Iterable[Decision],
    offices: Mapping[str, str],
) -> list[Attributed]:
    """The quotations with these corrections, of which the last counts; one whose words are gone waits.

    `offices` are those that the article gives, by spelling.
    """
    corrected = list(quotations)
    texts = [one.quotation.text for one in quotations]
    starts = [one.quotation.start for one in quotations]
    for correction in corrections:
        if correction.passage is None:
            continue
        position = find_passage(correction.passage, texts, starts)
        if position is not None:
            speaker = hold_office(correction.forms[0], offices) if correction.forms else None
            corrected[position] = _correct(quotations[position], speaker)
    return corrected


def find_passage(passage: Passage, texts: Sequence[str], starts: Sequence[int]) -> int | None:
    """Which of an article's quotations has the words decided on: the nearest such, or None."""
    wanted = words(passage.text)
    found = [position for position, text in enumerate(texts) if words(text) == wanted]
    return min(found, key=lambda position: abs(starts[position] - passage.start), default=None)


def restore_attribution(quotation: Quotation, extracted: dict[str, Any]) -> Quotation:
    """The quotation as the extractor attributed it."""
    joint = tuple(
        JointSpeaker(**one | {"mention": _read_mention(one["mention"])})
        for one in extracted["joint"]
    )
    mention = _read_mention(extracted["mention"])
    return replace(quotation, **extracted | {"mention": mention, "joint": joint})


def _read_mention(stored: dict[str, Any] | None) -> Mention | None:
    return Mention(**stored) if stored else None


def _correct(attributed: Attributed, speaker: FormName | None) -> Attributed:
    quotation = attributed.quotation
    extracted = {
        "speaker": quotation.speaker,
        "speaker_kind": quotation.speaker_kind,
        "mention": asdict(quotation.mention) if quotation.mention else None,
        "joint": [asdict(one) for one in quotation.joint],
        "rule": quotation.rule,
        "confidence": quotation.confidence,
    }
    corrected = replace(
        quotation,
        speaker=speaker.text if speaker else None,
        speaker_kind=speaker.kind if speaker else None,
        mention=quotation.mention if speaker == attributed.speaker else None,
        joint=(),
        rule=EDITOR,
        confidence=1.0,
    )
    return Attributed(corrected, attributed.context, speaker, extracted=extracted)
