"""Bytes -> text: byte order marks, UTF-8, the old encodings of Spanish; and what is no text."""

import codecs
import re

from app.documents.document import UnreadableError

_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL_BYTES = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1b")
# PNG, ZIP, PDF, ELF and JPEG hold 5 % and more; a text with a stray NUL stays far below.
_BINARY_SHARE = 0.01
_SAMPLE_BYTES = 65_536
# What the bytes above 127 of a Spanish text may stand for: its letters; opening marks where no letter
# precedes, closing marks where none follows. A wrong reading puts signs into the midst of words.
_FITTING = re.compile(
    r"[áéíóúüñÁÉÍÓÚÜÑ]|(?<![A-Za-z])[¿¡«“‘„–—€£©®°§\xa0]|[»”’…ºª°%™–—\xa0´](?![A-Za-z])"
)
_FOREIGN = re.compile(
    r"[çÇàèìòùÀÈÒâêîôûäëïöãõåøœ]"
)  # of Spain's other languages and its neighbours
_FITTING_SHARE = 0.5
_ODD_SHARE = 0.25  # Spanish has 3 % of letters above 127, French 5 %; a Cyrillic code page 80 %
_OLD_ENCODINGS = ("cp850", "mac_roman")
_STRAY = {0xDC00 + code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0x100)}


def decode(data: bytes, *, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Text and notes on a reading that was not plain UTF-8; raises UnreadableError.

    `declared` is the encoding that the document itself names, tried when it is not UTF-8.
    """
    data = data.removeprefix(codecs.BOM_UTF8)
    if wide := find_wide_mark(data):
        return _decode_marked(data, *wide)
    if (blind := _find_unmarked_utf16(data)) is not None:
        return blind, ("UTF-16 without byte order mark",)
    _refuse_binary(data)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _decode_old(data, declared)


def find_wide_mark(data: bytes) -> tuple[bytes, str] | None:
    """The byte order mark of UTF-16 or UTF-32 that the bytes start with, and its encoding; or None."""
    return next((wide for wide in _WIDE_MARKS if data.startswith(wide[0])), None)


def _decode_marked(data: bytes, mark: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    name = encoding.upper()
    try:
        return data[len(mark) :].decode(encoding), (f"not UTF-8: read as {name}",)
    except UnicodeDecodeError as error:
        raise UnreadableError(f"it is marked as {name} and is not: byte {error.start}") from error


def _find_unmarked_utf16(data: bytes) -> str | None:
    # Spanish in UTF-16 is a NUL in every second byte.
    sample = data[:_SAMPLE_BYTES]
    if b"\0" not in sample or len(data) % 2:
        return None
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 0.7 * half or min(even, odd) > 0.05 * half:
        return None
    text = data.decode("utf-16-le" if odd > even else "utf-16-be", "replace")
    return text if "\ufffd" not in text else None


def _refuse_binary(data: bytes) -> None:
    sample = data[:_SAMPLE_BYTES]
    controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES))
    if controls > _BINARY_SHARE * len(sample):
        raise UnreadableError("it is a binary file, not text")


def _decode_old(data: bytes, declared: str | None) -> tuple[str, tuple[str, ...]]:
    if (text := _find_declared(data, declared)) is not None:
        return text, (f"not UTF-8: read as {declared}, which it declares",)
    readings = [
        _decode_cp1252(data),
        *(
            (data.decode(encoding, "replace"), f"not UTF-8: read as {encoding}")
            for encoding in _OLD_ENCODINGS
        ),
    ]
    fit, text, note = max(
        ((_measure_fit(text), text, note) for text, note in readings), key=lambda found: found[0]
    )
    return (text, (note,)) if fit >= _FITTING_SHARE else _detect(data)


def _find_declared(data: bytes, declared: str | None) -> str | None:
    try:
        return data.decode(declared) if declared else None
    except (UnicodeError, LookupError):  # it is something else, or no encoding that Python knows
        return None


def _decode_cp1252(data: bytes) -> tuple[str, str]:
    # Valid UTF-8 sequences stay, each other byte is cp1252: this reads pure cp1252 too, in which
    # two bytes above 127 that happen to be valid UTF-8 ("Ã³") do not occur.
    mixed = data.decode("utf-8", "surrogateescape")
    stray = sum(1 for character in mixed if "\udc80" <= character <= "\udcff")
    valid = sum(1 for character in mixed if character > "\x7f") - stray
    text = mixed.translate(_STRAY)
    if not valid:
        return text, "not UTF-8: read as cp1252"
    return text, f"not wholly UTF-8: {stray} bytes read as cp1252"


def _measure_fit(text: str) -> float:
    odd = sum(1 for character in text if character > "\x7f")
    if odd > _ODD_SHARE * len(text):
        return 0.0
    return (len(_FITTING.findall(text)) + len(_FOREIGN.findall(text)) / 2) / max(odd, 1)


def _detect(data: bytes) -> tuple[str, tuple[str, ...]]:
    # Imported where it is needed: few archives have one such file, and every start would pay for
    # it.
    from charset_normalizer import from_bytes  # noqa: PLC0415 - see above

    match = from_bytes(data[:_SAMPLE_BYTES], threshold=0.1).best()
    text = _find_declared(data, match.encoding if match else None)
    if match is None or text is None:
        raise UnreadableError("it is neither UTF-8 nor plausible text in another encoding")
    return text, (f"not UTF-8: read as {match.encoding}",)
