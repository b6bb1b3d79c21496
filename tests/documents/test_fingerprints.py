"""The same words are the same article; near-copies are told from two reports of one event."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.fingerprints import (
    Likeness,
    band_keys,
    compare,
    content_id,
    is_near_copy,
    minhash,
    take_fingerprint,
)
from app.documents.signatures import PERMUTATIONS, count_common, list_hashes

PARAGRAPHS = (
    "La alcaldesa de Villaseca, Luz Armendia, presentó este lunes el plan para reabrir el mercado central,"
    " cerrado desde que un incendio dañó la cubierta hace dos años.",
    "El plan prevé una inversión de cuatro millones de euros, la mitad a cargo de la región, y una obra de"
    " once meses que empezará cuando termine la vendimia.",
    "«El mercado volverá a ser la plaza de todos», afirmó Armendia ante unos cuarenta vendedores, que"
    " recibieron el anuncio con más preguntas que aplausos.",
    "Los vendedores, que desde entonces trabajan en una carpa junto al río, reclaman que se respete el orden"
    " de los puestos y que el alquiler no suba en cinco años.",
    "La oposición recordó que es la tercera fecha que se da y pidió que el contrato de la obra se publique"
    " antes de la próxima sesión del pleno.",
)
ARTICLE = "\n".join(PARAGRAPHS)
SAME_EVENT = (
    "Los vendedores del mercado central de Villaseca no se fían. Dos años después del fuego, el Ayuntamiento"
    " les ha puesto fecha a las obras, pero ninguno de los consultados deja la carpa con la maleta hecha.\n"
    "«El mercado volverá a ser la plaza de todos», les dijo la alcaldesa en el acto del lunes. Ellos pidieron"
    " papeles: el orden de los puestos, el precio del alquiler y el nombre de la constructora.\n"
    "En la carpa, mientras tanto, gotea desde octubre y nadie ha venido a mirar el techo."
)


@pytest.mark.parametrize(
    "body",
    [
        ARTICLE.upper(),
        ARTICLE.replace("«", '"').replace("»", '"'),
        ARTICLE.replace("\n", " \n\n "),
        ARTICLE.replace(",", "").replace(".", ""),
        ARTICLE.replace("fi", "ﬁ"),
    ],
)
def test_case_white_space_marks_and_ligatures_do_not_change_the_id(body: str) -> None:
    assert content_id(body) == content_id(ARTICLE)


@pytest.mark.parametrize(
    ("one", "other"),
    [("el año nuevo", "el ano nuevo"), ("dijo que sí", "dijo que si"), ("agua luz", "agualuz")],
)
def test_another_word_is_another_article(one: str, other: str) -> None:
    assert content_id(one) != content_id(other)


def test_the_id_is_the_same_on_every_machine_and_in_every_release() -> None:
    assert content_id("Habrá agua.") == "fc6391398dc2cd79"


def test_the_signature_is_the_same_on_every_machine_and_in_every_release() -> None:
    signature = minhash(ARTICLE)
    assert len(signature) == PERMUTATIONS
    assert signature[:3] == (8934084, 36268469, 50829602)
    assert band_keys(signature)[0] == -5089116176520106855


@settings(deadline=None)
@given(st.text())
def test_any_text_has_a_signature_that_fits_sql(text: str) -> None:
    signature = minhash(text)
    assert all(0 <= value < 2**32 for value in signature)
    assert all(-(2**63) <= key < 2**63 for key in band_keys(signature))


def test_the_signature_of_a_long_text_is_that_of_its_set_of_sequences() -> None:
    assert minhash("agua clara fría " * 5_000) == minhash("agua clara fría " * 3)


def list_words(text: str) -> list[str]:
    return "".join(one if one.isalnum() else " " for one in text.lower()).split()


def list_tuples(words: list[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def test_signatures_agree_about_as_often_as_the_texts_share_sequences_of_five_words() -> None:
    whole, cut = ARTICLE, "\n".join(PARAGRAPHS[:4])
    one, other = (list_tuples(list_words(text), 5) for text in (whole, cut))
    agreed = sum(a == b for a, b in zip(minhash(whole), minhash(cut), strict=True)) / PERMUTATIONS
    assert agreed == pytest.approx(len(one & other) / len(one | other), abs=0.12)


def test_a_fingerprint_is_the_id_and_the_bands() -> None:
    assert take_fingerprint(ARTICLE) == (content_id(ARTICLE), band_keys(minhash(ARTICLE)))


WORDS = st.lists(st.sampled_from(["agua", "luz", "pan", "año"]), min_size=3, max_size=40)


@given(WORDS, WORDS)
def test_hashes_of_sequences_are_shared_as_the_sequences_are(
    one: list[str], other: list[str]
) -> None:
    first, second = (list_hashes(" ".join(words).encode(), 3) for words in (one, other))
    assert count_common(first, second) == len(list_tuples(one, 3) & list_tuples(other, 3))
    assert len(first) == len(list_tuples(one, 3))


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param("\n".join(PARAGRAPHS[:3]), id="cut to 60 %"),
        pytest.param("\n".join(PARAGRAPHS[1:4]), id="without start and end"),
        pytest.param(
            ARTICLE.replace("este lunes", "hoy").replace("recordó", "ha recordado"),
            id="small edits",
        ),
        pytest.param(
            "Redacción.\n" + ARTICLE + "\nAmpliaremos la información en breve.", id="lines added"
        ),
    ],
)
def test_wire_copy_is_a_near_copy_and_a_candidate(copy: str) -> None:
    assert is_near_copy(compare(ARTICLE, copy))
    assert set(band_keys(minhash(ARTICLE))) & set(band_keys(minhash(copy)))


def test_two_reports_of_one_event_that_quote_one_statement_are_no_copies() -> None:
    assert not is_near_copy(compare(ARTICLE, SAME_EVENT))


def test_a_scrap_that_the_longer_text_happens_to_hold_is_no_copy() -> None:
    assert not is_near_copy(compare(ARTICLE, "desde que un incendio dañó la cubierta"))


def test_likeness_counts_shared_sequences_of_three_words() -> None:
    assert compare("a b c d", "b c d e f") == Likeness(jaccard=0.25, containment=0.5)
    assert compare("a b", "A, b") == Likeness(1.0, 1.0)
    assert compare("", "a b c") == Likeness(0.0, 0.0)


@settings(deadline=None)
@given(st.text("ab ", max_size=60), st.text("ab ", max_size=60))
def test_likeness_does_not_depend_on_the_order(one: str, other: str) -> None:
    assert compare(one, other) == compare(other, one)
