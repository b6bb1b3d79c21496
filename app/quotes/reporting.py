"""Reporting verbs in a frame: where they stand, in which form and sense."""

from collections.abc import Sequence
from typing import NamedTuple

from app.quotes.lexicon import word_set
from app.quotes.tokens import CAPITAL, POINT, QUOTE, WORD, Token
from app.quotes.verbs import SAYING, VerbForm, VerbNumber
from app.quotes.words import PAUSES

_PAST_ENDINGS = ("ó", "aron", "ieron", "aba", "aban")


class FoundCue(NamedTuple):
    """A cue at half-open token positions; `source` cues name their speaker after them, verbs a subject.

    An `impersonal` one, *se señala*, has a document or nobody for its subject.
    """

    start: int
    end: int
    lemma: str
    classes: frozenset[str]
    number: VerbNumber
    mood: str

    @property
    def strong(self) -> bool:
        """Whether it governs a quotation at any distance within its sentence."""
        return bool(self.classes & SAYING) and self.mood in ("finite", "gerund", "impersonal")


def find_verb(tokens: Sequence[Token], i: int) -> FoundCue | None:
    """The cue whose verb stands at a position; None when the form is no verb there or has another sense."""
    token = tokens[i]
    form = token.verb
    if form is None or not (
        token.kind == WORD or (token.kind == CAPITAL and _may_have_capital(tokens, i))
    ):
        return None
    return _verb_cue(tokens, i, form)


def find_unlisted(tokens: Sequence[Token], quote: int) -> FoundCue | None:
    """*"…", atajó*, *"…", se rio*: a word in the shape of a verb after a quotation and a pause."""
    i = quote + 2
    if i >= len(tokens) or tokens[i - 1].text not in PAUSES:
        return None
    if quote and tokens[quote - 1].kind != POINT:
        return None
    while i + 1 < len(tokens) and tokens[i].low in word_set("dative_clitics"):
        i += 1
    token = tokens[i]
    if token.kind != WORD or token.verb is not None or token.function:
        return None
    if i > quote + 2 or token.low.endswith(_PAST_ENDINGS):
        number: VerbNumber = "plural" if token.low.endswith("n") else "singular"
        return FoundCue(quote + 2, i + 1, token.low, frozenset({"say"}), number, "finite")
    return None


def _may_have_capital(tokens: Sequence[Token], i: int) -> bool:
    """Whether a sentence can begin here; after a comma *Lanza* is a name."""
    return opens_clause(tokens, i) and (i == 0 or tokens[i - 1].text not in (",", ";"))


def opens_clause(tokens: Sequence[Token], i: int) -> bool:
    """Whether a position is the first of its sentence or follows a point or a quotation."""
    return i == 0 or tokens[i - 1].kind in (POINT, QUOTE)


def _verb_cue(tokens: Sequence[Token], i: int, form: VerbForm) -> FoundCue | None:
    verb = _auxiliary(tokens, i) if form.mood == "participle" else i
    end = _after_idiom(tokens, i, form)
    if verb is None or end is None or (verb == i and _is_no_verb(tokens, i, form)):
        return None
    start = _before_clitics(tokens, verb)
    mood = _mood_of(tokens, start, verb, form)
    if mood == "infinitive" and start and tokens[start - 1].low in word_set("ability"):
        return _readable(tokens, start - 1, i, form)
    if mood == "impersonal" and start and tokens[start - 1].low == "según":
        return FoundCue(start - 1, end, "según", frozenset({"source"}), "none", "source")
    return FoundCue(start, end, form.lemma, form.classes, _number_of(tokens[verb], form), mood)


def _is_no_verb(tokens: Sequence[Token], i: int, form: VerbForm) -> bool:
    """A noun of the same form, or a verb in a sense in which it does not report."""
    reflexive = i > 0 and tokens[i - 1].low == "se" and form.lemma in word_set("reflexive_sense")
    return reflexive or _is_noun(tokens, i, form) or _has_other_sense(tokens, i, form)


def _before_clitics(tokens: Sequence[Token], verb: int) -> int:
    while verb and tokens[verb - 1].low in word_set("clitics"):
        verb -= 1
    return verb


def _mood_of(tokens: Sequence[Token], start: int, verb: int, form: VerbForm) -> str:
    passive = any(token.low == "se" for token in tokens[start:verb])
    if form.lemma in word_set("located_verbs"):
        return "impersonal"
    if passive and form.lemma in word_set("impersonal_verbs"):
        return "impersonal"
    return "finite" if form.mood == "participle" else form.mood


def _number_of(verb: Token, form: VerbForm) -> VerbNumber:
    if form.mood != "participle":
        return form.number
    return "plural" if verb.low in word_set("plural_haber") else "singular"


def _readable(tokens: Sequence[Token], modal: int, i: int, form: VerbForm) -> FoundCue | None:
    """*se puede leer*, *podía leerse*: an impersonal cue; *puede decir* is none."""
    passive = tokens[i].low.endswith("se") or (modal and tokens[modal - 1].low == "se")
    if not passive or form.lemma not in word_set("impersonal_verbs"):
        return None
    start = modal - 1 if modal and tokens[modal - 1].low == "se" else modal
    return FoundCue(start, i + 1, form.lemma, form.classes, "none", "impersonal")


def _after_idiom(tokens: Sequence[Token], i: int, form: VerbForm) -> int | None:
    """The position after the words of a lemma, *dejó claro*; None when those after the verb are not there."""
    rest = form.lemma.split()[1:]
    end = i + 1 + len(rest)
    return end if [token.low for token in tokens[i + 1 : end]] == rest else None


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
    labels = "label" in form.classes
    if previous in ("la", "las") and not labels and _opens_phrase(tokens, i - 1):
        return True
    if tokens[i].low not in word_set("noun_like_forms") or previous in word_set("before_verb"):
        return False
    return previous in word_set("determiners") or previous in word_set("prepositions")


def _opens_phrase(tokens: Sequence[Token], i: int) -> bool:
    """*en la figura de*: after a preposition *la* is an article, and likely where *de* follows."""
    if i and tokens[i - 1].low in word_set("prepositions"):
        return True
    starts = i == 0 or tokens[i - 1].kind in (POINT, QUOTE)
    return starts and i + 2 < len(tokens) and tokens[i + 2].low in ("de", "del", "que")


def _has_other_sense(tokens: Sequence[Token], i: int, form: VerbForm) -> bool:
    """*cuenta con*, *llama la atención*, *quiere decir*."""
    if i and f"{tokens[i - 1].low}_{tokens[i].low}" in word_set("other_sense_after"):
        return True
    if i + 1 == len(tokens):
        return False
    return f"{form.lemma}_{tokens[i + 1].low}" in word_set("other_sense")
