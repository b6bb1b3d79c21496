"""A `map` over the workers of a Dask cluster, for the pure stages; an extra, imported where it is used."""

import logging
import pickle
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from distributed import Client, Future, KilledWorker, Security, get_worker
from distributed.client import ClosedClientError

from app import __version__
from app.errors import HemerotecaError, SetupError
from app.extraction import READING_VERSION
from app.workers import UNDER_WAY, Mapper, Sent, map_ahead, map_here

Given = TypeVar("Given")
Made = TypeVar("Made")

RELEASE = f"hemeroteca {__version__} ({READING_VERSION})"  # another one may make other rows
_PATIENCE = 300  # seconds without any worker: machines that a cluster orders take minutes to start
_LOUD = ("distributed", "distributed.client", "distributed.gc", "tornado.application", "asyncio")
_GO_ON = "What was done before is in the archive. Run the command again to go on."


class ClusterError(HemerotecaError):
    """The cluster cannot do what it was given."""

    title = "The Dask cluster failed"


class OtherReleaseError(ClusterError):
    """A worker is of another release: it might make other rows than this process."""


@contextmanager
def open_cluster(address: str, tell: Callable[[str], None]) -> Iterator[Mapper]:
    """A `map` over the workers of the cluster whose scheduler is at that address, `tcp://` or `tls://`.

    Workers may come and go; `tell` is given a line for a person where there are none yet. Raises SetupError
    if no scheduler answers. When this ends, the scheduler forgets what was under way.
    """
    with _silence(), _connect(address) as client:
        _check_workers(client, address, tell)

        def map_in_order(
            function: Callable[[Given], Made], items: Iterable[Given], /
        ) -> Iterator[Made]:
            send = partial(_send, client, function)
            return map_ahead(send, items, lambda: UNDER_WAY * max(1, _count_threads(client)))

        yield map_in_order


def do_task(release: str, packed: bytes) -> Any:
    """Do on a worker what was packed; raise OtherReleaseError if that is of another release."""
    if release != RELEASE:
        raise _describe_other(get_worker().address, RELEASE, release)
    function, item = pickle.loads(packed)  # noqa: S301  the cluster runs what it is sent, that is its purpose
    return function(item)


def tell_release() -> str:
    """What a worker has."""
    return RELEASE


class _Call(Generic[Given, Made]):
    """Pickled, a call of `do_task` that unpickling makes.

    A worker that cannot import what a message names ends, and the next one is given the message. So messages
    name nothing but the standard library; what is missing fails the task alone, and the scheduler needs none
    of it.
    """

    def __init__(self, function: Callable[[Given], Made], item: Given) -> None:
        self._packed = pickle.dumps((function, item))

    def __reduce__(self) -> tuple[Callable[[str, bytes], Any], tuple[str, bytes]]:
        return do_task, (RELEASE, self._packed)


@dataclass(frozen=True, slots=True)
class _Task(Generic[Made]):
    """What the cluster was given to do."""

    client: Client
    future: Future[Made]

    def result(self) -> Made:
        """What came of it; raises ClusterError if nothing will."""
        with _tell_faults():
            while True:
                try:
                    return self.future.result(timeout=_PATIENCE)
                except TimeoutError as error:
                    if not _count_threads(self.client):
                        raise ClusterError(
                            f"The Dask cluster has had no worker for {_PATIENCE // 60} minutes. {_GO_ON}"
                        ) from error


def _send(client: Client, function: Callable[[Given], Made], item: Given) -> Sent[Made]:
    if not item:
        return map_here(function, item)
    with _tell_faults():
        packed = pickle.dumps(_Call(function, item))
        return _Task(client, client.submit(pickle.loads, packed, pure=False))


def _count_threads(client: Client) -> int:
    return int(client.scheduler_info(n_workers=0).get("total_threads", 0))


@contextmanager
def _connect(address: str) -> Iterator[Client]:
    if address.startswith("tls:") and not Security().get_connection_args("client")["ssl_context"]:
        raise SetupError(
            f"{address} needs certificates: name them in Dask's configuration (distributed.comm.tls) or in "
            "the environment: DASK_DISTRIBUTED__COMM__TLS__CA_FILE, …__CLIENT__CERT, …__CLIENT__KEY."
        )
    try:
        client = Client(address, set_as_default=False)
    except (OSError, ImportError) as error:
        raise SetupError(
            f"No Dask scheduler that can be used answers at {address}: {error}."
        ) from error
    try:
        yield client
    finally:
        client.close()


def _check_workers(client: Client, address: str, tell: Callable[[str], None]) -> None:
    with _tell_faults():
        found = client.run(tell_release, on_error="return")
    if not found:
        tell(f"The Dask cluster at {address} has no worker yet: waiting for one.")
    for worker, release in found.items():
        if isinstance(release, OSError):
            continue  # it has gone since
        if isinstance(release, Exception):
            raise _describe_lack(f"the worker {worker}", release)
        if release != RELEASE:
            raise _describe_other(worker, release, RELEASE)


def _describe_other(worker: str, found: str, wanted: str) -> OtherReleaseError:
    return OtherReleaseError(
        f"The worker {worker} has {found}, and the command {wanted}. Both have to be of the same release: "
        "install it there, and start the workers again."
    )


def _describe_lack(worker: str, error: Exception) -> ClusterError:
    return ClusterError(
        f"Something that {worker} needs is missing ({error}): install {RELEASE} there as here, with its "
        "extra “dask”, and start it again."
    )


@contextmanager
def _tell_faults() -> Iterator[None]:
    """Tell what Dask raises in words for a person."""
    try:
        yield
    except KilledWorker as error:
        raise ClusterError(
            f"{error.allowed_failures + 1} workers of the Dask cluster came to a sudden end over the same "
            f"articles: they were killed, perhaps for want of memory. {_GO_ON}"
        ) from error
    except ModuleNotFoundError as error:
        raise _describe_lack("a worker", error) from error
    except (CancelledError, ClosedClientError, OSError) as error:
        raise ClusterError(f"The Dask scheduler was lost. {_GO_ON}") from error


@contextmanager
def _silence() -> Iterator[None]:
    """Keep Dask's own remarks from a person who is told what matters."""
    loggers = [logging.getLogger(name) for name in _LOUD]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="distributed")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
