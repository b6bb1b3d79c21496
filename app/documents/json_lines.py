"""JSON lines -> raw documents, one a line; a broken line is rejected, the others go in."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from app.documents.characters import make_storable
from app.documents.decoding import decode
from app.documents.document import RawDocument, Rejection, UnreadableError
from app.documents.markup import looks_like_markup, strip_markup
from app.documents.places import Place
from app.documents.streams import MAX_ARTICLE_BYTES, split_lines

_LIST_START = re.compile(rb"\s*\[\s*(?:\{|$)")
# The documented keys first, then those that common crawlers and Spanish dumps write.
_KEYS = {
    "text": ("text", "body", "content", "maintext", "articleBody", "texto", "cuerpo", "contenido"),
    "title": ("title", "headline", "titulo", "título", "titular"),
    "published": (
        *("published", "published_at", "date", "date_publish", "datePublished", "publication_date"),
        *("fecha", "fecha_publicacion"),
    ),
    "url": ("url", "link", "enlace"),
    "source": ("source", "outlet", "publisher", "source_domain", "medio", "fuente"),
    "author": ("author", "authors", "byline", "autor", "autores"),
    "section": ("section", "category", "seccion", "sección"),
}


def read_json_lines(
    chunks: Iterable[bytes], place: Place, *, before: int = 0
) -> Iterator[RawDocument | Rejection]:
    """A document or rejection for each line that is not blank; the n of `#n` is the line number.

    `before` is how many lines of the file stand before these.
    """
    empty = not before
    for number, line in enumerate(split_lines(chunks, MAX_ARTICLE_BYTES), start=before + 1):
        if line is not None and not line.strip():
            continue
        empty = False
        try:
            yield _read_line(line, place.part(number))
        except UnreadableError as error:
            yield Rejection(f"{place.location}:{number}", str(error))
            if number == 1 and line and starts_list(line):
                return  # each of its lines would be rejected
    if empty:
        raise UnreadableError("it is empty")


def starts_list(line: bytes) -> bool:
    """Whether a list over many lines begins here."""
    return _LIST_START.match(line) is not None


def _read_line(line: bytes | None, place: Place) -> RawDocument:
    if line is None:
        raise UnreadableError(
            f"the line is over {MAX_ARTICLE_BYTES // 2**20} MiB, which no article is"
        )
    text, notes = decode(line)
    record = _parse(text)
    fields, extra = _sort_keys(record)
    body = fields.pop("text", None)
    if body is None:
        raise UnreadableError("the line holds no text: a key “text” with the article is needed")
    url = fields.get("url")
    return RawDocument(
        file=place.file,
        location=place.choose_location(url),
        text=strip_markup(body) if looks_like_markup(body) else body,
        extra=extra,
        notes=notes,
        **fields,
    )


def _parse(text: str) -> Mapping[str, object]:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        if text.lstrip().startswith("["):
            raise UnreadableError("a list over several lines: write one object a line") from error
        raise UnreadableError(f"broken JSON: {error}") from error
    if isinstance(record, dict):
        return record
    raise UnreadableError("a JSON value that is no object: write one object a line")


def _sort_keys(record: Mapping[str, object]) -> tuple[dict[str, str], dict[str, object]]:
    fields: dict[str, str] = {}
    used: set[str] = set()
    for field, keys in _KEYS.items():
        for key in keys:
            value = _read_value(record.get(key))
            if value:
                fields[field] = value
                used.add(key)
                break
    extra = {make_storable(key): _store(value) for key, value in record.items() if key not in used}
    return fields, extra


def _read_value(value: object) -> str | None:
    if isinstance(value, str):
        return make_storable(value).strip() or None
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return make_storable(", ".join(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def _store(value: object) -> object:
    if isinstance(value, str):
        return make_storable(value)
    if isinstance(value, list):
        return [_store(item) for item in value]
    if isinstance(value, dict):
        return {make_storable(key): _store(item) for key, item in value.items()}
    return value
