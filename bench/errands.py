"""What the mixed load asks for: every endpoint, in every way in which it answers, what each must answer."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit

from tests.server import ask

_SEED = 20261122
_WORDS = 40
_PLACE = re.compile(r"\{(\w+)\}")
_JSON, _PROBLEM, _NDJSON = "application/json", "application/problem+json", "application/x-ndjson"

Subjects = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Errand:
    """One request: its name in the table, and the statuses and the type of content that are right for it.

    One that is asked `again`, with the ETag of its first answer, has to be told that nothing changed, or to
    get another ETag. Of those that are asked at random, one with twice the weight comes twice as often.
    """

    name: str
    path: str
    weight: float = 1
    content_type: str = _JSON
    statuses: tuple[int, ...] = (200,)
    method: str = "GET"
    again: bool = False


# What stands in braces is drawn anew for each request. What has moved is answered with 308.
_MOVING = (200, 308)
_KINDS = (
    Errand("search", "/v1/search?q={word}", 6),
    Errand("search, two words", "/v1/search?q={word}+OR+{word}", 3),
    Errand("search, facets", "/v1/search?q={word}&facets=source,speaker,year&count=true"),
    Errand("search, next page", "{next_of_search}"),
    Errand("quotations by speaker", "/v1/quotes?speaker={speaker}", 6),
    Errand("quotations, next page", "{next_of_quotes}", 2),
    Errand("quotations, oldest", "/v1/quotes?speaker={speaker}&kind=direct&sort=oldest", 2),
    Errand("quotations by words", "/v1/quotes?q={word}"),
    Errand("quotations, HEAD", "/v1/quotes?speaker={speaker}", method="HEAD"),
    Errand("quotations, unchanged", "/v1/quotes?speaker={speaker}", 3, again=True),
    Errand("one quotation", "/v1/quotes/{quote}", 2),
    Errand("was it said?", "/v1/quotes/match?text={text}", 2),
    Errand("articles", "/v1/articles", 2),
    Errand("articles of an outlet", "/v1/articles?source={source}"),
    Errand("articles, next page", "{next_of_articles}"),
    Errand("one article", "/v1/articles/{article}", 6),
    Errand("one article, HEAD", "/v1/articles/{article}", method="HEAD"),
    Errand("one article, unchanged", "/v1/articles/{article}", 2, again=True),
    Errand("quotations of an article", "/v1/articles/{article}/quotes"),
    Errand("copies of an article", "/v1/articles/{article}/copies"),
    Errand("statements", "/v1/statements"),
    Errand("one statement", "/v1/statements/{statement}", 2, statuses=_MOVING),
    Errand("speakers", "/v1/speakers"),
    Errand("speakers by name", "/v1/speakers?name={word}"),
    Errand("one speaker", "/v1/speakers/{speaker}", 2, statuses=_MOVING),
    Errand("quotations of a speaker", "/v1/speakers/{speaker}/quotes", 2, statuses=_MOVING),
    Errand("timeline", "/v1/timeline?interval=year", 0.2),
    Errand("timeline of a speaker", "/v1/timeline?of=quotes&speaker={speaker}", 0.5),
    Errand("outlets", "/v1/sources", 0.2),
    Errand("stream, ndjson", "/v1/quotes?speaker={speaker}&format=ndjson", 0.5, _NDJSON),
    Errand("stream, csv", "/v1/articles?format=csv&limit=200", 0.5, "text/csv"),
    Errand("feed", "/v1/quotes?speaker={speaker}&format=atom", 1, "application/atom+xml"),
    Errand("changes", "/v1/articles?changed_since=0"),
    Errand("changes, ndjson", "/v1/quotes?changed_since=0&format=ndjson&limit=200", 0.5, _NDJSON),
    Errand("400: a query cut off", "/v1/search?q=%22", 0.5, _PROBLEM, (400,)),
    Errand("400: nobody's cursor", "/v1/quotes?cursor=nada", 0.5, _PROBLEM, (400,)),
    Errand("404: no such path", "/v1/nada", 0.5, _PROBLEM, (404,)),
    Errand("404: no such article", "/v1/articles/0000000000000000", 0.5, _PROBLEM, (404,)),
    Errand("405: POST", "/v1/quotes", 0.5, _PROBLEM, (405,), method="POST"),
    Errand("422: unknown parameter", "/v1/quotes?nada=1", 0.5, _PROBLEM, (422,)),
    Errand("alive?", "/healthz"),
    Errand("ready?", "/readyz", 0.5),
    Errand("metrics", "/metrics", 0.5, "text/plain"),
    Errand("OpenAPI document", "/openapi.json", 0.5),
    Errand("OpenAPI document, unchanged", "/openapi.json", 0.5, again=True),
    Errand("documentation", "/docs", 0.5, "text/html"),
)  # fmt: skip


def choose_subjects(address: str) -> Subjects:
    """What stands in the places of addresses, by their names; of the newest that the archive holds."""
    items = ask(address, "/v1/quotes?limit=100")["items"]
    texts = [one["text"][:300] for one in items]
    speakers = _list_distinct(one["speaker"]["id"] for one in items if one["speaker"])
    words = _list_distinct(word for text in texts for word in re.findall(r"[^\W\d_]{6,}", text))
    words = [word for word in words[:_WORDS] if _can_search(address, word)]
    subjects = {
        "text": texts,
        "speaker": speakers,
        "word": words,
        "quote": [one["id"] for one in items],
        "article": _list_distinct(one["article"]["id"] for one in items),
        "statement": [one["id"] for one in ask(address, "/v1/statements")["items"]],
        "source": [one["source"] for one in ask(address, "/v1/sources")["items"] if one["source"]],
    }
    lists = {
        "quotes": "/v1/quotes?kind=direct&limit=5",
        "articles": "/v1/articles?limit=5",
        "search": f"/v1/search?limit=5&q={quote(' OR '.join(words[:5]))}",
    }
    following = {f"next_of_{name}": _find_next(address, path) for name, path in lists.items()}
    return subjects | following


def list_kinds(subjects: Subjects) -> list[Errand]:
    """The kinds of errands whose places can all be filled."""
    return [one for one in _KINDS if all(subjects[name] for name in _PLACE.findall(one.path))]


def draw_errands(subjects: Subjects) -> Iterator[Errand]:
    """Without end: first each kind once, then by their weights. The same subjects, the same errands."""
    chance = random.Random(_SEED)  # noqa: S311  nothing is kept secret
    kinds = list_kinds(subjects)
    weights = [one.weight for one in kinds]

    def fill(found: re.Match[str]) -> str:
        value = chance.choice(subjects[found[1]])
        return value if found[1].startswith("next_of_") else quote(value, safe="")

    def draw() -> Iterator[Errand]:
        yield from chance.sample(kinds, len(kinds))
        while True:
            yield from chance.choices(kinds, weights, k=100)

    for one in draw():
        yield replace(one, path=_PLACE.sub(fill, one.path))


def _can_search(address: str, word: str) -> bool:
    """Whether a word is not too common to be searched for."""
    try:
        ask(address, f"/v1/search?limit=1&q={quote(word)}")
    except HTTPError:
        return False
    return True


def _find_next(address: str, path: str) -> list[str]:
    following = ask(address, path)["next"]
    if following is None:
        return []
    parts = urlsplit(following)
    return [f"{parts.path}?{parts.query}"]


def _list_distinct(values: Any) -> list[str]:
    return list(dict.fromkeys(values))
