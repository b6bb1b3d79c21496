"""Who said it: for each cue its speaker, for each quotation its cue or what stands around it."""

from collections.abc import Sequence

from app.quotes import confidence
from app.quotes.clauses import is_reproach
from app.quotes.discourse import Discourse
from app.quotes.gapping import find_gapped_subject
from app.quotes.hearing import NOBODY, Attribution, Hearing, hear_cues
from app.quotes.interjections import find_interjection
from app.quotes.joint import find_acting, find_named
from app.quotes.lexicon import word_set
from app.quotes.links import Link
from app.quotes.nominals import Phrase
from app.quotes.quotation import Candidate
from app.quotes.scenes import Article, Scene
from app.quotes.speakers import resolve, resolve_joint
from app.quotes.topics import is_alone
from app.quotes.words import DASHES

_BYLINE_TOKENS = 2  # the quotation and its stop
REACH_OF_BYLINE = 3  # sentences after a quotation


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
    if is_alone(scene.tokens, quote):
        return _of_last(hearing.discourse)
    subject = scene.subject
    if subject is None or subject.start > quote or subject.kind not in ("name", "role"):
        return NOBODY
    if is_reproach(scene, quote):
        return NOBODY
    acting = find_acting(scene, subject)
    if any(phrase.kind != "name" for phrase in acting):
        acting = (subject,)
    made, (phrase, *partners) = resolve_joint(article, scene, acting, hearing.discourse)
    if made.speaker is None or made.speaker.person is None:
        return NOBODY
    rule, sure = "name-of-sentence", confidence.OF_SENTENCE
    return Attribution(made.speaker, phrase, rule, sure, partners=tuple(partners))


def withhold_doubtful(made: Attribution) -> Attribution:
    """The attribution without its speaker where a guess would be wrong as often as right."""
    if made.speaker is None or made.confidence >= confidence.LEAST:
        return made
    guess = Candidate(made.speaker.name, "too little speaks for them")
    return made._replace(speaker=None, phrase=None, rejected=(*made.rejected, guess))


def of_interjection(
    article: Article, scene: Scene, quote: int, discourse: Discourse
) -> Attribution | None:
    """The speaker whom a cue between rayas inside the quotation names; None without such a cue."""
    inside = find_interjection(article, scene, quote)
    if inside is None:
        return None
    return hear_cues(article, inside, discourse, {0}).by_cue[0]._replace(inside=inside)


def of_gapped(
    article: Article, scene: Scene, quote: int, discourse: Discourse
) -> Attribution | None:
    """The speaker whose verb is that of the clause before; None where none is left out."""
    phrase = find_gapped_subject(scene, quote)
    if phrase is None:
        return None
    made = resolve(article, scene, phrase, discourse)
    sure = confidence.INITIAL * made.confidence
    return Attribution(made.speaker, phrase, f"{phrase.kind}-gapped", sure, made.rejected)


def find_byline(article: Article, position: int) -> Attribution | None:
    """The name under a quotation that stands alone, after a dash: *— Ana Ruiz, alcaldesa*."""
    if len(article.scenes[position].tokens) > _BYLINE_TOKENS:
        return None
    following = article.scenes[position + 1 : position + 1 + REACH_OF_BYLINE]
    scene = next((scene for scene in following if scene.tokens), None)
    if scene is None or scene.tokens[0].text not in DASHES:
        return None
    phrase = next((p for p in scene.phrases if p.start <= 1 and p.kind == "name"), None)
    if phrase is None:
        return None
    signing = find_named(article, scene, phrase)
    made, _ = resolve_joint(article, scene, signing, Discourse())
    return Attribution(made.speaker, None, "byline", confidence.COLON * made.confidence)


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
        previous.speaker, None, "continued", round(confidence.CONTINUED * previous.confidence, 3)
    )


def _of_last(discourse: Discourse) -> Attribution:
    """Whoever had the floor last, without a cue."""
    last = discourse.last
    if last is None:
        return NOBODY
    quoted = discourse.quoted
    if not last.is_human and quoted is not None and quoted.is_human:
        return Attribution(quoted, None, "last-speaker", confidence.RETURNED)
    return Attribution(last, None, "last-speaker", confidence.of_floor(last, discourse, cued=False))


def _introduced(scene: Scene, quote: int) -> Phrase | None:
    """The subject of a sentence that leads up to a quotation with a colon."""
    subject = scene.subject
    if subject is not None:
        return subject if subject.end <= quote else None
    last = next((p for p in scene.phrases if p.end == quote - 1), None)
    if last is None:
        return None
    return (
        last if last.kind == "document" or (last.kind == "name" and not last.preposition) else None
    )


def _is_defined(scene: Scene, phrase: Phrase) -> bool:
    """*Su consejo es: "…"*: what stands after the colon is the thing, which does not speak."""
    after = scene.tokens[phrase.end].low if phrase.end < len(scene.tokens) else ""
    return phrase.kind in ("organisation", "document") and after in word_set("copulas")


def _named_before_colon(article: Article, scene: Scene, phrase: Phrase) -> Sequence[Phrase]:
    """*Ruiz y Gil: "…"*, *Ruiz y Gil se quejan: "…"*: those of whom the sentence speaks."""
    acting = find_acting(scene, phrase)
    return acting if len(acting) > 1 else find_named(article, scene, phrase)


def _of_colon(
    article: Article, scene: Scene, phrase: Phrase | None, discourse: Discourse
) -> Attribution:
    if phrase is not None and not _is_defined(scene, phrase):
        named = _named_before_colon(article, scene, phrase)
        made, (phrase, *partners) = resolve_joint(article, scene, named, discourse)
        if made.speaker is not None:
            sure = confidence.COLON * made.confidence
            rule = f"{phrase.kind}-colon"
            return Attribution(made.speaker, phrase, rule, sure, partners=tuple(partners))
    if any(not p.preposition for p in scene.phrases):
        return NOBODY
    return _of_last(discourse)._replace(rule="colon")
