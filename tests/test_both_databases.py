"""The same archive in SQLite and in PostgreSQL: whatever is done to both, they hold the same rows."""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from string import ascii_lowercase
from typing import Any, NamedTuple

import pytest
from sqlmodel import Session, select

from app.cli.archive import WritableArchive, open_for_writing
from app.export import Exported, Format, Selection, export
from app.refresh import refresh
from app.search.sync import catch_up
from app.settings import Settings
from app.store.articles import delete_article, forget_deletion
from app.store.outbox import next_generation
from app.store.session import rehearse, write_transaction
from app.store.statistics import count_rows
from app.store.tables import Article, Quote
from app.verify import repair, verify
from tests.conftest import NOW, SEEDS, ingest_paths
from tests.newsroom import read_digests, read_rows
from tests.postgres import Cluster
from tests.store.editor import Editor

pytestmark = pytest.mark.postgres


class Opened(NamedTuple):
    """An archive that is open for writing, and the folder of its text indexes."""

    archive: WritableArchive
    index_dir: Path


@pytest.fixture
def both(cluster: Cluster, tmp_path: Path) -> Iterator[list[Opened]]:
    """Two archives without anything in them: in SQLite, and in PostgreSQL."""
    database = cluster.create_database()
    addresses = {"sqlite": None, "postgres": cluster.make_url(database)}
    with ExitStack() as stack:
        chosen = [
            Settings(data_dir=tmp_path / name, database_url=url) for name, url in addresses.items()
        ]
        yield [Opened(stack.enter_context(open_for_writing(one)), one.index_dir) for one in chosen]
    cluster.drop_database(database)


def ingest_seeds(one: Opened) -> None:
    ingest_paths(one.archive, SEEDS)


def ingest_names_without_end(one: Opened) -> None:
    """What an index of PostgreSQL cannot hold, or could not if it were not long in many places at once."""
    name, outlet = (_write_word(random.Random(seed)) for seed in (1, 2))  # noqa: S311  no secret
    words = " ".join(name[start : start + 7].capitalize() for start in range(0, len(name), 7))
    bodies = (
        f"«El parque abrirá en septiembre y será de todos», anunció la alcaldesa, Amaya {name}, durante "
        f"la visita.\n«Las obras durarán todo el verano», dijo {name}.",
        f"«El molino se abrirá en octubre y será de los vecinos», anunció el alcalde de {outlet}, Pedro "
        f"Marín Soto.\n«No lo creo en absoluto, señores», respondió la asociación de {outlet}.",
    )
    lines = [
        {
            "title": name,
            "body": body,
            "source": outlet,
            "author": name,
            "url": f"https://a.test/{words}",
        }
        for body in bodies
    ]
    path = one.index_dir.parent.parent / "sin-fin.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    (report,) = ingest_paths(one.archive, path)
    assert (report.counts["read"], report.counts["quotations"]) == (2, 4)
    speakers = [row[0] for row in read_rows(one.archive.engine)["speaker"]]
    (speaker,) = (speaker for speaker in speakers if speaker.startswith("amaya-d"))
    Editor(one.archive.engine).rename(speaker, f"Amaya {outlet}")


def _write_word(chance: random.Random) -> str:
    return "".join(chance.choices(ascii_lowercase, k=6_000)).capitalize()


def rehearse_a_deletion(one: Opened) -> None:
    with rehearse(one.archive.engine) as transaction, transaction() as session:
        delete_first(session)


def delete_first(session: Session) -> None:
    first = session.exec(select(Article.id).order_by(Article.id)).first()
    assert first
    delete_article(session, first, now=NOW, generation=next_generation(session))


def delete_some(one: Opened) -> None:
    for _ in range(12):
        with write_transaction(one.archive.engine) as session:
            delete_first(session)


def decide(one: Opened) -> None:
    editor = Editor(one.archive.engine)
    speakers = sorted(row[0] for row in read_rows(one.archive.engine)["speaker"])
    editor.merge(speakers[3], speakers[9])
    editor.rename(speakers[5], "Ñoño Ábaco")
    editor.undo(1)


def let_in_again(one: Opened) -> None:
    for article_id, *_ in read_rows(one.archive.engine)["deletion"]:
        with write_transaction(one.archive.engine) as session:
            forget_deletion(session, article_id)
    ingest_seeds(one)


def read_again(one: Opened) -> None:
    transaction = partial(write_transaction, one.archive.engine)
    assert list(refresh(transaction, now=NOW, everything=True))


def damage_and_mend(one: Opened) -> None:
    catch_up(one.archive.engine, one.archive.index)
    assert verify(one.archive.engine, one.index_dir) == []
    with write_transaction(one.archive.engine) as session:
        quote = session.exec(select(Quote).order_by(Quote.id)).first()
        assert quote
        quote.start += 1
        quote.statement_id = "ninguna"
    assert len(verify(one.archive.engine, one.index_dir)) >= 2
    repair(one.archive.engine, one.index_dir)
    assert verify(one.archive.engine, one.index_dir) == []


ACTS: tuple[Callable[[Opened], None], ...] = (
    *(
        ingest_seeds,
        ingest_seeds,
        ingest_names_without_end,
        rehearse_a_deletion,
        delete_some,
        decide,
    ),
    *(let_in_again, read_again, damage_and_mend),
)


def read_everything(one: Opened) -> dict[str, Any]:
    """All that an archive holds but for the two words by chance, which are never the same."""
    rows = read_rows(one.archive.engine)
    rows["archive_state"] = [row for row in rows["archive_state"] if row[0] == "generation"]
    catch_up(one.archive.engine, one.archive.index)
    return {**rows, "text indexes": read_digests(one.archive.index)}


def read_answers(one: Opened) -> dict[str, Any]:
    """What commands print of it."""
    with one.archive.engine.connect() as connection:
        exported: dict[str, Any] = {
            what: b"".join(export(connection, Format.NDJSON, Selection(what))) for what in Exported
        }
        return {**exported, "status": count_rows(connection)}


def test_whatever_is_done_to_both_they_hold_the_same(both: list[Opened]) -> None:
    for act in ACTS:
        for one in both:
            act(one)
        first, second = map(read_everything, both)
        del first["outbox"]  # of PostgreSQL it is emptied in the same transaction
        for name, rows in first.items():
            assert second[name] == rows, (act.__name__, name)
        assert first["article"], act.__name__
    first, second = map(read_answers, both)
    assert first == second
    assert first["status"]["articles"] == 38
