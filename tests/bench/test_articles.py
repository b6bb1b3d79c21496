"""The texts of the benchmark: the same on every run, of the length asked for, with speech in them."""

from app.quotes import find_speech
from bench.articles import write_articles


def test_the_same_seed_writes_the_same_articles() -> None:
    first, second = (list(write_articles(2, 120, 7)) for _ in range(2))
    assert first == second
    assert first[0] != first[1]
    assert first != list(write_articles(2, 120, 8))


def test_articles_are_about_as_long_as_asked_for() -> None:
    assert all(400 <= len(article.split()) < 500 for article in write_articles(5, 400, 7))


def test_a_vocabulary_stands_for_half_the_longer_words() -> None:
    (plain,) = write_articles(1, 400, 7)
    (varied,) = write_articles(1, 400, 7, ["zumbel", "tradoca"])
    assert {"zumbel", "tradoca"}.isdisjoint(plain.split())
    assert 30 < sum(varied.split().count(word) for word in ("zumbel", "tradoca")) < 150


def test_articles_hold_quotations_and_indirect_speech() -> None:
    kinds = [one.kind for article in write_articles(5, 400, 7) for one in find_speech(article)]
    assert kinds.count("indirect") >= 5
    assert len(kinds) - kinds.count("indirect") >= 10
