"""Settings: one frozen object, read from the environment and checked at start."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.errors import SetupError

ENVIRONMENT_PREFIX = "HEMEROTECA_"


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


# Several values in one variable, separated by commas.
Many = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]


class Settings(BaseSettings):
    """What the environment decides; each field is `HEMEROTECA_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix=ENVIRONMENT_PREFIX, frozen=True)

    data_dir: Path = Field(
        default=Path("var"), description="folder for the database and the text index"
    )
    database_url: str | None = Field(
        default=None,
        description="SQLAlchemy address of the database, SQLite or PostgreSQL; default: SQLite in the data "
        "folder",
    )
    read_database_url: str | None = Field(
        default=None,
        description="address of a streaming replica of that PostgreSQL, from which `serve` answers; default: "
        "the database itself",
    )
    database_pool_size: int = Field(
        default=5,
        ge=1,
        description="connections to PostgreSQL that each process of a server keeps, besides ten for a moment",
    )
    statement_timeout_ms: int = Field(
        default=30_000,
        ge=0,
        description="milliseconds after which PostgreSQL gives up a statement of the server; 0: never",
    )
    host: str = Field(default="127.0.0.1", description="address that `serve` listens on")
    port: int = Field(default=8000, ge=0, le=65535, description="port that `serve` listens on")
    log_level: str = Field(
        default="INFO",
        pattern="^(DEBUG|INFO|WARNING|ERROR)$",
        description="least severe level that is logged: DEBUG, INFO, WARNING, ERROR",
    )

    search_engine: Literal["arrays", "whoosh"] = Field(
        default="arrays",
        description="what evaluates searches: arrays, or Whoosh itself, tens of times slower",
    )
    search_cache_mb: int = Field(
        default=64,
        ge=0,
        description="megabytes that decoded postings may take in each of the two text indexes",
    )

    answer_cache_mb: int = Field(
        default=32,
        ge=0,
        description="megabytes that answers may take which are kept until the archive changes; 0 keeps none",
    )

    allowed_hosts: Many = Field(
        default=(),
        description="names that a request may call this host by; default: on a loopback address those of "
        "this machine, elsewhere any",
    )
    cors_origins: Many = Field(
        default=(),
        description="origins whose pages may read the answers, `*` for any; default: none",
    )

    api_keys_file: Path | None = Field(
        default=None,
        description="file of API keys; with it every request needs one but probes and documentation",
    )
    rate_limit: str | None = Field(
        default=None,
        description="requests of one key or address, like 600/minute; default: no limit",
    )
    rate_limit_url: str | None = Field(
        default=None,
        description="Redis that several processes count in; default: each counts by itself",
    )

    min_free_mb: int = Field(
        default=200,
        ge=0,
        description="megabytes that have to be free in the data folder for `/readyz` to say so; 0: no matter",
    )

    @property
    def resolved_database_url(self) -> str:
        """The database address to connect to, with the default filled in."""
        path = self.data_dir.resolve() / "hemeroteca.sqlite3"
        return self.database_url or f"sqlite:///{quote(str(path))}"

    @property
    def index_dir(self) -> Path:
        """The folder of the text index."""
        return self.data_dir.resolve() / "index"


def read_settings() -> Settings:
    """Read the environment; raise SetupError that names each variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(
            f"{ENVIRONMENT_PREFIX}{'.'.join(map(str, fault['loc'])).upper()}: {fault['msg']}"
            for fault in error.errors()
        )
        raise SetupError(f"Settings in the environment are wrong: {faults}") from error
