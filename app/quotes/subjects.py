"""Who is the subject of a cue: after it, before it, or nobody in its sentence."""

from collections.abc import Iterator
from typing import NamedTuple

from app.quotes.clauses import skip_adverbs
from app.quotes.cues import FoundCue
from app.quotes.determined import after_share
from app.quotes.lexicon import word_set
from app.quotes.nominals import Phrase
from app.quotes.scenes import Scene
from app.quotes.tokens import POINT, QUOTE, WORD, Token
from app.quotes.topics import identified, is_well_placed
from app.quotes.unlisted import described_after, described_before, described_first
from app.quotes.words import PAUSES

_REACH_AFTER = 26  # tokens from a verb to a subject that follows it
_REACH_LATE = 12  # tokens from a description to the name in apposition
_REACH_OF_DATA = 4  # tokens from *según datos* to whose they are
_AFTER_SUBJECT = ("que", ":", ",", ".", "(", "")
_ENDS_PHRASE = ("que", "quien", "y", "e", "a", "al", "tras", "durante", "con", ".", ";", ":")
_BREAKS = (":", ";", ".", "!", "?")
_JOINS = ("y", "e", ",", "con", "junto", "como")


class Subject(NamedTuple):
    """A phrase found as a cue's subject, and how: a short stable name."""

    phrase: Phrase
    how: str


def _as(how: str, phrase: Phrase | None) -> Subject | None:
    return None if phrase is None else Subject(phrase, how)


def find_subject(scene: Scene, cue: FoundCue, *, inverted: bool) -> Subject | None:
    """The subject in the cue's own sentence; `inverted` says that the quotation stands before the cue."""
    if cue.mood == "source":
        source = _source_subject(scene, cue)
        return source and _named_late(scene, source)
    if cue.mood == "impersonal":
        return _document(scene) or _from_body(scene)
    if cue.start and scene.tokens[cue.start - 1].low in ("según", "como"):
        return _after(scene, cue)
    if inverted:
        near = (
            _just_before(scene, cue)
            or _after(scene, cue)
            or _as("after", described_after(scene, cue))
        )
        return _named_late(scene, near) if near else _from_place(scene, cue)
    if _is_parenthesis(scene, cue):
        return next((Subject(p, "after") for p in scene.phrases if p.start == cue.end), None)
    return _before(scene, cue) or _speaking_after(scene, cue) or _from_place(scene, cue)


def _is_parenthesis(scene: Scene, cue: FoundCue) -> bool:
    """*El plan, añade la directora, será…*: set off by pauses, with a subject of its own or none."""
    tokens, i = scene.tokens, cue.end
    if cue.start == 0 or tokens[cue.start - 1].text not in PAUSES:
        return False
    phrase = next((p for p in scene.phrases if p.start == i and not p.preposition), None)
    if phrase is not None:
        return phrase.end < len(tokens) and tokens[phrase.end].text in (*PAUSES, ".")
    if i + 1 >= len(tokens) or tokens[i].text not in PAUSES:
        return False
    woven = tokens[i + 1].kind == QUOTE and tokens[i + 1].quoted[:1].islower()
    return (
        woven
        or tokens[i + 1].kind == WORD
        or (cue.start > 1 and tokens[cue.start - 2].low == "que")
    )


def _before_limit(scene: Scene, limit: int) -> Iterator[Phrase]:
    return (phrase for phrase in scene.phrases if phrase.end <= limit)


def _source_subject(scene: Scene, cue: FoundCue) -> Subject | None:
    """What *según*, *a juicio de* govern is their speaker."""
    of_data = any(t.low in word_set("nouns.data") for t in scene.tokens[cue.end : cue.end + 2])
    last = cue.end + (_REACH_OF_DATA if of_data else 1)
    for phrase in scene.phrases:
        if cue.end - 1 <= phrase.start <= last:
            return Subject(phrase, "source")
        if phrase.start > last:
            break
    return None


def _document(scene: Scene) -> Subject | None:
    """*en la carta se pide*, *se lee en un cartel*: what is written names itself."""
    for phrase in scene.phrases:
        owned = scene.tokens[phrase.start].low in ("su", "sus")
        if phrase.kind == "document" and phrase.preposition not in ("de", "del") and not owned:
            return Subject(phrase, "written")
    return None


def agrees(tokens: tuple[Token, ...], phrase: Phrase, cue: FoundCue) -> bool:
    """Whether a phrase has the number of a verb; one joined to another counts as plural."""
    if cue.number == "none" or phrase.kind == "organisation":
        return True
    if after_share(tokens, phrase.start) > phrase.start:
        return True  # el 79 % de los vecinos dice, dicen
    if cue.number == "singular":
        return not phrase.plural
    return phrase.plural or _is_joined(tokens, phrase)


def _is_joined(tokens: tuple[Token, ...], phrase: Phrase) -> bool:
    """*Ana Ruiz y Luis Gil dijeron*: others follow, or stand before."""
    ends = phrase.end < len(tokens) and tokens[phrase.end].low in _JOINS
    return ends or (phrase.start > 0 and tokens[phrase.start - 1].low in ("y", "e"))


def _after(scene: Scene, cue: FoundCue) -> Subject | None:
    """*dijo, tras la reunión, el ministro*: two commas set off an aside; after one another clause begins."""
    tokens, position, commas = scene.tokens, cue.end, 0
    for phrase in scene.phrases:
        if phrase.start < cue.end:
            continue
        if phrase.start > cue.end + _REACH_AFTER:
            break
        gap = tokens[position : phrase.start]
        if any(
            t.kind == QUOTE or t.text in _BREAKS or t.low in word_set("clause_openers") for t in gap
        ):
            break
        commas += sum(t.text == "," for t in gap)
        if not phrase.preposition and agrees(scene.tokens, phrase, cue):
            return Subject(phrase, "after") if commas % 2 == 0 else None
        position = phrase.end
    return None


def _speaking_after(scene: Scene, cue: FoundCue) -> Subject | None:
    """*Precisó el ministro que…*: a body or a document must lead on to speech, else it is the object."""
    subject = _after(scene, cue)
    if subject is None or subject.phrase.kind not in ("organisation", "document"):
        return subject
    if _is_written(cue, subject.phrase):
        return None
    tokens, end = scene.tokens, subject.phrase.end
    leads = end == len(tokens) or tokens[end].low in _AFTER_SUBJECT
    announces = any(tokens[i - 1].text == ":" for i in scene.frame.quotes if i > end)
    return subject if leads or announces else None


def _is_written(cue: FoundCue, phrase: Phrase) -> bool:
    """*Publicó un tuit: "…"*: a text not known before is what was written; *decía un cartel* speaks."""
    writes = cue.classes & {"write", "touch"} and "say" not in cue.classes
    return bool(writes) and phrase.kind == "document" and not phrase.definite


def _named_late(scene: Scene, subject: Subject) -> Subject:
    """*dijo el delegado en la zona, Ana Ruiz*: the name in apposition to a description farther off."""
    phrase, tokens = subject.phrase, scene.tokens
    if subject.how not in ("after", "source") or phrase.kind != "role" or phrase.plural:
        return subject
    for other in scene.phrases:
        if other.start <= phrase.end:
            continue
        gap = tokens[phrase.end : other.start]
        if len(gap) > _REACH_LATE or any(t.kind == QUOTE or t.low in _ENDS_PHRASE for t in gap):
            break
        ends = other.end == len(tokens) or tokens[other.end].kind == POINT
        if gap[-1].text == "," and other.kind == "name" and ends:
            return Subject(other, subject.how)
    return subject


def _just_before(scene: Scene, cue: FoundCue) -> Subject | None:
    """A subject that touches the verb: *el ministro dijo*, *quien agregó* (whose antecedent it gives)."""
    touched = skip_adverbs(scene, cue.start)
    for position, phrase in enumerate(scene.phrases):
        if touched <= phrase.end <= cue.start:
            if _is_who(scene, phrase):
                return _antecedent(scene, position)
            if not phrase.preposition and agrees(scene.tokens, phrase, cue):
                return Subject(phrase, "before")
    return _as("before", described_before(scene, cue))


def _is_who(scene: Scene, phrase: Phrase) -> bool:
    """*quien*, *quienes*."""
    return phrase.kind == "pronoun" and scene.tokens[phrase.start].low in ("quien", "quienes")


def _antecedent(scene: Scene, position: int) -> Subject | None:
    if position == 0:
        return None
    phrase, pronoun = scene.phrases[position - 1], scene.phrases[position]
    near = pronoun.start - phrase.end <= 2
    return Subject(phrase, "relative") if near else None


def _shared_relative(scene: Scene, cue: FoundCue) -> Subject | None:
    """*Ruiz, quien pidió calma y sostuvo que…*: both verbs, with no comma between, have one subject."""
    tokens = scene.tokens
    if not cue.start or tokens[cue.start - 1].low not in ("y", "e"):
        return None
    for position, phrase in enumerate(scene.phrases):
        if _is_who(scene, phrase):
            between = tokens[phrase.end : cue.start]
            if between and not any(token.kind in (POINT, QUOTE) for token in between):
                return _antecedent(scene, position)
    return None


def _before(scene: Scene, cue: FoundCue) -> Subject | None:
    near = _just_before(scene, cue)
    if near is not None:
        return near
    tokens = scene.tokens
    previous = tokens[cue.start - 1] if cue.start else None
    if previous is not None and previous.low == "que" and "label" not in cue.classes:
        relative = _relative(scene, cue)
        if relative is not None:
            return relative
    shared = _shared_relative(scene, cue)
    if shared is not None:
        return shared
    start = _clause_start(tokens, cue.start)
    candidates = [
        phrase
        for phrase in _before_limit(scene, cue.start)
        if phrase.start >= start
        and not phrase.preposition
        and agrees(scene.tokens, phrase, cue)
        and not _is_who(scene, phrase)
        and (phrase.kind != "document" or cue.number != "none")
    ]
    if not candidates:
        return _as("initial", described_first(scene, cue, start))
    placed = next((p for p in candidates if is_well_placed(tokens, p)), None)
    if placed is None:
        placed = next((p for p in candidates if p.kind == "role" or p.name is not None), None)
    return None if placed is None else Subject(identified(tokens, scene.phrases, placed), "initial")


def _from_place(scene: Scene, cue: FoundCue) -> Subject | None:
    """*Desde la consejería aseguran*: a plural verb without a subject speaks for the body."""
    if cue.number != "plural":
        return None
    first = scene.phrases[0] if scene.phrases else None
    if first is not None and first.preposition == "en" and first.start == 1:
        if first.kind == "organisation":
            return Subject(first, "from")
        if first.kind == "name" and first.end == cue.start:
            return Subject(first, "in")
    return _from_body(scene)


def _from_body(scene: Scene) -> Subject | None:
    """*desde la consejería se propuso*: the body for which somebody speaks."""
    for phrase in scene.phrases:
        if phrase.preposition == "desde" and phrase.kind in ("organisation", "name"):
            return Subject(phrase, "from")
    return None


def _relative(scene: Scene, cue: FoundCue) -> Subject | None:
    """*la mujer que denunció*: the phrase that *que* touches, whatever governs it."""
    for phrase in _before_limit(scene, cue.start - 1):
        if cue.start - 1 - phrase.end <= 1:
            return Subject(phrase, "relative")
    return None


def _clause_start(tokens: tuple[Token, ...], position: int) -> int:
    for i in range(position - 1, -1, -1):
        token = tokens[i]
        titled = i > 0 and tokens[i - 1].noun == "document"
        if (token.kind == QUOTE and not titled) or (token.kind == POINT and token.text in _BREAKS):
            return i + 1
    return 0
