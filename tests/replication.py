"""A PostgreSQL and a streaming replica of it, both on loopback; either can be killed and come back."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.postgres import Cluster, Home, initialise, make_home, serve

PATIENCE = 60  # seconds until the replica must have caught up
_REPLICA_SETTINGS = {
    # What is replayed waits this long for a reader that is in its way, before the reader is cancelled.
    "max_standby_streaming_delay": "200ms",
    "wal_retrieve_retry_interval": "100ms",  # until it asks a primary again that was down
}


@dataclass(slots=True)
class Pair:
    """A primary, which may be down, and its replica."""

    home: Home
    primary: Cluster
    replica: Cluster
    _running: ExitStack = field(default_factory=ExitStack)

    @contextmanager
    def without_primary(self) -> Iterator[None]:
        """Let the primary stop at once, as in a crash, and come back at the end, at the port that it had."""
        primary = self.primary
        self._running.close()
        try:
            yield
        finally:
            served = serve(self.home, "primary", primary.password, port=primary.port)
            self.primary = self._running.enter_context(served)

    def wait_until_replayed(self) -> None:
        """Wait until the replica shows all that the primary holds now."""
        with closing(self.primary.connect()) as connection:
            (written,) = connection.execute("SELECT pg_current_wal_insert_lsn()").fetchone() or (
                "",
            )
        deadline = time.monotonic() + PATIENCE
        with closing(self.replica.connect()) as connection:
            while True:
                asked = connection.execute(
                    "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [written]
                )
                if (asked.fetchone() or (False,))[0]:
                    return
                assert time.monotonic() < deadline, "the replica does not catch up"
                time.sleep(0.01)

    @contextmanager
    def hold_replay(self) -> Iterator[None]:
        """Let the replica stay behind for as long as this lasts."""
        with closing(self.replica.connect()) as connection:
            connection.execute("SELECT pg_wal_replay_pause()")
            try:
                yield
            finally:
                connection.execute("SELECT pg_wal_replay_resume()")


@contextmanager
def run_pair(programs: Path) -> Iterator[Pair]:
    """A new primary with nothing in it, and a replica that follows it; when this ends, both are gone."""
    with make_home(programs) as home, ExitStack() as running:
        password = initialise(home, "primary")
        primary = running.enter_context(serve(home, "primary", password))
        home.run(
            *(
                "pg_basebackup",
                "--pgdata",
                home.folder / "replica",
                "--dbname",
                primary.make_conninfo(),
            ),
            *("--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync"),
        )
        with serve(home, "replica", password, settings=_REPLICA_SETTINGS) as replica:
            yield Pair(home, primary, replica, running)
