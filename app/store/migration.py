"""Migrations: from nothing, or any older version of the tables, to the present one."""

from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect
from sqlmodel import SQLModel

import app
from app.errors import SetupError
from app.store import name_tables  # noqa: F401  importing fills the metadata
from app.store.engines import POSTGRES
from app.store.tables import SCHEMA_REVISION
from app.store.text_tables import TEXT_METADATA

_VERSION = Table(
    "alembic_version", MetaData(), Column("version_num", String(32), primary_key=True)
)  # as Alembic makes it


def is_empty(connection: Connection) -> bool:
    """Whether the database has no tables at all, not even one that says its version."""
    return not inspect(connection).get_table_names()


def list_metadata(dialect: str) -> list[MetaData]:
    """All tables of an archive in a database of this kind."""
    return [SQLModel.metadata, TEXT_METADATA] if dialect == POSTGRES else [SQLModel.metadata]


def create_tables(connection: Connection) -> None:
    """Make the present tables in an empty database, in the caller's transaction.

    Takes 0.05 s in a process of its own, where all migrations take 0.3, the import of Alembic among it.
    """
    for metadata in list_metadata(connection.dialect.name):
        metadata.create_all(connection)
    _VERSION.create(connection)
    connection.execute(_VERSION.insert().values(version_num=SCHEMA_REVISION))


def upgrade(connection: Connection) -> None:
    """Run what is missing, in the caller's transaction; raise SetupError for a database from the future."""
    # Alembic takes 0.4 s to import, and almost every start finds the tables up to date.
    from alembic import command  # noqa: PLC0415  see above
    from alembic.config import Config  # noqa: PLC0415  see above
    from alembic.migration import MigrationContext  # noqa: PLC0415  see above
    from alembic.script import ScriptDirectory  # noqa: PLC0415  see above

    config = Config()
    config.set_main_option("script_location", str(find_migrations()).replace("%", "%%"))
    revision = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        raise SetupError(
            f"The database was made by a newer version of Hemeroteca (its revision {revision} is not known "
            "here). Install that version, or point HEMEROTECA_DATA_DIR at another folder."
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def find_migrations() -> Path:
    """The folder of the migrations: inside the installed package, or beside it in a checkout."""
    package = Path(app.__file__).parent
    shipped = package / "migrations"
    return shipped if shipped.is_dir() else package.parent / "migrations"
