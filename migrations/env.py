"""Alembic's entry: the connection comes from the caller, or from the settings on the command line."""

from alembic import context
from sqlalchemy import Connection

from app.settings import read_settings
from app.store.engines import WRITES
from app.store.migration import list_metadata
from app.store.session import open_engine


def run_migrations(connection: Connection) -> None:
    """Run the migrations on one connection, in its transaction."""
    context.configure(
        connection=connection,
        target_metadata=list_metadata(connection.dialect.name),
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run() -> None:
    """Use the caller's connection, else open one from the settings."""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        run_migrations(connection)
        return
    engine = open_engine(read_settings().resolved_database_url)
    with engine.execution_options(**{WRITES: True}).begin() as own:
        run_migrations(own)


run()
