"""The day of writing that a report tells, and all the days in a text that are none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.dates import PublicationDate
from app.documents.writing_days import WritingDay, complete_date, find_writing_day

TUESDAY = "La alcaldesa anunció este martes 3 de marzo el cierre del puente."
WITH_YEAR = "La alcaldesa anunció este martes 3 de marzo de 2026 el cierre del puente."
HEADER = {
    "2026": PublicationDate("2026", "year", "header"),
    "2026-03": PublicationDate("2026-03", "month", "header"),
    "2026-03-04": PublicationDate("2026-03-04", "day", "header"),
}


@pytest.mark.parametrize(
    "sentence",
    [
        TUESDAY,
        "Ana Peral ha presentado este martes, 3 de marzo, su libro.",
        "El río ha vuelto a subir este martes 3 de marzo.",
        "El juez, según confirmó, este martes día 3 de marzo, la fiscalía, quedó libre.",
        "El plan fue aprobado este mismo martes 3 de marzo en el pleno.",
        "El banco dio a conocer este martes 3 de Marzo sus cuentas.",
        "La vecina de Villaseca falleció en la madrugada de este martes 3 de marzo.",
        "Este martes 3 de marzo, la alcaldesa de Villaseca, Ana Peral, inauguró el puente.",
        "El agua volvió. Este martes 3 de marzo el Gobierno y los sindicatos firmaron el pacto.",
        "La tarde de este martes 3 de marzo, el prefecto de Almar informó del plan.",
        "Este Martes 3 de marzo se reunió el consejo.",
        "Hoy, martes 3 de marzo, se celebra la feria.",
        "La sesión de hoy martes 3 de marzo terminó tarde.",
    ],
)
def test_a_report_tells_its_day(sentence: str) -> None:
    told = find_writing_day([sentence])
    assert told is not None
    assert (told.weekday, told.day, told.month, told.year) == (2, 3, 3, None)


@pytest.mark.parametrize(
    "sentence",
    [
        "La gala se celebrará este viernes 6 de marzo.",
        "El puente cerrará a partir de este lunes 2 de marzo.",
        "Cerraron hasta este martes 3 de marzo las escuelas.",
        "La película se estrena este viernes 6 de marzo.",
        "Anunció que este viernes 6 de marzo presentará su libro.",
        "Convocó este viernes 6 de marzo una huelga.",
        "La feria comenzó este lunes 2 de marzo.",
        "Anunció conciertos este viernes 6 de marzo.",
        "Presentó el cartel de la feria de este viernes 6 de marzo.",
        "La reunión prevista este martes 3 de marzo no se hizo.",
        "Este viernes 6 de marzo vence el plazo, informó el alcalde.",
        "Este viernes 6 de marzo, el grupo que fundó Ana Peral toca en Almar.",
        "Este viernes 6 de marzo, el museo, según informó el alcalde, acoge una gala.",
        "El pasado martes 3 de marzo se reunió el consejo.",
        "El martes 3 de marzo se reunió el consejo.",
        "Un día como hoy, martes 3 de marzo de 1936, nació el pintor.",
        "La alcaldesa anunció este martes el cierre.",
        "La alcaldesa anunció este martes 3 de lluvias el cierre.",
    ],
)
def test_announcements_terms_and_other_days_tell_none(sentence: str) -> None:
    assert find_writing_day([sentence]) is None


@pytest.mark.parametrize(
    "speech",
    [
        f"“El agua bajó. {TUESDAY}”, dijo Peral.",
        f"«El agua bajó. {TUESDAY}», dijo Peral.",
        f'"El agua bajó. {TUESDAY}", dijo Peral.',
        f"—El agua bajó. {TUESDAY}",
        f"«El agua bajó.\n{TUESDAY}»",
    ],
)
def test_speech_tells_none(speech: str) -> None:
    assert find_writing_day(speech.split("\n")) is None


def test_what_follows_speech_tells() -> None:
    assert find_writing_day([f"“El agua bajó”, dijo. «Sí». {TUESDAY}"]) is not None


@pytest.mark.parametrize(
    "other",
    [
        "El consejo aprobó este miércoles 4 de marzo la obra.",
        "El consejo aprobó este martes 3 de marzo de 2026 la obra, y aprobó este martes 3 de marzo"
        " de 2020 la otra.",
    ],
)
def test_two_days_or_years_tell_none(other: str) -> None:
    assert find_writing_day([TUESDAY, *["El agua bajó."] * 5, other]) is None


def test_the_day_that_the_text_names_first_is_that_of_writing() -> None:
    before = "La feria abre este viernes."
    assert find_writing_day([before, TUESDAY]) is None
    assert find_writing_day([TUESDAY, before]) is not None
    assert find_writing_day(["El pleno de este martes fue largo.", TUESDAY]) is not None


def test_the_year_may_stand_in_a_second_telling() -> None:
    told = find_writing_day([TUESDAY, WITH_YEAR])
    assert told == WritingDay("este martes 3 de marzo de 2026", 2, 3, 3, 2026)


def test_only_the_first_paragraphs_tell() -> None:
    assert find_writing_day(["El agua bajó."] * 2 + [TUESDAY]) is not None
    assert find_writing_day(["El agua bajó."] * 3 + [TUESDAY]) is None
    assert find_writing_day(["El agua bajó. " * 120 + TUESDAY]) is None


def test_the_year_is_in_the_text_or_in_a_better_source() -> None:
    told = PublicationDate("2026-03-03", "day", "text")
    assert complete_date(None, [WITH_YEAR]) == (told, ())
    assert complete_date(HEADER["2026"], [TUESDAY]) == (told, ())
    assert complete_date(HEADER["2026-03"], [TUESDAY]) == (told, ())
    assert complete_date(None, [TUESDAY]) == (None, ())


def test_a_date_to_the_day_stays() -> None:
    assert complete_date(HEADER["2026-03-04"], [WITH_YEAR]) == (HEADER["2026-03-04"], ())


@pytest.mark.parametrize(
    ("sentence", "header", "why"),
    [
        (
            WITH_YEAR.replace("2026", "2025"),
            None,
            "“este martes 3 de marzo de 2025” is another day of the week in 2025",
        ),
        (
            TUESDAY.replace("3", "4"),
            HEADER["2026-03"],
            "“este martes 4 de marzo” is another day of the week in 2026",
        ),
        (
            "El consejo aprobó este martes 31 de marzo la obra.",
            PublicationDate("2026-04", "month", "header"),
            "2026-03-31 is not in 2026-04",
        ),
        (WITH_YEAR.replace(" 3 ", " 33 "), None, "“2026-03-33” is no day of the calendar"),
        (WITH_YEAR.replace("2026", "2048"), None, "2048-03-03 lies in the future"),
    ],
)
def test_what_cannot_be_is_noted_and_the_better_source_stays(
    sentence: str, header: PublicationDate | None, why: str
) -> None:
    found = complete_date(header, [sentence], today=date(2026, 12, 31))
    assert found == (header, (f"date in the text not kept: {why}",))


WEEKDAYS = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"]
MONTHS = (
    *["enero", "febrero", "marzo", "abril", "mayo", "junio"],
    *["julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"],
)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_every_day_is_read_with_its_weekday_and_no_other(day: date) -> None:
    said = f"{day.day} de {MONTHS[day.month - 1]} de {day.year}"
    for number, weekday in enumerate(WEEKDAYS):
        found, notes = complete_date(None, [f"Villaseca aprobó este {weekday} {said} la obra."])
        if number == day.weekday():
            assert (found, notes) == (PublicationDate(day.isoformat(), "day", "text"), ())
        else:
            assert (found, len(notes)) == (None, 1)
