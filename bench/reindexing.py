"""Whether a server answers as ever while the text index is built anew beside it.

python -m bench.reindexing [ARTICLES]
"""

import json
import sys
import tempfile
from pathlib import Path
from statistics import median
from urllib.parse import quote

from app.cli.archive import open_for_writing
from app.search.sync import rebuild
from app.settings import Settings
from bench.articles import write_articles
from bench.load import Answer, ask_steadily
from bench.newsstand import Newsstand
from bench.report import say
from tests.conftest import ingest_paths
from tests.server import ask, server

_ARTICLES, _WORDS, SEED = 2_000, 400, 20251121
_RATE = 50  # requests a second
_WORDS_ASKED = 8
_ROUNDS = 3


def main() -> None:
    """Print how the answers were; end with 1 if one failed or was not whole."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else _ARTICLES
    vocabulary = Newsstand(SEED).words
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(data_dir=Path(scratch) / "data")
        fill_archive(settings, Path(scratch) / "articles.jsonl", size, vocabulary)
        paths = [f"/v1/search?q={quote(word)}&count=true" for word in vocabulary[:_WORDS_ASKED]]
        with server(settings.data_dir) as (_, address, _), open_for_writing(settings) as archive:
            expected = {path: ask(address, path) for path in paths}
            with ask_steadily(address, paths, _RATE) as answers:
                for _ in range(_ROUNDS):
                    rebuild(archive.engine, settings.index_dir)
    sys.exit(_tell(answers, [one for one in answers if one.body != expected[one.path]], size))


def fill_archive(settings: Settings, file: Path, size: int, vocabulary: list[str]) -> None:
    """Ingest generated articles, by way of this file."""
    write_lines(file, size, SEED, vocabulary)
    with open_for_writing(settings) as archive:
        ingest_paths(archive, file)


def write_lines(file: Path, size: int, seed: int, vocabulary: list[str]) -> None:
    """Write that many generated articles as lines of JSON."""
    with file.open("w", encoding="utf-8") as lines:
        for text in write_articles(size, _WORDS, seed, vocabulary):
            lines.write(json.dumps({"text": text}) + "\n")


def _tell(answers: list[Answer], wrong: list[Answer], size: int) -> int:
    seconds = sorted(one.seconds for one in answers)
    failed = sum(one.body is None for one in wrong)
    say(
        f"{size} articles indexed anew {_ROUNDS} times under {_RATE} requests a second: "
        f"{len(answers)} answers, {failed} failed, {len(wrong) - failed} not as before; "
        f"median {1000 * median(seconds):.0f} ms, "
        f"95th {1000 * seconds[int(0.95 * len(seconds))]:.0f} ms, longest {1000 * seconds[-1]:.0f} ms"
    )
    return bool(wrong)


if __name__ == "__main__":
    main()
