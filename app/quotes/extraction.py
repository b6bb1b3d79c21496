"""The stages in order: marks, sentences, phrases, cast, cues, attribution."""

from collections.abc import Iterator, Sequence
from typing import Final

from app.quotes.attribution import (
    NOBODY,
    Attribution,
    attribute,
    continue_from,
    find_byline,
    hear_cues,
)
from app.quotes.cues import find_cues
from app.quotes.links import Link, find_link
from app.quotes.marks import find_spans
from app.quotes.mentions import collect_cast
from app.quotes.phrases import find_phrases
from app.quotes.quotation import Cue, Mention, Quotation
from app.quotes.repeats import join_repeats
from app.quotes.scenes import Article, Scene
from app.quotes.speakers import Discourse
from app.quotes.speech import is_speech, kind_of
from app.quotes.tokens import CAPITAL, QUOTE, WORD, Frame, cut_frames

EXTRACTOR_VERSION: Final = "1"

_KEEPS_SENTENCE = (",", "(")
_UNCLOSED = 0.5  # what a missing mark leaves of the confidence


def find_quotations(body: str, title: str | None = None) -> tuple[Quotation, ...]:
    """Attributed quotations in order of `start`, offsets into `body`; the title only helps with names."""
    spans = find_spans(body)
    if not spans:
        return ()
    frames = cut_frames(body, spans)
    headline = cut_frames(title or "", find_spans(title or ""))
    known = _known_capitals([*frames, *headline])
    phrases = [find_phrases(frame.tokens, known) for frame in frames]
    named = [(body, frame.tokens, found) for frame, found in zip(frames, phrases, strict=True)]
    named += [(title or "", f.tokens, find_phrases(f.tokens, known)) for f in headline]
    scenes = [
        Scene(frame.tokens, found, find_cues(frame.tokens), frame.line)
        for frame, found in zip(frames, phrases, strict=True)
    ]
    article = Article(body, spans, scenes, collect_cast(named))
    return join_repeats(tuple(_quotations(article)))


def _known_capitals(frames: Sequence[Frame]) -> frozenset[str]:
    """Lower-case forms of the words that stand with a capital inside a sentence."""
    known = set()
    for frame in frames:
        inside = False
        for token in frame.tokens:
            if inside and token.kind == CAPITAL and not token.text.isupper():
                known.add(token.low)
            inside = token.kind in (WORD, CAPITAL) or (inside and token.text in _KEEPS_SENTENCE)
    return frozenset(known)


def _quotations(article: Article) -> Iterator[Quotation]:
    discourse = Discourse()
    previous, line = NOBODY, -1
    for position, scene in enumerate(article.scenes):
        if scene.line != line:
            previous, line = NOBODY, scene.line
        links = {
            i: find_link(scene, i) for i, token in enumerate(scene.tokens) if token.kind == QUOTE
        }
        hearing = hear_cues(article, scene, discourse, _inverted(scene, links))
        discourse = hearing.discourse
        for i, link in links.items():
            if not is_speech(scene, i, link):
                continue
            made = find_byline(article, position) if link is None else None
            if made is None and link is None and previous.speaker is not None:
                made = continue_from(previous)
            made = made or attribute(article, i, scene, link, hearing)
            previous = made
            if made.speaker is not None:
                discourse = discourse.after(made.speaker)
            yield _quotation(article, scene, i, link, made)


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
        mention=_mention(article, scene, made),
        cue=_cue(article, scene, quote, link),
        rule=made.rule,
        confidence=round(made.confidence * (1 if whole else _UNCLOSED), 2),
        rejected=made.rejected,
    )


def _mention(article: Article, scene: Scene, made: Attribution) -> Mention | None:
    if made.phrase is None or made.speaker is None:
        return None
    first, last = made.phrase.name or (made.phrase.start, made.phrase.core_end)
    start, end = scene.tokens[first].start, scene.tokens[last - 1].end
    return Mention(article.text[start:end], start, end)


def _cue(article: Article, scene: Scene, quote: int, link: Link | None) -> Cue | None:
    if link is None:
        return None
    if link.cue is None:
        colon = scene.tokens[quote + 1 if link.place == "name" else quote - 1]
        return Cue(":", ":", colon.start, colon.end)
    start, end = scene.tokens[link.cue.start].start, scene.tokens[link.cue.end - 1].end
    return Cue(article.text[start:end], link.cue.lemma, start, end)
