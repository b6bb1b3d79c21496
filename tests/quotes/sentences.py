"""A text as a stage of the extraction sees it: the scene of its first sentence, its last quotation."""

from app.quotes import Quotation, find_quotations
from app.quotes.capitals import collect_capitals
from app.quotes.marks import find_spans
from app.quotes.nominals import Phrase
from app.quotes.phrases import find_phrases
from app.quotes.scenes import Scene, make_scene
from app.quotes.tokens import cut_frames


def scene_of(text: str) -> Scene:
    """The first sentence with its phrases and cues."""
    frame = cut_frames(text, find_spans(text))[0]
    phrases = find_phrases(frame.tokens, collect_capitals([frame]))
    return make_scene(frame, phrases)


def print_phrase(text: str, scene: Scene, phrase: Phrase | None) -> str | None:
    """The name in a phrase, or else the phrase, as the text prints it."""
    if phrase is None:
        return None
    start, end = scene.bounds(*(phrase.name or (phrase.start, phrase.core_end)))
    return text[start:end]


def last(text: str) -> Quotation:
    """The last quotation."""
    return find_quotations(text)[-1]


def last_speaker(text: str) -> str | None:
    """The speaker of the last quotation."""
    return last(text).speaker
