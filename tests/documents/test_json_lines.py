"""One article a line; what is wrong with a line concerns that line alone."""

import json
from collections.abc import Mapping

import pytest

from app.documents.document import RawDocument, Rejection, UnreadableError
from app.documents.json_lines import read_json_lines
from app.documents.places import Place
from app.documents.streams import MAX_ARTICLE_BYTES

PLACE = Place("lote.jsonl", "/archivo/lote.jsonl")
TEXT = "La alcaldesa de Villaseca inauguró el mercado."


def read(*lines: str | bytes) -> list[RawDocument | Rejection]:
    data = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    return list(read_json_lines([data], PLACE))


def read_record(record: Mapping[str, object]) -> RawDocument:
    (document,) = read(json.dumps(record))
    assert isinstance(document, RawDocument)
    return document


def test_the_keys_are_read_and_unknown_ones_kept() -> None:
    document = read_record(
        {
            "title": "Mercado nuevo",
            "text": TEXT,
            "published": "2025-12-11",
            "url": "https://correo.example/mercado",
            "source": "Correo de Villaseca",
            "temas": ["mercado", "obras"],
        }
    )
    assert document == RawDocument(
        file="lote.jsonl#1",
        location="https://correo.example/mercado",
        text=TEXT,
        title="Mercado nuevo",
        published="2025-12-11",
        url="https://correo.example/mercado",
        source="Correo de Villaseca",
        extra={"temas": ["mercado", "obras"]},
    )


def test_the_keys_of_other_dumps_are_understood() -> None:
    document = read_record(
        {"titular": "Mercado nuevo", "cuerpo": TEXT, "fecha": 20251211, "autores": ["Ana", "Luz"]}
    )
    assert (document.title, document.text) == ("Mercado nuevo", TEXT)
    assert (document.published, document.author, document.extra) == ("20251211", "Ana, Luz", {})


def test_the_first_key_that_holds_something_wins_and_the_other_is_kept() -> None:
    document = read_record({"text": "", "body": TEXT, "content": "otro"})
    assert (document.text, document.extra) == (TEXT, {"text": "", "content": "otro"})


def test_markup_in_a_text_is_stripped() -> None:
    assert read_record({"text": f"<p>{TEXT}</p><p>Fin.</p>"}).text.split() == f"{TEXT} Fin.".split()


def test_without_address_the_line_number_is_the_location_and_blank_lines_count() -> None:
    documents = read("", json.dumps({"text": TEXT}), "  ", json.dumps({"text": TEXT}))
    assert [entry.location for entry in documents] == [
        "/archivo/lote.jsonl#2",
        "/archivo/lote.jsonl#4",
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text": "a medias', "broken JSON"),
        ('{"title": "sin texto"}', "no text"),
        ('{"text": "  "}', "no text"),
        ('{"text": null}', "no text"),
        ('"suelta"', "no object"),
        ("[1, 2]", "no object"),
        ("[" * 100_000, "list over several lines"),
        (b'{"text": "\x00\x01\x02\x03"}', "binary"),
        (b'{"text": "' + b"a" * MAX_ARTICLE_BYTES + b'"}', "over 8 MiB"),
    ],
)
def test_a_broken_line_is_rejected_by_number_and_the_others_go_in(
    line: str | bytes, reason: str
) -> None:
    good = json.dumps({"text": TEXT})
    first, broken, last = read(good, line, good)
    assert isinstance(broken, Rejection)
    assert broken.location == "/archivo/lote.jsonl:2"
    assert reason in broken.reason
    assert isinstance(first, RawDocument)
    assert isinstance(last, RawDocument)


def test_a_list_over_many_lines_is_rejected_once() -> None:
    (rejection,) = read("[", '{"text": "uno"},', '{"text": "dos"}', "]")
    assert rejection == Rejection(
        "/archivo/lote.jsonl:1", "a list over several lines: write one object a line"
    )


def test_a_line_in_cp1252_is_read_and_said() -> None:
    (document,) = read('{"text": "Mañana abrirá el mercado"}'.encode("cp1252"))
    assert isinstance(document, RawDocument)
    assert (document.text, document.notes) == (
        "Mañana abrirá el mercado",
        ("not UTF-8: read as cp1252",),
    )


def test_lone_surrogates_and_nul_do_not_reach_what_is_kept_besides() -> None:
    line = r'{"text": "Abrirá el mercado", "n\u0000": ["\ud800", {"x": "a\u0000"}], "k": 7}'
    (document,) = read(line)
    assert document == RawDocument(
        file="lote.jsonl#1",
        location="/archivo/lote.jsonl#1",
        text="Abrirá el mercado",
        extra={"n": ["\ufffd", {"x": "a"}], "k": 7},
    )


def test_a_file_without_a_line_is_empty() -> None:
    with pytest.raises(UnreadableError, match="empty"):
        read("", "  ")
