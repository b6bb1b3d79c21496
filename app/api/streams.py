"""Answers without a ceiling, sent as they are read: one snapshot, some hundred rows in memory at a time."""

from collections.abc import Callable, Iterator
from contextlib import closing

from anyio import (
    CancelScope,
    CapacityLimiter,
    WouldBlock,
    create_task_group,
    current_time,
    move_on_after,
    to_thread,
)
from sqlalchemy import Connection
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.api.dependencies import Archive
from app.api.formats import CSV, NDJSON
from app.errors import UnavailableError
from app.export import Format, Selection, export
from app.store.outbox import get_generation

# At once: each holds a connection and its snapshot, and a thread while it reads. The pool has 15 connections.
STREAM_SLOTS = 4
STALL_S = 60  # in which a client takes nothing; then it holds up the others for no use
LONGEST_S = 3_600  # the write-ahead log grows while a snapshot is held
TOKEN_HEADER = "X-Changed-Since"  # noqa: S105  no password
_MEDIA_TYPES = {Format.NDJSON: NDJSON, Format.CSV: CSV}


class StreamsBusyError(UnavailableError):
    """As many streams as there may be are being read."""

    title = "Too many streams are being read"


class StreamedAnswer(Response):
    """The rows that `select` chooses, all of one snapshot; raise StreamsBusyError where others read already.

    A client that breaks off ends it, and so does one that takes nothing for a minute, or longer than an hour
    in all: the answer is cut off then, which a client sees from the missing end of the transfer.
    """

    def __init__(
        self, archive: Archive, form: Format, select: Callable[[Connection], Selection]
    ) -> None:
        super().__init__(media_type=_MEDIA_TYPES[form])
        del self.headers["content-length"]
        self._archive = archive
        self._form = form
        self._select = select

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  as ASGI has it
        """Answer; what `select` raises is raised before anything is sent."""
        slots = self._archive.stream_slots
        _take_slot(slots, self)
        try:
            connection = await to_thread.run_sync(self._archive.engine.connect)
            with closing(connection):
                chunks = await to_thread.run_sync(self._open, connection)
                first = await to_thread.run_sync(next, chunks, None)
                await self._start(send)
                await self._send_until_gone(first, chunks, receive, send)
        finally:
            slots.release_on_behalf_of(self)

    def _open(self, connection: Connection) -> Iterator[bytes]:
        selection = self._select(connection)
        generation = get_generation(connection)
        self.headers[TOKEN_HEADER] = str(generation)
        self.headers["Cache-Control"] = "no-store"
        if self._form == Format.CSV:
            self.headers["Content-Disposition"] = f'attachment; filename="{selection.what}.csv"'
        return export(connection, self._form, selection)

    async def _start(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": self.status_code}
        await send(start | {"headers": self.raw_headers})

    async def _send_until_gone(
        self, first: bytes | None, chunks: Iterator[bytes], receive: Receive, send: Send
    ) -> None:
        async with create_task_group() as group:
            group.start_soon(_watch, receive, group.cancel_scope)
            await _send_all(first, chunks, send)
            group.cancel_scope.cancel()


async def _watch(receive: Receive, scope: CancelScope) -> None:
    """Break off once the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


async def _send_all(first: bytes | None, chunks: Iterator[bytes], send: Send) -> None:
    """Send all pieces, and the end, unless the client is too slow."""
    latest = current_time() + LONGEST_S
    chunk = first
    while chunk is not None and current_time() < latest:
        with move_on_after(STALL_S) as patience:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        if patience.cancelled_caught:
            return
        chunk = await to_thread.run_sync(next, chunks, None)
    if chunk is None:
        await send({"type": "http.response.body", "body": b""})


def _take_slot(slots: CapacityLimiter, borrower: object) -> None:
    try:
        slots.acquire_on_behalf_of_nowait(borrower)
    except WouldBlock as error:
        raise StreamsBusyError(f"{slots.total_tokens:g} streams are being read already.") from error
