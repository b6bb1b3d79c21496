from hypothesis import example, given
from hypothesis import strategies as st

from app.search.analysis import spanish_terms
from app.search.texts import read_texts

PIECES = st.sampled_from(
    [
        *(
            "la",
            "riada",
            "«Riada»",
            "riadas,",
            "año",
            "Estados",
            "posee",
            "lluvia",
            "ll",
            "siglo XX",
        ),
        *(
            "EE.",
            "UU.",
            "EE. UU.",
            "ee uu",
            "CC.OO.",
            "covid-19",
            "#Cumbre",
            "3.500",
            "EEUU",
            "aabb.",
        ),
        *(" ", "  ", "\n", "\t", "\u00a0", "\x0b", "—", "y/o"),
    ]
)
TEXTS = st.lists(st.lists(PIECES | st.text(max_size=4), max_size=12).map(" ".join), max_size=5)


@given(TEXTS)
@example(["Los EE. UU. y CC. OO. de EE.  UU. y EE.\nUU.", "", "en EE. UUno EE. UU. CC. OO"])
def test_texts_read_together_have_the_terms_that_each_has_alone(texts: list[str]) -> None:
    tokens = read_texts(texts)
    stems, words = list(tokens.stems), list(tokens.words)
    rows = zip(tokens.texts, tokens.terms, tokens.folded, tokens.positions, strict=True)
    assert [(text, stems[term], words[folded], at) for text, term, folded, at in rows] == [
        (number, token.term, token.folded, token.position)
        for number, text in enumerate(texts)
        for token in spanish_terms(text)
    ]
