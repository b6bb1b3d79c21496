"""Decisions as lines of text: written, read back, and refused with the line."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from app.errors import BadRequestError
from app.store.decision_lines import read_decisions, write_decisions
from app.store.decisions import Decision, Entry, load_history
from app.store.forms import FormName
from tests.store.editor import import_text, write_text

ANA, BERTA = FormName("person", "Ana Salas"), FormName("person", "Berta Ríos")
HAND_WRITTEN = """
# revisado el lunes
7 2026-03-02 merge person "Ana Salas" person "Berta R\\u00edos"   # la misma
9\t2026-03-02T08:00:00+02:00 rename person "Ana Salas" "Ana \\"la Faro\\" #1" by "Petra" note "lo pidió ella"
10 2026-03-03 undo 7
"""


def test_lines_written_by_hand_are_read() -> None:
    (_, merge), (_, rename), (_, undo) = read_decisions(HAND_WRITTEN)
    assert merge == Decision(
        kind="merge", made_at=datetime(2026, 3, 2, tzinfo=UTC), forms=(ANA, BERTA)
    )
    assert rename.name == 'Ana "la Faro" #1'
    assert rename.made_at == datetime(2026, 3, 2, 6, tzinfo=UTC)
    assert (rename.made_by, rename.note) == ("Petra", "lo pidió ella")
    assert undo.reverts == read_decisions(HAND_WRITTEN)[0][0]


def test_importing_again_changes_nothing(engine: Engine) -> None:
    assert import_text(engine, HAND_WRITTEN) == 3
    written = write_text(engine)
    assert import_text(engine, HAND_WRITTEN) == 0
    assert import_text(engine, written) == 0
    assert import_text(engine, written + '11 2026-03-04 split person "Ana Salas"\n') == 1
    assert write_text(engine) == written + (
        '4 2026-03-04T00:00:00+00:00 split person "Ana Salas"\n'
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("merge", "does not begin with a number, a time and a decision"),
        ('2 ayer merge person "A" person "B"', "'ayer' is no time"),
        ('2 2026-03-02 join person "A" person "B"', "'join' is no decision: merge, split"),
        ('2 2026-03-02 merge person "A"', "`merge` is followed by FORM FORM"),
        ('2 2026-03-02 merge person "A" person "A"', "both are the same form"),
        ('2 2026-03-02 split animal "A"', "`split` is followed by FORM"),
        ('2 2026-03-02 split role "el abogado"', "is somebody in one article only: add in ARTICLE"),
        ('2 2026-03-02 split role "el abogado" in 12', "`split` is followed by FORM"),
        ('2 2026-03-02 split person "A" as mayor', "`split` is followed by FORM"),
        ('2 2026-03-02 split organisation "A" as mayor:b', "holds no office: only a person does"),
        ('2 2026-03-02 split person "A', "`split` is followed by"),
        ('2 2026-03-02 split person "\\x"', "is not a JSON string"),
        ('2 2026-03-02 split person "\\ud800 A"', "is not a JSON string"),
        ('2 2026-03-02 split person "…"', "has no word in it"),
        ('2 2026-03-02 rename person "A" "B" note "x" by "y"', "`rename` is followed by"),
        ('2 2026-03-02 attribute 12 0 4 "Bien" nobody', "`attribute` is followed by ARTICLE START"),
        ("2 2026-03-02 undo 5", "no good line before it has the number 5"),
        ('1 2026-03-02 split person "A"', "the number 1 is that of an earlier line"),
        ('2 0001-01-01T00:00:00+14:00 split person "A"', "is no time"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_taken(engine: Engine, line: str, reason: str) -> None:
    text = f'1 2026-03-01 split person "Ana Salas"\n\n{line}\n3 2026-03-05 undo\n'
    with pytest.raises(BadRequestError) as caught:
        import_text(engine, text)
    assert f"line 3: {reason}" in caught.value.detail or (
        "line 3: " in caught.value.detail and reason in caught.value.detail
    )
    assert "line 4: `undo` is followed by NUMBER" in caught.value.detail
    with Session(engine) as session:
        assert load_history(session) == []


TEXTS = st.text(max_size=12).filter(str.strip)
TITLES = st.sampled_from(["Ana Salas", 'Ana "la Faro" in Peñalba as x:y', "el abogado"])
FORMS = st.one_of(
    st.builds(
        FormName,
        st.sampled_from(["person", "organisation", "role"]),
        TITLES,
        st.sampled_from(["0123456789abcdef", "fedcba9876543210"]),
        st.none(),
    ),
    st.builds(
        FormName,
        st.just("person"),
        TITLES,
        st.none(),
        st.sampled_from([None, "mayor:", "mayor:peña-alta"]),
    ),
)


@given(
    st.lists(
        st.builds(
            Decision,
            kind=st.just("rename"),
            made_at=st.datetimes(timezones=st.just(UTC)),
            made_by=st.none() | TEXTS,
            note=st.none() | st.text(max_size=12),
            forms=st.tuples(FORMS),
            name=st.text(max_size=8).map(lambda text: f"Ana {text}"),
        ),
        max_size=4,
    )
)
def test_what_is_written_is_read_back(decisions: list[Decision]) -> None:
    entries = [Entry(n, f"{n}", decision) for n, decision in enumerate(decisions, start=1)]
    read = read_decisions("".join(write_decisions(entries)))
    for name in ("note", "made_by", "made_at", "forms"):
        assert [getattr(one, name) for _, one in read] == [getattr(one, name) for one in decisions]
