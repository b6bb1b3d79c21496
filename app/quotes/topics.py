"""What a sentence is about: the phrase in the place of its subject."""

from collections.abc import Sequence

from app.quotes.lexicon import word_set
from app.quotes.nominals import Phrase
from app.quotes.tokens import CAPITAL, WORD, Token

_REACH_TOPIC = 30  # tokens from the beginning to the subject of a sentence
_REACH_CLITIC = 24  # tokens from a dative, with what stands in apposition, to its pronoun
_FIRST_PERSON = ("amos", "imos")
_OPENING = 4  # tokens


def initial_subject(tokens: Sequence[Token], phrases: Sequence[Phrase]) -> Phrase | None:
    """The phrase that a sentence seems to be about: the first in the place of a subject."""
    if _opens_with_pronoun(phrases):
        return None
    for phrase in phrases:
        if phrase.start > _REACH_TOPIC:
            break
        bare = phrase.kind == "role" and not phrase.determined and phrase.start > 0
        if is_well_placed(tokens, phrase) and phrase.kind != "pronoun" and not bare:
            return identified(tokens, phrases, phrase)
    entering = next((p for p in phrases if _enters(tokens, p)), None)
    return entering or _experiencer(tokens, phrases)


def _opens_with_pronoun(phrases: Sequence[Phrase]) -> bool:
    """*Él fue uno de los ediles*: what follows the pronoun is said of its subject, who is known."""
    first = phrases[0] if phrases else None
    return first is not None and first.kind == "pronoun" and first.start == 0


def _experiencer(tokens: Sequence[Token], phrases: Sequence[Phrase]) -> Phrase | None:
    """*A Ana Ruiz le parece…*: who opens the sentence as a dative is what it is about."""
    phrase = phrases[0] if phrases else None
    if phrase is None or phrase.start > 1 or phrase.preposition not in ("a", "al"):
        return None
    clitics = tokens[phrase.end : phrase.end + _REACH_CLITIC]
    return phrase if any(token.low in ("le", "les") for token in clitics) else None


def identified(tokens: Sequence[Token], phrases: Sequence[Phrase], phrase: Phrase) -> Phrase:
    """*Una de ellas es Ana Ruiz*, *vecinas como Ana Ruiz*: the name of the one described; else the phrase."""
    end = phrase.end
    if phrase.kind != "role" or end >= len(tokens):
        return phrase
    exemplified = phrase.plural and tokens[end].low == "como"
    if not exemplified and tokens[end].low not in word_set("copulas"):
        return phrase
    named = (p for p in phrases if p.start == end + 1 and p.kind == "name")
    return next(named, phrase)


def _enters(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """*Luego salió Ana Ruiz*: a name right after a preterite is its subject."""
    return phrase.kind == "name" and phrase.start > 0 and tokens[phrase.start - 1].low.endswith("ó")


def only_name(tokens: Sequence[Token], phrases: Sequence[Phrase]) -> Phrase | None:
    """The name that stands alone in a sentence, which has no cues: *un correo que Ana Ruiz envió*.

    A preposition may govern it where the reporter met that person: *hablamos con Ana Ruiz*.
    """
    opening = tokens[:_OPENING]
    talked = any(_is_ours(token) or token.low == "caso" for token in opening)
    names = [p for p in phrases if p.kind == "name" and (talked or not p.preposition)]
    return names[0] if len(names) == 1 else None


def _is_ours(token: Token) -> bool:
    """*hablamos*, *conocimos*; not *los próximos*."""
    return token.low.endswith(_FIRST_PERSON) and token.low not in word_set("not_ours")


def is_well_placed(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """Whether a phrase stands where a subject does: first, after a comma, after an opening word."""
    if phrase.preposition:
        return False
    before = tokens[phrase.start - 1] if phrase.start else None
    if before is None or before.text in (",", "-", "—", "–"):
        return True
    opens = before.low in word_set("sentence_openers") and before.low not in word_set(
        "subordinators"
    )
    return phrase.start <= 2 and opens


def is_alone(tokens: Sequence[Token], quote: int) -> bool:
    """Whether the quotation is its whole sentence."""
    return all(token.kind not in (WORD, CAPITAL) for i, token in enumerate(tokens) if i != quote)
