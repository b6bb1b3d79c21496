"""Migrations: from nothing to the present tables and back, and no newer database is touched."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text
from sqlmodel import Session, SQLModel, select

from app.errors import SetupError
from app.quotes.ties import find_ties
from app.store.collation import order_by_bytes
from app.store.migration import list_metadata, upgrade
from app.store.session import migrate, open_engine, read_revision, write_transaction
from app.store.tables import SCHEMA_REVISION, Article, Outbox
from tests.databases import begin_writing
from tests.newsroom import Said, make_extraction, read_content, save, write_body
from tests.postgres import Cluster
from tests.store.editor import Editor
from tests.store.revisions import UNKNOWN, go_down_and_up, make_config, write_address


@pytest.fixture
def config() -> Config:
    return make_config()


@pytest.fixture
def engine(alterable_engine: Engine) -> Engine:
    return alterable_engine


def list_tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def test_the_tables_in_code_are_those_that_are_made_at_once(engine: Engine) -> None:
    with engine.begin() as connection:
        check_migrations(connection)


def check_migrations(connection: Connection) -> None:
    """`alembic check`: it raises when a migration is missing."""
    config = make_config()
    config.attributes["connection"] = connection
    command.check(config)


def test_the_revision_in_code_is_the_newest_migration(config: Config) -> None:
    assert ScriptDirectory.from_config(config).get_heads() == [SCHEMA_REVISION]


def test_an_empty_database_gets_all_tables(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'archivo.sqlite3'}"
    engine = open_engine(url)
    with engine.connect() as connection:
        assert read_revision(connection) is None
    migrate(url)
    assert list_tables(engine) == {*SQLModel.metadata.tables, "alembic_version"}
    with engine.connect() as connection:
        assert read_revision(connection) == SCHEMA_REVISION
    engine.dispose()


def test_an_empty_database_gets_what_all_migrations_would_make(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    compare_with_migrated(sqlite_engine, f"sqlite:///{tmp_path / 'otro.sqlite3'}")


@pytest.mark.postgres
def test_an_empty_database_of_postgresql_gets_it_too(
    postgres_engine: Engine, cluster: Cluster
) -> None:
    compare_with_migrated(postgres_engine, cluster.make_url(cluster.create_database()))


def compare_with_migrated(engine: Engine, url: str) -> None:
    """Run all migrations at an address of an empty database, which is to be like another one then."""
    migrated = open_engine(url)
    with begin_writing(migrated) as connection:
        upgrade(connection)
        order_by_bytes(connection)
        check_migrations(connection)
    assert describe(engine) == describe(migrated)
    assert read_everything(engine) == read_everything(migrated)
    migrated.dispose()


def describe(engine: Engine) -> dict[str, Any]:
    """The tables with all that they hold their rows to.

    Not the order of their columns, and not the defaults that rows of before a migration were given.
    """
    inspector = inspect(engine)
    return {
        table: {
            "columns": sort(
                column | {"type": repr(column["type"]), "default": None}
                for column in inspector.get_columns(table)
            ),
            "primary key": inspector.get_pk_constraint(table)["constrained_columns"],
            "foreign keys": sort(inspector.get_foreign_keys(table)),
            "indexes": sort(inspector.get_indexes(table)),
            "unique": sort(inspector.get_unique_constraints(table)),
            "checks": sort(inspector.get_check_constraints(table)),
            "options": inspector.get_table_options(table),
        }
        for table in inspector.get_table_names()
    }


def sort(rows: Iterable[Any]) -> list[Any]:
    return sorted((dict(row) for row in rows), key=repr)


def read_everything(engine: Engine) -> dict[str, list[Any]]:
    """Every row of every table, with that of the version."""
    with engine.connect() as connection:
        return {
            table: [tuple(row) for row in connection.execute(text(f'SELECT * FROM "{table}"'))]  # noqa: S608
            for table in inspect(engine).get_table_names()
        }


def test_indexes_and_foreign_keys_are_those_in_code(engine: Engine) -> None:
    inspector = inspect(engine)
    for table in SQLModel.metadata.sorted_tables:
        indexed = {
            tuple(index["column_names"])
            for index in inspector.get_indexes(table.name)
            if "duplicates_constraint" not in index  # PostgreSQL keeps a constraint by an index
        }
        assert indexed == {tuple(index.columns.keys()) for index in table.indexes}
        referred = {
            (
                tuple(key["constrained_columns"]),
                key["referred_table"],
                key["options"].get("ondelete"),
            )
            for key in inspector.get_foreign_keys(table.name)
        }
        assert referred == {
            (tuple(key.column_keys), key.referred_table.name, key.ondelete)
            for key in table.foreign_key_constraints
        }


def test_every_foreign_key_has_an_index_to_delete_by(engine: Engine) -> None:
    """Without it, deleting an article reads whole tables."""
    inspector = inspect(engine)
    for table in SQLModel.metadata.sorted_tables:
        first_columns = {index["column_names"][0] for index in inspector.get_indexes(table.name)}
        first_columns |= set(inspector.get_pk_constraint(table.name)["constrained_columns"][:1])
        for key in inspector.get_foreign_keys(table.name):
            assert key["constrained_columns"][0] in first_columns, (table.name, key)


def test_down_to_nothing_and_up_again(engine: Engine, config: Config) -> None:
    save(engine, make_extraction(write_body(1)))
    with begin_writing(engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert list_tables(engine) == {"alembic_version"}
    migrate(write_address(engine))
    present = {name for one in list_metadata(engine.dialect.name) for name in one.tables}
    assert list_tables(engine) == {*present, "alembic_version"}
    save(engine, make_extraction(write_body(1)))


def test_an_archive_of_the_first_tables_gets_its_speakers_anew(engine: Engine) -> None:
    """Down to 0001 and up again leaves the same rows, but for what the text index has to take over."""
    tied = f"{write_body(1)}\nLa Unión de Ganaderos de Torrealta (UGT) calló."
    said = (Said("Nada", "UGT", "organisation"), Said("Poco", "el abogado", "role"))
    names = ("Dmitri Belanov", "Belanoff", "Marta Olivenza", "Olivenza Rueda", "Marta")
    more = [Said(f"Palabras {n}", name) for n, name in enumerate(names)]
    extraction = make_extraction(tied, *said, *more)
    save(engine, replace(extraction, ties=find_ties(extraction.document.body)))
    before = read_content(engine, leaving_out=UNKNOWN)
    go_down_and_up(engine, "0001")
    assert read_content(engine, leaving_out=UNKNOWN) == before


def test_an_archive_without_decisions_is_kept_as_it_was(engine: Engine) -> None:
    """Down to 0003, which had none, and up again leaves the same rows; then an editor can decide."""
    save(
        engine,
        make_extraction(write_body(1), Said("Nada", "Marta Olivenza"), Said("Poco", "Rueda")),
    )
    before = read_content(engine, leaving_out=UNKNOWN)
    go_down_and_up(engine, "0003")
    assert read_content(engine, leaving_out=UNKNOWN) == before
    change = Editor(engine).merge("Rueda", "Marta Olivenza")
    assert change.speakers == {"rueda": "Rueda"}


def test_an_archive_with_other_bands_is_linked_anew(engine: Engine) -> None:
    """Down to 0007, whose bands were others, and up again leaves the same rows; then a copy is found."""
    lines = write_body(1, sentences=12).split("\n")
    leader = make_extraction("\n".join(lines), path="/una.txt", day="2025-02-01")
    save(engine, leader, make_extraction("\n".join(lines[:9]), path="/dos.txt", day="2025-02-02"))
    before = read_content(engine, leaving_out=UNKNOWN)
    go_down_and_up(engine, "0007")
    assert read_content(engine, leaving_out=UNKNOWN) == before
    late = make_extraction("\n".join(lines[:8]), path="/tres.txt", day="2025-02-03")
    save(engine, late)
    with Session(engine) as session:
        assert session.get_one(Article, late.document.id).copy_of == leader.document.id


def test_a_migration_that_links_anew_leaves_changes_to_the_text_index(engine: Engine) -> None:
    body = write_body(1, sentences=12)
    copy = make_extraction(f"{body}\nSeguirá informando la redacción.", path="/dos.txt")
    save(engine, make_extraction(body, path="/una.txt"), copy)
    with write_transaction(engine) as session:
        session.execute(text("UPDATE article SET copy_of = NULL"))
        session.execute(text("DELETE FROM outbox"))
    go_down_and_up(engine, "0007")
    with Session(engine) as session:
        changed = {one.article_id for one in session.exec(select(Outbox))}
        assert changed == {one.id for one in session.exec(select(Article)) if one.copy_of}
        assert len(changed) == 1


def test_a_database_of_a_newer_version_is_refused_and_left_alone(engine: Engine) -> None:
    save(engine, make_extraction(write_body(1)))
    with write_transaction(engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SetupError, match=r"newer version of Hemeroteca .*9999") as caught:
        migrate(write_address(engine))
    assert "HEMEROTECA_DATA_DIR" in caught.value.detail
    with engine.connect() as connection:
        assert read_revision(connection) == "9999"


def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'archivo.sqlite3'}")

    def fail_halfway() -> None:
        with engine.begin() as connection:
            upgrade(connection)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_halfway()
    assert list_tables(engine) == set()
    engine.dispose()
