import pytest

from app.quotes.capitals import collect_capitals
from app.quotes.marks import find_spans
from app.quotes.mentions import collect_cast
from app.quotes.scenes import Article
from tests.quotes.sentences import scene_of


@pytest.mark.parametrize(
    ("text", "lesser"),
    [
        ("«uno dos» y 'tres'", {1}),
        ("'uno' y “dos tres”", {0}),
        ("'uno' y 'dos'", set()),
        ("«uno» y «dos»", set()),
    ],
)
def test_single_marks_are_lesser_where_others_stand(text: str, lesser: set[int]) -> None:
    article = Article(text, find_spans(text), (), collect_cast(()), collect_capitals(()))
    assert article.lesser_marks == lesser


def test_bounds_are_offsets_in_the_text() -> None:
    text = "Ayer dijo «sí,  iremos» Ana Vidal."
    scene = scene_of(text)
    start, end = scene.bounds(1, 3)
    assert text[start:end] == "dijo «sí,  iremos»"
