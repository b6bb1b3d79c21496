"""How fast quotations are extracted, and whether the time grows with the length of the text alone.

python -m bench.extraction
"""

import platform
import subprocess
import sys
from collections.abc import Callable, Iterator, Sized
from time import perf_counter

from app.quotes import find_quotations, find_speech
from bench.articles import write_articles
from bench.report import say, time_additions, time_work

_SEED = 20251121
_ARTICLES, _WORDS = 150, 400
_ROUNDS = 6
_SIZES = (0.125, 0.25, 0.5, 1.0)  # of the full size of each hostile text
_IMPORT = "import app.quotes"

Extract = Callable[[str], Sized]


def _hostile_texts(size: float) -> Iterator[tuple[str, Extract, str]]:
    """What a hostile text is, what extracts it, and the text, at a share of its full size."""
    quoted = "«No habrá otra marea», "
    plain = "\n".join(write_articles(int(450 * size), _WORDS, _SEED))
    unmarked = "«" + plain.translate(str.maketrans("", "", '«»“”"'))[: int(1e6 * size)]
    yield "1 MB after a mark never closed", find_quotations, unmarked
    yield "the same in a single line", find_quotations, unmarked.replace("\n", " ")
    yield '100,000 marks " in a row', find_quotations, '"' * int(1e5 * size)
    yield "100,000 marks « in a row", find_quotations, "«" * int(1e5 * size)
    yield "100,000 marks ' in a row", find_quotations, "a '" * int(1e5 * size)
    name = " ".join(f"Ana{i}" for i in range(int(1e4 * size)))
    yield "a name of 10,000 words", find_quotations, f"{quoted}dijo {name}."
    names = ". ".join(f"Lena Ortúzar{i} saludó" for i in range(int(1e4 * size)))
    yield "10,000 people", find_quotations, f"{quoted}dijo Lena. {names}."
    yield "100,000 cues", find_quotations, quoted + "dijo " * int(1e5 * size)
    yield "100,000 times «dijo que»", find_speech, "Lena Ortúzar " + "dijo que " * int(1e5 * size)
    yield "20,000 quotations in a line", find_quotations, (quoted + "dijo Lena. ") * int(2e4 * size)


def main() -> None:
    """Print the tables."""
    say(f"Python {platform.python_version()}, {platform.machine()}")
    say(f"this core, for comparison: ten million additions in {time_additions():.2f} s")
    say(f"import of app.quotes, beyond the start of Python: {_time_import():.2f} s\n")
    _print_speed()
    _print_growth()


def _print_speed() -> None:
    articles = list(write_articles(_ARTICLES, _WORDS, _SEED))
    say(f"{_ARTICLES} articles of {_WORDS} words, one core, best of {_ROUNDS}:")
    for extract in (find_quotations, find_speech):
        found = sum(len(extract(article)) for article in articles)
        seconds = min(_time(extract, articles) for _ in range(_ROUNDS))
        say(f"  {extract.__name__:<16}{_ARTICLES / seconds:>8.0f} articles/s{found:>8} found")


def _print_growth() -> None:
    say("\nSeconds for hostile texts of a growing size: twice the size, about twice the time.")
    say(f"  {'':<32}" + "".join(f"{f'x {size}':>9}" for size in _SIZES) + "  last doubling")
    for row in zip(*(list(_hostile_texts(size)) for size in _SIZES), strict=True):
        seconds = [_time(extract, [text]) for _, extract, text in row]
        growth = seconds[-1] / max(seconds[-2], 1e-9)
        shown = "".join(f"{one:>9.3f}" for one in seconds)
        say(f"  {row[0][0]:<32}{shown}{f'x {growth:.1f}':>15}")


def _time(extract: Extract, texts: list[str]) -> float:
    return time_work(lambda: [len(extract(text)) for text in texts])


def _time_import() -> float:
    """Seconds for the import beyond those that Python itself takes to start, at best."""
    bare, full = (min(_time_python(code) for _ in range(_ROUNDS)) for code in ("", _IMPORT))
    return full - bare


def _time_python(code: str) -> float:
    started = perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603  our own interpreter
    return perf_counter() - started


if __name__ == "__main__":
    main()
