"""A cue set off by rayas inside a quotation: *«El plan —explicó Ruiz— sale adelante»*."""

import re

from app.quotes.phrases import find_phrases
from app.quotes.scenes import Article, Scene, make_scene
from app.quotes.tokens import cut_frames

_LONGEST = 120  # characters between the rayas
_ASIDE = re.compile(rf"[—–](?=\w)([^—–\n]{{3,{_LONGEST}}}+)(?:[—–]|$)")


def find_interjection(article: Article, scene: Scene, quote: int) -> Scene | None:
    """The reporter's words inside the quotation at a token position; None without a reporting verb."""
    span = article.spans[scene.tokens[quote].quote]
    for found in _ASIDE.finditer(article.text, span.start, span.end):
        frame = cut_frames(found[1], ())[0]
        frame = frame._replace(starts=tuple(start + found.start(1) for start in frame.starts))
        inside = make_scene(frame, find_phrases(frame.tokens, article.capitals))
        cue = inside.cues[0] if inside.cues else None
        if cue is not None and cue.start == 0 and cue.mood == "finite" and cue.strong:
            return inside
    return None
