import pytest

from app.search.merging import FAN_OUT, choose_segments


@pytest.mark.parametrize(
    ("sizes", "added", "chosen"),
    [
        ([], 1, set()),
        ([(1, 1)] * 3, 1, set()),
        ([(1, 1)] * 4, 1, {0, 1, 2, 3}),
        ([(1000, 1000), (1, 1), (1, 1), (1, 1), (1, 1)], 1, {1, 2, 3, 4}),
        ([(1, 1)] * 4 + [(6, 6)] * 4, 1, set(range(8))),
        ([(700, 700)] * 4, 500, set()),
        ([(400, 400)] * 4, 400, {0, 1, 2, 3}),
        ([(50, 100), (90, 100), (0, 7)], 1, {0, 2}),
    ],
)
def test_full_tiers_and_half_deleted_segments_are_merged(
    sizes: list[tuple[int, int]], added: int, chosen: set[int]
) -> None:
    assert choose_segments(sizes, added) == chosen


@pytest.mark.parametrize("batch", [1, 30, 500])
def test_segments_stay_few_and_articles_are_written_few_times(batch: int) -> None:
    sizes: list[tuple[int, int]] = []
    written = 0
    for _ in range(400):
        chosen = choose_segments(sizes, batch)
        size = batch + sum(sizes[place][0] for place in chosen)
        sizes = [pair for place, pair in enumerate(sizes) if place not in chosen] + [(size, size)]
        written += size
    assert len(sizes) <= 4 * FAN_OUT
    assert written <= 5 * 400 * batch
