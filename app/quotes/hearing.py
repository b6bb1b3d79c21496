"""Whom the cues of a sentence name as their speakers, and who has the floor after them."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from app.quotes import confidence
from app.quotes.clauses import is_embedded
from app.quotes.cues import FoundCue
from app.quotes.discourse import Discourse, Speaker
from app.quotes.joint import find_acting, find_speaking
from app.quotes.lexicon import word_set
from app.quotes.mentions import Person
from app.quotes.nominals import Phrase
from app.quotes.quotation import Candidate
from app.quotes.scenes import Article, Scene
from app.quotes.speakers import list_oblique, resolve, resolve_joint
from app.quotes.subjects import Subject, agrees, find_subject
from app.quotes.topics import only_name

_PLURAL, _SINGULAR = _NUMBERS = "the verb is plural", "the verb is singular"
_OBLIQUE = "the sentence names them after a preposition"


class Attribution(NamedTuple):
    """Who said a quotation, as far as the article tells; `phrase` is None when no words name the speaker.

    `keeps_floor` is False for a speaker in a subordinate clause, after which the main subject goes on.
    `inside` are the reporter's words between the rayas of a quotation, where phrase and cue stand there.
    `partners` are the phrases of those who speak with the speaker, in the order of `speaker.joint`.
    """

    speaker: Speaker | None
    phrase: Phrase | None
    rule: str
    confidence: float
    rejected: tuple[Candidate, ...] = ()
    keeps_floor: bool = True
    inside: Scene | None = None
    partners: tuple[Phrase, ...] = ()


class Hearing(NamedTuple):
    """What the cues of a sentence tell: each one's attribution by its position, and who has the floor."""

    by_cue: dict[int, Attribution]
    discourse: Discourse


NOBODY = Attribution(None, None, "none", confidence.UNKNOWN)


def hear_cues(
    article: Article, scene: Scene, discourse: Discourse, inverted: Collection[int]
) -> Hearing:
    """Find the speaker of each cue in order; `inverted` are those whose quotation stands before them."""
    topic = _find_topic(article, scene, discourse)
    if topic is not None:
        discourse = discourse.after(topic)
    by_cue: dict[int, Attribution] = {}
    held: list[Attribution] = []
    aside: Speaker | None = None
    main: Speaker | None = None
    for position, cue in enumerate(scene.cues):
        after_quotation = position in inverted
        embedded = is_embedded(scene, cue)
        made = _of_cue(article, scene, position, discourse, inverted=after_quotation)
        if made is None or (held and cue.number == "none" and made.rule.endswith("-initial")):
            made = _implicit(article, scene, cue, discourse, held)
        embedded = embedded or made.rule.endswith("-relative")
        by_cue[position] = made = made._replace(
            keeps_floor=not embedded or (topic is None and not held)
        )
        if made.speaker is None or not made.keeps_floor:
            continue
        if not (after_quotation or _takes_floor(cue, made)):
            main = main or (made.speaker if not embedded and _is_stated(cue, made) else None)
            continue
        if embedded and not after_quotation:
            aside = aside or made.speaker
            continue
        discourse = discourse if held else discourse.after(made.speaker)
        held.append(made)
    if aside is not None and not held:
        discourse = discourse.after(main or aside)
    return Hearing(by_cue, discourse)


def _takes_floor(cue: FoundCue, made: Attribution) -> bool:
    """Whether a cue shows by itself that its speaker says something, or is the subject by name."""
    if cue.mood == "gerund":
        return False
    named = cue.mood == "finite" and made.rule.startswith("name-")
    return cue.strong or cue.mood == "source" or cue.start == 0 or named


def _is_stated(cue: FoundCue, made: Attribution) -> bool:
    """Whether a verb has a subject of its own that is sure enough to be what the sentence is about."""
    sure = made.confidence >= confidence.SURE_TOPIC
    return cue.mood == "finite" and made.phrase is not None and sure


def _find_topic(article: Article, scene: Scene, discourse: Discourse) -> Speaker | None:
    """The one person whom the sentence puts before the reader as its subject."""
    phrase = scene.subject
    if phrase is None and not scene.cues:
        phrase = only_name(scene.tokens, scene.phrases)
    if phrase is None or phrase.kind not in ("name", "role") or phrase.plural:
        return None
    if phrase.kind == "role" and scene.tokens[phrase.start].low == "su":
        return None
    if any(cue.mood == "finite" and cue.end < phrase.start for cue in scene.cues):
        return None
    acting = find_acting(scene, phrase) if scene.subject else (phrase,)
    topic = resolve_joint(article, scene, acting, discourse).resolution
    if topic.speaker is None or topic.confidence <= confidence.SURE_TOPIC:
        return None
    person = topic.speaker.person
    return topic.speaker if scene.subject or (person and person.is_human) else None


def _of_cue(
    article: Article, scene: Scene, position: int, discourse: Discourse, *, inverted: bool
) -> Attribution | None:
    """The attribution by the cue's own subject; None when it has none."""
    cue = scene.cues[position]
    if "own" in cue.classes:
        return _of_opinion(article, scene, cue, discourse)
    if cue.mood == "gerund" and not inverted:
        return None
    subject = find_subject(scene, cue, inverted=inverted)
    if subject is None:
        return NOBODY if cue.mood == "source" else None
    if subject.how == "relative" and _is_written_by(scene, position, subject.phrase):
        return None
    speaking = find_speaking(article, scene, cue, subject)
    made, (phrase, *partners) = resolve_joint(article, scene, speaking, discourse)
    rule = f"{phrase.kind}-{subject.how}"
    sure = confidence.of_subject(rule, subject.how) * made.confidence
    return Attribution(made.speaker, phrase, rule, sure, made.rejected, partners=tuple(partners))


def _is_written_by(scene: Scene, position: int, phrase: Phrase) -> bool:
    """*publicó un mensaje que decía*: the words are those of whoever wrote the text."""
    writing = (c for c in scene.cues[:position] if c.classes & {"write", "touch"})
    return phrase.kind == "document" and any(phrase.start - cue.end in (0, 1) for cue in writing)


def _of_opinion(
    article: Article, scene: Scene, cue: FoundCue, discourse: Discourse
) -> Attribution | None:
    """*a su juicio*, *en su opinión*: the subject of the sentence, when it has one before them."""
    subject = scene.subject
    if subject is None or subject.end > cue.start or subject.kind not in ("name", "role"):
        return None
    made = resolve(article, scene, subject, discourse)
    return Attribution(made.speaker, subject, "own-opinion", confidence.INITIAL * made.confidence)


def _implicit(
    article: Article, scene: Scene, cue: FoundCue, discourse: Discourse, held: Sequence[Attribution]
) -> Attribution:
    """No subject: the first speaker of the sentence, else the last one of all, who fits in number."""
    for former in held:
        speaker = former.speaker
        if speaker is not None and not (speaker.plural and cue.number == "singular"):
            sure = former.confidence * confidence.SAME_SENTENCE
            return former._replace(phrase=None, rule="same-sentence", confidence=sure)
    if cue.mood == "impersonal" and is_embedded(scene, cue):
        return NOBODY
    by_sentence = _of_sentence(article, scene, cue, discourse)
    return by_sentence or _of_floor(article, scene, cue, discourse)


def _of_sentence(
    article: Article, scene: Scene, cue: FoundCue, discourse: Discourse
) -> Attribution | None:
    """*Los autores vieron que "…", señalan*: the subject of the sentence, in the number of the verb."""
    subject = scene.subject
    if subject is None or subject.kind == "document" or subject.end > cue.start:
        return None
    if is_embedded(scene, cue) or not agrees(scene.tokens, subject, cue):
        return None
    speaking = find_speaking(article, scene, cue, Subject(subject, "initial"))
    made, (phrase, *partners) = resolve_joint(article, scene, speaking, discourse)
    if made.speaker is None or _goes_before(cue, discourse.last, made.speaker):
        return None
    sure = confidence.INITIAL * confidence.SAME_SENTENCE * made.confidence
    rule = "subject-of-sentence"
    return Attribution(made.speaker, phrase, rule, sure, made.rejected, partners=tuple(partners))


def _goes_before(cue: FoundCue, last: Speaker | None, subject: Speaker) -> bool:
    """*Alba tiene un plan "que salva vidas", ha añadido*: a person who has the floor, not the body."""
    if last is None or not last.is_human or subject.is_human:
        return False
    return _bar(cue, "", last, ()) is None


def _of_floor(article: Article, scene: Scene, cue: FoundCue, discourse: Discourse) -> Attribution:
    """Whoever had the floor last and can be the subject of the verb."""
    rejected: list[Candidate] = []
    oblique = list_oblique(article, scene)
    for speaker in discourse.recent:
        why = _bar(cue, scene.tokens[cue.end - 1].low, speaker, oblique)
        if why is None:
            sure = confidence.of_floor(speaker, discourse, cued=True)
            if rejected:
                by_number = speaker.is_human and all(one.why in _NUMBERS for one in rejected)
                sure = sure * confidence.PAST_NUMBER if by_number else confidence.PASSED_OVER
            return Attribution(speaker, None, "implicit", sure, tuple(rejected))
        rejected.append(Candidate(speaker.name, why))
        if why is _OBLIQUE:
            break
    return Attribution(None, None, "implicit", confidence.UNKNOWN, tuple(rejected))


def _bar(cue: FoundCue, verb: str, speaker: Speaker, oblique: Collection[Person]) -> str | None:
    """Why a speaker cannot be the unspoken subject of a cue; None when they can."""
    if cue.mood == "impersonal" and speaker.kind == "person":
        return "nobody is the subject of the verb"
    if cue.number == "plural" and not speaker.plural and speaker.kind != "organisation":
        return _PLURAL
    if cue.number == "singular" and speaker.plural:
        return _SINGULAR
    if speaker.written and not _is_written(cue, verb):
        return "a text does not speak so"
    if any(person is speaker.person for person in oblique):
        return _OBLIQUE
    return None


def _is_written(cue: FoundCue, verb: str) -> bool:
    """Whether a text can be the subject of a verb: *señala*, not *dijo* nor *preguntó*."""
    return cue.lemma in word_set("impersonal_verbs") and verb not in word_set("spoken")
