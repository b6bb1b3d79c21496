"""Offices: what an article says that somebody is, and which two nobody is at once."""

import pytest

from app.quotes.offices import FoundOffice, contradict, find_offices


@pytest.mark.parametrize(
    ("text", "name", "office"),
    [
        ("El alcalde de Torrealta, José García, calló.", "José García", "mayor:torrealta"),
        ("José García, alcalde de Torrealta, calló.", "José García", "mayor:torrealta"),
        ("Según José García, alcalde de Torrealta.", "José García", "mayor:torrealta"),
        ("José García, alcalde y portavoz, calló.", "José García", "mayor:"),
        ("el alcalde José García calló", "José García", "mayor:"),
        ("el alcalde de la localidad, José García.", "José García", "mayor:"),
        ("el alcalde del municipio de Torrealta, José García.", "José García", "mayor:torrealta"),
        ("el alcalde socialista de Torrealta José García", "José García", "mayor:torrealta"),
        ("la alcaldesa de San Juan del Río Ana Ruiz", "Ana Ruiz", "mayor:san-juan-del-rio"),
        ("el intendente de Torrealta, J. M. de la Vega.", "J. M. de la Vega", "mayor:torrealta"),
        ("la nueva gobernadora de Almenara, Ana Ruiz;", "Ana Ruiz", "governor:almenara"),
        ("el gobernador Luis Ansúrez", "Luis Ansúrez", "governor:"),
        ("el presidente de Bolivia, Luis Ansúrez.", "Luis Ansúrez", "state:bolivia"),
        ("el presidente boliviano Luis Ansúrez", "Luis Ansúrez", "state:bolivia"),
        ("el presidente de la República de Chile, Luis Ansúrez.", "Luis Ansúrez", "state:chile"),
        ("el presidente del Gobierno español, Luis Ansúrez.", "Luis Ansúrez", "state:españa"),
        ("al presidente de EE. UU., Luis Ansúrez.", "Luis Ansúrez", "state:estados"),
        ("el primer ministro de Reino Unido Luis Ansúrez", "Luis Ansúrez", "state:inglaterra"),
        ("el presidente de Corea del Sur, Luis Ansúrez.", "Luis Ansúrez", "state:corea"),
        ("la ministra rusa de Exteriores Ana Salas", "Ana Salas", "minister:rusia"),
        ("la ministra de Exteriores de Rusia Ana Salas", "Ana Salas", "minister:rusia"),
        ("la ministra de Exteriores rusa, Ana Salas.", "Ana Salas", "minister:rusia"),
        ("la ministra de Cultura y Deporte, Ana Salas.", "Ana Salas", "minister:"),
        ("el canciller de Irán, Luis Ansúrez.", "Luis Ansúrez", "minister:iran"),
        ("el embajador ruso en España, Luis Ansúrez.", "Luis Ansúrez", "ambassador:rusia"),
        ("el embajador de Rusia ante la ONU Luis Ansúrez", "Luis Ansúrez", "ambassador:rusia"),
        ("el obispo de Torrealta, monseñor José García.", "José García", "bishop:"),
        ("José García (entrenador del Atlético Sur)", "José García", "coach:"),
        (
            "la rectora de la Universidad de Almenara, Ana Ruiz.",
            "Ana Ruiz",
            "rector:universidad-de-almenara",
        ),
    ],
)
def test_an_article_says_what_somebody_is(text: str, name: str, office: str) -> None:
    assert find_offices(text) == (FoundOffice(name, office),)


@pytest.mark.parametrize(
    "text",
    [
        "El exalcalde de Torrealta, José García.",
        "El ex alcalde de Torrealta, José García.",
        "el vicepresidente de Rusia, José García.",
        "el entonces presidente de Rusia, José García.",
        "el presidente electo de Rusia, José García.",
        "José García, alcalde electo de Torrealta.",
        "José García, futuro alcalde de Torrealta.",
        "José García, alcalde de Torrealta entre 1995 y 2003.",
        "José García, alcalde de Torrealta (1995-2003).",
        "el alcalde en funciones de Torrealta, José García.",
        "el candidato a alcalde de Torrealta, José García.",
        "el teniente de alcalde de Torrealta, José García.",
        "la esposa del presidente ruso, Ana Ruiz.",
        "el asesor de prensa del presidente ruso, José García.",
        "el hijo de la alcaldesa de Torrealta, José García.",
        "la alcaldesa de Torrealta, José García.",
        "Tras visitar al alcalde de Torrealta, José García viajó.",
        "el alcalde de Torrealta, José García y Ana Ruiz fueron",
        "el presidente de Rusia y el de Francia, José García.",
        "el presidente de la Cámara de Rusia, José García.",
        "el presidente ruso de la Federación, José García.",
        "el presidente del Partido Rojo, José García.",
        "el presidente de la empresa, José García.",
        "el presidente José García",
        "el gobernador del Banco de Torrealta, José García.",
        "el intendente José García",
        "el intendente del Parque Nacional Sur, José García.",
        "el obispo auxiliar de Torrealta, José García.",
        "el entrenador personal José García",
        "el embajador de la Marca España, José García.",
        "el rector del santuario, José García.",
        "los alcaldes de Torrealta y Almenara, José García.",
        "el alcalde de Torrealta, García.",
        "el alcalde de Torrealta\nJosé García",
        "",
    ],
)
def test_what_is_past_to_come_deputy_or_anothers_is_no_office(text: str) -> None:
    assert find_offices(text) == ()


def test_a_name_with_two_offices_that_contradict_has_none() -> None:
    text = "José García, alcalde de Torrealta, y José García, entrenador del Sur, son primos. "
    assert find_offices(text) == ()
    assert find_offices(f"{text}Ana Ruiz, alcaldesa de Almenara.") == (
        FoundOffice("Ana Ruiz", "mayor:almenara"),
    )


def test_of_several_offices_the_first_with_a_place_is_given() -> None:
    text = (
        "El alcalde José García habló. José García, alcalde de Torrealta, y José Garcia, ministro."
    )
    assert find_offices(text) == (FoundOffice("José García", "mayor:torrealta"),)


def test_a_name_with_more_offices_than_anybody_has_none() -> None:
    places = [
        f"Torrealta del {word}"
        for word in ["Sol", "Mar", "Río", "Monte", "Puerto", "Valle", "Llano", "Soto", "Prado"]
    ]
    text = "".join(f"José García, alcalde de {place}. " for place in places)
    assert find_offices(text) == ()
    assert find_offices(text.partition(" J")[0]) != ()


def test_keys_leave_out_accents() -> None:
    (found,) = find_offices("José García, alcalde de Torrealta.")
    assert found.name_key == "jose garcia"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mayor:torrealta", "mayor:almenara"),
        ("mayor:san-juan", "mayor:san-pedro"),
        ("state:rusia", "state:bolivia"),
        ("minister:rusia", "minister:bolivia"),
        ("rector:universidad-de-torrealta", "rector:universidad-nacional-de-almenara"),
        ("mayor:torrealta", "coach:"),
        ("mayor:", "bishop:"),
        ("coach:", "bishop:"),
        ("rector:universidad-de-torrealta", "coach:"),
    ],
)
def test_two_offices_that_nobody_has_at_once(one: str, other: str) -> None:
    assert contradict(one, other)
    assert contradict(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mayor:torrealta", "mayor:torrealta"),
        ("mayor:torrealta", "mayor:torrealta-de-la-sierra"),
        ("mayor:torrealta", "mayor:"),
        ("mayor:lleida", "mayor:lerida"),
        ("mayor:san-sebastian", "mayor:donostia"),
        ("mayor:torrealta", "governor:almenara"),
        ("state:rusia", "minister:rusia"),
        ("state:rusia", "ambassador:bolivia"),
        ("coach:", "coach:"),
        ("rector:universidad-de-torrealta", "bishop:"),
    ],
)
def test_two_offices_that_one_person_may_have(one: str, other: str) -> None:
    assert not contradict(one, other)
    assert not contradict(other, one)
