"""Who said it: for each cue its speaker, for each quotation its cue or what stands around it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from app.quotes.cues import FoundCue
from app.quotes.links import Link
from app.quotes.nominals import Phrase
from app.quotes.quotation import Candidate
from app.quotes.scenes import Article, Scene
from app.quotes.speakers import Discourse, Speaker, resolve
from app.quotes.subjects import find_subject, initial_subject, is_alone

# Share right on the development articles, by the way in which the subject was found.
_SURE = {
    "after": 0.95,
    "before": 0.94,
    "source": 0.9,
    "initial": 0.85,
    "role-initial": 0.65,
    "relative": 0.85,
    "from": 0.85,
    "colon": 0.8,
}
_IMPLICIT, _CONTINUED, _LAST_SPEAKER, _UNKNOWN = 0.85, 0.95, 0.7, 0.3
_OF_SENTENCE, _SAME_SENTENCE = 0.6, 0.8
_DASHES = ("-", "–", "—", "--")
_BYLINE_TOKENS = 2  # the quotation and its stop
_SURE_TOPIC = 0.6


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who said a quotation, as far as the article tells; `phrase` is None when no words name the speaker."""

    speaker: Speaker | None
    phrase: Phrase | None
    rule: str
    confidence: float
    rejected: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Hearing:
    """What the cues of a sentence tell: each one's attribution by its position, and who has the floor."""

    by_cue: dict[int, Attribution]
    discourse: Discourse


NOBODY = Attribution(None, None, "none", _UNKNOWN)


def hear_cues(
    article: Article, scene: Scene, discourse: Discourse, inverted: Collection[int]
) -> Hearing:
    """Find the speaker of each cue in order; `inverted` are those whose quotation stands before them."""
    discourse = _with_topic(article, scene, discourse)
    by_cue: dict[int, Attribution] = {}
    held: list[Attribution] = []
    for position, cue in enumerate(scene.cues):
        after_quotation = position in inverted
        made = _of_cue(article, scene, position, discourse, inverted=after_quotation)
        if made is None:
            made = _implicit(cue, discourse, held)
        by_cue[position] = made
        speaks = cue.strong or after_quotation or cue.mood == "source" or cue.start == 0
        if made.speaker is not None and speaks and cue.mood != "gerund":
            discourse = discourse if held else discourse.after(made.speaker)
            held.append(made)
    return Hearing(by_cue, discourse)


def attribute(
    article: Article, quote: int, scene: Scene, link: Link | None, hearing: Hearing
) -> Attribution:
    """The speaker of the quotation at a token position, by its cue, its colon, or the floor."""
    if link is None:
        return _without_cue(article, scene, quote, hearing)
    if link.cue is not None:
        return hearing.by_cue[scene.cues.index(link.cue)]
    named = scene.phrases[-1] if link.place == "name" else _introduced(scene, quote)
    return _of_colon(article, scene, named, hearing.discourse)


def _without_cue(article: Article, scene: Scene, quote: int, hearing: Hearing) -> Attribution:
    """A quotation alone goes on with the last speaker; one in a sentence belongs to its subject."""
    last = hearing.discourse.last
    if is_alone(scene, quote):
        return Attribution(last, None, "last-speaker", _LAST_SPEAKER) if last else NOBODY
    subject = initial_subject(scene)
    if subject is None or subject.start > quote or subject.kind not in ("name", "role"):
        return NOBODY
    made = resolve(article, scene, subject, hearing.discourse)
    if made.speaker is None or made.speaker.person is None:
        return NOBODY
    return Attribution(made.speaker, subject, "name-of-sentence", _OF_SENTENCE)


def find_byline(article: Article, position: int) -> Attribution | None:
    """The name under a quotation that stands alone, after a dash: *— Ana Ruiz, alcaldesa*."""
    if len(article.scenes[position].tokens) > _BYLINE_TOKENS:
        return None
    following = article.scenes[position + 1 : position + 4]
    scene = next((scene for scene in following if scene.tokens), None)
    if scene is None or scene.tokens[0].text not in _DASHES:
        return None
    phrase = next((p for p in scene.phrases if p.start <= 1 and p.kind == "name"), None)
    if phrase is None:
        return None
    made = resolve(article, scene, phrase, Discourse())
    return Attribution(made.speaker, None, "byline", _SURE["colon"] * made.confidence)


def continue_from(previous: Attribution) -> Attribution:
    """The attribution of a quotation that goes on, without a cue, in the paragraph of the one before."""
    return Attribution(
        previous.speaker, None, "continued", round(_CONTINUED * previous.confidence, 3)
    )


def _with_topic(article: Article, scene: Scene, discourse: Discourse) -> Discourse:
    """The discourse once the sentence has put its subject before the reader."""
    subject = initial_subject(scene)
    if subject is None or subject.kind not in ("name", "role") or subject.plural:
        return discourse
    topic = resolve(article, scene, subject, discourse)
    speaker = topic.speaker
    if speaker is None or speaker.person is None or topic.confidence <= _SURE_TOPIC:
        return discourse
    return discourse.after(speaker)


def _of_cue(
    article: Article, scene: Scene, position: int, discourse: Discourse, *, inverted: bool
) -> Attribution | None:
    """The attribution by the cue's own subject; None when it has none."""
    cue = scene.cues[position]
    if "own" in cue.classes:
        return _of_opinion(article, scene, cue, discourse)
    subject = find_subject(scene, cue, inverted=inverted)
    if subject is None:
        return NOBODY if cue.mood == "source" else None
    made = resolve(article, scene, subject.phrase, discourse)
    rule = f"{subject.phrase.kind}-{subject.how}"
    confidence = _SURE.get(rule, _SURE[subject.how]) * made.confidence
    return Attribution(made.speaker, subject.phrase, rule, confidence, made.rejected)


def _of_opinion(
    article: Article, scene: Scene, cue: FoundCue, discourse: Discourse
) -> Attribution | None:
    """*a su juicio*, *en su opinión*: the subject of the sentence, when it has one before them."""
    subject = initial_subject(scene)
    if subject is None or subject.end > cue.start or subject.kind not in ("name", "role"):
        return None
    made = resolve(article, scene, subject, discourse)
    return Attribution(made.speaker, subject, "own-opinion", _SURE["initial"] * made.confidence)


def _implicit(cue: FoundCue, discourse: Discourse, held: Sequence[Attribution]) -> Attribution:
    """No subject: the first speaker of the sentence, else the last one of all, who fits in number."""
    for former in held:
        speaker = former.speaker
        if speaker is not None and not (speaker.plural and cue.number == "singular"):
            sure = former.confidence * _SAME_SENTENCE
            return replace(former, phrase=None, rule="same-sentence", confidence=sure)
    speaker = discourse.last
    if speaker is not None and speaker.plural and cue.number == "singular":
        speaker = discourse.person
    if speaker is None:
        return NOBODY
    if cue.number == "plural" and not speaker.plural and speaker.kind != "organisation":
        rejected = (Candidate(speaker.name, "the verb is plural"),)
        return Attribution(None, None, "implicit", _UNKNOWN, rejected)
    return Attribution(speaker, None, "implicit", _IMPLICIT)


def _introduced(scene: Scene, quote: int) -> Phrase | None:
    """The subject of a sentence that leads up to a quotation with a colon."""
    subject = initial_subject(scene)
    return subject if subject is not None and subject.end <= quote else None


def _of_colon(
    article: Article, scene: Scene, phrase: Phrase | None, discourse: Discourse
) -> Attribution:
    if phrase is not None:
        made = resolve(article, scene, phrase, discourse)
        if made.speaker is not None:
            sure = _SURE["colon"] * made.confidence
            return Attribution(made.speaker, phrase, f"{phrase.kind}-colon", sure)
    if discourse.last is None or any(not p.preposition for p in scene.phrases):
        return NOBODY
    return Attribution(discourse.last, None, "colon", _LAST_SPEAKER)
