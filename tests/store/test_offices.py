"""Two people of one name stay apart when articles of one month give them offices that nobody has at once."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from app.errors import BadRequestError
from app.extraction import Extraction
from app.quotes.offices import FoundOffice
from app.store.articles import delete_article, forget_deletion
from app.store.directory import find_former_speaker
from app.store.name_tables import NameForm, Speaker
from app.store.readings import find_speakers, understand_speakers
from app.store.session import write_transaction
from tests.newsroom import SEEN_AT, Said, make_extraction, read_content, save, write_body

TORREALTA, SANABRIA, COACH = "mayor:torrealta", "mayor:sanabria", "coach:"
MARCH, APRIL = "2025-03-05", "2025-04-05"
JOSE = "José García"


def report(
    number: int, office: str | None, *names: str, day: str | None = MARCH, holder: str = JOSE
) -> Extraction:
    """An article of that day that quotes these, and José García if nobody, and gives him this office."""
    said = [
        Said(f"Palabras número {n} de la nota", name) for n, name in enumerate(names or (JOSE,))
    ]
    extraction = make_extraction(write_body(number), *said, path=f"/{number}.txt", day=day)
    return replace(extraction, offices=(FoundOffice(holder, office),) if office else ())


def list_speakers(engine: Engine) -> list[tuple[str | None, list[str]]]:
    """The office, if any, of each speaker and the names, each with its own."""
    with Session(engine) as session:
        return sorted(
            (
                (
                    speaker.office,
                    sorted(
                        f"{form.text} {form.office or ''}".strip()
                        for form in session.exec(
                            select(NameForm).where(NameForm.speaker_id == speaker.id)
                        )
                    ),
                )
                for speaker in session.exec(select(Speaker))
            ),
            key=lambda one: (one[0] is None, one[0] or "", one[1]),
        )


def delete(engine: Engine, extraction: Extraction) -> None:
    with write_transaction(engine) as session:
        delete_article(session, extraction.document.id, now=SEEN_AT, generation=9)
        forget_deletion(session, extraction.document.id)


TWO = (report(1, TORREALTA), report(2, SANABRIA))
MAYORS: list[tuple[str | None, list[str]]] = [
    (SANABRIA, [f"{JOSE} {SANABRIA}"]),
    (TORREALTA, [f"{JOSE} {TORREALTA}"]),
]


def test_two_mayors_of_one_month_are_two_speakers(engine: Engine) -> None:
    save(engine, *TWO)
    assert list_speakers(engine) == MAYORS
    with Session(engine) as session:
        joined = set(session.exec(select(NameForm.joined_by)))
    assert joined == {"another office"}


def test_the_name_alone_and_the_surname_stay_apart_from_both(engine: Engine) -> None:
    save(engine, *TWO, report(3, None), report(4, None, "García"))
    assert list_speakers(engine) == [*MAYORS, (None, ["García"]), (None, [JOSE])]


@pytest.mark.parametrize(
    ("office", "day"),
    [
        (SANABRIA, APRIL),
        (SANABRIA, None),
        (SANABRIA, "2025"),
        ("mayor:torrealta-de-la-sierra", MARCH),
        ("mayor:", MARCH),
        ("governor:sanabria", MARCH),
        (TORREALTA, MARCH),
    ],
)
def test_another_month_no_date_or_offices_that_go_together_part_nobody(
    engine: Engine, office: str, day: str | None
) -> None:
    save(engine, TWO[0], report(2, office, day=day), report(3, None), report(4, None, "García"))
    ((none, names),) = list_speakers(engine)
    assert none is None
    assert {"García", JOSE} <= set(names)


def test_a_month_will_do_for_a_date(engine: Engine) -> None:
    save(engine, TWO[0], report(2, SANABRIA, day="2025-03"))
    assert list_speakers(engine) == MAYORS


def test_an_article_that_names_an_office_without_quoting_is_counted(engine: Engine) -> None:
    """Nobody is quoted as the mayor of Sanabria in March until an article of April is read again."""
    save(engine, TWO[0], report(2, SANABRIA, day=APRIL))
    assert len(list_speakers(engine)) == 1
    unquoted = report(3, SANABRIA, "Rosaura Bermejo")
    save(engine, unquoted)
    assert list_speakers(engine) == [*MAYORS, (None, ["Rosaura Bermejo"])]
    delete(engine, unquoted)
    assert len(list_speakers(engine)) == 1


def test_one_article_against_nine_parts_only_its_own(engine: Engine) -> None:
    nine = [report(number, TORREALTA) for number in range(1, 10)]
    save(engine, *nine, report(10, COACH), report(11, None), report(12, None, "García"))
    assert list_speakers(engine) == [
        (COACH, [f"{JOSE} {COACH}"]),
        (None, ["García", JOSE, f"{JOSE} {TORREALTA}"]),
    ]
    with Session(engine) as session:
        joined = session.exec(select(NameForm.joined_by).where(NameForm.office == COACH)).one()
    assert joined == "another office, of few articles"
    delete(engine, nine[0])
    assert [office for office, _ in list_speakers(engine)] == [COACH, TORREALTA, None, None]


def test_offices_that_go_together_weigh_together(engine: Engine) -> None:
    """A governor who was mayor is not parted from himself by one article about a coach."""
    mayors = [report(number, TORREALTA) for number in range(1, 9)]
    save(engine, *mayors, report(9, "governor:torrealta"), report(10, COACH))
    assert list_speakers(engine) == [
        (COACH, [f"{JOSE} {COACH}"]),
        (None, [f"{JOSE} governor:torrealta", f"{JOSE} {TORREALTA}"]),
    ]


def test_offices_that_go_together_are_set_apart_together(engine: Engine) -> None:
    save(engine, *TWO, report(3, "mayor:torrealta-de-la-sierra"), report(4, COACH))
    assert list_speakers(engine) == [
        (COACH, [f"{JOSE} {COACH}"]),
        *MAYORS[:1],
        (TORREALTA, [f"{JOSE} {TORREALTA}", f"{JOSE} mayor:torrealta-de-la-sierra"]),
    ]


def test_one_name_in_two_spellings_is_compared(engine: Engine) -> None:
    save(
        engine,
        report(1, TORREALTA, "Dmitri Belanov", holder="Dmitri Belanov"),
        report(2, COACH, "Dimitry Belanoff", holder="Dimitry Belanoff"),
    )
    assert [office for office, _ in list_speakers(engine)] == [COACH, TORREALTA]


def test_a_joint_speaker_has_an_office_too(engine: Engine) -> None:
    together = make_extraction(
        write_body(3), Said("Lo haremos", "Ana Salas", joint=(JOSE,)), day=MARCH, path="/3.txt"
    )
    save(engine, TWO[0], replace(together, offices=(FoundOffice(JOSE, SANABRIA),)))
    assert list_speakers(engine) == [*MAYORS, (None, ["Ana Salas"])]


def test_a_full_name_without_office_joins_a_fuller_one_as_ever(engine: Engine) -> None:
    save(engine, *TWO, report(3, None, "José García López", JOSE))
    assert list_speakers(engine) == [*MAYORS, (None, [JOSE, "José García López"])]


def test_when_the_article_goes_they_are_one_again(engine: Engine) -> None:
    save(engine, TWO[0])
    before = read_content(engine)
    save(engine, TWO[1])
    delete(engine, TWO[1])
    assert read_content(engine) == before


def test_an_earlier_date_that_comes_later_parts_and_joins(engine: Engine) -> None:
    """Another place where the article was seen gives it another month."""
    late = report(2, SANABRIA, day=APRIL)
    save(engine, TWO[0], late)
    assert len(list_speakers(engine)) == 1
    elsewhere = replace(late.document, location="/otro.txt", published=TWO[0].document.published)
    save(engine, replace(late, document=elsewhere))
    assert list_speakers(engine) == MAYORS


def test_any_order_gives_the_same_speakers(sqlite_engine: Engine) -> None:
    articles = (
        *TWO,
        report(3, COACH, day=None),
        report(4, None, "García", JOSE),
        report(5, SANABRIA, day=APRIL),
    )
    results = []
    for order in list(permutations(articles))[::7]:
        for article in order:
            save(sqlite_engine, article)
        content = read_content(sqlite_engine)
        results.append(content["name_form"] + content["speaker"])
        for article in order:
            delete(sqlite_engine, article)
    assert all(result == results[0] for result in results)


def find_ids(engine: Engine, text: str) -> Sequence[str]:
    with engine.connect() as connection:
        return [one["id"] for one in find_speakers(connection, text)]


def test_nobody_has_the_plain_id_of_those_who_are_set_apart(engine: Engine) -> None:
    save(engine, *TWO)
    first, second = find_ids(engine, JOSE)
    assert first.startswith("jose-garcia-")
    assert find_ids(engine, "jose-garcia") == [first, second]
    with engine.connect() as connection:
        assert find_former_speaker(connection, "jose-garcia") is None
        with pytest.raises(BadRequestError, match=r"\(José García, mayor:torrealta\)"):
            understand_speakers(connection, ["jose-garcia"])
    save(engine, make_extraction(write_body(7), Said("Nada", JOSE, "organisation"), path="/7"))
    with Session(engine) as session:
        assert session.get(Speaker, "jose-garcia") is None


def test_the_plain_id_is_that_of_the_name_alone(engine: Engine) -> None:
    save(engine, *TWO, report(3, None))
    with Session(engine) as session:
        assert session.get_one(Speaker, "jose-garcia").office is None
    assert len(find_ids(engine, JOSE)) == 3


def test_ids_of_before_lead_on(engine: Engine) -> None:
    """Of those who were set apart, and of a name that few articles give to another."""
    save(engine, *TWO)
    former = find_ids(engine, JOSE)
    delete(engine, TWO[1])
    with engine.connect() as connection:
        left = [find_former_speaker(connection, one) for one in former]
    assert [one["id"] for one in left if one] == ["jose-garcia"]
    more = [
        report(number, TORREALTA, "José García Ruiz", "José García Ruiz")
        for number in range(10, 22)
    ]
    save(engine, *more, report(30, COACH))
    with engine.connect() as connection:
        ruiz = find_former_speaker(connection, "jose-garcia")
    assert ruiz is not None
    assert ruiz["id"] == "jose-garcia-ruiz"


def test_whom_few_articles_set_apart_does_not_make_the_name_ambiguous(engine: Engine) -> None:
    nine = [report(number, TORREALTA) for number in range(1, 10)]
    save(engine, *nine, report(10, COACH))
    for text in (JOSE, "jose garcia", "García", "jose-garcia"):
        assert find_ids(engine, text) == ["jose-garcia"]
    with Session(engine) as session:
        apart = session.exec(select(Speaker.id).where(Speaker.office == COACH)).one()
    assert find_ids(engine, apart) == [apart]


def test_a_fuller_name_that_is_shown_shorter_keeps_the_plain_id(engine: Engine) -> None:
    save(engine, *TWO, report(3, None, "José García Ruiz", JOSE), report(4, None))
    assert find_ids(engine, "José García Ruiz") == ["jose-garcia"]
