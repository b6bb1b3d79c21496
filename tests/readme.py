"""The commands of the README and their answers: run by a test, and written anew by

python -m tests.readme
"""

import json
import re
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.conftest import ROOT, SEEDS
from tests.server import run, server

README = ROOT / "README.md"
ADDRESS = "http://127.0.0.1:8000"
_EXCHANGE = re.compile(
    r"```sh\ncurl -s '(?P<url>[^']+)' \| python3 -m json\.tool --no-ensure-ascii\n```\n\n"
    r"```json\n(?P<answer>.*?)```\n",
    re.DOTALL,
)


class Exchange(NamedTuple):
    """A call in the README, and the answer that it prints."""

    url: str
    answer: str


def read_exchanges() -> list[Exchange]:
    """The calls of the README in order."""
    return [Exchange(*match.groups()) for match in _EXCHANGE.finditer(README.read_text("utf-8"))]


def answer_calls(urls: list[str], data_dir: Path) -> Iterator[str]:
    """What the calls print against a server over an archive of the seeds."""
    run(data_dir, "ingest", SEEDS)
    with server(data_dir) as (_, address, _):
        for url in urls:
            with urllib.request.urlopen(url.replace(ADDRESS, address)) as answer:  # noqa: S310  our own
                content = answer.read().decode().replace(address, ADDRESS)
            yield json.dumps(json.loads(content), ensure_ascii=False, indent=4) + "\n"


def _write_anew() -> None:
    exchanges = read_exchanges()
    text = README.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        answers = list(answer_calls([one.url for one in exchanges], Path(folder)))
    for exchange, answer in zip(exchanges, answers, strict=True):
        text = text.replace(
            f"```json\n{exchange.answer}```" if exchange.answer else "", f"```json\n{answer}```", 1
        )
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    _write_anew()
