"""The stages in order: marks, sentences, phrases, cast, cues, attribution."""

from collections.abc import Iterator, Sequence
from typing import Final

from app.quotes.attribution import (
    REACH_OF_BYLINE,
    attribute,
    continue_from,
    find_announced,
    find_byline,
    of_gapped,
    of_interjection,
    withhold_doubtful,
)
from app.quotes.capitals import collect_capitals
from app.quotes.cues import FoundCue
from app.quotes.dialogue import find_turns
from app.quotes.discourse import Discourse
from app.quotes.hearing import NOBODY, Attribution, Hearing, hear_cues
from app.quotes.indirect import find_clauses
from app.quotes.links import Link, find_link
from app.quotes.marks import QuotedSpan, find_spans
from app.quotes.mentions import collect_cast
from app.quotes.nominals import Phrase
from app.quotes.phrases import find_phrases
from app.quotes.quotation import Cue, JointSpeaker, Mention, Quotation
from app.quotes.repeats import join_repeats
from app.quotes.scenes import Article, Scene, make_scene
from app.quotes.speakers import list_named
from app.quotes.speech import is_short, is_speech, kind_of
from app.quotes.tokens import Frame, cut_frames

EXTRACTOR_VERSION: Final = "5"

_UNCLOSED = 0.5  # what a missing mark leaves of the confidence


def find_quotations(body: str, title: str | None = None) -> tuple[Quotation, ...]:
    """Attributed quotations in order of `start`, offsets into `body`; the title only helps with names."""
    spans = find_turns(body, find_spans(body))
    if not spans:
        return ()
    article = _read_article(body, title, spans, whole=False)
    return join_repeats(list(_speech(article, indirect=False)))


def find_speech(body: str, title: str | None = None) -> tuple[Quotation, ...]:
    """What `find_quotations` gives, and indirect speech, in order of `start`; no two overlap."""
    spans = find_turns(body, find_spans(body))
    speech = list(_speech(_read_article(body, title, spans, whole=True), indirect=True))
    quoted = join_repeats([one for one in speech if one.kind != "indirect"])
    indirect = [one for one in speech if one.kind == "indirect"]
    return tuple(sorted((*quoted, *indirect), key=lambda one: one.start))


def _read_article(
    body: str, title: str | None, spans: Sequence[QuotedSpan], *, whole: bool
) -> Article:
    """The people of the whole text, and its sentences: all, or those that the quotations need."""
    frames = cut_frames(body, spans)
    headline = cut_frames(title or "", find_spans(title or ""))
    capitals = collect_capitals([*frames, *headline])
    phrases = [find_phrases(frame.tokens, capitals) for frame in frames]
    named = [(body, frame, found) for frame, found in zip(frames, phrases, strict=True)]
    named += [
        (title or "", f._replace(line=-1), find_phrases(f.tokens, capitals)) for f in headline
    ]
    needed = len(frames) if whole else _count_needed(frames)
    scenes = [
        make_scene(frame, found) for frame, found in zip(frames[:needed], phrases, strict=False)
    ]
    return Article(body, spans, scenes, collect_cast(named), capitals)


def _count_needed(frames: Sequence[Frame]) -> int:
    """The frames down to the last quotation, and those that its byline may be one of."""
    quoted = [position for position, frame in enumerate(frames) if frame.quotes]
    return quoted[-1] + 1 + REACH_OF_BYLINE if quoted else 0


def _speech(article: Article, *, indirect: bool) -> Iterator[Quotation]:
    """Sentence by sentence what is reported without marks, if asked for, then what is quoted."""
    discourse = Discourse()
    previous, announced, line = NOBODY, None, -1
    for position, scene in enumerate(article.scenes):
        if scene.line != line:
            previous, line = NOBODY, scene.line
        links = {i: find_link(scene, i) for i in scene.frame.quotes}
        hearing = hear_cues(article, scene, discourse, _inverted(scene, links))
        discourse = hearing.discourse
        goes_on = previous is not NOBODY
        quoted = [
            i
            for i, link in links.items()
            if not _is_term(article, scene, i) and is_speech(scene, i, link, goes_on=goes_on)
        ]
        if indirect:
            yield from _indirect(article, scene, quoted, hearing)
        for i in quoted:
            link = links[i]
            made = of_interjection(article, scene, i, discourse)
            made = made or of_gapped(article, scene, i, discourse)
            if made is None and link is None:
                made = find_byline(article, position) or announced
            if made is None and link is None and _goes_on(scene, i, previous, discourse):
                made = continue_from(previous)
            made = withhold_doubtful(made or attribute(article, i, scene, link, hearing))
            previous, announced = made, None
            if made.speaker is not None and made.keeps_floor:
                discourse = discourse.quoting(made.speaker)
            yield _quotation(article, scene, i, link, made)
        discourse = discourse.naming(list_named(article, scene))
        announced = find_announced(article, scene, hearing)


def _is_term(article: Article, scene: Scene, quote: int) -> bool:
    """A word or two in the article's lesser marks."""
    token = scene.tokens[quote]
    return token.quote in article.lesser_marks and is_short(token.quoted)


def _goes_on(scene: Scene, quote: int, previous: Attribution, discourse: Discourse) -> bool:
    """Whether the speaker of the quotation before has kept the floor, and no other subject stands here."""
    if previous.speaker is None or discourse.last != previous.speaker:
        return False
    subject = scene.subject
    return subject is None or subject.kind != "organisation" or subject.start > quote


def _indirect(
    article: Article, scene: Scene, quoted: Sequence[int], hearing: Hearing
) -> Iterator[Quotation]:
    for clause in find_clauses(scene, hearing.by_cue, quoted):
        made = hearing.by_cue[clause.cue]
        start, end = scene.bounds(clause.start, clause.end)
        cue = scene.cues[clause.cue]
        yield Quotation(
            start=start,
            end=end,
            text=article.text[start:end],
            kind="indirect",
            speaker=made.speaker.name if made.speaker else None,
            speaker_kind=made.speaker.kind if made.speaker else None,
            mention=_mention(article, scene, made),
            joint=_joint(article, scene, made),
            cue=_printed_cue(article, scene, cue),
            rule=made.rule,
            confidence=round(made.confidence, 2),
            rejected=made.rejected,
        )


def _inverted(scene: Scene, links: dict[int, Link | None]) -> set[int]:
    """Positions among the cues of those whose quotation stands before them."""
    return {
        scene.cues.index(link.cue)
        for link in links.values()
        if link is not None and link.cue is not None and link.place == "after"
    }


def _quotation(
    article: Article, scene: Scene, quote: int, link: Link | None, made: Attribution
) -> Quotation:
    span = article.spans[scene.tokens[quote].quote]
    whole = span.opened and span.closed
    speaker = made.speaker
    return Quotation(
        start=span.start,
        end=span.end,
        text=article.text[span.start : span.end],
        kind=kind_of(scene, quote, link),
        speaker=speaker.name if speaker else None,
        speaker_kind=speaker.kind if speaker else None,
        mention=_mention(article, made.inside or scene, made),
        joint=_joint(article, made.inside or scene, made),
        cue=_cue(article, scene, quote, link, made.inside),
        rule=made.rule,
        confidence=round(made.confidence * (1 if whole else _UNCLOSED), 2),
        rejected=made.rejected,
    )


def _mention(article: Article, scene: Scene, made: Attribution) -> Mention | None:
    if made.phrase is None or made.speaker is None:
        return None
    return _printed_mention(article, scene, made.phrase)


def _printed_mention(article: Article, scene: Scene, phrase: Phrase) -> Mention:
    start, end = scene.bounds(*(phrase.name or (phrase.start, phrase.core_end)))
    return Mention(article.text[start:end], start, end)


def _joint(article: Article, scene: Scene, made: Attribution) -> tuple[JointSpeaker, ...]:
    """Those who speak with the speaker; without mentions where no words of the sentence name them."""
    others = made.speaker.joint if made.speaker else ()
    if made.phrase is None or len(made.partners) != len(others):
        return tuple(JointSpeaker(one.name, one.kind, None) for one in others)
    return tuple(
        JointSpeaker(one.name, one.kind, _printed_mention(article, scene, phrase))
        for one, phrase in zip(others, made.partners, strict=True)
    )


def _cue(
    article: Article, scene: Scene, quote: int, link: Link | None, inside: Scene | None
) -> Cue | None:
    if inside is not None:
        return _printed_cue(article, inside, inside.cues[0])
    if link is None:
        return None
    if link.cue is None:
        colon = quote + 1 if link.place == "name" else quote - 1
        return Cue(":", ":", *scene.bounds(colon, colon + 1))
    return _printed_cue(article, scene, link.cue)


def _printed_cue(article: Article, scene: Scene, cue: FoundCue) -> Cue:
    start, end = scene.bounds(cue.start, cue.end)
    return Cue(article.text[start:end], cue.lemma, start, end)
