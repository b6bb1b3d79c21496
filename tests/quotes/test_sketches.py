"""What sketches tell apart, the words tell apart too."""

from hypothesis import given
from hypothesis import strategies as st

from app.quotes.likeness import Kind, compare
from app.quotes.sketches import may_hold, sketch

WORDS = st.lists(
    st.sampled_from(["no", "vamos", "a", "firmar", "la", "paz", "ni", "hoy"]), max_size=12
)


@given(WORDS, WORDS)
def test_wordings_that_are_alike_are_never_told_apart(one: list[str], other: list[str]) -> None:
    shorter, longer = sorted((one, other), key=len)
    if one and other and compare(one, other).kind is not Kind.DIFFERENT:
        assert may_hold(sketch(longer), sketch(shorter))


def test_wordings_with_few_words_in_common_are_told_apart() -> None:
    one = ["vendemos", "trigo", "y", "no", "vendemos", "silencio", "a", "nadie", "del", "puerto"]
    other = [
        "el",
        "consejo",
        "aprobó",
        "ayer",
        "las",
        "cuentas",
        "de",
        "la",
        "cofradía",
        "y",
        "del",
        "puerto",
    ]
    assert not may_hold(sketch(other), sketch(one))
