import pytest

from app.quotes.marks import find_spans


def contents(text: str) -> list[str]:
    return [text[span.start : span.end] for span in find_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dijo «sí, iremos» y salió.", ["sí, iremos"]),
        ("Dijo “sí, iremos” y salió.", ["sí, iremos"]),
        ('Dijo "sí, iremos" y salió.', ["sí, iremos"]),
        ("Dijo „sí, iremos“ y salió.", ["sí, iremos"]),
        ("Dijo ‘sí, iremos’ y salió.", ["sí, iremos"]),
        ("Dijo 'sí, iremos' y salió.", ["sí, iremos"]),
    ],
)
def test_every_pair_of_marks_opens_and_closes(text: str, expected: list[str]) -> None:
    assert contents(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("«Me dijo “ven” y fui», contó.", ["Me dijo “ven” y fui"]),
        ("\"Me dijo 'ven' y fui\", contó.", ["Me dijo 'ven' y fui"]),
        ('"Me dijo "ven" y fui", contó.', ['Me dijo "ven" y fui']),
    ],
)
def test_inner_quotation_stays_in_the_outer_one(text: str, expected: list[str]) -> None:
    assert contents(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Habló de “un error“ grave.", ["un error"]),
        ("Habló de ”un error” grave.", ["un error"]),
        ("Habló de «un error« grave.", ["un error"]),
        ('Habló de "un error” grave.', ["un error"]),
    ],
)
def test_mismatched_marks_pair_by_their_neighbours(text: str, expected: list[str]) -> None:
    assert contents(text) == expected


def test_apostrophe_inside_a_word_opens_nothing() -> None:
    assert contents("El chef D'Amico viajó a L'Aquila con O'Brien.") == []


def test_unclosed_quotation_ends_with_its_line_before_the_stop() -> None:
    (span,) = find_spans('Dijo: "No habrá acuerdo.\nOtro párrafo.')
    assert not span.closed
    assert 'Dijo: "No habrá acuerdo.\nOtro párrafo.'[span.start : span.end] == "No habrá acuerdo"


def test_closing_mark_alone_reaches_back_to_the_first_word_of_its_line() -> None:
    text = 'Nota.\nEstamos muy contentos", dijo Ana.'
    (span,) = find_spans(text)
    assert not span.opened
    assert text[span.start : span.end] == "Estamos muy contentos"


def test_quotation_over_two_paragraphs_is_one() -> None:
    assert contents('"Primero esto.\nLuego aquello", dijo.') == ["Primero esto.\nLuego aquello"]


def test_mark_reopened_at_each_paragraph_makes_one_span_a_paragraph() -> None:
    assert contents("“Primero esto.\n“Luego aquello”, dijo.") == ["Primero esto", "Luego aquello"]


def test_stray_closing_mark_does_not_shift_the_pairs_after_it() -> None:
    assert contents('Fue un "gran" día" y luego "otro más".') == ["gran", "otro más"]


def test_blanks_beside_the_marks_are_left_out() -> None:
    assert contents("Dijo « sí, iremos » y salió.") == ["sí, iremos"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Dijo "sí, iremos″ y salió.', ["sí, iremos"]),
        ("Dijo “sí, iremos″, y salió.", ["sí, iremos"]),
        ("El tubo mide 12″ de largo y 3″ de ancho.", []),
        ("Dijo ″sí, iremos″ y salió.", []),
    ],
)
def test_double_prime_closes_what_another_mark_opened(text: str, expected: list[str]) -> None:
    assert contents(text) == expected
