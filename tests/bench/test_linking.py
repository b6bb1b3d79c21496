"""What the benchmark of linking makes is found by linking, and is the same each time."""

from itertools import islice

from app.cli.archive import WritableArchive
from bench.linking import link_batch, write_pieces

PIECES = 120


def test_the_copies_that_were_made_are_found(archive: WritableArchive) -> None:
    pieces = list(write_pieces(PIECES))
    made = sum(piece.is_copy for piece in pieces)
    assert made > 3
    assert (
        sum(link_batch(archive.engine, pieces[n : n + 30])[2] for n in range(0, PIECES, 30)) == made
    )


def test_every_run_writes_the_same_pieces() -> None:
    assert list(islice(write_pieces(PIECES), 40)) == list(islice(write_pieces(PIECES), 40))
