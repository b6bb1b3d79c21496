"""Changes in their order: whoever follows them holds what the archive holds, whatever happens meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, update
from sqlmodel import Session, select

from app.errors import HemerotecaError
from app.export import Exported, Selection, read_rows
from app.extraction import Extraction
from app.refresh import refresh
from app.store.articles import delete_article, list_deleted
from app.store.changes import Position, list_changed_articles, list_changed_quotes, read_position
from app.store.filters import ArticleFilter, QuoteFilter
from app.store.outbox import get_generation, next_generation
from app.store.session import write_transaction
from app.store.tables import Article, Origin
from tests.databases import Copies
from tests.newsroom import SEEN_AT, Said, make_extraction, save, write_body
from tests.store.editor import Editor

NAMES = ("Marta Olivenza", "Olivenza", "Marta Olivenza Ruiz", "Igor Valenko", "Unión Vecinal")
WORDS = (
    "Ningún pescador pagará dos veces por la misma caja mientras yo presida esta cofradía",
    "El muelle no se toca mientras yo mande en este puerto de mar",
    "No habrá otro faro",
)
NOBODY = QuoteFilter(speaker_ids=("marta-olivenza",))
FEW = QuoteFilter(articles=ArticleFilter(sources=("La Voz",)), kinds=("direct",))


@dataclass
class Mirror:
    """What a client holds that follows the changes of articles and quotations."""

    chosen: QuoteFilter = field(default_factory=QuoteFilter)
    articles: dict[str, Any] = field(default_factory=dict)
    quotes: dict[str, Any] = field(default_factory=dict)
    reached: dict[Exported, Position] = field(
        default_factory=lambda: dict.fromkeys((Exported.ARTICLES, Exported.QUOTES), Position(0))
    )

    def follow(self, engine: Engine, limit: int) -> int:
        """Take over at most this many items of both; return how many there were."""
        count = 0
        for what, reached in self.reached.items():
            with engine.connect() as connection:
                selection = Selection(what, self.chosen, limit=limit, changed_since=reached)
                items = list(read_rows(connection, selection))
            for item in items:
                self.reached[what] = read_position(item["changed"])
                self._take(what, {**item})
            count += len(items)
        return count

    def _take(self, what: Exported, item: dict[str, Any]) -> None:
        item.pop("changed")
        if what == Exported.QUOTES and "deleted" in item:
            gone = item["article"]["id"]
            self.quotes = {one: q for one, q in self.quotes.items() if q["article"]["id"] != gone}
        elif what == Exported.QUOTES:
            self.quotes[item["id"]] = item
        elif "deleted" in item:
            self.articles.pop(item["id"], None)
        else:
            self.articles[item["id"]] = item


def read_all(engine: Engine, chosen: QuoteFilter) -> tuple[dict[str, Any], dict[str, Any]]:
    """The articles and quotations that the archive holds, by id."""
    with engine.connect() as connection:
        articles, quotes = (
            {row["id"]: row for row in read_rows(connection, Selection(what, chosen))}
            for what in (Exported.ARTICLES, Exported.QUOTES)
        )
    return articles, quotes


Deed = Callable[[Engine], object]


def publish(number: int, speaker: str, words: str, path: int, source: str | None) -> Deed:
    """Ingest one of a few articles, at one of a few paths, where another may have been."""
    extraction = make_extraction(
        write_body(number),
        Said(words, speaker, "organisation" if speaker.startswith("Unión") else "person"),
        Said("un disparate", None, kind="fragment"),
        path=f"/{path}.txt",
        day=None if path == 0 else f"2025-01-{path:02}",
        source=source,
    )
    return partial(save_unless_deleted, extraction)


def save_unless_deleted(extraction: Extraction, engine: Engine) -> None:
    """Save what no editor deleted, as an ingest does."""
    with Session(engine) as session:
        deleted = list_deleted(session, [extraction.document.id])
    if not deleted:
        save(engine, extraction)


def publish_copy(number: int) -> Deed:
    """Ingest a near-copy of one of them."""
    extraction = make_extraction(
        write_body(number) + "\nSeguirá.", path="/copia.txt", day="2024-12-01"
    )
    return partial(save_unless_deleted, extraction)


def delete_some(place: int) -> Deed:
    """Delete an article, if there are any."""

    def deed(engine: Engine) -> None:
        with write_transaction(engine) as session:
            ids = session.exec(select(Article.id).order_by(Article.id)).all()
            if ids:
                generation = next_generation(session)
                chosen = ids[place % len(ids)]
                delete_article(session, chosen, now=SEEN_AT, generation=generation)

    return deed


def decide(first: str, second: str) -> Deed:
    """Let an editor merge two speakers, or rename the first where that cannot be."""

    def deed(engine: Engine) -> None:
        try:
            Editor(engine).merge(first, second)
        except HemerotecaError:
            rename(first)(engine)

    return deed


def rename(name: str) -> Deed:
    """Let an editor rename a speaker, if there is such a one."""

    def deed(engine: Engine) -> None:
        try:
            Editor(engine).rename(name, f"{name} Segura")
        except HemerotecaError:
            return

    return deed


def read_again(engine: Engine) -> None:
    """Read everything again, after what was seen came to hold more."""
    with write_transaction(engine) as session:
        more = Origin.raw_text + "\nAmpliación de la noticia de ayer mismo."
        session.execute(update(Origin).values(raw_text=more, raw_hash=Origin.raw_hash + "+"))
    list(refresh(partial(write_transaction, engine), now=SEEN_AT, everything=True))


NUMBERS = st.integers(0, 4)
DEEDS = st.one_of(
    st.builds(
        publish,
        NUMBERS,
        st.sampled_from(NAMES),
        st.sampled_from(WORDS),
        NUMBERS,
        st.sampled_from([None, "La Voz", "El Faro"]),
    ),
    st.builds(publish_copy, NUMBERS),
    st.builds(delete_some, NUMBERS),
    st.builds(decide, st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.builds(rename, st.sampled_from(NAMES)),
    st.just(read_again),
)


@settings(max_examples=25, deadline=None)
@given(
    steps=st.lists(st.tuples(DEEDS, st.integers(0, 4)), min_size=3, max_size=12),
    chosen=st.sampled_from([QuoteFilter(), NOBODY, FEW]),
)
def test_a_mirror_that_follows_the_changes_ends_equal_to_the_archive(
    copies: Copies, steps: list[tuple[Deed, int]], chosen: QuoteFilter
) -> None:
    """Whatever is ingested, deleted, decided or read again between two pages, however short they are."""
    mirror = Mirror(chosen)
    with copies.open() as engine:
        for deed, limit in steps:
            deed(engine)
            mirror.follow(engine, limit)
        while mirror.follow(engine, 3):
            pass
        assert (mirror.articles, mirror.quotes) == read_all(engine, chosen)
        assert mirror.follow(engine, 3) == 0


def test_an_article_that_changes_while_somebody_reads_is_met_again(engine: Engine) -> None:
    said = [Said(f"{WORDS[0]}, {n} veces", NAMES[0]) for n in range(3)]
    first = make_extraction(write_body(1), *said, path="/1.txt")
    save(engine, first)
    with engine.connect() as connection:
        begun = list_changed_quotes(connection, QuoteFilter(), Position(0), 2)
    save(engine, make_extraction(write_body(2), path="/2.txt"))
    save(engine, make_extraction(write_body(1), *said, path="/0.txt", day="2025-01-01"))
    with engine.connect() as connection:
        rest = list_changed_quotes(connection, QuoteFilter(), begun[-1].position, 99)
    assert [bool(one.quote) for one in begun] == [False, True]
    assert [bool(one.quote) for one in rest] == [False, False, True, True, True]
    assert [one.change.generation for one in rest] == [2, 3, 3, 3, 3]


def test_who_asks_from_the_present_generation_on_is_told_nothing(engine: Engine) -> None:
    save(engine, make_extraction(write_body(1), Said(WORDS[0], NAMES[0])))
    with Session(engine) as session:
        present = Position(get_generation(session))
    with engine.connect() as connection:
        assert not list_changed_articles(connection, ArticleFilter(), present, 9)
        assert not list_changed_quotes(connection, QuoteFilter(), present, 9)


def test_a_change_elsewhere_that_gives_a_speaker_another_name_is_told(engine: Engine) -> None:
    save(engine, make_extraction(write_body(1), Said(WORDS[0], NAMES[0]), path="/1.txt"))
    save(engine, make_extraction(write_body(2), Said(WORDS[1], NAMES[3]), path="/2.txt"))
    Editor(engine).rename(NAMES[0], "Marta de Olivenza")
    with engine.connect() as connection:
        found = list_changed_quotes(connection, QuoteFilter(), Position(2), 9)
    assert [one.quote and one.quote["speaker_name"] for one in found] == [None, "Marta de Olivenza"]


@pytest.mark.parametrize(
    "position",
    [Position(0), Position(7), Position(7, "0123456789abcdef"), Position(7, "0" * 16, 12)],
)
def test_a_position_reads_back(position: Position) -> None:
    assert read_position(str(position)) == position


@pytest.mark.parametrize("token", ["", "-1", "x", "7-", "7-abc", "7-0123456789abcdef-", "٧", "7 "])
def test_what_is_no_position_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="handed out"):
        read_position(token)
