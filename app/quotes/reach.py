"""Which names mean the same in every article, and which only in their own."""

from app.quotes.bearers import list_bearers
from app.quotes.lexicon import folded_words, word_set
from app.quotes.names import name_key
from app.quotes.nations import nation_of
from app.quotes.quotation import SpeakerKind
from app.quotes.spelling import is_given
from app.text import words

_FILE = "spellings.toml"


def is_local(form: str, kind: SpeakerKind, body: str) -> bool:
    """Whether a form names somebody in its article only: *el abogado*, *la compañía*, *Lucía*.

    So do roles, bodies without a name of their own, given names alone that no public figure goes by, and
    a surname alone where the body of the article prints several who bear it.
    """
    if kind == "role":
        return True
    if kind == "organisation":
        return _is_generic(form)
    key = name_key(form)
    if " " in key:
        return False
    return _is_bare_given(key) or len(list_bearers(body, form)) > 1


def _is_bare_given(key: str) -> bool:
    return is_given(key) and not any(
        key in folded_words(known, _FILE)
        for known in ("surnames_too", "family_first", "single_names")
    )


def _is_generic(form: str) -> bool:
    parts = words(form)
    if len(parts) > 1 and parts[0] in word_set("determiners"):
        if parts[0] not in word_set("articles"):  # *su equipo*, *esta agencia europea*
            return True
        parts = parts[1:]
    if len(parts) == 1:
        return parts[0] in _bodies()
    named = any(character.isupper() for character in form.partition(" ")[2])
    return not named and not form[:1].isupper() and not any(map(nation_of, form.lower().split()))


def _bodies() -> frozenset[str]:
    return folded_words("nouns.body") | folded_words("nouns.generic_bodies")
