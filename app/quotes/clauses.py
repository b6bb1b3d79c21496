"""Which cues stand in a subordinate clause: *la edil, quien negó…*, *dijo que su Gobierno espera…*."""

from app.quotes.cues import FoundCue
from app.quotes.lexicon import word_set
from app.quotes.scenes import Scene

_PARTICIPLE = 2  # tokens before the quotation, its preposition between


def is_embedded(scene: Scene, cue: FoundCue) -> bool:
    """Whether a subordinating word stands before the cue, or before the subject that touches it."""
    start = skip_adverbs(scene, cue.start)
    subject = next((p for p in scene.phrases if p.end == start and not p.preposition), None)
    if subject is not None and scene.tokens[subject.start].low not in word_set("subordinators"):
        start = skip_adverbs(scene, subject.start)
    return start > 0 and scene.tokens[start - 1].low in word_set("subordinators")


def skip_adverbs(scene: Scene, position: int) -> int:
    """Where the run of adverbs begins that ends before a position; the position itself without any."""
    adverbs = word_set("adverbs")
    while position and scene.tokens[position - 1].low in adverbs:
        position -= 1
    return position


def is_reproach(scene: Scene, quote: int) -> bool:
    """*Ruiz, acusado de "…"*: after a participle the words are another's."""
    tokens = scene.tokens
    if quote < _PARTICIPLE or tokens[quote - 1].low not in ("de", "como", "por"):
        return False
    return tokens[quote - _PARTICIPLE].low.rstrip("s").endswith(("ado", "ada", "ido", "ida"))
