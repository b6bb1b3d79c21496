"""Migrations: from any older version of the tables to the present one."""

from pathlib import Path

from sqlalchemy import Connection

import app
from app.errors import SetupError


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
