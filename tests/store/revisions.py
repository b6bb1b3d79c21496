"""The revisions of the tables in tests: down to an earlier one and up again."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from app.store.migration import find_migrations
from app.store.session import migrate
from tests.databases import begin_writing

UNKNOWN = ("stated",)  # columns that stay empty of rows of before


def make_config() -> Config:
    """Alembic's configuration, as the program makes it."""
    config = Config()
    config.set_main_option("script_location", str(find_migrations()).replace("%", "%%"))
    return config


def write_address(engine: Engine) -> str:
    """The address that an engine was made for, with its password."""
    return engine.url.render_as_string(hide_password=False)


def go_down_and_up(engine: Engine, revision: str) -> None:
    """Bring the database to an earlier revision, and from there to the newest as a command does."""
    config = make_config()
    with begin_writing(engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
    migrate(write_address(engine))
