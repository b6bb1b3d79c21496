"""Spanish text -> terms, the same for what is indexed, asked and highlighted.

One regular expression finds everything that a reader would call a word, and names its kind. Accents are
folded before stemming, since stemming first would give *habló* and *hablo* different stems.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from app.search.stemming import STEMMER_VERSION, stem_word
from app.text import fold

# Raise the first number whenever the same text would give other terms, so that indexes are rebuilt.
ANALYSER_VERSION = f"1/{STEMMER_VERSION}"

LONGEST_TERM = 64  # characters; what is longer is no word, and is cut alike in texts and queries
_MOST_PARTS = 4  # a longer chain of hyphens or slashes is an address or a list, not one word

_MARK = r"\u0300-\u036f"  # combining accents of decomposed text
_WORD = rf"(?:[^\W_]++[{_MARK}]*+)++"
_LETTER = rf"[^\W\d_][{_MARK}]*+"
_ALPHANUMERIC = r"[^\W_]"
_THOUSANDS_GAP = "[.,\u00a0\u202f\u2009]"
_JOINERS = r"-/&'’\u2010\u2011"

_TOKEN = re.compile(
    rf"""
      (?P<tag>       (?<!\w) [@\#] (?={_ALPHANUMERIC}) [\w{_MARK}]++ )
    | (?P<thousands> (?<![0-9][.,]) [1-9][0-9]{{0,2}} (?:{_THOUSANDS_GAP}[0-9]{{3}})++ (?![0-9])
                     (?:[.,][0-9]{{1,2}}(?![0-9]))? )
    | (?P<decimal>   (?<![0-9][.,]) [0-9]++[.,][0-9]++ (?![.,]?[0-9]) )
    | (?P<doubled>   (?i: (?P<one>[a-zñ])(?P=one)\.? [ \u00a0]? (?P<two>[a-zñ])(?P=two) )
                     (?<![ixIX]) (?!{_ALPHANUMERIC})\.? )
    | (?P<initials>  {_LETTER} (?:\.{_LETTER})++ (?!{_ALPHANUMERIC})\.? )
    | (?P<word>      {_WORD} ) (?P<rest> (?:[{_JOINERS}]{_WORD})++ )?
    """,
    re.VERBOSE,
)
_PART = re.compile(_WORD)
# No token but a doubled abbreviation holds one of these blanks; thousands may hold narrow ones.
_CHUNK = re.compile(r"[^ \n\r\t]+")
_FIRST_HALF = re.compile(r"(?i)(?<![^\W_])([a-zñ])\1\.?$")
_SECOND_HALF = re.compile(r"(?i)([a-zñ])\1(?![^\W_])")
_MARKS_AT_WORDS = "«»“”\"'’()¿?¡!.,;:…"
_LETTERS_OF_A_DOUBLED_ONE = 4  # *EEUU*, which takes the point behind it along
LONGEST_KEPT = 40  # characters of a chunk that is likely to come again
_FRACTION = re.compile(r"[.,]([0-9]{1,2})$")
_AROUND_WORDS = "¿?¡!.,;:…'’‘–—-/&[]{}<>|^+=%$€·\\`´"
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")


class Token(NamedTuple):
    """One term where it stands: `term` is what is indexed and asked, `folded` the printed word, folded.

    `start` and `end` slice the given text (half-open). `position` counts words, stop words included.
    A token is `joined` when it spans parts that follow as tokens of their own from the same position on:
    *covid-19* gives `covid19` and then `covid`, `19`; *#Cumbre* gives `#cumbre` and then `cumbre`.
    """

    term: str
    folded: str
    start: int
    end: int
    position: int
    joined: bool = False


# What stands between two blanks: its tokens, with places counted from its start; how many words it is;
# whether it may go on, because it ends as an abbreviation such as *EE. UU.* begins. Plain tuples, for the
# collector of garbage lets go of those, but walks through a hundred thousand named ones: 0.2 s each time.
PlainToken = tuple[str, str, int, int, int, bool]
Chunk = tuple[tuple[PlainToken, ...], int, bool]


def spanish_terms(text: str) -> Iterator[Token]:
    """The terms of a text in order, without stop words, which still count as positions."""
    position = 0
    for begin, (tokens, words, _) in read_chunks(text):
        for token in tokens:
            yield shift_token(token, begin, position)
        position += words


def shift_token(token: PlainToken, characters: int, words: int) -> Token:
    """The token in a longer text, so much farther on."""
    term, folded, start, end, position, joined = token
    return Token(term, folded, start + characters, end + characters, position + words, joined)


def read_chunks(text: str) -> Iterator[tuple[int, Chunk]]:
    """The chunks of a text with the offset of each."""
    beyond = 0
    for match in _CHUNK.finditer(text):
        start, end = match.span()
        if start >= beyond:  # else it was read together with the one before it
            chunk, beyond = read_chunk(text, start, end)
            yield start, chunk


def read_chunk(text: str, start: int, end: int) -> tuple[Chunk, int]:
    """The chunk from `start` to `end` of a text, with those that have to be read with it; and their end."""
    analyse = _keep_chunk if end - start <= LONGEST_KEPT else analyse_chunk
    chunk = analyse(text[start:end])
    if not chunk[2]:
        return chunk, end
    beyond = _find_end(text, end)
    return (chunk if beyond == end else _analyse(text[start:beyond])), beyond


def _find_end(text: str, end: int) -> int:
    """The end of what has to be read with a chunk that may go on at `end`."""
    beyond = end
    while following := _CHUNK.match(text, beyond + 1):
        beyond = following.end()
        if not _may_go_on(text[beyond - 3 : beyond]):
            break
    return beyond


def list_chunks(text: str) -> list[str]:
    """What stands between two blanks, in order, be it nothing; *EE. UU.* comes in two pieces."""
    for blank in "\n\r\t":
        text = text.replace(blank, " ")
    return text.split(" ")  # in half the time of a regular expression


def list_joined_chunks(text: str) -> Iterator[str]:
    """The same with those joined that have to be read together."""
    beyond = 0
    for match in _CHUNK.finditer(text):
        start, end = match.span()
        if start >= beyond:  # else it was joined to the one before it
            beyond = _find_end(text, end) if _may_go_on(match[0]) else end
            yield text[start:beyond]


def are_read_together(chunk: str, following: str) -> bool:
    """Whether one token may span both, as *EE. UU.* does, if a single blank parts them."""
    return _may_go_on(chunk) and _SECOND_HALF.match(following) is not None


def _may_go_on(text: str) -> bool:
    """Whether it ends as the first half of an abbreviation; mostly a glance tells that it does not."""
    pair = text[-3:-1] if text[-1:] == "." else text[-2:]
    if pair[:1].lower() != pair[1:].lower():
        return False
    return _FIRST_HALF.search(text) is not None


def _analyse(text: str) -> Chunk:
    tokens: list[PlainToken] = []
    position = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        start, end = match.span()
        if kind == "word":
            folded, term = _word_forms(match[0])
            if term:
                tokens.append((term, folded, start, end, position, False))
            position += 1
        elif kind in {"rest", "tag"}:
            tokens.extend(_compound_tokens(match[0], start, position))
            position += len(_PART.findall(match[0]))
        else:
            term = _CANONICAL_FORMS[str(kind)](match[0])[:LONGEST_TERM]
            tokens.append((term, term, start, end, position, False))
            position += 1
    return tuple(tokens), position, _may_go_on(text)


def analyse_chunk(text: str) -> Chunk:
    """What stands between two blanks, read by itself; mostly it is a word between marks."""
    word = text.strip(_MARKS_AT_WORDS)
    if not word.isalpha() or len(word) == _LETTERS_OF_A_DOUBLED_ONE:
        return _analyse(text)
    start = text.index(word)
    folded, term = _word_forms(word)
    token = (term, folded, start, start + len(word), 0, False)
    return (token,) if term else (), 1, _may_go_on(text)


# Words with the marks that stand at them: at 400 an article most come again.
_keep_chunk = lru_cache(maxsize=2**16)(analyse_chunk)


def match_abbreviation(text: str, start: int) -> re.Match[str] | None:
    """An abbreviation such as *EE. UU.* that begins at `start`: one word although it may hold a space."""
    match = _TOKEN.match(text, start)
    return match if match and match.lastgroup == "doubled" else None


def find_printed_form(text: str) -> str | None:
    """The folded form of the one word, number or compound in `text`; None if it holds none or several.

    Stop words have a form here too, for *par* may begin *paro* as well as *para*.
    """
    match = _TOKEN.fullmatch(text.strip(_AROUND_WORDS))
    if not match:
        return None
    kind = str(match.lastgroup)
    if kind in _CANONICAL_FORMS:
        return _CANONICAL_FORMS[kind](match[0])[:LONGEST_TERM]
    return (fold(match[0]) if kind == "tag" else _run_together(match[0]))[:LONGEST_TERM]


def is_stop_word(folded: str) -> bool:
    """Whether a folded word is too common to be searched."""
    return folded in _stop_words()


@lru_cache(maxsize=2**16)  # a vocabulary: at 400 words an article nearly every look-up is a hit
def _word_forms(printed: str) -> tuple[str, str]:
    folded = fold(printed)[:LONGEST_TERM]
    return folded, _term_of(folded)


@lru_cache(
    maxsize=2**16
)  # the same word is printed in capitals, at the start of a sentence, and else
def _term_of(folded: str) -> str:
    return "" if is_stop_word(folded) else stem_word(folded)


def _compound_tokens(printed: str, start: int, position: int) -> Iterator[PlainToken]:
    parts = list(_PART.finditer(printed))
    forms = [_word_forms(part[0]) for part in parts]
    joined = _joined_form(printed, forms)
    if joined:
        term = joined if joined[0] in "@#" else stem_word(joined)
        yield term, joined, start, start + len(printed), position, True
    for offset, (part, (folded, term)) in enumerate(zip(parts, forms, strict=True)):
        if term:
            yield term, folded, start + part.start(), start + part.end(), position + offset, False


def _joined_form(printed: str, forms: list[tuple[str, str]]) -> str:
    """The parts run together; empty where that makes no word: *y/o*, *2024/2025*, a web address."""
    if printed[0] in "@#":
        return fold(printed)[:LONGEST_TERM]
    joined = "".join(folded for folded, _ in forms)
    if len(forms) > _MOST_PARTS or joined.isdigit() or not any(term for _, term in forms):
        return ""
    return joined[:LONGEST_TERM]


def _thousands(printed: str) -> str:
    """Digits without separators, decimals after a comma: *1.350.000,5* -> *1350000,5*."""
    fraction = _FRACTION.search(printed)
    if fraction:
        return f"{_run_together(printed[: fraction.start()])},{fraction[1]}"
    return _run_together(printed)


def _decimal(printed: str) -> str:
    return printed.replace(".", ",")


def _run_together(printed: str) -> str:
    return _NOT_ALPHANUMERIC.sub("", fold(printed))


# Three digits after a point or a comma are thousands: both 3.500 and 3,500 are written for 3500.
_CANONICAL_FORMS = {
    "thousands": _thousands,
    "decimal": _decimal,
    "doubled": _run_together,
    "initials": _run_together,
}


@cache
def _stop_words() -> frozenset[str]:
    lines = files(__package__).joinpath("stop_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
