"""What marks somebody's speech in a frame: reporting verbs, *según* and its like, a colon."""

from collections.abc import Sequence
from typing import NamedTuple

from app.quotes.lexicon import word_set
from app.quotes.tokens import CAPITAL, POINT, QUOTE, WORD, Token
from app.quotes.verbs import VerbForm, VerbNumber, verb_forms

# With "se" these have another sense or no subject: *se llama*, *se dice que*.
_IMPERSONAL = frozenset(
    [
        "llamar",
        "denominar",
        "ver",
        "dirigir",
        "decir",
        "pensar",
        "creer",
        "considerar",
        "suponer",
        "estimar",
        "calcular",
        "temer",
        "esperar",
    ]
)
_BEFORE_VERB = ("según", "como", "lo", "le", "les", "se", "que", "no")
_STRONG = frozenset({"say", "add", "ask"})
# "según", and what is said with nouns: the words, and the lemma that stands for them.
_SOURCE_PHRASES: dict[tuple[str, ...], str] = {
    ("según",): "según",
    ("de", "acuerdo", "con"): "según",
    ("de", "acuerdo", "a"): "según",
    ("a", "juicio", "de"): "a juicio de",
    ("a", "juicio", "del"): "a juicio de",
    ("en", "opinión", "de"): "en opinión de",
    ("en", "opinión", "del"): "en opinión de",
    ("en", "palabras", "de"): "en palabras de",
    ("en", "palabras", "del"): "en palabras de",
    ("para",): "para",
}
_OWN_OPINION: dict[tuple[str, ...], str] = {
    ("con", "el", "argumento"): "con el argumento de que",
    ("a", "su", "juicio"): "a su juicio",
    ("en", "su", "opinión"): "en su opinión",
    ("en", "sus", "palabras"): "en sus palabras",
    ("a", "su", "entender"): "a su entender",
}


class FoundCue(NamedTuple):
    """A cue at half-open token positions; `source` cues name their speaker after them, verbs a subject."""

    start: int
    end: int
    lemma: str
    classes: frozenset[str]
    number: VerbNumber
    mood: str

    @property
    def strong(self) -> bool:
        """Whether it governs a quotation at any distance within its sentence."""
        return bool(self.classes & _STRONG) and self.mood in ("finite", "gerund")


def find_cues(tokens: Sequence[Token]) -> tuple[FoundCue, ...]:
    """The cues of a frame, left to right; a colon is none of them."""
    forms = verb_forms()
    cues: list[FoundCue] = []
    for i, token in enumerate(tokens):
        if token.low not in forms and token.low not in _SOURCE_OPENERS:
            continue
        if token.kind == WORD or (token.kind == CAPITAL and _opens_clause(tokens, i)):
            form = forms.get(token.low)
            cue = _verb_cue(tokens, i, form) if form else _source_cue(tokens, i)
            if cue is not None:
                cues.append(cue)
    return tuple(cues)


def _opens_clause(tokens: Sequence[Token], i: int) -> bool:
    return i == 0 or tokens[i - 1].kind in (POINT, QUOTE)


def _verb_cue(tokens: Sequence[Token], i: int, form: VerbForm) -> FoundCue | None:
    start, number = i, form.number
    if form.mood == "participle":
        auxiliary = _auxiliary(tokens, i)
        if auxiliary is None:
            return None
        start = auxiliary
        number = "plural" if tokens[auxiliary].low in word_set("plural_haber") else "singular"
    elif _is_noun(tokens, i, form) or _has_other_sense(tokens, i, form):
        return None
    bare = start
    while start and tokens[start - 1].low in word_set("clitics"):
        start -= 1
    if form.lemma in _IMPERSONAL and any(token.low == "se" for token in tokens[start:bare]):
        return None
    mood = "finite" if form.mood == "participle" else form.mood
    return FoundCue(start, i + 1, form.lemma, form.classes, number, mood)


def _auxiliary(tokens: Sequence[Token], i: int) -> int | None:
    """The position of *haber* before a participle, with at most one adverb between."""
    for j in (i - 1, i - 2):
        if j >= 0 and tokens[j].low in word_set("haber"):
            return j
    return None


def _is_noun(tokens: Sequence[Token], i: int, form: VerbForm) -> bool:
    """*la denuncia*, *en cuenta*, *el decir*: what stands before makes a noun of the form."""
    previous = tokens[i - 1].low if i else ""
    if form.mood == "infinitive":
        return previous in ("el", "un")
    if tokens[i].low not in word_set("noun_like_forms") or previous in _BEFORE_VERB:
        return False
    return previous in word_set("determiners") or previous in word_set("prepositions")


def _has_other_sense(tokens: Sequence[Token], i: int, form: VerbForm) -> bool:
    """*cuenta con*, *llama la atención*."""
    if i + 1 == len(tokens):
        return False
    return f"{form.lemma}_{tokens[i + 1].low}" in word_set("other_sense")


def _introduces_verb(tokens: Sequence[Token], i: int) -> bool:
    """*según dijo Ruiz*: the verb is the cue."""
    if tokens[i].low != "según" or i + 1 >= len(tokens):
        return False
    low = tokens[i + 1].low
    form = verb_forms().get(low)
    return low in word_set("haber") or (form is not None and form.mood == "finite")


def _may_be_source(tokens: Sequence[Token], i: int) -> bool:
    """A look at two words before the longer look: *de*, *a* and *en* open many other things."""
    following = tokens[i + 1].low if i + 1 < len(tokens) else ""
    return tokens[i].low in _LONE_SOURCES or following in _SECOND_WORDS


_LONE_SOURCES = frozenset(key[0] for key in _SOURCE_PHRASES if len(key) == 1)
_SECOND_WORDS = frozenset(key[1] for key in (*_SOURCE_PHRASES, *_OWN_OPINION) if len(key) > 1)
_SOURCE_OPENERS = frozenset(key[0] for key in (*_SOURCE_PHRASES, *_OWN_OPINION))


def _source_cue(tokens: Sequence[Token], i: int) -> FoundCue | None:
    if _introduces_verb(tokens, i) or not _may_be_source(tokens, i):
        return None
    for length in (3, 1):
        key = tuple(token.low for token in tokens[i : i + length])
        lemma = _SOURCE_PHRASES.get(key)
        if lemma is not None and (key == ("según",) or _opens_clause(tokens, i)):
            return FoundCue(i, i + len(key), lemma, frozenset({"source"}), "none", "source")
        lemma = _OWN_OPINION.get(key)
        if lemma is not None:
            return FoundCue(i, i + len(key), lemma, frozenset({"own"}), "none", "source")
    return None
