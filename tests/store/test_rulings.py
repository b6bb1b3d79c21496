"""Speakers depend on the articles and on the history of decisions alone, whatever came first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from app.extraction import Extraction
from app.quotes.offices import FoundOffice
from app.quotes.ties import FoundTie
from app.store.articles import delete_article, forget_deletion
from app.store.decisions import Decision, load_history
from app.store.editing import record_decisions
from app.store.forms import FormName
from app.store.session import write_transaction
from tests.databases import open_in_memory
from tests.newsroom import SEEN_AT, Said, make_extraction, read_content, save, write_body
from tests.store.editor import import_text, list_passages, write_text

PERSON, BODY, ROLE = "person", "organisation", "role"
Speech = tuple[str, str]


def write(
    number: int, *said: Speech, ties: Sequence[tuple[str, str]] = (), office: str | None = None
) -> Extraction:
    """An article in which each of these says the same words as in the others, the first with this office."""
    speech = [Said(f"Las obras del muelle número {n}", *one) for n, one in enumerate(said)]
    extraction = make_extraction(write_body(number), *speech, path=f"/{number}.txt", day="2025-03")
    offices = (FoundOffice(said[0][0], office),) if office else ()
    tied = tuple(FoundTie(*pair, "apposition") for pair in ties)
    return replace(extraction, ties=tied, offices=offices)


ARTICLES = (
    write(1, ("Quiroga", PERSON), ("Noemi Cabrisas", PERSON), ("Elena Quiroga", PERSON)),
    write(2, ("Elena Quiroga Prado", PERSON), ("Noemí Cabrisas", PERSON), ("Belanov", PERSON)),
    write(3, ("Marcial Quiroga", PERSON), ("Dmitri Belanov", PERSON), ("Elena", PERSON)),
    write(4, ("UGT", BODY), ("Dimitry Belanoff", PERSON), ties=[("UGT", "Unión de Ganaderos")]),
    write(5, ("gremio francés", BODY), ("el abogado", ROLE), ties=[("gremio francés", "UGT")]),
    write(6, ("Unión de Ganaderos", BODY), ("el abogado", ROLE), ("Quiroga", PERSON)),
    write(7, ("Elena Quiroga", PERSON), office="mayor:torrealta"),
    write(8, ("Elena Quiroga", PERSON), ("Belanov", PERSON), office="mayor:almenara"),
    write(9, ("Dmitri Belanov", PERSON), ("Quiroga", PERSON), office="coach:"),
    write(10, ("Dmitry Belanov", PERSON), office="governor:almenara"),
)
NAMES = (
    *("Quiroga", "Elena Quiroga", "Marcial Quiroga", "Elena Quiroga Prado", "E. Quiroga"),
    *("Noemí Cabrisas", "Noemi Cabrisas", "Dmitri Belanov", "Dimitry Belanoff", "Belanov"),
)
BODIES = ("UGT", "Unión de Ganaderos", "gremio francés")
IDS = [one.document.id for one in ARTICLES]
HELD = [
    *(
        FormName("person", "Elena Quiroga", None, f"mayor:{place}")
        for place in ("torrealta", "almenara")
    ),
    *(FormName("person", "Dmitri Belanov", None, office) for office in ("coach:", "bishop:")),
]
FORMS = st.one_of(
    st.sampled_from(HELD),
    st.builds(FormName, st.just(PERSON), st.sampled_from(NAMES), st.none(), st.none()),
    st.builds(FormName, st.just(PERSON), st.sampled_from(NAMES), st.none(), st.none()),
    st.builds(FormName, st.just(BODY), st.sampled_from(BODIES), st.none(), st.none()),
    st.builds(FormName, st.just(ROLE), st.just("el abogado"), st.sampled_from(IDS[4:]), st.none()),
    st.just(FormName("person", "Elena", IDS[2])),
)
PASSAGES = [passage for one in ARTICLES for passage in list_passages(one)]
OPERANDS = st.one_of(
    st.fixed_dictionaries(
        {
            "kind": st.just("merge"),
            "forms": st.tuples(FORMS, FORMS).filter(lambda forms: forms[0] != forms[1]),
        }
    ),
    st.fixed_dictionaries({"kind": st.just("split"), "forms": st.tuples(FORMS)}),
    st.fixed_dictionaries(
        {
            "kind": st.just("rename"),
            "forms": st.tuples(FORMS),
            "name": st.sampled_from(["Nombre nuevo", "Elena Quiroga"]),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("attribute"),
            "passage": st.sampled_from(PASSAGES),
            "forms": st.one_of(st.just(()), st.tuples(FORMS)),
        }
    ),
)
History = list[dict[str, Any] | int]
HISTORIES = st.lists(st.one_of(OPERANDS, OPERANDS, st.integers(0, 9)), min_size=1, max_size=8)


def decide_each(engine: Engine, history: History) -> None:
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
def test_export_and_import_give_the_same_archive(history: History, data: st.DataObject) -> None:
    """Decided one by one, imported before the articles, or between them in another order: the same rows."""
    with open_in_memory() as decided, open_in_memory() as before, open_in_memory() as between:
        save(decided, *ARTICLES)
        decide_each(decided, history)
        text = write_text(decided)
        import_text(before, text)
        shuffled = data.draw(st.permutations(ARTICLES))
        for article in shuffled:
            save(before, article)
        save(between, *shuffled[:3])
        import_text(between, text)
        save(between, *shuffled[3:])
        with write_transaction(between) as session:
            delete_article(session, shuffled[0].document.id, now=SEEN_AT, generation=99)
            forget_deletion(session, shuffled[0].document.id)
        save(between, shuffled[0])
        engines = (decided, before, between)
        contents = [read_content(engine) for engine in engines]
        texts = {write_text(engine) for engine in engines}
    assert contents[1] == contents[0]
    assert contents[2] == contents[0]
    assert texts == {text}


@settings(max_examples=8, deadline=None)
@given(history=HISTORIES)
def test_taking_everything_back_leaves_what_there_was(history: History) -> None:
    with open_in_memory() as decided, open_in_memory() as untouched:
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
    del expected["decision"], found["decision"]
    assert found == expected
