"""Name forms: their parts, and the key under which two spellings of one form meet."""

from functools import lru_cache

from app.quotes.lexicon import word_set
from app.quotes.quotation import SpeakerKind
from app.quotes.roles import find_role
from app.text import bound_key, words


def form_key(form: str, kind: SpeakerKind) -> str:
    """What forms of a kind compare by: a name by `name_key`, a role by its folded words without article."""
    if kind != "role":
        return name_key(form)
    parts = words(form)
    bare = parts[1:] if len(parts) > 1 and parts[0] in word_set("name_articles") else parts
    return bound_key(" ".join(bare))


def name_key(form: str) -> str:
    """Folded words, one space between, without leading articles, titles, honorifics; empty for no word."""
    return bound_key(" ".join(_name_words(form)))


def surname_words(form: str) -> tuple[str, ...]:
    """Folded words of a form that can stand alone later: the last of two, else the last two; () for one."""
    parts = bare_words(form)
    if len(parts) < 2:
        return ()
    return tuple(map(bound_key, parts[-1:] if len(parts) == 2 else parts[-2:]))


def has_given_name(form: str) -> bool:
    """Whether two or more words are left without titles and particles."""
    return len(bare_words(form)) >= 2


@lru_cache(maxsize=1 << 14)
def bare_words(form: str) -> tuple[str, ...]:
    """Folded words of a name without titles and particles (*de*, *la*, *von*)."""
    particles = word_set("particles")
    parts = _name_words(form)
    return tuple(word for word in parts if word not in particles) or tuple(parts)


def _name_words(form: str) -> list[str]:
    parts = words(form)
    start = 0
    while start < len(parts) - 1 and _leads(parts[start]):
        start += 1
    return parts[start:]


def _leads(word: str) -> bool:
    listed = word in word_set("name_articles") or word in word_set("honorifics")
    return listed or find_role(word) is not None
