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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dijo “sí, iremos ”. Salió.", ["sí, iremos"]),
        ("Dijo “sí, iremos ”, y luego “no ”.", ["sí, iremos", "no"]),
        ("Dijo “sí, iremos ” y salió.", ["sí, iremos"]),
        ("Dijo ”sí, iremos” y ”no”.", ["sí, iremos", "no"]),
    ],
)
def test_closing_mark_may_stand_after_a_blank(text: str, expected: list[str]) -> None:
    assert contents(text) == expected


def test_apostrophe_inside_a_word_opens_nothing() -> None:
    assert contents("El chef D'Amico viajó a L'Aquila con O'Brien.") == []


@pytest.mark.parametrize("text", ["«", "”", "«a", "» »", "“\n»"])
def test_marks_around_nothing_are_no_trouble(text: str) -> None:
    assert contents(text) in ([], ["a"])


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


@pytest.mark.parametrize("first", ["", "Lena explicó: "])
def test_closing_guillemet_reopens_each_paragraph(first: str) -> None:
    text = f"{first}«El muelle “viejo” cierra.\n»Habrá otro.\n»Y será mayor»."
    spans = find_spans(text)
    assert contents(text) == ["El muelle “viejo” cierra", "Habrá otro", "Y será mayor"]
    assert all(span.closed for span in spans)


@pytest.mark.parametrize(
    "text", ["»El muelle cierra«, dijo.", "»El muelle cierra», dijo.", "«El muelle cierra «, dijo."]
)
def test_guillemets_the_wrong_way_round_pair(text: str) -> None:
    assert contents(text) == ["El muelle cierra"]


@pytest.mark.parametrize("end", [", dijo Lena.", ".", "; nada más.", ") y salió."])
def test_mark_after_a_blank_closes_before_a_point(end: str) -> None:
    assert contents(f'Avisó de que "el muelle cierra "{end}') == ["el muelle cierra"]


def test_dots_after_a_mark_do_not_make_it_a_closing_one() -> None:
    assert contents('Avisó: "...y el muelle cierra".') == ["...y el muelle cierra"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“El muelle cierra, dijo Lena. “Es triste”, añadió.", ["El muelle cierra", "Es triste"]),
        ("“El muelle cierra. “Es triste”, añadió.", ["El muelle cierra", "Es triste"]),
        ('"El muelle cierra, dijo Lena. Añadió: "Es triste".', ["El muelle cierra", "Es triste"]),
        (
            "Dijo que “el muelle cierra. Ciro teme que “llueva”.",
            ["el muelle cierra", "llueva"],
        ),
        (
            "Dijo: “El muelle cierra. El mar está “muy bravo”.",
            ["El muelle cierra. El mar está “muy bravo”"],
        ),
        ("Vio “un barco y “dos remos” allí.", ["dos remos"]),
    ],
)
def test_quotation_left_open_before_another_ends_by_sense(text: str, expected: list[str]) -> None:
    assert contents(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Sí", dijo. El muelle cierra", agregó.', ["Sí", "El muelle cierra"]),
        ('Lena dijo que el muelle cierra", y salió.', ["el muelle cierra"]),
        ('Según Lena, el muelle cierra".', ["el muelle cierra"]),
        ('Lena avisó a todos: el muelle cierra".', ["el muelle cierra"]),
        ('Una pantalla de 24" para el muelle.', []),
        ('Una pantalla de 24", según Lena.', []),
        ('El muelle cierra" hoy mismo.', []),
    ],
)
def test_closing_mark_alone_begins_by_sense(text: str, expected: list[str]) -> None:
    assert contents(text) == expected


def test_quotation_left_open_keeps_the_break_of_its_line_outside() -> None:
    text = "Lena dijo: “El muelle cierra.\nOtro día."
    (span,) = find_spans(text)
    assert text[span.outer_end :] == ".\nOtro día."


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
