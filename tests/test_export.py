"""Exports: every row once, in order, as JSON that reads back and as CSV that no spreadsheet runs."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from app.export import COLUMNS, Exported, Format, Selection, export
from app.store.filters import ArticleFilter, QuoteFilter
from app.store.session import migrate, open_engine
from tests.databases import Copies
from tests.newsroom import Said, make_extraction, save, write_body

ALL = QuoteFilter()
FAROL = Said("Habrá faroles, «muchos», en el muelle", "Elena Quiroga")
NADIE = Said("Aquí no se enciende nada", None)


def read_json(engine: Engine, what: Exported, chosen: QuoteFilter = ALL) -> list[Any]:
    with engine.connect() as connection:
        lines = b"".join(export(connection, Format.NDJSON, Selection(what, chosen))).splitlines()
    return [json.loads(line) for line in lines]


def read_csv(engine: Engine, what: Exported, chosen: QuoteFilter = ALL) -> list[dict[str, str]]:
    with engine.connect() as connection:
        content = b"".join(export(connection, Format.CSV, Selection(what, chosen))).decode()
    return list(csv.DictReader(io.StringIO(content, newline="")))


@pytest.fixture
def empty(copies: Copies) -> Iterator[Engine]:
    """A database without articles."""
    with copies.open() as engine:
        yield engine


@pytest.fixture
def engine(empty: Engine) -> Engine:
    """A database with two articles, three quotations and one speaker."""
    dated = make_extraction(
        write_body(1), FAROL, path="/a.txt", day="2025-03-04", title="Faroles", source="El Faro"
    )
    save(empty, dated, make_extraction(write_body(2), FAROL, NADIE, path="/b.txt"))
    return empty


@pytest.fixture(scope="module")
def archive_of_24(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database with 24 articles, a third of them undated, two quotations in each, 25 speakers."""
    url = f"sqlite:///{tmp_path_factory.mktemp('pages') / 'archivo.sqlite3'}"
    migrate(url)
    engine = open_engine(url)
    save(
        engine,
        *(
            make_extraction(
                write_body(number),
                *(FAROL, Said("Sin novedad", f"Testigo Número{number}")),
                path=f"/{number}.txt",
                day=None if number % 3 == 0 else f"2025-01-{number % 5 + 1:02}",
            )
            for number in range(24)
        ),
    )
    yield engine
    engine.dispose()


def test_articles_are_whole_and_oldest_first(engine: Engine) -> None:
    dated, undated = read_json(engine, Exported.ARTICLES)
    assert (dated["title"], dated["published"], dated["source"]) == (
        "Faroles",
        "2025-03-04",
        "El Faro",
    )
    assert dated["body"].startswith(write_body(1))
    assert [origin["path"] for origin in dated["origins"]] == ["/a.txt"]
    assert dated["removed"] == []
    assert undated["published"] is None


def test_quotations_slice_out_of_the_exported_articles(engine: Engine) -> None:
    bodies = {article["id"]: article["body"] for article in read_json(engine, Exported.ARTICLES)}
    quotes = read_json(engine, Exported.QUOTES)
    assert len(quotes) == 3
    for quote in quotes:
        assert bodies[quote["article"]["id"]][quote["start"] : quote["end"]] == quote["text"]


def test_nobody_is_null_in_json_and_empty_in_csv(engine: Engine) -> None:
    speakers = [quote["speaker"] for quote in read_json(engine, Exported.QUOTES)]
    quiroga = {"id": "elena-quiroga", "name": "Elena Quiroga", "kind": "person"}
    assert speakers == [quiroga, quiroga, None]
    last = read_csv(engine, Exported.QUOTES)[-1]
    assert (last["text"], last["speaker.name"], last["article.title"]) == (NADIE.text, "", "")


def test_joint_speakers_are_a_list_in_json_and_names_in_csv(engine: Engine) -> None:
    both = Said("El dique aguantará", "Elena Quiroga", joint=("Hugo Ansúrez", "Irene Salcedo"))
    save(engine, make_extraction(write_body(3), both, path="/c.txt"))
    by_text = {quote["text"]: quote["joint"] for quote in read_json(engine, Exported.QUOTES)}
    assert [one["name"] for one in by_text[both.text]] == ["Hugo Ansúrez", "Irene Salcedo"]
    assert by_text[FAROL.text] == []
    cells = {row["text"]: row["joint.name"] for row in read_csv(engine, Exported.QUOTES)}
    assert (cells[both.text], cells[FAROL.text]) == ("Hugo Ansúrez; Irene Salcedo", "")


def test_speakers_come_with_their_names_and_counts(engine: Engine) -> None:
    (speaker,) = read_json(engine, Exported.SPEAKERS)
    assert (speaker["id"], speaker["quote_count"]) == ("elena-quiroga", 2)
    (alias,) = speaker["aliases"]
    assert (alias["name"], alias["quote_count"]) == ("Elena Quiroga", 2)


@pytest.mark.parametrize("what", list(Exported))
def test_csv_holds_the_rows_of_json_under_named_columns(engine: Engine, what: Exported) -> None:
    rows, objects = read_csv(engine, what), read_json(engine, what)
    assert [row["id"] for row in rows] == [one["id"] for one in objects]
    for row in rows:
        assert tuple(row) == COLUMNS[what]
        assert None not in row.values()


@pytest.mark.parametrize("what", list(Exported))
def test_csv_of_an_empty_archive_is_its_line_of_names(empty: Engine, what: Exported) -> None:
    with empty.connect() as connection:
        (line,) = export(connection, Format.CSV, Selection(what))
        assert list(export(connection, Format.NDJSON, Selection(what))) == []
    assert line.decode().strip().split(",") == list(COLUMNS[what])


def test_a_list_stands_in_its_cell_as_json(engine: Engine) -> None:
    row = read_csv(engine, Exported.ARTICLES)[0]
    assert [origin["path"] for origin in json.loads(row["origins"])] == ["/a.txt"]
    assert row["removed"] == "[]"


def test_quotes_commas_and_line_breaks_survive_csv(engine: Engine) -> None:
    bodies = [article["body"] for article in read_json(engine, Exported.ARTICLES)]
    assert [row["body"] for row in read_csv(engine, Exported.ARTICLES)] == bodies
    assert "\n" in bodies[0]
    assert read_csv(engine, Exported.QUOTES)[0]["text"] == FAROL.text


@pytest.mark.parametrize(
    "title", ["=SUMA(A1:A9)", "+34 600", "-1 grado", "@torrealta", "\tTabulado", "\rRetorno"]
)
def test_a_cell_that_a_spreadsheet_would_run_begins_with_an_apostrophe(
    empty: Engine, title: str
) -> None:
    save(empty, make_extraction(write_body(1), title=title))
    (row,) = read_csv(empty, Exported.ARTICLES)
    assert row["title"] == f"'{title}"
    assert read_json(empty, Exported.ARTICLES)[0]["title"] == title


def test_a_cell_with_a_sign_further_on_is_left_alone(empty: Engine) -> None:
    save(empty, make_extraction(write_body(1), title="Menos 3 = frío"))
    assert read_csv(empty, Exported.ARTICLES)[0]["title"] == "Menos 3 = frío"


@pytest.mark.parametrize("page_size", [1, 7, 12, 24, 25])
def test_an_export_goes_on_beyond_a_page(
    archive_of_24: Engine, page_size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dated and undated articles, several on one day, wherever one page ends and the next begins."""
    monkeypatch.setattr("app.export.PAGE_SIZE", page_size)
    articles = read_json(archive_of_24, Exported.ARTICLES)
    days = [article["published"] for article in articles]
    assert days == sorted(days, key=lambda day: day or "~")
    assert len({article["id"] for article in articles}) == len(articles) == 24
    quotes = read_json(archive_of_24, Exported.QUOTES)
    assert len({quote["id"] for quote in quotes}) == len(quotes) == 48
    speakers = read_csv(archive_of_24, Exported.SPEAKERS)
    assert len({speaker["id"] for speaker in speakers}) == len(speakers) == 25


def test_filters_narrow_articles_and_quotations(engine: Engine) -> None:
    spring = ArticleFilter(date(2025, 3, 1), date(2025, 3, 31), undated="exclude")
    assert len(read_json(engine, Exported.ARTICLES, QuoteFilter(spring))) == 1
    chosen = QuoteFilter(ArticleFilter(undated="only"), speaker_ids=("elena-quiroga",))
    assert [quote["text"] for quote in read_json(engine, Exported.QUOTES, chosen)] == [FAROL.text]


def test_copies_are_exported_too(empty: Engine) -> None:
    body = write_body(7)
    original = make_extraction(body, path="/a.txt", day="2025-01-01")
    save(empty, original, make_extraction(f"{body}\nSeguirá.", path="/b.txt"))
    rows = read_json(empty, Exported.ARTICLES)
    assert [row["copy_of"] for row in rows] == [None, original.document.id]
