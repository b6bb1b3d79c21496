"""`--dask`: the work of a command spread over a cluster."""

from contextlib import AbstractContextManager
from urllib.parse import urlsplit

import typer

from app.cli.console import say
from app.errors import SetupError
from app.workers import Mapper


def check_address(address: str | None) -> str | None:
    """The address of a scheduler as it was given; raises BadParameter if it is none."""
    if address is None:
        return None
    try:
        parts = urlsplit(address)
        known = parts.scheme in {"tcp", "tls"} and parts.hostname and parts.port
    except ValueError:
        known = False
    if not known:
        raise typer.BadParameter(f"“{address}” is no address such as tcp://host:8786")
    return address


def open_dask(address: str) -> AbstractContextManager[Mapper]:
    """A `map` over the workers of the cluster; raises SetupError where Dask is not installed."""
    try:
        # An extra, and a second to import.
        from app.cluster import open_cluster  # noqa: PLC0415 - see above
    except ModuleNotFoundError as error:
        raise SetupError(
            f"--dask needs {error.name}, which is not installed: pip install 'hemeroteca[dask]'."
        ) from error
    return open_cluster(address, say)
