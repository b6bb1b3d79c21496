from app.search.postings.cache import ByteCache


def test_what_was_not_asked_for_longest_goes_first() -> None:
    cache = ByteCache[str, int](limit=30)
    for number, key in enumerate("abc"):
        cache.keep(key, number, 10)
    assert cache.find("a") == 0
    cache.keep("d", 3, 10)
    assert [cache.find(key) for key in "abcd"] == [0, None, 2, 3]
    assert cache.size == 30


def test_what_is_larger_than_the_cache_is_not_kept() -> None:
    cache = ByteCache[str, int](limit=30)
    cache.keep("a", 1, 31)
    assert cache.find("a") is None
    assert cache.size == 0


def test_what_is_larger_than_the_cache_leaves_the_others() -> None:
    cache = ByteCache[str, int](limit=30)
    cache.keep("a", 0, 10)
    cache.keep("b", 1, 31)
    assert cache.find("a") == 0
    assert cache.size == 10
