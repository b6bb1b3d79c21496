"""Characters that hold no text: taken out or replaced, with notes that say so."""

import re

from app.text import normalise

# Format characters (Unicode Cf) that show nothing: soft hyphen, zero width, joiners, marks and
# overrides of direction, tags. The Cf of Arabic, Syriac and Egyptian that are printed stay. With
# them the controls and the fillers that look empty. Written out, for a scan of all code points at
# import takes 0.2 s; a test compares.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
# What nearly all Spanish text is made of; none of it is changed below.
_ORDINARY = re.compile("[\t\n -~\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u20ac]*")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\u2028\u2029]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_C1 = re.compile("[\x80-\x9f]")
# A C1 control in a text is a byte of cp1252 that was taken for Latin-1; HTML reads it in the same
# way.
_C1_MEANT = {code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)}


def make_storable(text: str) -> str:
    """The text without NUL, and with U+FFFD for each lone surrogate: what a database can hold."""
    if _ORDINARY.fullmatch(text):
        return text
    return _UNSTORABLE.sub(lambda match: "" if match[0] == "\0" else "\ufffd", text)


def clean_characters(text: str) -> tuple[str, tuple[str, ...]]:
    """Storable NFC text without invisible characters, its lines ended by `\\n`, and notes."""
    if _ORDINARY.fullmatch(text):
        return text, ()
    text = _LINE_END.sub("\n", text)
    notes: list[str] = []
    text, repaired = _C1.subn(lambda match: _C1_MEANT[ord(match[0])] or "", text)
    if repaired:
        notes.append(f"{repaired} control characters read as cp1252")
    hidden = sorted({character for run in _INVISIBLE.findall(text) for character in run})
    if hidden:
        text = _INVISIBLE.sub("", text)
        notes.append(f"invisible characters taken out: {_name_characters(hidden)}")
    return normalise(make_storable(text)), tuple(notes)


def clean_line(text: str) -> str:
    """One line: as `clean_characters`, with every run of white space as one blank."""
    return " ".join(clean_characters(text)[0].split())


def split_paragraphs(text: str) -> list[str]:
    """The lines that are not empty, in order, with one blank between words."""
    return [line for raw in text.split("\n") if (line := _collapse_blanks(raw))]


def _collapse_blanks(line: str) -> str:
    stripped = line.strip()
    if "  " not in stripped and stripped.isprintable():  # the only printable white space is " "
        return stripped
    return " ".join(stripped.split())


def _name_characters(characters: list[str]) -> str:
    names = [f"U+{ord(character):04X}" for character in characters[:5]]
    return ", ".join(names) + (", …" if len(characters) > len(names) else "")
