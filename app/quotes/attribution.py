"""Who said it: for each cue its speaker, for each quotation its cue or what stands around it."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from app.quotes.clauses import is_embedded, is_reproach
from app.quotes.cues import FoundCue
from app.quotes.discourse import Discourse, Speaker
from app.quotes.links import Link
from app.quotes.mentions import Person
from app.quotes.nominals import Phrase
from app.quotes.quotation import Candidate
from app.quotes.scenes import Article, Scene
from app.quotes.speakers import list_oblique, resolve
from app.quotes.subjects import find_subject
from app.quotes.topics import initial_subject, is_alone, only_name

# Share right on the development articles, by the way in which the subject was found.
_SURE = {
    "after": 0.95,
    "before": 0.94,
    "source": 0.9,
    "initial": 0.85,
    "role-initial": 0.65,
    "relative": 0.85,
    "from": 0.85,
    "written": 0.85,
    "colon": 0.8,
}
_PASSED_OVER, _CONTINUED, _UNKNOWN = 0.6, 0.95, 0.3
# The same, where no words name the speaker, by who had the floor last: a person, alone or with others named
# since, a name that may be no person's, somebody or something without a name.
_IMPLICIT = {
    "person": 0.9,
    "person of several": 0.78,
    "name": 0.75,
    "unnamed": 0.62,
    "doubtful": 0.3,
}
_LAST = {"person": 0.78, "person of several": 0.65, "name": 0.5, "unnamed": 0.45, "doubtful": 0.3}
_OF_SENTENCE, _SAME_SENTENCE = 0.6, 0.8
_DASHES = ("-", "–", "—", "--")
_BYLINE_TOKENS = 2  # the quotation and its stop
REACH_OF_BYLINE = 3  # sentences after a quotation
_SURE_TOPIC = 0.6
_LEAST = (
    0.4  # of 7 guesses below it 1 was right on the development articles, the seeds and a blind set
)
_OBLIQUE = "the sentence names them after a preposition"


class Attribution(NamedTuple):
    """Who said a quotation, as far as the article tells; `phrase` is None when no words name the speaker.

    `keeps_floor` is False for a speaker in a subordinate clause, after which the main subject goes on.
    """

    speaker: Speaker | None
    phrase: Phrase | None
    rule: str
    confidence: float
    rejected: tuple[Candidate, ...] = ()
    keeps_floor: bool = True


class Hearing(NamedTuple):
    """What the cues of a sentence tell: each one's attribution by its position, and who has the floor."""

    by_cue: dict[int, Attribution]
    discourse: Discourse


NOBODY = Attribution(None, None, "none", _UNKNOWN)


def hear_cues(
    article: Article, scene: Scene, discourse: Discourse, inverted: Collection[int]
) -> Hearing:
    """Find the speaker of each cue in order; `inverted` are those whose quotation stands before them."""
    topic = _find_topic(article, scene, discourse)
    if topic is not None:
        discourse = discourse.after(topic)
    by_cue: dict[int, Attribution] = {}
    held: list[Attribution] = []
    for position, cue in enumerate(scene.cues):
        after_quotation = position in inverted
        made = _of_cue(article, scene, position, discourse, inverted=after_quotation)
        if made is None:
            made = _implicit(article, scene, cue, discourse, held)
        if topic is not None and is_embedded(scene, cue):
            made = made._replace(keeps_floor=False)
        by_cue[position] = made
        speaks = cue.strong or after_quotation or cue.mood == "source" or cue.start == 0
        if made.speaker is not None and made.keeps_floor and speaks and cue.mood != "gerund":
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
    if is_alone(scene, quote):
        return _of_last(hearing.discourse)
    subject = initial_subject(scene)
    if subject is None or subject.start > quote or subject.kind not in ("name", "role"):
        return NOBODY
    if is_reproach(scene, quote):
        return NOBODY
    made = resolve(article, scene, subject, hearing.discourse)
    if made.speaker is None or made.speaker.person is None:
        return NOBODY
    return Attribution(made.speaker, subject, "name-of-sentence", _OF_SENTENCE)


def withhold_doubtful(made: Attribution) -> Attribution:
    """The attribution without its speaker where a guess would be wrong as often as right."""
    if made.speaker is None or made.confidence >= _LEAST:
        return made
    guess = Candidate(made.speaker.name, "too little speaks for them")
    return made._replace(speaker=None, phrase=None, rejected=(*made.rejected, guess))


def find_byline(article: Article, position: int) -> Attribution | None:
    """The name under a quotation that stands alone, after a dash: *— Ana Ruiz, alcaldesa*."""
    if len(article.scenes[position].tokens) > _BYLINE_TOKENS:
        return None
    following = article.scenes[position + 1 : position + 1 + REACH_OF_BYLINE]
    scene = next((scene for scene in following if scene.tokens), None)
    if scene is None or scene.tokens[0].text not in _DASHES:
        return None
    phrase = next((p for p in scene.phrases if p.start <= 1 and p.kind == "name"), None)
    if phrase is None:
        return None
    made = resolve(article, scene, phrase, Discourse())
    return Attribution(made.speaker, None, "byline", _SURE["colon"] * made.confidence)


def find_announced(article: Article, scene: Scene, hearing: Hearing) -> Attribution | None:
    """Who speaks in the next sentence when this one ends with a colon; None when it does not."""
    if scene.tokens[-1].text != ":":
        return None
    cues = [i for i, cue in enumerate(scene.cues) if cue.mood in ("finite", "impersonal")]
    if cues:
        made = hearing.by_cue[cues[-1]]
    else:
        introduced = _introduced(scene, len(scene.tokens))
        made = _of_colon(article, scene, introduced, hearing.discourse)
    return made._replace(rule="announced", phrase=None) if made.speaker else None


def continue_from(previous: Attribution) -> Attribution:
    """The attribution of a quotation that goes on, without a cue, in the paragraph of the one before."""
    return Attribution(
        previous.speaker, None, "continued", round(_CONTINUED * previous.confidence, 3)
    )


def _find_topic(article: Article, scene: Scene, discourse: Discourse) -> Speaker | None:
    """The one person whom the sentence puts before the reader as its subject."""
    subject = initial_subject(scene)
    phrase = subject or only_name(scene)
    if phrase is None or phrase.kind not in ("name", "role") or phrase.plural:
        return None
    topic = resolve(article, scene, phrase, discourse)
    if topic.speaker is None or topic.confidence <= _SURE_TOPIC:
        return None
    person = topic.speaker.person
    return topic.speaker if subject or (person and person.is_human) else None


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


def _implicit(
    article: Article, scene: Scene, cue: FoundCue, discourse: Discourse, held: Sequence[Attribution]
) -> Attribution:
    """No subject: the first speaker of the sentence, else the last one of all, who fits in number."""
    for former in held:
        speaker = former.speaker
        if speaker is not None and not (speaker.plural and cue.number == "singular"):
            sure = former.confidence * _SAME_SENTENCE
            return former._replace(phrase=None, rule="same-sentence", confidence=sure)
    if cue.mood == "impersonal" and is_embedded(scene, cue):
        return NOBODY
    rejected: list[Candidate] = []
    oblique = list_oblique(article, scene)
    for speaker in discourse.recent:
        why = _bar(cue, speaker, oblique)
        if why is None:
            sure = _PASSED_OVER if rejected else _IMPLICIT[_standing(speaker, discourse)]
            return Attribution(speaker, None, "implicit", sure, tuple(rejected))
        rejected.append(Candidate(speaker.name, why))
        if why is _OBLIQUE:
            break
    return Attribution(None, None, "implicit", _UNKNOWN, tuple(rejected))


def _of_last(discourse: Discourse) -> Attribution:
    """Whoever had the floor last, without a cue."""
    last = discourse.last
    if last is None:
        return NOBODY
    return Attribution(last, None, "last-speaker", _LAST[_standing(last, discourse)])


def _standing(speaker: Speaker, discourse: Discourse) -> str:
    """How firmly the one who had the floor last still has it."""
    if speaker.person is None:
        return "doubtful" if discourse.rivals else "unnamed"
    if not speaker.person.is_human:
        return "name"
    return "person of several" if discourse.rivals else "person"


def _bar(cue: FoundCue, speaker: Speaker, oblique: Collection[Person]) -> str | None:
    """Why a speaker cannot be the unspoken subject of a cue; None when they can."""
    if cue.mood == "impersonal" and speaker.kind == "person":
        return "nobody is the subject of the verb"
    if cue.number == "plural" and not speaker.plural and speaker.kind != "organisation":
        return "the verb is plural"
    if cue.number == "singular" and speaker.plural:
        return "the verb is singular"
    if any(person is speaker.person for person in oblique):
        return _OBLIQUE
    return None


def _introduced(scene: Scene, quote: int) -> Phrase | None:
    """The subject of a sentence that leads up to a quotation with a colon."""
    subject = initial_subject(scene)
    if subject is not None:
        return subject if subject.end <= quote else None
    last = next((p for p in scene.phrases if p.end == quote - 1), None)
    if last is None:
        return None
    return (
        last if last.kind == "document" or (last.kind == "name" and not last.preposition) else None
    )


def _of_colon(
    article: Article, scene: Scene, phrase: Phrase | None, discourse: Discourse
) -> Attribution:
    if phrase is not None:
        made = resolve(article, scene, phrase, discourse)
        if made.speaker is not None:
            sure = _SURE["colon"] * made.confidence
            return Attribution(made.speaker, phrase, f"{phrase.kind}-colon", sure)
    if any(not p.preposition for p in scene.phrases):
        return NOBODY
    return _of_last(discourse)._replace(rule="colon")
