"""What an editor decides on people whom their offices set apart: it goes before what articles say."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from app.errors import BadRequestError
from app.store.decisions import Passage
from app.store.directory import find_former_speaker
from app.store.forms import FormName
from app.store.operands import get_form, get_named
from app.store.standing import describe_history, list_decisions_about
from tests.newsroom import read_content, save
from tests.store.editor import (
    Editor,
    import_text,
    list_passages,
    read_display_name,
    write_text,
)
from tests.store.test_offices import (
    COACH,
    JOSE,
    MAYORS,
    SANABRIA,
    TORREALTA,
    TWO,
    delete,
    find_ids,
    list_speakers,
    report,
)

MARIO = "Mario Pardo"


def find_mayor(engine: Engine, office: str) -> str:
    """The id of the speaker whose office is this."""
    with Session(engine) as session:
        return next(
            one for one in find_ids(engine, JOSE) if get_named(session, one).form.office == office
        )


def list_standings(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return [row["standing"] for row in describe_history(session)]


def read_speakers(engine: Engine) -> list[tuple[object, ...]]:
    content = read_content(engine)
    return content["name_form"] + content["speaker"]


def test_the_form_of_one_set_apart_has_the_office(engine: Engine) -> None:
    save(engine, *TWO, report(3, None))
    with Session(engine) as session:
        forms = {get_named(session, one).form for one in find_ids(engine, JOSE)}
    assert forms == {FormName("person", JOSE, None, one) for one in (None, TORREALTA, SANABRIA)}


def test_merging_both_makes_them_and_the_name_alone_one(engine: Engine, editor: Editor) -> None:
    save(engine, *TWO, report(3, None), report(4, None, "García"))
    before = read_speakers(engine)
    editor.merge(find_mayor(engine, TORREALTA), find_mayor(engine, SANABRIA))
    ((office, names),) = list_speakers(engine)
    assert office is None
    assert names == ["García", JOSE, f"{JOSE} {SANABRIA}", f"{JOSE} {TORREALTA}"]
    assert 'merge person "José García" as mayor:torrealta person "José García" as mayor:s' in (
        write_text(engine)
    )
    assert list_standings(engine) == ["in force"]
    editor.undo(1)
    assert read_speakers(engine) == before


def test_a_third_office_leaves_the_name_alone_apart(engine: Engine, editor: Editor) -> None:
    save(engine, *TWO, report(3, COACH), report(4, None))
    editor.merge(find_mayor(engine, TORREALTA), find_mayor(engine, SANABRIA))
    assert list_speakers(engine) == [
        (COACH, [f"{JOSE} {COACH}"]),
        (TORREALTA, [f"{JOSE} {SANABRIA}", f"{JOSE} {TORREALTA}"]),
        (None, [JOSE]),
    ]


def test_a_name_merged_with_one_set_apart_follows_when_they_are_one(
    engine: Engine, editor: Editor
) -> None:
    save(engine, *TWO, report(3, None), report(4, None, MARIO))
    editor.merge(MARIO, find_mayor(engine, TORREALTA))
    assert list_speakers(engine) == [
        MAYORS[0],
        (None, [JOSE]),
        (None, [f"{JOSE} {TORREALTA}", MARIO]),
    ]
    parted = read_speakers(engine)
    delete(engine, TWO[1])
    assert list_speakers(engine) == [(None, [JOSE, f"{JOSE} {TORREALTA}", MARIO])]
    assert list_standings(engine) == ["in force"]
    save(engine, TWO[1])
    assert read_speakers(engine) == parted
    delete(engine, TWO[0])
    assert list_standings(engine) == ["waiting"]
    assert list_speakers(engine) == [(None, [JOSE, f"{JOSE} {SANABRIA}"]), (None, [MARIO])]


def test_a_decision_on_the_name_alone_is_not_about_those_set_apart(
    engine: Engine, editor: Editor
) -> None:
    save(engine, *TWO, report(3, None), report(4, None, MARIO))
    editor.rename("jose-garcia", "Pepe García")
    editor.merge(MARIO, "jose-garcia")
    assert list_speakers(engine) == [*MAYORS, (None, [JOSE, MARIO])]
    names = sorted(read_display_name(engine, one) for one in find_ids(engine, JOSE))
    assert names == [JOSE, JOSE, "Pepe García"]


def test_one_set_apart_is_renamed(engine: Engine, editor: Editor) -> None:
    save(engine, *TWO)
    mayor = find_mayor(engine, TORREALTA)
    editor.rename(mayor, "José García Ríos")
    assert read_display_name(engine, mayor) == "José García Ríos"
    assert read_display_name(engine, find_mayor(engine, SANABRIA)) == JOSE
    with Session(engine) as session:
        (shown,) = list_decisions_about(session, mayor)
        assert list_decisions_about(session, find_mayor(engine, SANABRIA)) == []
    assert shown["decision"] == (
        'rename person "José García" as mayor:torrealta "José García Ríos"'
    )


def test_an_office_can_be_split_off_where_nothing_contradicts_it(
    engine: Engine, editor: Editor
) -> None:
    save(engine, TWO[0], report(3, None), report(4, None, "García"))
    before = read_speakers(engine)
    editor.split(JOSE, office=TORREALTA)
    assert list_speakers(engine) == [
        MAYORS[1],
        (None, ["García"]),
        (None, [JOSE]),
    ]
    save(engine, TWO[1])
    delete(engine, TWO[1])
    editor.undo(1)
    assert read_speakers(engine) == before


def test_a_split_without_office_leaves_those_set_apart(engine: Engine, editor: Editor) -> None:
    save(engine, *TWO, report(3, None, "José García López", JOSE))
    editor.split(JOSE)
    assert list_speakers(engine) == [*MAYORS, (None, [JOSE]), (None, ["José García López"])]


def test_a_split_of_one_set_apart_outlives_what_set_it_apart(
    engine: Engine, editor: Editor
) -> None:
    save(engine, *TWO)
    former = find_mayor(engine, TORREALTA)
    editor.split(JOSE, office=TORREALTA)
    assert list_speakers(engine) == MAYORS
    with engine.connect() as connection:
        assert find_former_speaker(connection, former) is not None
    delete(engine, TWO[1])
    save(engine, report(3, None))
    assert list_speakers(engine) == [MAYORS[1], (None, [JOSE])]


def test_a_form_with_an_office_must_be_told_from_others(engine: Engine) -> None:
    save(engine, *TWO)
    with Session(engine) as session:
        with pytest.raises(BadRequestError, match=r"as mayor:sanabria, .*or --office"):
            get_form(session, JOSE)
        assert get_form(session, JOSE, office=SANABRIA).office == SANABRIA
    delete(engine, TWO[1])
    with Session(engine) as session:
        assert get_form(session, JOSE) == FormName("person", JOSE)


def test_a_corrected_quotation_has_the_office_of_its_article(
    engine: Engine, editor: Editor
) -> None:
    """And its own again once that is taken back."""
    first = report(1, TORREALTA, JOSE, MARIO)
    save(engine, first, TWO[1])
    before = read_speakers(engine)
    passages: list[Passage] = list_passages(first)
    editor.attribute(passages[1], FormName("person", JOSE))
    assert list_speakers(engine) == MAYORS
    editor.attribute(passages[1], FormName("person", JOSE, None, SANABRIA))
    assert list_speakers(engine) == MAYORS
    assert len(find_ids(engine, JOSE)) == 2
    editor.undo(2)
    editor.undo(1)
    assert read_speakers(engine) == before


def test_another_archive_gets_the_same_from_the_lines(engine: Engine, editor: Editor) -> None:
    save(engine, *TWO, report(3, COACH), report(4, None, MARIO))
    editor.merge(find_mayor(engine, TORREALTA), MARIO)
    editor.rename(find_mayor(engine, SANABRIA), "José García Ríos")
    text = write_text(engine)
    after = read_speakers(engine)
    editor.undo(2)
    editor.undo(1)
    assert import_text(engine, text) == 0
    again = text.replace('person "Mario Pardo"', 'person "Mario Pardo" by "otra"')
    again = again.replace('"José García Ríos"', '"José García Ríos" by "otra"')
    assert import_text(engine, again) == 2
    assert read_speakers(engine) == after
