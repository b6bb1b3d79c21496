import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quotes import Quotation, find_quotations, find_speech

PIECES = st.sampled_from(
    [
        '"', "“", "”", "«", "»", "‘", "’", "'", " ", "\n", ", ", ". ", ": ", " dijo ", " el ", " ministro ",
        " Lena ", " Ortúzar ", " que ", " según ", " de ", " quien ", "(", ")", "—", " ha ", " dicho ", " y ",
        " a su juicio ", " uno ", " del ", " Comisión ", " XYZ ", " la ", " está mal ", "!", "...", "\u2028",
    ]
)  # fmt: skip


def only(text: str) -> Quotation:
    (quotation,) = find_quotations(text)
    return quotation


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("«No habrá subida de tasas», dijo Lena Ortúzar.", "Lena Ortúzar"),
        ("“No habrá subida de tasas”, ha dicho hoy Lena Ortúzar.", "Lena Ortúzar"),
        ('Lena Ortúzar dijo: "No habrá subida de tasas".', "Lena Ortúzar"),
        ('Según Lena Ortúzar, "no habrá subida de tasas".', "Lena Ortúzar"),
        ('"No habrá subida de tasas", según Lena Ortúzar.', "Lena Ortúzar"),
        ('A juicio de Lena Ortúzar, la medida "no tiene sentido alguno".', "Lena Ortúzar"),
        ('Lena Ortúzar: "No habrá subida de tasas"', "Lena Ortúzar"),
        ('"No habrá subida de tasas": Lena Ortúzar', "Lena Ortúzar"),
        ('La alcaldesa, Lena Ortúzar, aseguró que "no habrá subida de tasas".', "Lena Ortúzar"),
        ('Lena Ortúzar, alcaldesa de Brisa, cree que "no habrá subida de tasas".', "Lena Ortúzar"),
        ('"No habrá subida", explicó en rueda de prensa la edil Lena Ortúzar.', "Lena Ortúzar"),
        ('"Está todo listo ya", llegó a ironizar Lena Ortúzar.', "Lena Ortúzar"),
        ('"Está todo listo ya", rezaba una de las pancartas.', "una de las pancartas"),
        ('"Está todo listo ya", dijo una portavoz de Brisa.', "una portavoz de Brisa"),
        ('Desde la Consejería de Aguas aseguran que "no habrá cortes".', "Consejería de Aguas"),
        ('El Gobierno de Brisa negó "cualquier subida de tasas".', "Gobierno de Brisa"),
    ],
)
def test_speaker_in_the_sentence_of_the_cue(text: str, speaker: str) -> None:
    assert only(text).speaker == speaker


@pytest.mark.parametrize("end", ["\n", "\u2028", "\x85", " \n"])
def test_speech_beside_a_mark_left_open_has_no_blank_at_its_end(end: str) -> None:
    text = f'Lena Ortúzar dijo que no habrá pacto "este año{end}Ciro Valdeón calló.'
    for quotation in find_speech(text):
        assert quotation.text == quotation.text.strip()
        assert text[quotation.start : quotation.end] == quotation.text


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('"No iremos con Ciro Valdeón nunca", dijo Lena Ortúzar.', "Lena Ortúzar"),
        ('"No iremos a la cita", dijo a Ciro Valdeón la alcaldesa Lena Ortúzar.', "Lena Ortúzar"),
        ('"No iremos a la cita", dijo Lena Ortúzar al diario Alba.', "Lena Ortúzar"),
        ('"No iremos a la cita", dijo el abogado de Ciro Valdeón.', "el abogado de Ciro Valdeón"),
        ('Tras ver a Ciro Valdeón, Lena Ortúzar dijo que "no habrá pacto".', "Lena Ortúzar"),
        ('El plan de Ciro Valdeón, añade Lena Ortúzar, "no es serio hoy".', "Lena Ortúzar"),
    ],
)
def test_nearest_name_is_not_the_speaker_by_accident(text: str, speaker: str) -> None:
    assert only(text).speaker == speaker


@pytest.mark.parametrize(
    ("text", "speaker", "rule"),
    [
        ('Lena Ortúzar habló ayer. "Iremos todos juntos", añadió.', "Lena Ortúzar", "implicit"),
        ('"Sí, iremos", dijo Lena Ortúzar. "No hay prisa".', "Lena Ortúzar", "continued"),
        (
            'Vino el presidente Ciro Valdeón. Lena Ortúzar calló. El mandatario dijo: "Es tarde ya".',
            "Ciro Valdeón",
            "role-before",
        ),
        (
            'Lena Ortúzar dijo que "no irá". Por su parte, Ciro Valdeón dijo que "es muy tarde".',
            "Ciro Valdeón",
            "name-before",
        ),
        (
            'Habló Lena Ortúzar. Según ella, "no hay prisa alguna".',
            "Lena Ortúzar",
            "pronoun-source",
        ),
        (
            '"Es tarde", dijo el abogado de Ciro Valdeón. "Ya no iremos", insistió el abogado.',
            "el abogado de Ciro Valdeón",
            "role-after",
        ),
    ],
)
def test_speaker_from_what_stands_before(text: str, speaker: str, rule: str) -> None:
    quotation = find_quotations(text)[-1]
    assert (quotation.speaker, quotation.rule) == (speaker, rule)


def test_split_quotation_has_one_speaker_and_one_cue() -> None:
    first, second = find_quotations('"No iremos", dijo Lena Ortúzar, "porque es tarde ya".')
    assert first.speaker == second.speaker == "Lena Ortúzar"
    assert first.cue == second.cue


def test_fullest_name_of_the_document_is_given() -> None:
    text = '"No habrá subida", dijo Ortúzar. Lena Ortúzar Vidal es alcaldesa.'
    assert only(text).speaker == "Lena Ortúzar Vidal"


def test_title_gives_a_fuller_name() -> None:
    quotation = find_quotations('"No habrá subida", dijo Ortúzar.', "Lena Ortúzar dimite")[0]
    assert quotation.speaker == "Lena Ortúzar"


def test_without_anybody_named_the_speaker_is_none() -> None:
    assert only('"No habrá ninguna subida de tasas", añadió.').speaker is None


def test_plural_verb_does_not_take_up_one_person() -> None:
    text = 'Habló Lena Ortúzar. Luego cantaban: "Nadie nos va a callar".'
    quotation = find_quotations(text)[-1]
    assert quotation.speaker is None
    assert [candidate.name for candidate in quotation.rejected] == ["Lena Ortúzar"]


@pytest.mark.parametrize(
    "text",
    [
        'Vimos la película "El barco de los sueños perdidos".',
        'La llamada "Ley de las mareas altas" entra en vigor.',
        'Ciro Valdeón "El Rubio" viajó a Brisa.',
        'Los "expertos" no vinieron.',
        'La palabra viene de lejos y significa "tierra de agua".',
        'Leyó la novela "Brisa" y salió.',
    ],
)
def test_names_and_scare_quotes_are_left_out(text: str) -> None:
    assert find_quotations(text) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('"No habrá subida de tasas", dijo Lena Ortúzar.', "direct"),
        ('Lena Ortúzar dijo que "no habrá subida de tasas".', "direct"),
        ('Lena Ortúzar dijo que los precios "no van a subir más".', "partial"),
        ('Lena Ortúzar calificó el plan de "pésimo".', "fragment"),
    ],
)
def test_kind_of_a_quotation(text: str, kind: str) -> None:
    assert only(text).kind == kind


def test_cue_and_mention_carry_offsets_of_the_body() -> None:
    text = 'Ayer. "No habrá subida", ha dicho la alcaldesa Lena Ortúzar.'
    quotation = only(text)
    assert quotation.cue is not None
    assert quotation.mention is not None
    assert text[quotation.cue.start : quotation.cue.end] == quotation.cue.text == "ha dicho"
    assert text[quotation.mention.start : quotation.mention.end] == quotation.mention.text


@given(st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join)))
def test_any_text_gives_ordered_quotations_that_slice_back(body: str) -> None:
    quotations = find_quotations(body)
    previous = 0
    for quotation in quotations:
        assert body[quotation.start : quotation.end] == quotation.text != ""
        assert quotation.start >= previous
        previous = quotation.end
        assert 0 <= quotation.confidence <= 1
        assert (quotation.speaker is None) == (quotation.speaker_kind is None)
        for part in (quotation.cue, quotation.mention):
            assert part is None or body[part.start : part.end] == part.text


@given(st.lists(PIECES, max_size=60).map("".join))
def test_same_text_gives_the_same_answer(body: str) -> None:
    assert find_quotations(body) == find_quotations(body)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_line_without_marks_names_or_cues_changes_no_quotation_before_it(body: str) -> None:
    longer = find_quotations(body + '"."\n\nllovió toda la noche')
    alone = find_quotations(body + '"."')
    assert [(q.start, q.text) for q in longer] == [(q.start, q.text) for q in alone]


@pytest.mark.parametrize("piece", ['"', "« ", "Lena ", '"a" ', "dijo ", 'dijo "no, no y no", '])
def test_endless_repetition_is_answered(piece: str) -> None:
    body = piece * 3000
    assert all(body[q.start : q.end] == q.text for q in find_quotations(body))


SAID = "«Es tarde ya para todos», dijo Lena Ortúzar. "


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (SAID + "Habló de 'mareas rojas'.", 1),
        (SAID + "Ciro Valdeón dijo: 'No hay prisa para nadie hoy'.", 2),
        (SAID + "Habló de «mareas rojas».", 2),
        ("Lena Ortúzar habló de 'mareas rojas'.", 1),
    ],
)
def test_words_in_the_lesser_marks_of_an_article_are_terms_when_short(
    text: str, count: int
) -> None:
    assert len(find_quotations(text)) == count


@pytest.mark.parametrize(
    ("subject", "speaker"),
    [("El Ayuntamiento de Brisa", None), ("La mar", "Lena Ortúzar")],
)
def test_quotation_does_not_go_on_in_a_sentence_about_a_body(
    subject: str, speaker: str | None
) -> None:
    found = find_quotations(f"{SAID}{subject} vota hoy un cambio «muy caro para todos nosotros».")
    assert found[-1].speaker == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('La revista "Marea Alta" dijo que "es tarde ya para todos".', 'revista "Marea Alta"'),
        ('El diario "Marea" dijo que "es tarde ya para todos".', 'diario "Marea"'),
        ('El 79 % de los encuestados creen que "es tarde".', "El 79 % de los encuestados"),
        ('Según el 79 por ciento de los vecinos, "es tarde".', "el 79 por ciento de los vecinos"),
    ],
)
def test_quoted_medium_or_share_of_people_speaks(text: str, speaker: str) -> None:
    assert find_quotations(text)[-1].speaker == speaker
