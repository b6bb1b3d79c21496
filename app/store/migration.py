"""Migrations: from nothing, or any older version of the tables, to the present one."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect
from sqlmodel import SQLModel

import app
from app.errors import SetupError
from app.store import name_tables  # noqa: F401  importing fills the metadata
from app.store.engines import POSTGRES
from app.store.tables import SCHEMA_REVISION
from app.store.text_tables import TEXT_METADATA

if TYPE_CHECKING:
    from alembic.config import Config

# In place of a revision: no version of the program takes a copy that is not finished for an archive.
UNFINISHED = "unfinished copy"
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


def mark_revision(connection: Connection, revision: str) -> None:
    """Let the tables of a database be of this revision."""
    connection.execute(_VERSION.update().values(version_num=revision))


def require_finished(revision: str | None) -> None:
    """Raise SetupError if this is the revision of a copy that was stopped."""
    if revision == UNFINISHED:
        raise SetupError(
            "The database holds half an archive, of a copy that was stopped. Run the same `hemeroteca copy` "
            "again to finish it."
        )


def drop_tables(connection: Connection) -> None:
    """Drop the present tables, and what says their revision."""
    for metadata in list_metadata(connection.dialect.name):
        metadata.drop_all(connection)
    _VERSION.drop(connection)


def upgrade(connection: Connection) -> None:
    """Run what is missing, in the caller's transaction; raise SetupError for a database from the future."""
    # Alembic takes 0.4 s to import, and almost every start finds the tables up to date.
    from alembic import command  # noqa: PLC0415  see above
    from alembic.migration import MigrationContext  # noqa: PLC0415  see above

    require_known(MigrationContext.configure(connection).get_current_revision())
    config = _configure()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def require_known(revision: str | None) -> None:
    """Raise SetupError for the revision of half a copy, or of a newer version; None is older than all."""
    require_finished(revision)
    from alembic.script import ScriptDirectory  # noqa: PLC0415  see `upgrade`

    scripts = ScriptDirectory.from_config(_configure()).walk_revisions()
    if revision is not None and revision not in {script.revision for script in scripts}:
        raise SetupError(
            f"The database was made by a newer version of Hemeroteca (its revision {revision} is not known "
            "here). Install that version, or point HEMEROTECA_DATA_DIR at another folder."
        )


def _configure() -> "Config":
    from alembic.config import Config  # noqa: PLC0415  see `upgrade`

    config = Config()
    config.set_main_option("script_location", str(find_migrations()).replace("%", "%%"))
    return config


def find_migrations() -> Path:
    """The folder of the migrations: inside the installed package, or beside it in a checkout."""
    package = Path(app.__file__).parent
    shipped = package / "migrations"
    return shipped if shipped.is_dir() else package.parent / "migrations"
