"""`serve` and `openapi`: the HTTP API."""

import json
import os
import socket
from contextlib import closing
from ipaddress import ip_address
from typing import Annotated, Any

import typer
import uvicorn
from uvicorn.supervisors import Multiprocess

from app.api.protocol import BoundedProtocol
from app.cli.archive import WriterBusyError, open_for_writing
from app.cli.console import say
from app.errors import SetupError
from app.main import create_app, describe_api
from app.search.folder import IndexUnusableError
from app.search.sync import open_archive_index
from app.settings import ENVIRONMENT_PREFIX, Settings, read_settings
from app.store.engines import is_postgres
from app.store.session import find_revision, open_engine
from app.store.tables import SCHEMA_REVISION

_BACKLOG = 2048
_ALLOWED_HOSTS = f"{ENVIRONMENT_PREFIX}ALLOWED_HOSTS"  # the workers read the environment
_LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")


def serve_command(
    host: Annotated[str | None, typer.Option(help="Address; default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; default 8000.", min=0, max=65535)] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that answer.")] = 1,
    is_open: Annotated[
        bool,
        typer.Option("--open", help="Let everybody who can reach the address ask, without keys."),
    ] = False,
) -> None:
    """Serve the archive over HTTP until interrupted."""
    settings = read_settings()
    if not is_open and settings.api_keys_file is None:
        _require_loopback(host or settings.host)
    if settings.rate_limit and settings.rate_limit_url is None and workers > 1:
        say(
            "Each process counts requests by itself; HEMEROTECA_RATE_LIMIT_URL lets them count together."
        )
    with bind_listener(host or settings.host, settings.port if port is None else port) as listener:
        _prepare(settings)
        address, bound_port = listener.getsockname()[:2]
        settings = _limit_hosts(settings, address)
        app = create_app(settings)
        say(f"Serving on http://{address}:{bound_port} (what it answers: /docs). Ctrl-C stops it.")
        if workers == 1:
            uvicorn.Server(_configure(app, settings)).run(sockets=[listener])
        else:
            app.state.archive.engine.dispose()  # each worker makes connections of its own
            # By its name: a worker that imports all of it before it is up is taken for dead and killed.
            config = _configure("app.main:create_app", settings, factory=True, workers=workers)
            os.environ[_ALLOWED_HOSTS] = ",".join(settings.allowed_hosts)
            Multiprocess(config, [listener]).run()


def openapi_command() -> None:
    """Print the OpenAPI document."""
    typer.echo(json.dumps(describe_api(), ensure_ascii=False, indent=2))


def _require_loopback(host: str) -> None:
    """End with a usage error for an address that others than this machine can reach."""
    addresses = {found[4][0] for found in _resolve(host, 0)}
    if not all(ip_address(str(address).partition("%")[0]).is_loopback for address in addresses):
        raise typer.BadParameter(
            f"Others can reach {host}, and no keys are set. Make one with `hemeroteca keys create` and set "
            "HEMEROTECA_API_KEYS_FILE, or say --open.",
            param_hint="--host",
        )


def _limit_hosts(settings: Settings, address: str) -> Settings:
    """On a loopback address, the names of this machine alone, unless the settings name others.

    A page that makes its own name resolve to 127.0.0.1 could read the archive otherwise.
    """
    if settings.allowed_hosts or not ip_address(address).is_loopback:
        return settings
    return settings.model_copy(update={"allowed_hosts": (*_LOOPBACK_HOSTS, address)})


def _prepare(settings: Settings) -> None:
    """Migrate the database, and let the indexes catch up with an ingest that was killed.

    Nothing is written where nothing has to be: a server on PostgreSQL needs no right to.
    """
    if settings.read_database_url or _is_prepared(settings):
        return
    try:
        with open_for_writing(settings):
            pass
    except WriterBusyError:
        say("An ingest is going on; what it adds will be seen as it comes.")


def _is_prepared(settings: Settings) -> bool:
    """Whether the archive is in PostgreSQL, of the present version, and can be searched."""
    url = settings.resolved_database_url
    if not is_postgres(url) or find_revision(url) != SCHEMA_REVISION:
        return False
    engine = open_engine(url, read_only=True)
    try:
        with closing(open_archive_index(engine, settings.index_dir)) as index:
            return index.articles.is_current_version and index.quotes.is_current_version
    except IndexUnusableError:
        return False
    finally:
        engine.dispose()


def bind_listener(host: str, port: int) -> socket.socket:
    """A socket that listens there; raise SetupError where it cannot.

    asyncio sets TCP_NODELAY only where the protocol is named. Without it the body of an answer, written after
    its head, waited for the client's delayed acknowledgement: 45 ms a request on a connection that is kept.
    """
    listener = socket.socket(_resolve(host, port)[0][0], socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise SetupError(
            f"Port {port} of {host} cannot be used ({error.strerror}). "
            "Stop what uses it, or choose another with --port."
        ) from error
    listener.set_inheritable(True)
    return listener


def _resolve(host: str, port: int) -> list[Any]:
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise SetupError(f"There is no address {host}: {error.strerror or error}.") from error


def _configure(app: Any, settings: Settings, **options: Any) -> uvicorn.Config:
    level = settings.log_level
    return uvicorn.Config(
        app,
        http=BoundedProtocol,
        access_log=False,
        server_header=False,
        log_config={
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"plain": {"format": "%(message)s"}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
            "loggers": {
                "hemeroteca": {"handlers": ["stderr"], "level": level},
                "uvicorn": {"handlers": ["stderr"], "level": "WARNING"},
            },
        },
        **options,
    )
