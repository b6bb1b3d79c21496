"""Documents written down as their terms, and the posting tables of them."""

from collections.abc import Mapping, Sequence

import numpy as np

from app.search.postings.arranging import arrange_positions, make_lexicon
from app.search.postings.tables import PostingTable


def arrange_positioned(documents: Sequence[Mapping[str, Sequence[int]]]) -> PostingTable:
    """The table of documents that map terms to rising positions."""
    lexicon = make_lexicon()
    rows = [
        (lexicon[term], number, position)
        for number, terms in enumerate(documents)
        for position, term in sorted((at, term) for term in terms for at in terms[term])
    ]
    codes, numbers, positions = np.array(rows, np.int64).reshape(-1, 3).T
    return arrange_positions(lexicon, codes.astype(np.uint32), numbers, positions)
