import pytest
from hypothesis import example, given

from app.search import parse_query
from app.search.analysis import spanish_terms
from app.search.marks import find_marks
from app.search.query import Prefix, Typo, Word, find_leaves
from app.search.vocabulary import is_near
from tests.search.test_texts import TEXTS


def match_word(leaf: object, term: str, folded: str) -> bool:
    match leaf:
        case Word():
            return leaf.term == term
        case Prefix():
            return folded.startswith(leaf.folded)
        case Typo():
            return is_near(leaf.folded, folded, edits=1)
        case _:
            raise AssertionError(leaf)


@pytest.mark.parametrize(
    "query",
    ["riada", "EEUU", "uu", "estado año", "ria*", "posse~ lluv*", "3500", "cumbre", "19 xx"],
)
@given(texts=TEXTS)
@example(["en los EE. UU. EE.  UU. y CC. OO.\nUU. posee lluvia #Cumbre covid-19 3.500"])
def test_what_is_marked_is_every_word_that_matches(query: str, texts: list[str]) -> None:
    leaves = tuple(find_leaves(parse_query(query).root))
    for text in texts:
        assert find_marks(text, leaves) == sorted(
            (token.start, token.end, number)
            for number, leaf in enumerate(leaves)
            for token in spanish_terms(text)
            if match_word(leaf, token.term, token.folded)
        )


@given(texts=TEXTS)
@example(["posee la lluvia, posee EE. UU. la lluvia", "posee — lluvia"])
def test_a_phrase_is_marked_where_its_words_stand_in_order(texts: list[str]) -> None:
    leaves = tuple(find_leaves(parse_query('"posee la lluvia"').root))
    for text in texts:
        places = {(token.term, token.position): token for token in spanish_terms(text)}
        (owns, _), (rain, _) = parse_query('"posee la lluvia"').root.terms  # type: ignore[union-attr]
        pairs = [
            (token, places[rain, position + 2])
            for (term, position), token in places.items()
            if term == owns and (rain, position + 2) in places
        ]
        assert find_marks(text, leaves) == sorted(
            (one.start, one.end, 0) for two in pairs for one in two
        )
