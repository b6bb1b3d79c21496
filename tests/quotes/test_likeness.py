"""Are two quotations the same words, and what differs where they are not?"""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quotes.alignment import align, list_gaps
from app.quotes.differences import Difference, list_differences
from app.quotes.likeness import Kind, compare, is_same_statement
from app.quotes.shingles import SHARED_RUN, fingerprints, shingle_keys, word_spans, wording
from app.quotes.weights import Grade, grade_wording
from app.text import words

SAID = "No firmaremos ningún convenio de pesca sin la cofradía delante, y Torrealta lo sabe"
WORDS = st.lists(
    st.sampled_from(["la", "flota", "de", "Almar", "no", "saldrá", "tres", "veces", "y"]),
    max_size=25,
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "no firmaremos ningún convenio de pesca, sin la cofradía delante; y Torrealta lo sabe",
            Kind.EXACT,
        ),
        ("ningún convenio de pesca sin la cofradía delante", Kind.SHORTENED),
        (f"Lo dije ayer en la lonja. {SAID}", Kind.EXTENDED),
        (
            "sin la cofradía delante, y Torrealta lo sabe, aunque se haga de nuevas",
            Kind.OVERLAPPING,
        ),
        (
            "No firmarán ningún convenio de pesca sin la cofradía delante, y Torrealta lo sabe",
            Kind.RETOLD,
        ),
        (
            "Firmaremos ningún convenio de pesca sin la cofradía delante, y Torrealta lo sabe",
            Kind.CHANGED,
        ),
        (
            "No firmaremos ningún convenio de caza sin la cofradía delante, y Torrealta lo sabe",
            Kind.CHANGED,
        ),
        (
            "No firmaremos ningún convenio de pesca con la cofradía delante, y Torrealta lo sabe",
            Kind.CHANGED,
        ),
        ("Las campanas de Peñalba volverán a sonar este domingo por la mañana", Kind.DIFFERENT),
        ("", Kind.DIFFERENT),
    ],
)
def test_what_a_text_is_to_a_quotation(text: str, kind: Kind) -> None:
    assert compare(wording(text), wording(SAID)).kind is kind


def test_what_differs_is_told_as_printed() -> None:
    text = "Ningún convenio de Caza sin la cofradía delante"
    likeness = compare(wording(text), wording(SAID))
    assert list_differences(likeness, text, SAID) == [
        Difference("No firmaremos", ""),
        Difference("pesca", "Caza"),
        Difference("y Torrealta lo sabe", ""),
    ]


@pytest.mark.parametrize("text", ["½ vaso", "El 5,25 % (…) ¡ya!", "ﬁrme", "año 2025", "«—»"])
def test_every_word_has_its_place(text: str) -> None:
    spans = word_spans(text)
    assert [
        word for start, end in dict.fromkeys(spans) for word in words(text[start:end])
    ] == words(text)
    assert len(spans) == len(words(text))


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("estamos trabajando", Grade.COMMONPLACE),
        ("es un día muy importante para todos", Grade.COMMONPLACE),
        ("acuerdo de asociación y pesca", Grade.PASSING),
        ("Vendemos trigo, no vendemos silencio", Grade.TELLING),
        (SAID, Grade.TELLING),
    ],
)
def test_how_far_words_can_be_known_again(text: str, grade: Grade) -> None:
    assert grade_wording(wording(text)) is grade


def test_a_passing_phrase_does_not_join_what_contains_it() -> None:
    whole = "El acuerdo de asociación y pesca se firmará en Puerto Almar antes de la vendimia"
    assert not is_same_statement(wording("acuerdo de asociación y pesca"), wording(whole))


@given(WORDS, WORDS)
def test_both_orders_say_the_same(first: list[str], second: list[str]) -> None:
    there, back = compare(first, second), compare(second, first)
    assert (there.containment, there.similarity) == (back.containment, back.similarity)
    assert [(gap.first, gap.second) for gap in there.gaps] == [
        (gap.second, gap.first) for gap in back.gaps
    ]
    assert is_same_statement(first, second) == is_same_statement(second, first)


@given(WORDS, WORDS)
def test_an_alignment_is_the_longest_there_is(first: list[str], second: list[str]) -> None:
    matches = align(first, second)
    assert all(first[i] == second[j] for i, j in matches)
    assert all(i < k and j < m for (i, j), (k, m) in pairwise(matches))
    assert len(matches) == _longest(first, second)
    covered = sum(
        end - start for gap in list_gaps(matches, len(first), len(second)) for start, end in gap[:2]
    )
    assert covered + 2 * len(matches) == len(first) + len(second)


@given(WORDS, WORDS, WORDS)
def test_a_common_run_has_a_fingerprint_in_common(
    run: list[str], before: list[str], after: list[str]
) -> None:
    run = [f"palabra{n}" for n in range(SHARED_RUN)] if len(run) < SHARED_RUN else run
    first, second = (*before, *run), (*run, *after)
    assert fingerprints(first) & fingerprints(second)
    assert fingerprints(first) & shingle_keys(run)


def _longest(first: list[str], second: list[str]) -> int:
    row = [0] * (len(second) + 1)
    for word in first:
        above = row
        row = [0]
        for at, other in enumerate(second):
            row.append(above[at] + 1 if word == other else max(above[at + 1], row[at]))
    return row[-1]
