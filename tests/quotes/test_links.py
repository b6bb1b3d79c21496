import pytest

from app.quotes.links import find_link
from tests.quotes.sentences import scene_of


def place_and_lemma(text: str) -> tuple[str, str] | None:
    scene = scene_of(text)
    link = find_link(scene, scene.frame.quotes[0])
    if link is None:
        return None
    return link.place, link.cue.lemma if link.cue else ":"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Iremos todos", dijo Ana Vidal.', ("after", "decir")),
        ('"Iremos todos", también dijo Ana Vidal.', ("after", "decir")),
        ('Ana Vidal aseguró que el plan "va bien", indicó.', ("after", "indicar")),
        ('Ana Vidal aseguró que el plan "va bien".', ("before", "asegurar")),
        ('El plan "va bien" y no cambia, dijo Ana Vidal.', ("after", "decir")),
        ('Ana Vidal, muy seria: "Iremos todos".', ("colon", ":")),
        ('"Iremos todos": Ana Vidal', ("name", ":")),
        ('"Iremos todos", según Ana Vidal.', ("after", "según")),
        ('"Iremos todos", ilustra Ana Vidal.', ("after", "ilustrar")),
        ('Ana Vidal lanzó un mensaje "muy claro".', ("before", "lanzar")),
    ],
)
def test_cue_beside_the_quotation_governs_it(text: str, expected: tuple[str, str]) -> None:
    assert place_and_lemma(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        'El plan terminó con un "fracaso".',
        'Ana Vidal considera la idea de la alcaldesa de ayer por la tarde "floja".',
        'La casa "azul" se cayó.',
        'Ana Vidal sumó una victoria "de las que pesan".',
        'Ana Vidal despidió a los empleados "de toda la vida".',
        'El clima de ayer ilustra bien la vida de este valle "seco".',
    ],
)
def test_weak_verb_at_a_distance_governs_nothing(text: str) -> None:
    assert place_and_lemma(text) is None


@pytest.mark.parametrize(
    "text",
    [
        'La subida "no pesa a nadie" y gusta mucho, según Ana Vidal.',
        'Gripe: "muy leve" pero larga, según un estudio',
    ],
)
def test_source_that_closes_the_sentence_governs_what_no_verb_does(text: str) -> None:
    assert place_and_lemma(text) == ("after", "según")


def test_verb_of_saying_outweighs_a_source_that_closes_the_sentence() -> None:
    text = 'Los ediles reprocharon su "error grave" de mayo, según el acta.'
    assert place_and_lemma(text) == ("before", "reprochar")


def test_source_in_the_middle_of_a_clause_closes_nothing() -> None:
    assert place_and_lemma('La subida "no pesa a nadie" y varía según Ana Vidal.') is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Ana Vidal dijo que "no hay prisa"; señaló Ciro Valdeón otro plan.', ("before", "decir")),
        ('Según Ana Vidal, "no hay prisa"; añadió Ciro Valdeón un plan.', ("before", "según")),
        ('"No hay prisa alguna"; dijo Ciro Valdeón que llovía.', None),
    ],
)
def test_semicolon_parts_a_quotation_from_the_verb_of_another(
    text: str, expected: tuple[str, str] | None
) -> None:
    assert place_and_lemma(text) == expected


def test_verb_of_writing_need_not_touch_its_clause() -> None:
    text = 'Ana Vidal escribió en mayo que el plan entero de la comarca "no vale nada".'
    assert place_and_lemma(text) == ("before", "escribir")


@pytest.mark.parametrize(
    "text",
    [
        'Ana Vidal cree hoy que el plan entero de la comarca "no vale nada".',
        'Ana Vidal escribió en el mes de mayo que el plan entero de la comarca "no vale nada".',
    ],
)
def test_clause_of_a_verb_of_thinking_or_far_off_is_not_governed(text: str) -> None:
    assert place_and_lemma(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Ana Vidal enumeró: "robo", "daño leve" y "fuga de datos".', ["enumerar"] * 3),
        (
            'Ana Vidal escribió tres novelas: "Sal", "Mar leve" y "Fuga de sal".',
            ["escribir"] + [None] * 2,
        ),
        ('Ana Vidal dijo: "sí"; luego: "no".', ["decir", "decir"]),
    ],
)
def test_colon_leads_to_every_quotation_of_a_list(text: str, expected: list[str | None]) -> None:
    scene = scene_of(text)
    links = [find_link(scene, quote) for quote in scene.frame.quotes]
    assert [link.cue.lemma if link and link.cue else None for link in links] == expected
