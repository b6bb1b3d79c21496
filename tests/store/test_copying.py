"""Copying an archive between databases: all rows, gone on with, compared, and never in use by halves."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from app.errors import SetupError
from app.store import copying
from app.store.articles import delete_article
from app.store.copying import (
    Step,
    begin_copy,
    complete_copy,
    copy_rows,
    describe_source,
    finish_copy,
    hold_target,
    require_equal,
    sum_rows,
)
from app.store.outbox import next_generation
from app.store.portable import TableSum, count_all_rows, sum_up
from app.store.session import migrate, open_engine, write_transaction
from app.store.tables import outbox_table
from tests.newsroom import SEEN_AT, Said, make_extraction, save, write_body
from tests.newsroom import read_rows as read_all_rows
from tests.postgres import Cluster
from tests.store.editor import Editor
from tests.store.revisions import write_address
from tests.store.sample import ARTICLES, IDS

Make = Callable[[], str]
WRITTEN = '{"b":  [1e2, "\\u0000\\ud800"], "a": null, "b": 1}'
KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
ODD = make_extraction(
    write_body(25),
    Said("Ñandúes y todo lo que come la ñ \\ \t en Ávila", "Ígor Ñáñez", joint=("Elena Quiroga",)),
    path="/\\N/ñ\u2028.txt",
    day="2025-02",
    title="¿Ñ? \\. 🦉",
)


@pytest.fixture(scope="module")
def make_address(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], str]:
    """Makes the address of an empty database of a kind."""

    def make(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path_factory.mktemp('copia') / 'archivo.sqlite3'}"
        cluster: Cluster = request.getfixturevalue("cluster")
        return cluster.make_url(cluster.create_database())

    return make


@pytest.fixture(scope="module")
def source(make_address: Callable[[str], str]) -> Engine:
    """An archive in SQLite, only to be read, with something in every table that can have it."""
    return fill(make_address("sqlite"))


@pytest.fixture
def changing_source(source: Engine, make_address: Callable[[str], str]) -> Iterator[Engine]:
    """The same, to be changed."""
    url = make_address("sqlite")
    source.dispose()  # what is in its log goes into its file
    shutil.copy(str(source.url.database), url.removeprefix("sqlite:///"))
    with open_archive(url) as engine:
        yield engine


@pytest.fixture(params=KINDS)
def target(request: pytest.FixtureRequest, make_address: Callable[[str], str]) -> Iterator[Engine]:
    """An empty database."""
    with open_archive(make_address(request.param)) as engine:
        yield engine


@pytest.fixture
def sqlite_target(make_address: Callable[[str], str]) -> Iterator[Engine]:
    """An empty database of SQLite, for what does not depend on its kind."""
    with open_archive(make_address("sqlite")) as engine:
        yield engine


@pytest.fixture(scope="module", params=KINDS)
def copied(
    request: pytest.FixtureRequest, source: Engine, make_address: Callable[[str], str]
) -> Iterator[Engine]:
    """A finished copy of the source, only to be read."""
    with open_archive(make_address(request.param)) as engine:
        copy(source, engine)
        yield engine


@contextmanager
def open_archive(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    yield engine
    engine.dispose()


def fill(url: str) -> Engine:
    migrate(url)
    engine = open_engine(url)
    save(engine, *ARTICLES.values(), ODD)
    editor = Editor(engine)
    editor.rename("elena-quiroga", "Elena Quiroga Ñíguez")
    editor.merge("Marcial Ansúrez", "Ígor Ñáñez")
    editor.undo(2)
    change(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE origin SET extra = :it"), {"it": WRITTEN})
    return engine


def change(engine: Engine, name: str = "dique") -> None:
    with write_transaction(engine) as session:
        generation = next_generation(session)
        delete_article(session, IDS[name], now=SEEN_AT, generation=generation)


def copy(source: Engine, target: Engine, *, anew: bool = False) -> list[TableSum]:
    """Copy all of it, or what is missing, as the command does; the sums of its tables."""
    with source.connect() as connection:
        begin_copy(target, describe_source(connection, write_address(source)), anew=anew)
        sums = list_sums(copy_rows(connection, target))
    complete_copy(target)
    require_equal(sums, sum_tables(target))
    finish_copy(target)
    return sums


def list_sums(steps: Iterator[Step]) -> list[TableSum]:
    return [one for _, one in steps if one]


def sum_tables(engine: Engine) -> list[TableSum]:
    with engine.connect() as connection:
        return list_sums(sum_rows(connection))


def copy_some(source: Engine, target: Engine, *, anew: bool = False) -> bool:
    """Begin a copy, or go on with it, and stop in the middle; whether one had been begun."""
    with source.connect() as connection:
        described = describe_source(connection, write_address(source))
        begun = begin_copy(target, described, anew=anew)
        list(islice(copy_rows(connection, target), 20))
    return begun


def test_a_copy_has_all_rows(source: Engine, copied: Engine) -> None:
    migrate(write_address(copied))
    rows = read_rows(copied)
    assert rows == read_rows(source)
    assert all(rows[name] for name in ("decision", "deletion", "joint_speaker", "change"))
    with copied.connect() as connection:
        assert not connection.execute(select(outbox_table)).all()


@pytest.mark.postgres
def test_the_sums_are_the_same_there_and_back(
    source: Engine, make_address: Callable[[str], str]
) -> None:
    with (
        open_archive(make_address("postgres")) as there,
        open_archive(make_address("postgres")) as elsewhere,
        open_archive(make_address("sqlite")) as back,
    ):
        sums = copy(source, there)
        assert copy(there, elsewhere) == copy(elsewhere, back) == sums == sum_tables(source)
        assert read_rows(back) == read_rows(source)
    assert sum_up(sums) == sum_up(reversed(sums)) != sum_up(sums[1:])
    with source.connect() as connection:
        assert sum(one.rows for one in sums) == count_all_rows(connection)


def test_json_is_copied_letter_by_letter(copied: Engine) -> None:
    with copied.connect() as connection:
        assert set(connection.scalars(text("SELECT CAST(extra AS TEXT) FROM origin"))) == {WRITTEN}


def test_the_tables_of_a_copy_are_those_of_any_archive(
    copied: Engine, make_address: Callable[[str], str]
) -> None:
    url = make_address(copied.dialect.name)
    migrate(url)
    with open_archive(url) as made:
        assert describe_tables(copied) == describe_tables(made)


def read_rows(engine: Engine) -> dict[str, Any]:
    """All rows but of what text indexes wait for."""
    return {name: rows for name, rows in read_all_rows(engine).items() if name != "outbox"}


def describe_tables(engine: Engine) -> Any:
    question = "SELECT type, name, sql FROM sqlite_master WHERE name LIKE 'ix%' ORDER BY name"
    if engine.dialect.name == "postgresql":
        question = (
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' "
            "UNION ALL SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace "
            "UNION ALL SELECT table_name || '.' || column_name, "
            "concat(data_type, collation_name, is_nullable) "
            "FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"
        )
    with engine.connect() as connection:
        return connection.execute(text(question)).all()


def test_a_copy_that_was_stopped_goes_on(source: Engine, target: Engine) -> None:
    assert not copy_some(source, target)
    with target.begin() as connection:  # it would be written anew, were it not passed over
        connection.execute(text("UPDATE article SET title = 'otro'"))
    assert copy_some(source, target)
    with pytest.raises(
        SetupError,
        match=r"differs from its source in article \(6 rows in the source, 6 in the copy",
    ):
        copy(source, target)
    copy(source, target, anew=True)
    assert read_rows(target) == read_rows(source)


def test_nothing_takes_half_a_copy_for_an_archive(source: Engine, target: Engine) -> None:
    copy_some(source, target)
    with pytest.raises(SetupError, match="half an archive"):
        migrate(write_address(target))


def test_a_copy_of_what_has_changed_since_begins_anew(
    changing_source: Engine, sqlite_target: Engine
) -> None:
    copy_some(changing_source, sqlite_target)
    change(changing_source, "faroles")
    with pytest.raises(SetupError, match=r"The source has changed since.* --anew"):
        copy_some(changing_source, sqlite_target)
    copy(changing_source, sqlite_target, anew=True)
    assert read_rows(sqlite_target) == read_rows(changing_source)


def test_half_a_copy_of_something_else_is_kept(
    source: Engine, changing_source: Engine, sqlite_target: Engine
) -> None:
    copy_some(source, sqlite_target)
    change(changing_source, "faroles")
    with pytest.raises(SetupError, match=r"is not what sqlite:.* holds"):
        copy(changing_source, sqlite_target)
    copy(source, sqlite_target)


@pytest.mark.parametrize("anew", [False, True])
def test_what_is_not_empty_is_not_written_over(source: Engine, target: Engine, anew: bool) -> None:
    with target.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE ajena (id INTEGER)")
    with pytest.raises(SetupError, match="is not empty"):
        copy(source, target, anew=anew)


def test_a_finished_copy_is_not_written_over(source: Engine, copied: Engine) -> None:
    with pytest.raises(SetupError, match="is not empty"):
        copy(source, copied, anew=True)


@pytest.mark.postgres
def test_a_character_that_postgresql_cannot_hold_is_named_with_its_row(
    changing_source: Engine, make_address: Callable[[str], str]
) -> None:
    with changing_source.begin() as connection:
        connection.execute(
            text("UPDATE article SET title = 'a' || char(0) WHERE id = :id"),
            {"id": IDS["campanas"]},
        )
    named = f"NUL.* column title of the row '{IDS['campanas']}' of the table article"
    with (
        open_archive(make_address("postgres")) as target,
        pytest.raises(SetupError, match=named),
    ):
        copy(changing_source, target)
    with open_archive(make_address("sqlite")) as target:
        copy(changing_source, target)


@pytest.mark.postgres
def test_what_a_constraint_forbids_is_named_with_its_table(
    changing_source: Engine, make_address: Callable[[str], str]
) -> None:
    with changing_source.connect() as connection:
        driven: Any = connection.connection.dbapi_connection
        driven.execute("PRAGMA foreign_keys=OFF")
        driven.execute("UPDATE surname SET form_id = 'ninguna'")
        connection.invalidate()
    with (
        open_archive(make_address("postgres")) as target,
        pytest.raises(SetupError, match=r"surname cannot be completed: .*ninguna"),
    ):
        copy(changing_source, target)


@pytest.mark.postgres
def test_one_process_fills_a_database(
    make_address: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "_PATIENCE_MS", 1)
    url = make_address("postgres")
    with (
        open_archive(url) as one,
        open_archive(url) as other,
        hold_target(one),
        pytest.raises(SetupError, match="Another process copies to"),
        hold_target(other),
    ):
        pytest.fail("two hold it")
