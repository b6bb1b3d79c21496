"""The archive and the questions of the search benchmark, and that the engines find the same."""

from pathlib import Path

import pytest

from app.search import TextIndex, build_index
from bench.newsstand import WORDS_AN_ARTICLE, Newsstand
from bench.peers import Fts5
from bench.questions import QUERIES_A_CLASS, Question, draw_questions, make_request

ARTICLES = 120


@pytest.fixture(scope="module")
def stand() -> Newsstand:
    return Newsstand(7)


@pytest.fixture(scope="module")
def questions(stand: Newsstand) -> dict[str, list[Question]]:
    return draw_questions(stand, ARTICLES, 7)


def test_an_article_is_the_same_whichever_were_asked_for_before(stand: Newsstand) -> None:
    *_, last = stand.write(5)
    assert Newsstand(7).write_article(4) == last
    assert Newsstand(8).write_article(4) != last
    assert len(last.body.split()) == WORDS_AN_ARTICLE


def test_every_class_has_its_questions(questions: dict[str, list[Question]]) -> None:
    assert len(questions) == 11
    assert {len(asked) for asked in questions.values()} == {QUERIES_A_CLASS}


def test_fts5_and_the_index_find_as_many(
    tmp_path: Path, stand: Newsstand, questions: dict[str, list[Question]]
) -> None:
    build_index(tmp_path / "index", stand.write(ARTICLES), generation=1)
    index, peer = TextIndex.open(tmp_path / "index"), Fts5(tmp_path)
    peer.fill(stand.write(ARTICLES))
    for asked in questions.values():
        for question in filter(peer.can_answer, asked):
            assert peer.answer(question) == index.search(make_request(question)).total
    index.close()
    peer.close()
