"""The text indexes follow the store in a process of their own, while another writes the store."""

from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, Engine

from app.errors import HemerotecaError
from app.search.folders import open_folders, take_over
from app.search.sync import ArchiveIndex, catch_up
from app.store.outbox import Pending, clear_outbox
from app.store.session import reopen_engine, write_transaction
from app.workers import Aside


class Follower:
    """Lets the indexes of an archive follow, between two transactions of the process that writes its store.

    With `aside` in a process of its own, else in this one, which waits for it. What goes wrong there is
    tried again here in the end, and raises then what there is to raise; if that process is lost, this one
    goes on by itself.
    """

    def __init__(
        self, engine: Engine, index: ArchiveIndex, folder: Path, aside: Aside | None
    ) -> None:
        self._engine = engine
        self._index = index
        self._folder = folder
        self._aside = aside
        self._under_way: Future[Pending | None] | None = None

    def follow(self) -> bool:
        """Take over what waits; aside, begin to. Return False if it is still at work there."""
        if self._under_way and not self._under_way.done():
            return False
        self._finish()
        if self._aside is None:
            catch_up(self._engine, self._index)
        else:
            self._under_way = self._aside(_take_over, self._engine.url, self._folder)
        return True

    def arrive(self) -> None:
        """Take over all of it, waiting for what is under way."""
        self._finish()
        catch_up(self._engine, self._index)

    def _finish(self) -> None:
        pending = None
        try:
            pending = self._under_way.result() if self._under_way else None
        except BrokenProcessPool:  # it was killed, perhaps for want of memory
            self._aside = None
        self._under_way = None
        if pending:
            with write_transaction(self._engine) as session:
                clear_outbox(session, pending)


def _take_over(url: URL, folder: Path) -> Pending | None:
    try:
        with reopen_engine(url) as engine, closing(open_folders(folder)) as index:
            return take_over(engine, index)
    except HemerotecaError:
        return None  # nothing leaves the outbox; the process that asked meets it in its turn
