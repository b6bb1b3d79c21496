"""`serve` and `openapi`: the HTTP API."""

import json
import socket
from functools import partial
from ipaddress import ip_address
from typing import Annotated, Any

import typer
import uvicorn
from uvicorn.supervisors import Multiprocess

from app.cli.archive import WriterBusyError, open_for_writing
from app.cli.console import say
from app.cli.protocol import BoundedProtocol
from app.errors import SetupError
from app.main import create_app, describe_api
from app.settings import Settings, read_settings

_BACKLOG = 2048
_LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")


def serve_command(
    host: Annotated[str | None, typer.Option(help="Address; default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; default 8000.", min=0, max=65535)] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that answer.")] = 1,
) -> None:
    """Serve the archive over HTTP until interrupted."""
    settings = read_settings()
    with _bind(host or settings.host, settings.port if port is None else port) as listener:
        _prepare(settings)
        address, bound_port = listener.getsockname()[:2]
        settings = _limit_hosts(settings, address)
        app = create_app(settings)
        say(f"Serving on http://{address}:{bound_port} (what it answers: /docs). Ctrl-C stops it.")
        if workers == 1:
            uvicorn.Server(_configure(app, settings)).run(sockets=[listener])
        else:
            factory = partial(create_app, settings)
            config = _configure(factory, settings, factory=True, workers=workers)
            Multiprocess(config, [listener]).run()


def openapi_command() -> None:
    """Print the OpenAPI document."""
    typer.echo(json.dumps(describe_api(), ensure_ascii=False, indent=2))


def _limit_hosts(settings: Settings, address: str) -> Settings:
    """On a loopback address, the names of this machine alone, unless the settings name others.

    A page that makes its own name resolve to 127.0.0.1 could read the archive otherwise.
    """
    if settings.allowed_hosts or not ip_address(address).is_loopback:
        return settings
    return settings.model_copy(update={"allowed_hosts": (*_LOOPBACK_HOSTS, address)})


def _prepare(settings: Settings) -> None:
    """Migrate the database, and let the indexes catch up with an ingest that was killed."""
    try:
        with open_for_writing(settings):
            pass
    except WriterBusyError:
        say("An ingest is going on; what it adds will be seen as it comes.")


def _bind(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise SetupError(f"There is no address {host}: {error.strerror or error}.") from error
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
