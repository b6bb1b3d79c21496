"""Which cue governs a quotation: the one right after it, the nearest before it, or a colon."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from app.quotes.clauses import is_embedded
from app.quotes.cues import FoundCue
from app.quotes.lexicon import word_set
from app.quotes.scenes import Scene
from app.quotes.tokens import POINT, QUOTE, WORD, Token
from app.quotes.words import PAUSES

Place = Literal["after", "before", "colon", "name"]

_LONGEST_LIST = 40  # tokens of quotations in a row before their common cue
_LONGEST_ASIDE = 7  # tokens between a quotation and its verb
_NEXT_TO = 3  # tokens between a weak cue and what it governs
_LABEL_REACH = 9
_AFTER_NOUN = (":", "fue", "es", "era", "fueron", "son")


class Link(NamedTuple):
    """A quotation's cue and the side on which it stands; `cue` is None for a bare colon.

    `name` is the colon after the quotation of a headline: *"Volveremos": Ana Ruiz*.
    `tight` says that only a pause, *que* or a colon stands between the two.
    """

    cue: FoundCue | None
    place: Place
    tight: bool


def find_link(scene: Scene, quote: int) -> Link | None:
    """The cue of the quotation at a token position; None when the sentence has none for it."""
    listed = _of_list(scene, quote)
    if listed is not None:
        return listed
    after = _cue_after(scene, quote)
    before = _cue_before(scene, quote)
    if after is not None and after.tight and not _is_outdone(after, before):
        return after
    closing = _closing_cue(scene, quote)
    if before is not None and (before.tight or closing is None or _is_said(before, closing)):
        return before
    if quote and scene.tokens[quote - 1].text == ":" and not _is_by_source(closing):
        return Link(None, "colon", tight=True)
    if _names_speaker_after(scene, quote):
        return Link(None, "name", tight=True)
    return after or closing or before


def _of_list(scene: Scene, quote: int) -> Link | None:
    """*Ruiz enumeró: "…", "…" y "…"*: the cue before the colon has all that it leads to."""
    first = first_of_list(scene.tokens, quote)
    if first in (0, quote) or scene.tokens[first - 1].text != ":":
        return None
    link = _cue_before(scene, first)
    said = link is not None and link.tight and link.cue is not None and link.cue.strong
    return link if said else None


def first_of_list(tokens: Sequence[Token], quote: int) -> int:
    """The position of the first of quotations in a row, *«A», «B» y «C»*; itself for one alone."""
    while quote > 1 and tokens[quote - 2].kind == QUOTE and _lists(tokens[quote - 1]):
        quote -= 2
    return quote


def _lists(token: Token) -> bool:
    return token.text in (",", ";") or token.low in ("y", "e")


def _is_said(before: Link, closing: Link) -> bool:
    """*reprocharon su "error", según el acta*: the verb tells who said it, the source who tells so."""
    return _is_by_source(closing) and before.cue is not None and before.cue.strong


def _is_by_source(closing: Link | None) -> bool:
    """*Gripe: "muy leve" pero larga, según un estudio*: the colon sets off the topic, not the speaker."""
    return closing is not None and closing.cue is not None and closing.cue.mood == "source"


def _is_outdone(after: Link, before: Link | None) -> bool:
    """*aseguran que "…", se lee en la nota*: who says it counts more than where it stands."""
    impersonal = after.cue is not None and after.cue.mood == "impersonal"
    return impersonal and before is not None and before.tight


def _cue_after(scene: Scene, quote: int) -> Link | None:
    tokens = scene.tokens
    j, pause = _after_quotations(tokens, quote)
    limit = min(len(tokens), j + _LONGEST_ASIDE)
    while j < limit:
        cue = next((c for c in scene.cues if c.start == j), None)
        if cue is not None:
            return Link(cue, "after", tight=pause) if _can_follow(tokens, cue) else None
        if _is_skipped(tokens, j):
            j += 1
            continue
        phrase = next((p for p in scene.phrases if p.start == j), None)
        if phrase is None or phrase.preposition or not pause:
            return None
        j = phrase.end
        if not any(c.start == j and c.mood == "finite" for c in scene.cues):
            return None
    return None


def _after_quotations(tokens: tuple[Token, ...], quote: int) -> tuple[int, bool]:
    """The position after a quotation and those listed with it, and whether a pause precedes it."""
    j, pause = quote + 1, False
    limit = min(len(tokens), quote + _LONGEST_LIST)
    while j < limit:
        if tokens[j].text in PAUSES:
            pause = True
        elif tokens[j].kind == QUOTE:
            pause = False
        elif not (tokens[j].low in ("y", "e") and j + 1 < limit and tokens[j + 1].kind == QUOTE):
            break
        j += 1
    return j, pause


def _can_follow(tokens: tuple[Token, ...], cue: FoundCue) -> bool:
    """Whether a cue can close its quotation: a finite verb, *según*, or *llegó a* with an infinitive."""
    if cue.mood == "infinitive":
        modals = word_set("modals")
        return tokens[cue.start - 1].low in ("a", "de") and tokens[cue.start - 2].low in modals
    return cue.mood in ("finite", "source", "impersonal")


def _names_speaker_after(scene: Scene, quote: int) -> bool:
    tokens = scene.tokens
    if quote + 2 >= len(tokens) or tokens[quote + 1].text != ":":
        return False
    return any(p.start == quote + 2 and p.end == len(tokens) for p in scene.phrases)


def _is_skipped(tokens: tuple[Token, ...], j: int) -> bool:
    """What may stand between a quotation and its verb: *también*, *por su parte*, *llegó a*."""
    low = tokens[j].low
    if low in word_set("adverbs") or low in word_set("asides") or tokens[j].text == ",":
        return True
    modals = word_set("modals")
    return low in modals or (low in ("a", "de") and tokens[j - 1].low in modals)


def _closing_cue(scene: Scene, quote: int) -> Link | None:
    """A cue set off by a comma speaks for the whole sentence: *es "un error" que pesa, dijo Ruiz.*"""
    tokens = scene.tokens
    for cue in scene.cues:
        if cue.start <= quote or tokens[cue.start - 1].text != "," or cue.end >= len(tokens):
            continue
        if cue.lemma == "según":
            return Link(cue, "after", tight=quote > 0 and tokens[quote - 1].text == ":")
        if not cue.strong or cue.mood != "finite":
            continue
        named = any(p.start == cue.end and not p.preposition for p in scene.phrases)
        if named or tokens[cue.end].text == ".":
            return Link(cue, "after", tight=False)
    return None


def _cue_before(scene: Scene, quote: int) -> Link | None:
    for cue in reversed(scene.cues):
        if cue.end > quote or _is_purpose(scene.tokens, cue) or _is_reported(scene, cue, quote):
            continue
        if cue.classes == {"judge"} and scene.cues[0].mood == "source" and not scene.cues[0].start:
            return Link(scene.cues[0], "before", tight=False)
        tight = _is_tight(scene, cue, quote)
        if tight or _reaches(scene, cue, quote):
            return Link(cue, "before", tight=tight)
    return None


def _is_reported(scene: Scene, cue: FoundCue, quote: int) -> bool:
    """*Ruiz negó que Gil haya exigido dinero: "…"*: the colon leads on from the main verb."""
    if scene.tokens[quote - 1].text != ":" or quote - cue.end <= _NEXT_TO + 1:
        return False
    earlier = [one for one in scene.cues if one.end < cue.start and one.mood == "finite"]
    governing = [one for one in earlier if scene.tokens[one.end].low == "que" and one.strong]
    return is_embedded(scene, cue) and bool(governing) and not is_embedded(scene, governing[-1])


def _is_purpose(tokens: tuple[Token, ...], cue: FoundCue) -> bool:
    """*reunidos para hablar de "…"*: what is to be talked about has not been said."""
    purpose = cue.mood == "infinitive" and cue.start > 0 and tokens[cue.start - 1].low == "para"
    return purpose and not cue.classes - {"touch"}


def _is_tight(scene: Scene, cue: FoundCue, quote: int) -> bool:
    gap = [token for token in scene.tokens[cue.end : quote] if token.text not in PAUSES]
    if cue.classes == {"add"} and not any(token.low in ("que", ":") for token in gap):
        return False
    if all(token.low in ("que", ":", "como", "de", "en") for token in gap):
        return True
    if scene.tokens[quote - 1].text != ":" or cue.mood == "source":
        return False
    return cue.strong or quote - cue.end <= _NEXT_TO + 1


def _reaches(scene: Scene, cue: FoundCue, quote: int) -> bool:
    distance = quote - cue.end
    if "noun" in cue.classes:
        return scene.tokens[quote - 1].text in _AFTER_NOUN and distance <= _LABEL_REACH
    if cue.mood == "source":
        return _opens_sentence(scene, cue)
    if cue.start == 1 and scene.tokens[0].low in ("según", "como"):
        return True
    if cue.strong or cue.classes == {"add"}:
        return cue.classes != {"add"}
    if "label" in cue.classes and distance <= _LABEL_REACH:
        return True
    near = distance <= _NEXT_TO and not _has_object(scene, cue, quote)
    return near or _governs_clause(scene, cue)


def _has_object(scene: Scene, cue: FoundCue, quote: int) -> bool:
    """*sumó una victoria "de las que pesan"*: the words describe the object of a verb that does not say."""
    tokens, noun = scene.tokens, quote - 1
    if cue.classes - {"touch", "show"} or noun < cue.end + 1 or tokens[noun].kind != WORD:
        return False
    if tokens[noun].low in word_set("nouns.speech") or tokens[noun].noun == "document":
        return False
    subject = any(
        p.start == cue.end and p.end == quote and p.kind != "document" for p in scene.phrases
    )
    return tokens[noun - 1].determines and not tokens[noun].function and not subject


def _governs_clause(scene: Scene, cue: FoundCue) -> bool:
    """*cree que*; *escribió en mayo que*: a verb of saying need not touch its clause."""
    if cue.classes == {"touch"}:
        return False
    says = bool(cue.classes & {"say", "write"})
    following = scene.tokens[cue.end : cue.end + (_NEXT_TO if says else 1)]
    return any(token.low == "que" for token in following)


def _opens_sentence(scene: Scene, cue: FoundCue) -> bool:
    """*Según X, …* governs what follows; after a quotation it belongs to that one."""
    i = cue.start - 1
    if i > 0 and scene.tokens[i].kind == POINT:
        i -= 1
    return i < 0 or scene.tokens[i].kind != QUOTE
