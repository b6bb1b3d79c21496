"""Which line of a text is its title: the rest of the date header, or a first line like one."""

import re

# The longest of 217 real titles has 25 words; the first paragraphs that stood in a title's place
# had 35 to 228.
_MOST_WORDS = 30
_SENTENCE_STOP = re.compile(r"[.…][»”’\"')\]]*$")
_TITLE_STOP = re.compile(
    r"(?:(?:\b[A-ZÁÉÍÓÚÑ]{1,2}\. ?){2,}|\b(?:etc|Jr|Sr|Cía)\.|\.\.\.|…)[»”’\"')\]]*$"
)
_NO_TITLE_END = re.compile(r"[,;:]$")
_QUOTATION = re.compile('[«“”„"‘].+[»”“"’]')
_NO_TITLE_START = re.compile(r"[-–—•*·] ")


def is_title(line: str) -> bool:
    """Whether a line in the title's place reads as one: short, no sentence with its full stop."""
    if len(line.split()) > _MOST_WORDS or _NO_TITLE_END.search(line):
        return False
    return not _SENTENCE_STOP.search(line) or bool(_TITLE_STOP.search(line))


def is_title_above(line: str, paragraphs: list[str]) -> bool:
    """Whether a first line without a header is the title of these, one of them longer than it."""
    if not is_title(line) or _NO_TITLE_START.match(line):
        return False
    return any(len(paragraph) > len(line) for paragraph in paragraphs)


def quotes(line: str) -> bool:
    """Whether a headline holds words between quotation marks."""
    return bool(_QUOTATION.search(line))
