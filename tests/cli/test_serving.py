"""The socket that a server listens at."""

import asyncio
import socket

from app.cli.serving import bind_listener


def test_what_is_written_is_sent_at_once() -> None:
    """And does not wait for the acknowledgement of what was sent before (Nagle's algorithm)."""
    assert asyncio.run(ask_for_nodelay()) != 0


async def ask_for_nodelay() -> int:
    """TCP_NODELAY of a connection that is accepted."""
    accepted: asyncio.Queue[int] = asyncio.Queue()

    async def accept(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        option = writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        writer.close()
        await accepted.put(option)

    listener = bind_listener("127.0.0.1", 0)
    async with await asyncio.start_server(accept, sock=listener):
        _, writer = await asyncio.open_connection(*listener.getsockname())
        option = await accepted.get()
        writer.close()
    return option
