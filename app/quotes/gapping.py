"""A clause whose verb is left out: *Ruiz dijo «A» y Gil, «B»*, *Ruiz dijo que «A»; Gil, que «B»*."""

from app.quotes.lexicon import word_set
from app.quotes.links import first_of_list
from app.quotes.nominals import Phrase
from app.quotes.scenes import Scene
from app.quotes.tokens import QUOTE

_LONGEST_CONTRAST = 5  # tokens of *, por su parte,*
_LINKING = ("que", "de", "como")
_SPEAKERS = ("name", "role", "organisation")


def find_gapped_subject(scene: Scene, quote: int) -> Phrase | None:
    """The subject right before a quotation whose verb is that of the clause before; None for all else."""
    tokens, first = scene.tokens, first_of_list(scene.tokens, quote)
    linking = tokens[first - 1].low if first else ""
    comma = first - 2 if linking in _LINKING else first - 1
    if comma < 2 or tokens[comma].text != "," or _goes_on(scene, quote):
        return None
    start = _before_contrast(scene, comma)
    phrase = next((p for p in scene.phrases if p.end == start), None)
    if phrase is None or phrase.preposition or phrase.kind not in _SPEAKERS:
        return None
    if any(phrase.start <= cue.start < first for cue in scene.cues):
        return None
    end = _clause_end(scene, phrase.start)
    return phrase if end is not None and _is_said(scene, end, linking) else None


def _goes_on(scene: Scene, quote: int) -> bool:
    """*Gil, «el Zurdo», calló*: a comma after the words shows a name in apposition, and a verb of its own."""
    following = scene.tokens[quote + 1 : quote + 3]
    return len(following) > 1 and following[0].text == "," and following[1].low not in ("y", "e")


def _before_contrast(scene: Scene, comma: int) -> int:
    """The position of the comma before *, por su parte,*; the comma itself without such words."""
    tokens = scene.tokens
    for start in range(comma - 1, max(0, comma - _LONGEST_CONTRAST), -1):
        if tokens[start].text == ",":
            words = "_".join(token.low for token in tokens[start + 1 : comma])
            return start if words in word_set("contrasts") else comma
    return comma


def _clause_end(scene: Scene, start: int) -> int | None:
    """The end of the clause to which another is joined that begins at a position; None without a joint."""
    tokens = scene.tokens
    end = start - 1
    if end > 0 and tokens[end].low == "que" and tokens[end - 1].low == "mientras":
        end -= 1
    elif end <= 0 or (tokens[end].low not in ("y", "e", "pero") and tokens[end].text != ";"):
        return None
    return end - 1 if tokens[end - 1].text == "," else end


def _is_said(scene: Scene, end: int, linking: str) -> bool:
    """Whether a verb before the end of a clause governs speech there in the same way as after it."""
    cue = next((c for c in reversed(scene.cues) if c.end <= end and c.mood == "finite"), None)
    if cue is None:
        return False
    tokens = scene.tokens
    if linking in _LINKING:
        links = [i for i in range(cue.end, end) if tokens[i].low == linking]
        return any(linking == "que" or tokens[i + 1].kind == QUOTE for i in links)
    if cue.end < end and tokens[end - 1].kind == QUOTE:
        return True
    said_before = cue.start > 1 and tokens[cue.start - 2].kind == QUOTE
    named = any(p.start == cue.end and p.end == end for p in scene.phrases)
    return said_before and named and tokens[end].text == ";"
