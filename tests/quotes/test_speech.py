import pytest

from app.quotes import find_quotations


@pytest.mark.parametrize(
    "text",
    [
        "Lena Ortúzar acaba de publicar «La sal de los mapas».",
        "La novela se publicó con el título: «La sal de los mapas perdidos».",
        "Los vecinos apodan «el Faro» a la torre.",
        "Lena Ortúzar los reunió para hablar de «la pesca del futuro».",
        "La autora de «La sal llega a los mapas perdidos» vino ayer.",
        "Los vecinos buscan «ayudas alquiler Brisa» en la red.",
        "La palabra «iremar» quiere decir «remar despacio hacia casa».",
        "Lena Ortúzar nunca dijo «no habrá más barcos en la ría».",
        "Nadie ha dicho «no habrá más barcos en la ría».",
        "«No habrá más barcos en la ría», no dijo Lena Ortúzar.",
    ],
)
def test_works_nicknames_and_topics_are_left_out(text: str) -> None:
    assert find_quotations(text) == ()


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Lena Ortúzar escribió el mensaje «Brisa vive».", "Brisa vive"),
        (
            "A su juicio, la operación «cierra un mal año para todos».",
            "cierra un mal año para todos",
        ),
        ("Salieron al grito de «¡fuera, fuera!».", "¡fuera, fuera!"),
        ("«Muy bien», dijo Lena Ortúzar. «Vamos ya».", "Vamos ya"),
        ("Lena Ortúzar no dijo que «nadie volverá».", "nadie volverá"),
        ("Lena Ortúzar no solo dijo «nadie volverá jamás».", "nadie volverá jamás"),
    ],
)
def test_short_or_named_looking_speech_is_kept(text: str, quoted: str) -> None:
    assert find_quotations(text)[-1].text == quoted


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("«El plan va bien», se puede leer en la carta.", "la carta"),
        ("Según se lee en el acta, «el plan va bien».", "acta"),
        ("El artículo 14 de la Ley de Aguas dice que «nadie paga dos veces».", "14 de la Ley de Aguas"),
        ("La Ley 107 de 2015 establece que «nadie paga dos veces».", "Ley 107 de 2015"),
        ("La investigación, publicada en Brisa, concluye que «el plan va bien».", "investigación"),
        ("La Fundación Alba dice que «el plan va bien», se lee en la nota.", "Fundación Alba"),
        ("«El plan va bien», aseguran desde Mar Limpio.", "Mar Limpio"),
        ("«El plan va bien», según datos de la Fundación Alba.", "Fundación Alba"),
        ("Facebook dijo que «el plan va bien».", "Facebook"),
        ("Lo oyó Alerta Brisa. Alerta Brisa dice que «el plan va bien».", "Alerta Brisa"),
    ],
)  # fmt: skip
def test_documents_and_bodies_speak(text: str, speaker: str) -> None:
    assert (find_quotations(text)[-1].speaker or "").endswith(speaker)


@pytest.mark.parametrize(
    "text",
    [
        "«El plan va bien», dijo a EFE Lena Ortúzar.",
        "«El plan va bien», le dijo a BBC Mundo Lena Ortúzar, de Brisa.",
        "«El plan va bien», contó a la prensa Lena Ortúzar.",
        "«El plan va bien», dijo tras el recuento Lena Ortúzar.",
        "«El plan va bien», sostiene en su cuenta de Twitter Lena Ortúzar.",
    ],
)
def test_addressee_and_medium_are_not_part_of_the_name(text: str) -> None:
    assert find_quotations(text)[-1].speaker == "Lena Ortúzar"


@pytest.mark.parametrize(
    "text",
    [
        "Lena Ortúzar lo llamó «DY2020».",
        "Lena Ortúzar dijo «F-18».",
        "«La sal de los mapas viejos» (Ana Vidal)",
        "El barco se bautizó como «la Grande».",
        "El preso, identificado como «Ramón», insistió: llueve.",
        "Lena Ortúzar dijo que el premio se «esfumó».",
        "Según la «noticia», llueve mucho.",
        "Según «noticia», llueve mucho.",
    ],
)
def test_codes_listed_titles_given_names_and_doubted_sources_are_left_out(text: str) -> None:
    assert find_quotations(text) == ()


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Lena Ortúzar dijo «2020».", "2020"),
        ("Lena Ortúzar dijo «hay ya un F-18».", "hay ya un F-18"),
        ("«La sal de los mapas viejos.» (Ana Vidal)", "La sal de los mapas viejos."),
        ("«La sal de los mapas viejos» (Ana Vidal) sigue.", "La sal de los mapas viejos"),
        ("Lena Ortúzar bautizó el barco como «la Grande».", "la Grande"),
        ("Según Lena Ortúzar, es una «farsa».", "farsa"),
        ("Lena Ortúzar dijo que la «parada» es tarde.", "parada"),
    ],
)
def test_look_alikes_of_codes_titles_names_and_sources_are_kept(text: str, quoted: str) -> None:
    assert [one.text for one in find_quotations(text)] == [quoted]


@pytest.mark.parametrize(
    "text",
    [
        "«El plan va bien», contó a la Agencia Alba Elena Vidal.",
        "«El plan va bien», contó al Diario Brisa Elena Vidal.",
        "«El plan va bien», contó a Radio Brisa Elena Vidal.",
        "«El plan va bien», contó a BNV Mundo Elena, una joven.",
        "«El plan va bien», contó a BNV Mundo Elena Vidal.",
    ],
)
def test_outlet_that_somebody_talked_to_does_not_speak(text: str) -> None:
    assert (find_quotations(text)[-1].speaker or "").split()[0] == "Elena"


def test_body_with_a_name_like_a_persons_speaks_after_its_verb() -> None:
    text = "«El plan va bien», contó Radio Brisa Elena Vidal."
    assert find_quotations(text)[-1].speaker == "Radio Brisa Elena Vidal"
