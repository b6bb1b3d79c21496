"""Terms as they come, document by document -> posting tables, where they stand by term."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from app.search.postings.tables import Integers, PostingTable, count_up, narrow, pack_terms

Lexicon = defaultdict[str, int]


def make_lexicon() -> Lexicon:
    """Terms with numbers: one that is looked up for the first time gets the next."""
    lexicon: Lexicon = defaultdict()
    lexicon.default_factory = lexicon.__len__
    return lexicon


def arrange_positions(
    lexicon: Lexicon,
    codes: NDArray[np.uint32],
    documents: Integers,
    positions: Integers,
) -> PostingTable:
    """The table of terms by their numbers in a lexicon, rising by document, then by position."""
    words, ranks = _rank(lexicon, codes)
    by_term = ranks[codes]
    order = _sort_stably(by_term)
    by_term, documents = by_term[order], documents[order]
    begins = np.flatnonzero(_changes(by_term) | _changes(documents))
    return _make_table(
        words,
        by_term[begins],
        documents[begins],
        frequencies=np.diff(begins, append=len(order)),
        positions=positions[order],
    )


def arrange_members(
    lexicon: Lexicon, codes: NDArray[np.uint32], documents: Integers
) -> PostingTable:
    """The table of terms by their numbers in a lexicon, each once a document however often it comes."""
    words, ranks = _rank(lexicon, codes)
    pairs = np.sort((ranks[codes] << 32) | documents)
    pairs = pairs[_changes(pairs)]
    nothing = np.empty(0, np.int64)
    return _make_table(words, pairs >> 32, pairs & 0xFFFFFFFF, nothing, nothing)


def arrange_lists(lists: Iterable[Sequence[str]]) -> PostingTable:
    """The table of the terms of each document."""
    lexicon = make_lexicon()
    sizes: list[int] = []
    codes: list[int] = []
    for terms in lists:
        sizes.append(len(terms))
        codes.extend(map(lexicon.__getitem__, terms))
    documents = np.repeat(np.arange(len(sizes)), sizes)
    return arrange_members(lexicon, np.array(codes, np.uint32), documents)


def _rank(lexicon: Lexicon, codes: NDArray[np.uint32]) -> tuple[list[bytes], Integers]:
    """The terms that occur in the order of their bytes, and the place of each number among them."""
    occurs = np.bincount(codes, minlength=len(lexicon)) > 0
    words = list(lexicon)
    used = sorted(np.flatnonzero(occurs).tolist(), key=words.__getitem__)
    ranks = np.zeros(len(lexicon), np.int64)
    ranks[used] = np.arange(len(used))
    # Code points sort as their UTF-8 does.
    return [words[code].encode() for code in used], ranks


def _sort_stably(keys: Integers) -> Integers:
    """The order of the rows by their keys; sorting numbers that hold both takes an eighth of argsort."""
    rows = np.arange(len(keys))
    return np.sort((keys << 32) | rows) & 0xFFFFFFFF


def _changes(values: Integers) -> NDArray[np.bool_]:
    """Whether each value differs from the one before it; the first one does."""
    changes = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=changes[1:])
    return changes


def _make_table(
    words: list[bytes],
    terms: Integers,
    documents: Integers,
    frequencies: Integers,
    positions: Integers,
) -> PostingTable:
    """The table of postings in order: the place of the term of each, its document and frequency."""
    letters, term_starts = pack_terms(words)
    starts = count_up(np.bincount(terms, minlength=len(words)))
    has_positions = len(frequencies) > 0
    return PostingTable(
        letters=letters,
        term_starts=term_starts,
        starts=starts,
        documents=documents.astype(np.uint32),
        frequencies=narrow(frequencies),
        position_starts=count_up(frequencies)[starts] if has_positions else np.zeros_like(starts),
        positions=narrow(positions),
    )
