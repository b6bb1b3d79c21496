import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.postings.tables import PostingTable, count_up, expand_ranges, narrow
from app.search.vocabulary import is_near

WORDS = st.sets(st.text(alphabet="abñé9", min_size=1, max_size=5), max_size=30).map(sorted)
EVEN_WORDS = st.sets(st.text(alphabet="abc", min_size=3, max_size=3), max_size=27).map(sorted)


def make_table(words: list[str]) -> PostingTable:
    """A table in which each word is in one document."""
    encoded = [word.encode() for word in words]
    return PostingTable(
        letters=np.frombuffer(b"".join(encoded), np.uint8),
        term_starts=count_up(np.array([len(word) for word in encoded], np.int64)),
        starts=np.arange(len(words) + 1),
        documents=np.arange(len(words), dtype=np.uint32),
        frequencies=np.empty(0, np.uint8),
        position_starts=np.zeros(len(words) + 1, np.int64),
        positions=np.empty(0, np.uint8),
    )


@given(WORDS, st.text(alphabet="abñé9", min_size=1, max_size=3))
def test_terms_and_prefixes_are_found_where_they_are(words: list[str], sought: str) -> None:
    table = make_table(words)
    expected = words.index(sought) if sought in words else None
    assert table.find_term(sought.encode()) == expected
    first, beyond = table.find_prefix(sought.encode())
    begin = [place for place, word in enumerate(words) if word.startswith(sought)]
    assert list(range(first, beyond)) == begin


@given(WORDS | EVEN_WORDS, st.lists(st.text(alphabet="abc", min_size=2, max_size=4)))
def test_many_terms_are_found_as_each_alone_is(words: list[str], few: list[str]) -> None:
    table = make_table(words)
    many = [word.encode() for word in few + words] * 10
    alone = [table.find_term(word) for word in many]
    assert table.find_terms(many).tolist() == [-1 if one is None else one for one in alone]


@given(WORDS, st.text(alphabet="abñé9", min_size=1, max_size=5), st.sampled_from([1, 2]))
def test_no_near_word_is_passed_over(words: list[str], sought: str, edits: int) -> None:
    alike = {words[place] for place in make_table(words).find_alike(sought, edits).tolist()}
    assert {word for word in words if is_near(word, sought, edits)} <= alike


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 4))))
def test_ranges_follow_each_other(ranges: list[tuple[int, int]]) -> None:
    starts, counts = (np.array(part, np.int64) for part in zip(*ranges, strict=True)) if ranges else (
        np.empty(0, np.int64),
        np.empty(0, np.int64),
    )  # fmt: skip
    expected = [number for start, count in ranges for number in range(start, start + count)]
    assert expand_ranges(starts, counts).tolist() == expected


@pytest.mark.parametrize(
    ("largest", "size"), [(0, 1), (255, 1), (256, 2), (65_535, 2), (65_536, 4), (2**32 - 1, 4)]
)
def test_numbers_take_no_more_bytes_than_they_need(largest: int, size: int) -> None:
    narrowed = narrow(np.array([0, largest], np.int64))
    assert narrowed.itemsize == size
    assert narrowed.tolist() == [0, largest]
