"""Statements: which quotations say the same words, whatever came first and however the ingest was split."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from app.extraction import Extraction
from app.store import wordings
from app.store.articles import delete_article
from app.store.session import write_transaction
from app.store.statements import count_outlets, describe_alone, fill_statements
from app.store.tables import (
    fingerprint_table,
    quote_table,
    statement_table,
    unsettled_table,
    wording_table,
)
from tests.databases import open_in_memory
from tests.newsroom import Said, make_extraction, read_content, read_rows, save, write_body

NOW = datetime(2026, 3, 2, tzinfo=UTC)
WHOLE = (
    "La lonja de Peñalba abrirá antes de la vendimia con ochenta puestos nuevos. Ningún pescador pagará dos "
    "veces por la misma caja de hielo mientras yo presida esta cofradía"
)
FIRST = "La lonja de Peñalba abrirá antes de la vendimia con ochenta puestos nuevos"
SECOND = "ningún pescador pagará dos veces por la misma caja de hielo"
OTHER = "La lonja de Peñalba abrirá antes de la vendimia con noventa puestos nuevos"
PASSING = "un verano de faroles apagados"
COMMONPLACE = "estamos trabajando"


def print_in(
    number: int, *texts: str, day: str | None = None, source: str | None = None
) -> Extraction:
    """An article in which these words are quoted."""
    said = [Said(text, "Elena Quiroga") for text in texts]
    return make_extraction(write_body(number), *said, path=f"/{number}.txt", day=day, source=source)


def list_statements(engine: Engine) -> list[list[str]]:
    """The texts of each statement's quotations, sorted."""
    quotes = quote_table.c
    with engine.connect() as connection:
        rows = connection.execute(
            select(quotes.statement_id, quotes.text).where(quotes.statement_id.is_not(None))
        ).all()
        known = set(connection.execute(select(statement_table.c.id)).scalars())
    assert {one for one, _ in rows} == known
    return sorted(sorted(text for one, text in rows if one == statement) for statement in known)


def delete(engine: Engine, extraction: Extraction) -> None:
    with write_transaction(engine) as session:
        delete_article(session, extraction.document.id, now=NOW, generation=99)


def test_cuts_of_one_quotation_in_two_articles_are_one_statement(engine: Engine) -> None:
    save(engine, print_in(1, WHOLE), print_in(2, FIRST, SECOND), print_in(3, OTHER))
    assert list_statements(engine) == [sorted([WHOLE, FIRST, SECOND])]


def test_the_same_words_in_one_article_alone_are_no_statement(engine: Engine) -> None:
    save(engine, print_in(1, FIRST, WHOLE))
    assert list_statements(engine) == []


def test_a_phrase_that_two_speeches_share_does_not_join_them(engine: Engine) -> None:
    again = (
        f"Lo repito: {SECOND}, y que nadie espere de esta alcaldesa otra cosa en todo el mandato"
    )
    save(engine, print_in(1, WHOLE), print_in(2, again), print_in(3, SECOND), print_in(4, WHOLE))
    assert [WHOLE, WHOLE] in [
        [text for text in texts if text != SECOND] for texts in list_statements(engine)
    ]


def test_a_statement_has_the_smallest_id_and_its_fullest_text(engine: Engine) -> None:
    save(
        engine,
        print_in(1, FIRST, day="2025-02-03", source="El Faro"),
        print_in(2, WHOLE, day="2025-02-04", source="La Voz"),
        print_in(3, FIRST, day="2025-02", source="La Voz"),
    )
    with engine.connect() as connection:
        (row,) = connection.execute(select(statement_table)).mappings()
        ids = connection.execute(select(quote_table.c.id)).scalars().all()
    assert row["id"] == min(ids)
    assert row["text"] == WHOLE
    assert (row["first_published"], row["first_source"]) == ("2025-02", "La Voz")
    assert row["quote_count"] == 3
    assert (row["article_count"], row["outlet_count"]) == (3, 2)


def test_passing_words_are_one_statement_only_within_some_days(engine: Engine) -> None:
    days = ["2025-02-03", "2025-02-09", "2025-03-20", "2025-03-21", "2025-09-01", "2025", None]
    save(engine, *(print_in(n, PASSING, day=day) for n, day in enumerate(days)))
    assert list_statements(engine) == [[PASSING, PASSING], [PASSING, PASSING]]


def test_commonplaces_are_never_a_statement(engine: Engine) -> None:
    save(engine, *(print_in(n, COMMONPLACE, day="2025-02-03") for n in range(3)))
    assert list_statements(engine) == []


def test_indirect_speech_takes_no_part(engine: Engine) -> None:
    reported = make_extraction(
        write_body(2), Said(FIRST, "Elena Quiroga", kind="indirect"), path="/2.txt"
    )
    save(engine, print_in(1, FIRST), reported)
    assert list_statements(engine) == []


def test_what_held_a_statement_together_may_go(engine: Engine) -> None:
    whole = print_in(1, WHOLE)
    save(engine, whole, print_in(2, FIRST), print_in(3, SECOND))
    assert list_statements(engine) == [sorted([WHOLE, FIRST, SECOND])]
    delete(engine, whole)
    assert list_statements(engine) == []


def test_a_statement_ceases_when_a_longer_speech_takes_its_phrase(engine: Engine) -> None:
    """The phrase follows the longest wording that has it, so the shorter speech is left alone with its id."""
    shorter = f"{SECOND}, y lo sabe toda Peñalba"
    longer = (
        f"Repito ante todos ustedes que {SECOND}, y que nadie espere otra cosa de esta alcaldesa"
    )
    phrase, speech, other = print_in(3, SECOND), print_in(4, shorter), print_in(5, longer)
    save(engine, phrase, speech)
    assert list_statements(engine) == [sorted([SECOND, shorter])]
    save(engine, other)
    assert list_statements(engine) == [sorted([SECOND, longer])]
    with engine.connect() as connection:
        ids = dict(connection.execute(select(quote_table.c.text, quote_table.c.id)).all())
        alone = describe_alone(connection, ids[shorter])
    assert alone is not None
    assert (alone["id"], alone["text"], alone["article_count"]) == (ids[shorter], shorter, 1)
    delete(engine, other)
    assert list_statements(engine) == [sorted([SECOND, shorter])]


def test_indirect_speech_and_what_is_not_there_are_no_statements(engine: Engine) -> None:
    said = Said(FIRST, "Elena Quiroga", kind="indirect")
    save(engine, make_extraction(write_body(1), said))
    with engine.connect() as connection:
        (quote_id,) = connection.execute(select(quote_table.c.id)).scalars()
        assert describe_alone(connection, quote_id) is None
        assert describe_alone(connection, "nada") is None


def test_nothing_is_left_when_all_articles_go(engine: Engine) -> None:
    articles = [print_in(1, WHOLE, COMMONPLACE), print_in(2, FIRST)]
    save(engine, *articles)
    for article in articles:
        delete(engine, article)
    rows = read_rows(engine)
    for table in (wording_table, fingerprint_table, statement_table, unsettled_table):
        assert rows[table.name] == []


def test_outlets_that_print_copies_of_each_other_count_once(engine: Engine) -> None:
    body = write_body(1)
    for number, source in enumerate(("El Faro", "La Voz", None)):
        copy = make_extraction(
            f"{body}\nNota {number}.",
            Said(FIRST, "Elena Quiroga"),
            path=f"/{number}.txt",
            source=source,
        )
        save(engine, copy)
    save(engine, print_in(7, FIRST, source="La Voz"), print_in(8, FIRST))
    with engine.connect() as connection:
        (row,) = connection.execute(select(statement_table)).mappings()
    assert (row["article_count"], row["outlet_count"]) == (5, 2)


@pytest.mark.parametrize(
    ("articles", "outlets"),
    [
        ([("a", None, "faro"), ("b", None, "voz")], 2),
        ([("a", None, "faro"), ("b", None, "faro")], 1),
        ([("a", None, "faro"), ("b", "a", "voz")], 1),
        ([("b", "a", "voz"), ("c", "a", "faro"), ("d", None, "voz"), ("e", None, "faro")], 1),
        ([("a", None, None), ("b", None, None)], 2),
        ([("a", None, None), ("b", "a", None)], 1),
        ([], 0),
    ],
)
def test_outlets_are_counted_by_what_is_not_a_copy(
    articles: list[tuple[str, str | None, str | None]], outlets: int
) -> None:
    assert count_outlets(articles) == outlets
    assert count_outlets(articles[::-1]) == outlets


def test_quotations_of_an_older_archive_are_filled_in(engine: Engine) -> None:
    save(engine, print_in(1, WHOLE, "…"), print_in(2, FIRST), print_in(3, COMMONPLACE))
    expected = read_rows(engine)
    with write_transaction(engine) as session:
        for table in (wording_table, fingerprint_table, statement_table):
            session.execute(table.delete())
        session.execute(quote_table.update().values(wording_id=None, statement_id=None))
        fill_statements(session)
    assert read_rows(engine) == expected


PIECES = (
    *("la lonja abrirá", "antes de la vendimia", "con ochenta puestos nuevos", "y más hielo"),
    *(
        "ningún pescador pagará",
        "dos veces por la misma caja",
        "mientras yo presida",
        "esta cofradía",
    ),
)
TEXTS = st.builds(
    lambda start, length, gap: " ".join(
        piece for at, piece in enumerate(PIECES[start : start + length]) if at != gap
    ),
    st.integers(0, 5),
    st.integers(2, 8),
    st.integers(1, 9),
)
ARTICLES = st.lists(
    st.tuples(
        st.lists(TEXTS, min_size=1, max_size=3, unique=True),
        st.sampled_from([None, "2025-02-03", "2025-02-09", "2025-06-01"]),
        st.sampled_from([None, "El Faro", "La Voz"]),
    ),
    min_size=2,
    max_size=7,
)


@settings(max_examples=40, deadline=None)
@given(articles=ARTICLES, hubs=st.sampled_from([1, 2, 3, 48]), data=st.data())
def test_statements_depend_on_the_quotations_alone(
    articles: list[tuple[list[str], str | None, str | None]], hubs: int, data: st.DataObject
) -> None:
    """In another order, in other runs, after articles that came and went: the same rows."""
    made = [
        print_in(number, *texts, day=day, source=source)
        for number, (texts, day, source) in enumerate(articles)
    ]
    shuffled = data.draw(st.permutations(made))
    split = data.draw(st.integers(0, len(made)))
    gone = data.draw(st.lists(st.sampled_from(made), unique_by=id, max_size=3))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wordings, "HUBS_LIMIT", hubs)
        straight = _save_in_runs([[one for one in made if one not in gone]])
        detour = _save_in_runs([shuffled[:split], *([one] for one in shuffled[split:])], gone)
    assert detour == straight


def _save_in_runs(
    runs: Sequence[Sequence[Extraction]], gone: Sequence[Extraction] = ()
) -> dict[str, list[tuple[object, ...]]]:
    with open_in_memory() as engine:
        for run in runs:
            save(engine, *run)
        for extraction in gone:
            delete(engine, extraction)
        content = read_content(engine)
    del content["deletion"]
    return content
