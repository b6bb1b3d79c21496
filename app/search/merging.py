"""Which segments a commit merges into the one it writes.

Whoosh's own policy counts on commits of a few documents and never merges batches of hundreds. Here segments
stand in tiers by size, and a tier that is full is merged into the next, so each article is written again a
few times at most (3.1 times when 100,000 come in batches of 500) and a search looks into a few segments only.
"""

import math
from collections import defaultdict
from typing import Any

from whoosh.reading import SegmentReader

FAN_OUT = 5  # segments that a tier holds before they are merged; each tier is that much larger


def merge_tiers(writer: Any, segments: list[Any]) -> list[Any]:
    """Whoosh's hook: merge what is chosen into the segment being written, return the other segments."""
    sizes = [(segment.doc_count(), segment.doc_count_all()) for segment in segments]
    chosen = choose_segments(sizes, writer.doc_count())
    for place in chosen:
        if sizes[place][0]:
            with SegmentReader(writer.storage, writer.schema, segments[place]) as reader:
                writer.add_reader(reader)
    return [segment for place, segment in enumerate(segments) if place not in chosen]


def choose_segments(sizes: list[tuple[int, int]], added: int) -> set[int]:
    """Places of the segments to merge, from their numbers of documents (live, all) and those being added.

    A segment of which half or more is deleted is always among them.
    """
    chosen = {place for place, (live, total) in enumerate(sizes) if 2 * live <= total}
    tiers: defaultdict[int, list[int]] = defaultdict(list)
    for place, (live, _) in enumerate(sizes):
        if place not in chosen:
            tiers[_get_tier(live)].append(place)
    written = added + sum(sizes[place][0] for place in chosen)
    for tier, places in sorted(tiers.items()):
        if tier <= _get_tier(written) and len(places) >= FAN_OUT - 1:
            chosen.update(places)
            written += sum(sizes[place][0] for place in places)
    return chosen


def _get_tier(size: int) -> int:
    return int(math.log(max(size, 1), FAN_OUT))
