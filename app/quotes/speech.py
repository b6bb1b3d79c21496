"""Is a quoted span speech, and of what kind? Titles, nicknames, scare quotes and words as words are not."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from app.quotes.lexicon import word_set
from app.quotes.links import Link
from app.quotes.quotation import Kind
from app.quotes.scenes import Scene
from app.quotes.tokens import CAPITAL, WORD, Token
from app.quotes.topics import is_alone

_WORD = re.compile(r"\w+")
_FRAGMENT = 2  # words
_LONGEST_TITLE = 6  # words
_SHORT = 4  # words that need a cue to count as speech
_FRAGMENT_REACH = 20  # tokens from the cue


@lru_cache(maxsize=16)  # the same quotation is counted again and again
def count_words(text: str) -> int:
    """Words of a quotation, counted up to one more than a short one has."""
    return sum(1 for _ in islice(_WORD.finditer(text), _SHORT + 1))


def is_short(text: str) -> bool:
    """Whether a quotation has so few words that it needs a cue."""
    return count_words(text) <= _SHORT


def is_speech(scene: Scene, quote: int, link: Link | None, *, goes_on: bool = False) -> bool:
    """Whether somebody said or wrote the words; in doubt, no. `goes_on`: after speech in the same line."""
    token = scene.tokens[quote]
    size = count_words(token.quoted)
    if size == 0 or _is_label(scene, quote, link) or _is_unsaid(scene, quote, link):
        return False
    if size == 1 and _is_inflected(scene, quote):
        return False
    if size <= _FRAGMENT:
        return _governs_fragment(link, quote) if link else goes_on and is_alone(scene.tokens, quote)
    if link is not None:
        return True
    return size > _SHORT or is_alone(scene.tokens, quote) or token.quoted[-1] in ".!?…"


def _is_unsaid(scene: Scene, quote: int, link: Link | None) -> bool:
    """*nunca dijo "hasta siempre"*: words that somebody did not say; after *no dijo que* they may be."""
    if link is None or link.cue is None or link.cue.lemma not in word_set("plain_sayings"):
        return False
    tokens, cue = scene.tokens, link.cue
    before = tokens[cue.start - 1].low if cue.start else ""
    touches = cue.end == quote or (cue.end == quote - 1 and tokens[cue.end].text == ":")
    return before in word_set("negations") and (touches or link.place == "after")


def _is_inflected(scene: Scene, quote: int) -> bool:
    """*se "esfumó"*, *la "rebajó"*: a verb of the reporter's sentence, in marks for its flavour."""
    if not quote or scene.tokens[quote - 1].low not in word_set("clitics"):
        return False
    return scene.tokens[quote].quoted.lower().endswith(tuple(word_set("verbal_endings")))


def _is_label(scene: Scene, quote: int, link: Link | None) -> bool:
    """Whether the words are the name of something or somebody."""
    content = scene.tokens[quote].quoted
    if _is_named(scene, quote, link) or _is_work(scene, quote, link):
        return True
    if _is_title(content) and not (link is not None and link.tight):
        return True
    if _is_nickname(scene, content, link) or _is_listed(scene, quote, link):
        return True
    return count_words(content) <= _FRAGMENT and _is_code(content)


def _is_work(scene: Scene, quote: int, link: Link | None) -> bool:
    """*publicó "La sal de los mapas"*: a short object with a capital, of a verb that does not say."""
    content = scene.tokens[quote].quoted
    if link is None or link.cue is None or link.place != "before" or link.cue.mood == "source":
        return False
    if link.cue.strong or "label" in link.cue.classes or len(content.split()) > _LONGEST_TITLE:
        return False
    before = scene.tokens[quote - 1].low
    leads = before in (":", "que") or before in word_set("nouns.document")
    return content[0].isupper() and content[-1] not in ".!?…" and not leads


def _is_code(content: str) -> bool:
    """*DY2020*, *F-18*: letters and digits in one word are a label."""
    return any(c.isdigit() for c in content) and any(c.isalpha() for c in content)


def _is_listed(scene: Scene, quote: int, link: Link | None) -> bool:
    """*'La sal de los mapas' (Ana Ruiz)*: a line that holds a title and who made it."""
    tokens = scene.tokens
    if link is not None or quote + 1 >= len(tokens) or tokens[quote + 1].text != "(":
        return False
    return quote == 0 and tokens[-1].text == ")" and tokens[quote].quoted[-1] not in ".!?…"


def _is_nickname(scene: Scene, content: str, link: Link | None) -> bool:
    """*los vecinos apodan "el Paquebote"*, *se bautizó como "la Grande"*: a name that many give."""
    if link is None or link.cue is None or link.cue.lemma not in word_set("naming_verbs"):
        return False
    impersonal = scene.tokens[link.cue.start].low == "se" or link.cue.number == "plural"
    return impersonal and count_words(content) <= _SHORT


def _governs_fragment(link: Link, quote: int) -> bool:
    cue = link.cue
    if cue is None:
        return True
    if cue.lemma == "según" and quote - cue.end in (0, 1):
        return False  # what is called so is the source itself: según la "noticia"
    if link.place == "after":
        return link.tight
    reach = _FRAGMENT_REACH if cue.mood != "infinitive" else _SHORT + 2
    return link.tight or quote - cue.end <= reach


def _is_named(scene: Scene, quote: int, link: Link | None) -> bool:
    """*llamado "…"*, *la película "…"*, *Ana Ruiz "La Rubia"*: the words are a name."""
    content = scene.tokens[quote].quoted
    short = count_words(content) <= _SHORT
    if quote and scene.tokens[quote - 1].low in word_set("nouns.headings"):
        return True
    if _is_made_by(scene, quote):
        return True
    if link is not None and _outweighs_name(link, short=short, clause=content[0].islower()):
        return False
    if quote and short and content[0].isupper() and scene.tokens[quote - 1].kind == CAPITAL:
        return True
    if quote > 1 and scene.tokens[quote - 1].text == ":":
        return scene.tokens[quote - 2].low in word_set("nouns.headings")
    before = [
        token
        for token in scene.tokens[max(0, quote - 4) : quote]
        if token.low not in word_set("before_title")
    ]
    return bool(before) and before[-1].kind in (WORD, CAPITAL) and _leads_to_name(before)


def _is_made_by(scene: Scene, quote: int) -> bool:
    """*la autora de "La sal de los mapas"*: what somebody has made, by its capital."""
    tokens = scene.tokens
    if quote <= 1 or tokens[quote - 1].low != "de" or not tokens[quote].quoted[0].isupper():
        return False
    role = tokens[quote - 2].role
    return role is not None and not role.classes.isdisjoint(word_set("classes.creators"))


def _outweighs_name(link: Link, *, short: bool, clause: bool) -> bool:
    """A cue right after a long quotation, or one that gives a label, makes speech of it all the same.

    So does any cue for a long one that begins with a small letter, as no title does.
    """
    if link.cue is not None and "label" in link.cue.classes:
        return True
    if not short and clause:
        return True
    return link.place == "after" and link.tight and not short


def _leads_to_name(before: Sequence[Token]) -> bool:
    if before[-1].low in word_set("nouns.named"):
        return True
    if len(before) > 1 and before[-2].low in word_set("nouns.medium"):
        return True
    return any(token.low in word_set("nouns.naming") for token in before[-2:])


def _is_title(text: str) -> bool:
    """Two capitals or more, and no other word but short ones: *La Dama del Lago*."""
    parts = text.split()
    if len(parts) < 2 or text[-1] in ".!?…":
        return False
    long_words = [part for part in parts if len(part) > 3]
    return (
        len(parts) <= 8 and len(long_words) >= 2 and all(part[0].isupper() for part in long_words)
    )


def kind_of(scene: Scene, quote: int, link: Link | None) -> Kind:
    """Fragment: one or two words; direct: a clause of its own; partial: woven into another's."""
    text = scene.tokens[quote].quoted
    if count_words(text) <= _FRAGMENT:
        return "fragment"
    if is_alone(scene.tokens, quote) or text[-1] in ".!?…" or text[0] in "¿¡":
        return "direct"
    if link is None:
        return "direct" if text[0].isupper() else "partial"
    if link.place in ("after", "colon") and link.tight and not _woven(scene, quote):
        return "direct"
    before = scene.tokens[quote - 1].low if quote else ""
    if before in ("que", ":") or text[0].isupper():
        return "direct"
    return "partial"


def _woven(scene: Scene, quote: int) -> bool:
    """Whether words of the reporter's own sentence lead up to the quotation."""
    return quote > 0 and scene.tokens[quote - 1].kind in (WORD, CAPITAL)
