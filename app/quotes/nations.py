"""Places that stand for their governments, and the adjectives of what is theirs."""

from functools import cache

from app.quotes.lexicon import read_rows


def nation_of(word: str) -> str | None:
    """The first-listed place for a lower-case place name or demonym (plurals too); None for another word."""
    return _nations().get(word)


@cache
def _nations() -> dict[str, str]:
    nations: dict[str, str] = {}
    for places, demonyms in read_rows("nations.tsv"):
        nation = places.split()[0]
        for place in places.split():
            nations[place] = nation
        for demonym in demonyms.split():
            nations[demonym] = nation
            nations[demonym + ("s" if demonym[-1] in "aeo" else "es")] = nation
    return nations
