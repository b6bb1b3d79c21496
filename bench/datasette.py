"""Datasette over the database of an archive, and how it is asked for what our pages of quotations hold."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

from tests.server import START_TIMEOUT_S

_MOST_FORMS = 500
_RUNNING = "Uvicorn running on "
# No facets are guessed, and no query is cut off. Every other setting is as it comes.
_SETTINGS = {"sql_time_limit_ms": "60000", "suggest_facets": "off"}
# What a table page looks up beside its rows, unless it is told not to; one page takes a second with it.
_ROWS_ALONE = {"_nocount": "1", "_nofacet": "1", "_nosuggest": "1"}
# The rows of our page: the index gives them in the order of their days, and one form is one speaker.
PAGE_SQL = """
select quote.id, quote.text, quote.start, quote.end, quote.kind, quote.rule, quote.confidence,
 quote.cue_lemma, quote.mention_start, quote.mention_end, quote.statement_id,
 substr(article.body, quote.context_start + 1, quote.start - quote.context_start) as before,
 substr(article.body, quote.end + 1, quote.context_end - quote.end) as after,
 speaker.id as speaker_id, speaker.name as speaker_name, speaker.kind as speaker_kind,
 article.id as article_id, article.title, article.published, article.source, article.url
from quote
join article on article.id = quote.article_id
join name_form on name_form.id = quote.form_id
join speaker on speaker.id = name_form.speaker_id
where quote.form_id = :form and quote.kind != 'indirect'
order by quote.first_day desc, quote.article_id, quote.start
limit 20
"""


def find_datasette(command: Path | None) -> Path | None:
    """The command that was named, or the one beside this Python; None where there is none."""
    path = command or Path(sys.executable).parent / "datasette"
    return path if path.is_file() else None


def has_all(database: Path) -> bool:
    """Whether all that was written is in the file itself: a log beside it, Datasette would not see."""
    log = database.with_name(database.name + "-wal")
    return not log.exists() or log.stat().st_size == 0


def list_forms(database: Path) -> list[str]:
    """The name forms that most quotations, twenty at least, are attributed to."""
    uri = f"{database.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        rows = connection.execute(
            "SELECT form_id FROM quote WHERE form_id IS NOT NULL AND kind != 'indirect'"
            " GROUP BY form_id HAVING count(*) >= 20 ORDER BY count(*) DESC LIMIT ?",
            (_MOST_FORMS,),
        )
        return [form for (form,) in rows]


def write_table_path(database: Path, form: str) -> str:
    """The page of the table of quotations that has the newest twenty of a name form."""
    asked = {"form_id": form, "kind__not": "indirect", "_sort_desc": "first_day", "_size": "20"}
    return f"/{database.stem}/quote.json?{urlencode(asked | _ROWS_ALONE)}"


def write_sql_path(database: Path, form: str) -> str:
    """The page of a query for the same, with speaker, article and context."""
    return f"/{database.stem}.json?{urlencode({'sql': ' '.join(PAGE_SQL.split()), 'form': form})}"


@contextmanager
def serve_datasette(
    command: Path, database: Path, log: Path, **settings: str
) -> Iterator[tuple[int, str]]:
    """The process id and the address of a Datasette that changes nothing: the file is opened as immutable."""
    arguments: list[str | Path] = [command, "serve", "--port", "0", "--immutable", database]
    for name, value in (_SETTINGS | settings).items():
        arguments += ["--setting", name, value]
    with log.open("w", encoding="utf-8") as lines:
        process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=lines)  # noqa: S603  named by whoever runs this
    try:
        yield process.pid, _find_address(process, log)
    finally:
        process.terminate()
        process.wait(timeout=START_TIMEOUT_S)


def _find_address(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        _, found, rest = log.read_text("utf-8").partition(_RUNNING)
        if found and " " in rest:
            return rest.split()[0]
        time.sleep(0.1)
    raise RuntimeError(f"Datasette did not start: {log.read_text('utf-8')}")
