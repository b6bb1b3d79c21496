"""Work for worker processes, in a module of its own that they can import in no time."""

import os
import signal
import time


def double(number: int) -> int:
    return 2 * number


def nap(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def tell_process(_: int) -> int:
    return os.getpid()


def tell_process_of(_: list[int]) -> int:
    return os.getpid()


def fail_at_three(number: int) -> int:
    if number == 3:
        raise ValueError("el tres no")
    return number


def die_at_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number
