from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.search.postings.buffer import PostingBuffer
from app.search.postings.merge import merge_tables
from tests.search.postings.arranged import arrange_positioned

DOCUMENTS = st.lists(
    st.dictionaries(
        st.text(alphabet="abñ", min_size=1, max_size=3),
        st.sets(st.integers(0, 300), min_size=1, max_size=4).map(sorted),
        max_size=5,
    ),
    max_size=8,
)
Listed = list[tuple[bytes, list[int], list[int], list[int]]]


def gather(documents: list[dict[str, list[int]]], room: int, batch: int) -> Listed:
    """The postings of a field after they went through a buffer with so much room in memory."""
    with TemporaryDirectory() as folder:
        buffer = PostingBuffer(Path(folder), room)
        for first in range(0, len(documents), batch):
            table = arrange_positioned(documents[first : first + batch])
            buffer.add_tables({"text": table}, np.arange(first, first + batch))
            buffer.make_room()
        listed = [
            (
                table.get_term(place),
                *(
                    part[bounds[place] : bounds[place + 1]].tolist()
                    for part, bounds in (
                        (table.documents, table.starts),
                        (table.frequencies, table.starts),
                        (table.positions, table.position_starts),
                    )
                ),
            )
            for table in merge_tables(buffer.iter_postings().get("text", []))
            for place in range(len(table))
        ]
        buffer.cleanup()
        return listed


@settings(deadline=None)
@given(documents=DOCUMENTS, room=st.integers(1, 12), batch=st.integers(1, 4))
def test_what_is_put_aside_on_the_way_comes_back_in_order(
    documents: list[dict[str, list[int]]], room: int, batch: int
) -> None:
    expected: dict[bytes, tuple[list[int], list[int], list[int]]] = {}
    for number, terms in enumerate(documents):
        for term, positions in terms.items():
            numbers, counts, places = expected.setdefault(term.encode(), ([], [], []))
            numbers.append(number)
            counts.append(len(positions))
            places.extend(positions)
    listed = [(term, *expected[term]) for term in sorted(expected)]
    assert gather(documents, room, batch) == gather(documents, 10**6, batch) == listed
