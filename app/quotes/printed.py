"""Phrases in the words of the text: the name that one holds, a role, a document, an unknown noun."""

from app.quotes.discourse import Speaker
from app.quotes.lexicon import word_set
from app.quotes.mentions import Person
from app.quotes.nations import nation_of
from app.quotes.nominals import Phrase
from app.quotes.scenes import Article, Scene

_ARTICLES = ("el", "la", "los", "las", "al", "del")


def printed(text: str, scene: Scene, phrase: Phrase, *, with_article: bool) -> str:
    """The phrase as it stands in the text, without what follows in apposition."""
    tokens = scene.tokens
    start = phrase.start
    if tokens[start].low in (("al", "del") if with_article else _ARTICLES):
        start += 1
    first, last = scene.bounds(start, phrase.core_end)
    return " ".join(text[first:last].split())


def printed_name(text: str, scene: Scene, phrase: Phrase) -> str:
    """The proper name of a phrase, or else all of it, as it stands in the text."""
    start, end = scene.bounds(*(phrase.name or (phrase.start, phrase.end)))
    return text[start:end]


def find_person(article: Article, scene: Scene, phrase: Phrase) -> Person | None:
    """Whom the name in a phrase means; None for a name that the cast does not hold."""
    return article.cast.find_by_form(printed_name(article.text, scene, phrase))


def as_printed(text: str, scene: Scene, phrase: Phrase) -> Speaker:
    """Somebody unnamed, or a document, in the words of the text."""
    head = phrase.roles[0].head if phrase.roles else ""
    name = printed(text, scene, phrase, with_article=True)
    unknown = phrase.kind == "role" and not phrase.roles and phrase.definite
    written = phrase.kind == "document" or (unknown and not is_agentive(scene, phrase))
    return Speaker(name, "role", None, phrase.plural, phrase.gender, head, written)


def is_agentive(scene: Scene, phrase: Phrase) -> bool:
    """Whether a noun that no list knows has the shape of a person: *la alfarera*, not *el blog*."""
    noun = scene.tokens[phrase.core_end - 1].low
    return nation_of(noun) is not None or noun.endswith(tuple(word_set("agentive_endings")))
