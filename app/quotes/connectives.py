"""Cues that are no verbs: *según Ruiz*, *a su juicio*, *calificado por Ruiz de*, *las palabras de Ruiz*."""

from collections.abc import Collection, Sequence

from app.quotes.lexicon import word_set
from app.quotes.reporting import FoundCue, opens_clause
from app.quotes.tokens import CAPITAL, POINT, QUOTE, WORD, Token
from app.quotes.verbs import verb_forms
from app.quotes.wordings import Connective, connectives, second_words

_LONGEST = 3  # words
_SOURCE, _OWN = frozenset({"source"}), frozenset({"own"})
_NOUN, _AGENT = frozenset({"source", "noun"}), frozenset({"source", "label"})


def find_connective(tokens: Sequence[Token], i: int) -> FoundCue | None:
    """The cue without a verb that begins at a position; None when none does."""
    low = tokens[i].low
    seconds = second_words().get(low)
    if seconds is not None:
        return _listed(tokens, i) if _may_be_listed(tokens, i, seconds) else None
    if low in word_set("nouns.speech") and tokens[i].kind == WORD:
        return _noun(tokens, i)
    if low == "por" and i:
        return _agent(tokens, i)
    return None


def _may_be_listed(tokens: Sequence[Token], i: int, seconds: Collection[str]) -> bool:
    """A cheap look at the next word, since *en* and *a* are everywhere; and no name begins so."""
    following = tokens[i + 1].low if i + 1 < len(tokens) else ""
    if following not in seconds and "" not in seconds:
        return False
    return tokens[i].kind == WORD or opens_clause(tokens, i)


def _listed(tokens: Sequence[Token], i: int) -> FoundCue | None:
    for length in (_LONGEST, 1):
        words = tuple(token.low for token in tokens[i : i + length])
        found = connectives().get(words)
        if found is None or not _is_placed(tokens, i, found):
            continue
        classes = _OWN if found.governs == "own" else _SOURCE
        return FoundCue(i, i + len(words), found.lemma, classes, "none", "source")
    return None


def _is_placed(tokens: Sequence[Token], i: int, found: Connective) -> bool:
    if found.governs == "opening":
        opens = opens_clause(tokens, i) or (i == 1 and tokens[0].low in word_set("adverbs"))
        return opens and (found.lemma != "para" or _names_somebody(tokens, i + 1))
    return found.lemma != "según" or not _introduces_verb(tokens, i)


def _names_somebody(tokens: Sequence[Token], i: int) -> bool:
    """*Para Ruiz, …*; not *para lo que*, *para bajar*."""
    if i >= len(tokens):
        return False
    low = tokens[i].low
    listed = low in word_set("determiners") or low in word_set("pronouns")
    return listed or tokens[i].kind == CAPITAL


def _introduces_verb(tokens: Sequence[Token], i: int) -> bool:
    """*según dijo Ruiz*: the verb is the cue."""
    verb = i + 1
    while verb < len(tokens) and tokens[verb].low in word_set("dative_clitics"):
        verb += 1
    if verb >= len(tokens):
        return False
    form = tokens[verb].verb if tokens[verb].kind == WORD else None
    return tokens[verb].low in word_set("haber") or (form is not None and form.mood == "finite")


def _noun(tokens: Sequence[Token], i: int) -> FoundCue | None:
    """*"…", fue el comentario de Ruiz*, *la respuesta de Ruiz fue: "…"*."""
    if i + 1 == len(tokens) or tokens[i + 1].low not in ("de", "del"):
        return None
    start = i
    while start and tokens[start - 1].low in word_set("determiners"):
        start -= 1
    if start and tokens[start - 1].low in word_set("copulas"):
        start -= 1
        if start and tokens[start - 1].kind in (POINT, QUOTE):
            return FoundCue(start, i + 2, tokens[i].low, _NOUN, "none", "source")
    leads = any(token.kind == QUOTE for token in tokens[i + 2 :])
    return FoundCue(i, i + 2, tokens[i].low, _NOUN, "none", "source") if leads else None


def _agent(tokens: Sequence[Token], i: int) -> FoundCue | None:
    """*una ley calificada por Ruiz de "…"*, *fue tachado por la oposición de "…"*."""
    before = tokens[i - 1]
    for ending in ("o", "a", "os", "as"):
        form = verb_forms().get(before.low.removesuffix(ending) + "o")
        if before.low.endswith(("d" + ending, "t" + ending, "ch" + ending)) and form is not None:
            if form.mood != "participle":
                return None
            if _is_account(tokens, i - 1):
                return FoundCue(i - 1, i + 1, form.lemma, _SOURCE, "none", "source")
            labels = "label" in form.classes
            return FoundCue(i - 1, i + 1, form.lemma, _AGENT, "none", "source") if labels else None
    return None


def _is_account(tokens: Sequence[Token], i: int) -> bool:
    """*de acuerdo con lo expuesto por Ruiz*, *según lo dicho por Ruiz*; `i` is the participle."""
    if i < 2 or tokens[i - 1].low != "lo":
        return False
    return any(token.low in word_set("accounts") for token in tokens[max(0, i - 4) : i - 1])
