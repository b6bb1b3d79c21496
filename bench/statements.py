"""How fast quotations are grouped into statements, and whether the time grows with their number alone.

python -m bench.statements
"""

import platform
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Engine, func, insert, select
from sqlmodel import Session

from app.quotes.shingles import wording, wording_id
from app.store.matching import match_text
from app.store.session import migrate, open_engine, write_transaction
from app.store.statements import mark_wordings, settle_statements
from app.store.tables import article_table, quote_table, statement_table
from bench.report import say
from bench.sayings import Sayings

_SEED = 20251121
_SIZES = (25_000, 50_000, 100_000)
_QUOTES_AN_ARTICLE = 4
_ARTICLES_A_BATCH = 64  # as `ingest` commits them
_FIRST_DAY = date(2024, 1, 1)
_OUTLETS = 40
_ASKED = 400  # texts of each kind


def main() -> None:
    """Print the table."""
    say(f"Python {platform.python_version()}, {platform.machine()}, one core")
    say("Grouping of generated quotations as they come, 64 articles of 4 a transaction:\n")
    say(f"  {'quotations':>10}{'seconds':>10}{'a second':>10}{'statements':>12}{'in them':>10}")
    for size in _SIZES:
        with open_archive() as engine:
            seconds = fill_archive(engine, size)
            statements, quotes = _count(engine)
            say(f"  {size:>10}{seconds:>10.1f}{size / seconds:>10.0f}{statements:>12}{quotes:>10}")
            if size == max(_SIZES):
                _print_matches(engine, size)


@contextmanager
def open_archive() -> Iterator[Engine]:
    """An empty database on disk."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        migrate(url)
        engine = open_engine(url)
        yield engine
        engine.dispose()


def fill_archive(engine: Engine, size: int) -> float:
    """Store that many quotations in shuffled order; the seconds of this process that grouping took."""
    texts = list(islice(Sayings(_SEED).say(), size))
    random.Random(_SEED).shuffle(texts)  # noqa: S311  nothing is kept secret
    seconds = 0.0
    batch_size = _QUOTES_AN_ARTICLE * _ARTICLES_A_BATCH
    for first in range(0, size, batch_size):
        with write_transaction(engine) as session:
            article_ids = _store(session, texts[first : first + batch_size], first)
            started = process_time()
            mark_wordings(session, article_ids)
            settle_statements(session)
            seconds += process_time() - started
    return seconds


def _store(session: Session, texts: list[str], first: int) -> list[str]:
    articles = []
    for start in range(0, len(texts), _QUOTES_AN_ARTICLE):
        number = (first + start) // _QUOTES_AN_ARTICLE
        articles.append((f"{number:016x}", number, texts[start : start + _QUOTES_AN_ARTICLE]))
    session.execute(insert(article_table), [_article(one, number) for one, number, _ in articles])
    session.execute(
        insert(quote_table),
        [_quote(one, at, text) for one, _, said in articles for at, text in enumerate(said)],
    )
    return [article_id for article_id, _, _ in articles]


def _article(article_id: str, number: int) -> dict[str, Any]:
    day = _FIRST_DAY + timedelta(days=number % 700)
    row = dict.fromkeys(article_table.columns.keys())
    return row | {
        "id": article_id,
        "origin_id": article_id,
        "body": "",
        "published": day.isoformat(),
        "published_precision": "day",
        "first_day": day,
        "last_day": day,
        "language": "es",
        "source": f"Diario {number % _OUTLETS}",
        "source_key": f"diario {number % _OUTLETS}",
        "removed": [],
        "extractor_version": "bench",
    }


def _quote(article_id: str, position: int, text: str) -> dict[str, Any]:
    row = dict.fromkeys(quote_table.columns.keys())
    return row | {
        "id": f"{article_id}-{position}-{position + len(text)}",
        "article_id": article_id,
        "start": position,
        "end": position + len(text),
        "text": text,
        "kind": "direct",
        "rule": "bench",
        "confidence": 1.0,
        "rejected": [],
        "context_start": position,
        "context_end": position + len(text),
        "wording_id": wording_id(words) if (words := wording(text)) else None,
    }


def _print_matches(engine: Engine, size: int) -> None:
    """How long a reader waits for "was this said?", the text of each kind asked for once."""
    sayings = Sayings(_SEED)
    stored = list(islice(sayings.say(), _ASKED))
    never = list(islice(Sayings(_SEED + 1).say(), _ASKED))
    asked = {
        "exact": stored,
        "cut": [" ".join(text.split()[2:-2]) for text in stored],
        "one word changed": [sayings.vary(text) for text in stored],
        "never said": never,
        "2,000 characters": [" ".join(stored[at : at + 40])[:2000] for at in range(_ASKED // 4)],
    }
    say(f"\nWas this said, at {size} quotations, milliseconds:\n")
    say(f"  {'':<20}{'median':>10}{'95th':>10}{'answered':>10}")
    with engine.connect() as connection:
        for kind, texts in asked.items():
            times, answered = [], 0
            for text in texts:
                started = perf_counter()
                answered += bool(match_text(connection, text, 10))
                times.append((perf_counter() - started) * 1000)
            high = quantiles(times, n=20)[-1]
            say(f"  {kind:<20}{median(times):>10.1f}{high:>10.1f}{answered / len(texts):>10.0%}")


def _count(engine: Engine) -> tuple[int, int]:
    with engine.connect() as connection:
        statement = select(func.count(), func.sum(statement_table.c.quote_count))
        count, quotes = connection.execute(statement).one()
    return count, quotes


if __name__ == "__main__":
    main()
