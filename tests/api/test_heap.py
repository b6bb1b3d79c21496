"""Threads of a server and the memory that they take."""

import ctypes
import subprocess
import sys

import pytest

_COUNT_HEAPS = """
import ctypes, sys
from threading import Barrier, Thread
from app.api.heap import share_heap

shared = sys.argv[1] == "shared" and share_heap()
met = Barrier(4)

def take():
    pieces = [bytes(4_000) for _ in range(100)]
    met.wait()

threads = [Thread(target=take) for _ in range(4)]
for one in threads:
    one.start()
for one in threads:
    one.join()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
out = libc.fopen(b"/dev/stdout", b"w")
libc.malloc_info(0, ctypes.c_void_p(out))
libc.fclose(ctypes.c_void_p(out))
"""


def count_heaps(choice: str) -> int:
    """The heaps of a process in which four threads have taken memory at once."""
    command = [sys.executable, "-c", _COUNT_HEAPS, choice]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return told.count("<heap ")


@pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "mallopt"), reason="the C library is not that of GNU"
)
def test_threads_take_memory_from_one_heap() -> None:
    assert count_heaps("own") > 1
    assert count_heaps("shared") == 1
