"""How many matches there are of each outlet, speaker and year."""

from collections import Counter
from collections.abc import Callable

import numpy as np

from app.search.columns import Columns
from app.search.postings.live import Matches
from app.search.results import SearchRequest

MAX_FACET_VALUES = 100

Facets = dict[str, list[tuple[str | None, int]]]
Counts = Counter[str | None]


def count_facets(matches: Matches, columns: Columns, request: SearchRequest) -> Facets:
    """Count the matches by each facet that the request names, commonest first, then by value."""
    counters: dict[str, Callable[[], Counts]] = {
        "source": lambda: _count_sources(matches, columns),
        "speaker": lambda: _count_speakers(matches, columns, request.speaker_of),
        "year": lambda: _count_years(matches, columns),
    }
    return {name: _list_commonest(counters[name]()) for name in request.facets}


def _count_sources(matches: Matches, columns: Columns) -> Counts:
    codes, names = columns.sources
    none, *counts = np.bincount(codes[matches.documents] + 1, minlength=len(names) + 1).tolist()
    counted: Counts = Counter(dict(zip(names, counts, strict=True)))
    counted[None] = none
    return counted


def _count_speakers(matches: Matches, columns: Columns, speaker_of: Callable[[str], str]) -> Counts:
    """Matches by the speaker of their forms; one with two forms of a speaker counts once."""
    labels = columns.forms
    matched = np.zeros(columns.postings.count, np.bool_)
    matched[matches.documents] = True
    kept = np.flatnonzero(matched[labels.documents])
    codes = labels.codes[kept]
    present = np.flatnonzero(np.bincount(codes, minlength=len(labels.names)))
    speakers: dict[str, int] = {}
    places = np.zeros(len(labels.names), np.int64)
    for code in present.tolist():
        places[code] = speakers.setdefault(speaker_of(labels.names[code]), len(speakers))
    found = places[codes]
    if len(speakers) < len(present):
        pairs = labels.documents[kept] * len(speakers) + found
        found = np.unique(pairs) % len(speakers)
    counts = np.bincount(found, minlength=len(speakers)).tolist()
    return Counter(dict(zip(speakers, counts, strict=True)))


def _count_years(matches: Matches, columns: Columns) -> Counts:
    counts = np.bincount(columns.years[matches.documents]).tolist()
    return Counter({str(year) if year else None: count for year, count in enumerate(counts)})


def _list_commonest(counts: Counts) -> list[tuple[str | None, int]]:
    present = [(value, count) for value, count in counts.items() if count]
    present.sort(key=lambda item: (-item[1], item[0] is None, item[0] or ""))
    return present[:MAX_FACET_VALUES]
