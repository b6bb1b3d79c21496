"""Decisions as lines of text: written, read back, refused with the line, and the same archive elsewhere."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel

from app.errors import BadRequestError
from app.extraction import Extraction
from app.store.articles import delete_article, forget_deletion
from app.store.decision_lines import read_decisions, write_decisions
from app.store.decisions import Decision, Entry, FormName, Passage, load_history
from app.store.editing import import_decisions, record_decisions
from app.store.session import open_engine, write_transaction
from tests.newsroom import SEEN_AT, Said, make_extraction, read_content, save, write_body

ANA, BERTA = FormName("person", "Ana Salas"), FormName("person", "Berta Ríos")
HAND_WRITTEN = """
# revisado el lunes
7 2026-03-02 merge person "Ana Salas" person "Berta R\\u00edos"   # la misma
9\t2026-03-02T08:00:00+02:00 rename person "Ana Salas" "Ana \\"la Faro\\" #1" by "Petra" note "lo pidió ella"
10 2026-03-03 undo 7
"""


def write_text(engine: Engine) -> str:
    with Session(engine) as session:
        return "".join(write_decisions(load_history(session)))


def import_text(engine: Engine, text: str) -> int:
    """Import lines; how many of them were new."""
    with write_transaction(engine) as session:
        return len(import_decisions(session, read_decisions(text)).numbers)


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
        ('2 2026-03-02 merge person "A"', "`merge` is followed by KIND FORM KIND FORM"),
        ('2 2026-03-02 merge person "A" person "A"', "both are the same form"),
        ('2 2026-03-02 split animal "A"', "`split` is followed by KIND FORM"),
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
NAMES = ("Quiroga", "Elena Quiroga", "Marcial Quiroga", "Elena Quiroga Prado", "Noemí Cabrisas")
FORMS = st.builds(
    FormName,
    st.sampled_from(["person", "person", "organisation"]),
    st.sampled_from((*NAMES, "Noemi Cabrisas")),
)


def quote(number: int, *names: str) -> Extraction:
    said = [Said(f"Palabras número {n} de la nota", name) for n, name in enumerate(names)]
    return make_extraction(write_body(number), *said, path=f"/{number}.txt")


ARTICLES = (
    quote(1, "Quiroga", "Noemi Cabrisas", "Elena Quiroga"),
    quote(2, "Elena Quiroga Prado", "Noemí Cabrisas"),
    quote(3, "Marcial Quiroga", "Quiroga"),
)
PASSAGES = [
    Passage(one.document.id, placed.quotation.start, placed.quotation.end, placed.quotation.text)
    for one in ARTICLES
    for placed in one.quotations
]
OPERANDS = st.one_of(
    st.fixed_dictionaries(
        {
            "kind": st.just("merge"),
            "forms": st.tuples(FORMS, FORMS).filter(lambda forms: forms[0] != forms[1]),
        }
    ),
    st.fixed_dictionaries({"kind": st.just("split"), "forms": st.tuples(FORMS)}),
    st.fixed_dictionaries(
        {"kind": st.just("rename"), "forms": st.tuples(FORMS), "name": st.just("Nombre nuevo")}
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("attribute"),
            "passage": st.sampled_from(PASSAGES),
            "forms": st.one_of(st.just(()), st.tuples(FORMS)),
        }
    ),
)
HISTORIES = st.lists(st.one_of(OPERANDS, OPERANDS, st.integers(0, 9)), min_size=1, max_size=7)


def decide_each(engine: Engine, history: Sequence[dict[str, Any] | int]) -> None:
    """Record decisions one by one; a number takes back that one of those before it."""
    for position, operands in enumerate(history):
        made_at = SEEN_AT + timedelta(minutes=position // 2)
        with write_transaction(engine) as session:
            before = load_history(session)
            if isinstance(operands, dict):
                decision = Decision(made_at=made_at, **operands)
            elif before:
                reverted = before[operands % len(before)].id
                decision = Decision(kind="undo", made_at=made_at, reverts=reverted)
            else:
                continue
            record_decisions(session, [decision])


@settings(max_examples=12, deadline=None)
@given(history=HISTORIES, data=st.data())
def test_export_and_import_give_the_same_archive(
    history: list[dict[str, Any] | int], data: st.DataObject
) -> None:
    """Decided one by one, imported before the articles, or between them in another order: the same rows."""
    decided, before, between = (_open_in_memory() for _ in range(3))
    save(decided, *ARTICLES)
    decide_each(decided, history)
    text = write_text(decided)
    import_text(before, text)
    shuffled = data.draw(st.permutations(ARTICLES))
    for article in shuffled:
        save(before, article)
    save(between, *shuffled[:2])
    import_text(between, text)
    save(between, shuffled[2])
    with write_transaction(between) as session:
        delete_article(session, shuffled[0].document.id, now=SEEN_AT, generation=99)
        forget_deletion(session, shuffled[0].document.id)
    save(between, shuffled[0])
    contents = [read_content(engine) for engine in (decided, before, between)]
    texts = [write_text(engine) for engine in (decided, before, between)]
    for engine in (decided, before, between):
        engine.dispose()
    assert contents[1] == contents[0]
    assert contents[2] == contents[0]
    assert set(texts) == {text}


@settings(max_examples=12, deadline=None)
@given(history=HISTORIES)
def test_taking_everything_back_leaves_what_there_was(
    history: list[dict[str, Any] | int],
) -> None:
    decided, untouched = _open_in_memory(), _open_in_memory()
    save(untouched, *ARTICLES)
    save(decided, *ARTICLES)
    decide_each(decided, history)
    with Session(decided) as session:
        entries = load_history(session)
    for entry in reversed(entries):
        with write_transaction(decided) as session:
            undo = Decision(kind="undo", made_at=SEEN_AT + timedelta(1), reverts=entry.id)
            record_decisions(session, [undo])
    expected, found = read_content(untouched), read_content(decided)
    decided.dispose()
    untouched.dispose()
    del expected["decision"], found["decision"]
    assert found == expected


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
    assert [one.note for _, one in read] == [one.note for one in decisions]
    assert [one.made_by for _, one in read] == [one.made_by for one in decisions]
    assert [one.made_at for _, one in read] == [one.made_at for one in decisions]


def _open_in_memory() -> Engine:
    engine = open_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    return engine
