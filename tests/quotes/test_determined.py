import pytest

from app.quotes.determined import after_share, determined_at
from app.quotes.nominals import Phrase
from app.quotes.tokens import Token, cut_frames


def tokens_of(text: str) -> tuple[Token, ...]:
    return cut_frames(text, ())[0].tokens


def phrase_at_start(text: str) -> tuple[str, Phrase] | None:
    (frame,) = cut_frames(text, ())
    phrase = determined_at(frame.tokens, 0)
    return phrase and (text[: frame.bounds(0, phrase.end)[1]], phrase)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("la alcaldesa de Brisa habló", "la alcaldesa de Brisa"),
        ("uno de los tres vecinos habló", "uno de los tres vecinos"),
        ("una de ellas habló", "una de ellas"),
        ("esta reputada diplomática habló", "esta reputada diplomática"),
        ("miles de vecinos de Brisa gritan", "miles de vecinos de Brisa"),
        ("algunos dicen eso", "algunos"),
        ("otros que callaban", "otros"),
        ("el botánico belga Jan Claes habló", "el botánico belga Jan Claes"),
        ("el 79 % de los encuestados dicen", "el 79 % de los encuestados"),
        ("el 79% de los vecinos dicen", "el 79% de los vecinos"),
        ("un 79 por ciento de las vecinas dicen", "un 79 por ciento de las vecinas"),
    ],
)
def test_phrase_reaches_from_its_article_to_what_belongs_to_its_noun(
    text: str, printed: str
) -> None:
    found = phrase_at_start(text)
    assert found is not None
    assert found[0] == printed


@pytest.mark.parametrize(
    "text",
    [
        "la mesa de Brisa cojea",
        "algunos barcos zarpan",
        "el 79 % del agua se pierde",
        "el 79 de los encuestados",
        "el 79 de abril",
        "la",
    ],
)
def test_article_before_what_cannot_speak_opens_no_phrase(text: str) -> None:
    assert phrase_at_start(text) is None


@pytest.mark.parametrize(
    ("text", "plural", "definite"),
    [
        ("la alcaldesa habló", False, True),
        ("una vecina habló", False, False),
        ("uno de los vecinos habló", False, False),
        ("los lugareños hablaron", True, False),
        ("varias ministras hablaron", True, False),
        ("las ministras hablaron", True, True),
    ],
)
def test_determiner_tells_number_and_definiteness(
    text: str, *, plural: bool, definite: bool
) -> None:
    found = phrase_at_start(text)
    assert found is not None
    assert (found[1].plural, found[1].definite) == (plural, definite)


@pytest.mark.parametrize(
    ("text", "gender"),
    [("una portavoz habló", "f"), ("un portavoz habló", "m"), ("su portavoz habló", "")],
)
def test_determiner_tells_the_gender_where_the_noun_does_not(text: str, gender: str) -> None:
    found = phrase_at_start(text)
    assert found is not None
    assert found[1].gender == gender


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("el 79 % de los encuestados", 3),
        ("el 79 por ciento de los encuestados", 4),
        ("el 79 de los encuestados dice", 0),
        ("el 79 por hora de los barcos", 0),
        ("el 79 % que dice eso", 0),
        ("el 79 %", 0),
    ],
)
def test_share_is_passed_over_down_to_whose_it_is(text: str, position: int) -> None:
    assert after_share(tokens_of(text), 0) == position


def test_name_after_an_aside_is_not_the_nouns() -> None:
    tokens = tokens_of("dijo tras el recuento Lena Ortúzar")
    assert determined_at(tokens, 2) is None
