"""What stands behind the name of an office: *(el alcalde) socialista de Torrealta, José García,*."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from app.quotes.lexicon import fold_word, folded_words, word_set
from app.quotes.nations import nation_of
from app.quotes.posts import FILE, Post
from app.quotes.spelling import is_given
from app.text import words as fold_words

REACH = 160  # characters behind an office in which its complement and its holder stand
LONGEST_NAME = 6  # words, particles among them
_WORD = re.compile(
    r"EE\.?\s?UU\.?|(?:[^\W\d_]\.){2,4}|[^\W\d_]\.(?=\s\w)|\w+(?:[’'-]\w+)*|[^\w\s]|\n"
)
_LONGEST_COMPLEMENT = 10  # words
_LONGEST_SEAT = 4  # words of a place without a name
_OF = ("de", "del")
_NO_LETTER = re.compile(r"[\W_]")
_CLOSING = frozenset(",.;:()»”\"'—–\n")


class Phrase(NamedTuple):
    """What is said behind an office: its place, None where it is none of those meant here.

    `name` is the holder's as printed, empty where none follows, and `rest` what stands behind the place.
    """

    place: str | None
    name: str
    rest: tuple[str, ...]


_NO_OFFICE = Phrase(None, "", ())


def read_phrase(post: Post, text: str) -> Phrase:
    """The phrase that begins directly behind an office, of whose text a line is read at most."""
    words = _WORD.findall(text.partition("\n")[0])
    at, nation = _skip_modifiers(words, 0)
    if post.office == "state":
        at, nation = _skip_government(words, at, nation)
    if at < len(words) and words[at] in _OF:
        return _read_complement(post, words, at + 1, nation)
    if post.complement == "name" or (post.complement == "nation" and not nation):
        return _NO_OFFICE
    return _end_nation(post, words, at, nation if post.complement in {"nation", "field"} else "")


def read_name(words: Sequence[str]) -> str:
    """The person's name that words begin with: two capitals or more, particles between; empty for none."""
    end = _run_end(words, 0)
    name = words[:end]
    capitals = sum(map(_is_capital, name))
    return " ".join(name) if capitals >= 2 and end <= LONGEST_NAME else ""


def _skip_modifiers(words: Sequence[str], at: int) -> tuple[int, str]:
    """Pass over *ruso*, *socialista*; the nation that they say, empty for none."""
    nation = ""
    while at < len(words):
        found = nation_of(words[at]) if words[at].islower() else None
        if not found and words[at] not in word_set("behind", FILE):
            break
        nation = nation or found or ""
        at += 1
    return at, nation


def _skip_government(words: Sequence[str], at: int, nation: str) -> tuple[int, str]:
    """Pass over *del Gobierno*, *de la República* and the nation behind."""
    phrase = tuple(word.lower() for word in words[at : at + 3])
    if phrase[:2] in {("del", "gobierno"), ("del", "ejecutivo")}:
        return _skip_modifiers(words, at + 2)
    if phrase == ("de", "la", "república"):
        found = nation_of(words[at + 3].lower()) if at + 3 < len(words) else None
        return (at + 4, found) if found else _skip_modifiers(words, at + 3)
    return at, nation


def _read_complement(post: Post, words: Sequence[str], at: int, nation: str) -> Phrase:
    at = _skip_seat_words(words, at)
    end = _run_end(words, at)
    run = words[at:end]
    if post.complement in {"nation", "field"}:
        return _read_nation(post, words, at, end, nation)
    if not run or (len(run) == 1 and run[0] in word_set("seats", FILE)):
        return _read_common(post, words, at)
    if fold_word(run[0]) in word_set("no_seats", FILE):
        return _NO_OFFICE
    size = _split_run(words, at, end)
    place = "" if _is_acronym(run[0]) else "-".join(fold_words(" ".join(run[:size])))
    if post.complement == "university" and not place.startswith("universi"):
        return _NO_OFFICE
    return _end(words, at + size, "" if post.complement == "silent" else place)


def _read_common(post: Post, words: Sequence[str], at: int) -> Phrase:
    """*de la localidad*, *de la selección absoluta*: a place without a name."""
    if post.complement not in {"place", "silent"}:
        return _NO_OFFICE
    end = at
    while end < len(words) and words[end].isalpha() and end - at < _LONGEST_SEAT:
        end += 1
    return _end(words, end, "") if end < len(words) and words[end] in _CLOSING else _NO_OFFICE


def _read_nation(post: Post, words: Sequence[str], at: int, end: int, nation: str) -> Phrase:
    """*Rusia*; *Exteriores de Rusia*, *Exteriores ruso* where the complement is a ministry's field."""
    if words[end : end + 1] in (["y"], ["e"]):  # *Cultura y Deporte,*
        second = _run_end(words, end + 1)
        end = second if words[second : second + 1] == [","] else end
    for start in range(at, end if post.complement == "field" else min(end, at + 1)):
        stated, size = _find_nation(words, start)
        if size and (start == at or words[start - 1] in _OF):
            return _end_nation(post, words, start + size, nation or stated)
    if post.complement == "nation":
        return _NO_OFFICE
    behind, stated = _skip_modifiers(words, at + _split_run(words, at, end))
    return _end_nation(post, words, behind, nation or stated)


def _end_nation(post: Post, words: Sequence[str], at: int, nation: str) -> Phrase:
    """The phrase of which the nation ends here; an ambassador's has where they are behind it."""
    if post.office == "ambassador" and words[at : at + 1] in (["en"], ["ante"]):
        at = _skip_articles(words, at + 1)
        at += _split_run(words, at, _run_end(words, at))
    return _end(words, at, fold_word(nation))


def _find_nation(words: Sequence[str], at: int) -> tuple[str, int]:
    """The nation of a name at this position and the number of its words, 0 for none; no capital is one."""
    openers = words[at : at + 1] if fold_word(words[at]) in _list("nation_openers") else []
    position = at + len(openers)
    if position >= len(words) or not _is_capital(words[position]):
        return "", 0
    low = _NO_LETTER.sub("", words[position].lower())
    nation = nation_of(low)
    alias = openers or low in _list("nation_aliases")
    if nation is None or not (alias or fold_word(nation) == fold_word(low)):
        return "", 0
    end = i = position + 1
    while i < len(words) and (words[i] == "del" or fold_word(words[i]) in _list("nation_tails")):
        i += 1
        end = i if words[i - 1] != "del" else end
    return nation, end - at


def _skip_seat_words(words: Sequence[str], at: int) -> int:
    """Pass over the article, and over *el municipio de*."""
    at = _skip_articles(words, at)
    if at + 1 < len(words) and words[at] in word_set("seats", FILE) and words[at + 1] in _OF:
        return _skip_articles(words, at + 2)
    return at


def _skip_articles(words: Sequence[str], at: int) -> int:
    while at < len(words) and words[at].lower() in word_set("articles"):
        at += 1
    return at


def _run_end(words: Sequence[str], at: int) -> int:
    """The position behind the capitals from here on with the particles between."""
    end = i = at
    while i < len(words) and i - at < _LONGEST_COMPLEMENT:
        if _is_capital(words[i]):
            end = i = i + 1
        elif end > at and words[i] in word_set("surname_particles") and i - end < 3:
            i += 1
        else:
            break
    return end


def _split_run(words: Sequence[str], at: int, end: int) -> int:
    """Of how many words the place is in *Torrealta José García*, where only the given name tells its end."""
    if words[end : end + 1] and words[end] == ",":
        return end - at
    for i in range(at + 1, end - 1):
        before = fold_word(words[i - 1])
        begins = _is_capital(words[i]) and is_given(fold_word(words[i]))
        if begins and before not in word_set("particles") and before not in {"san", "santa"}:
            return i - at
    return end - at


def _end(words: Sequence[str], at: int, place: str) -> Phrase:
    """The phrase of which place and office end here, perhaps with a name behind."""
    in_commas = words[at : at + 1] == [","]
    start = at + in_commas
    titles = word_set("honorifics") | word_set("titles", FILE)
    while start < len(words) and words[start].rstrip(".").lower() in titles:
        start += 1
    name = read_name(words[start : start + _LONGEST_COMPLEMENT])
    behind = start + len(name.split())
    if name and in_commas and behind < len(words) and words[behind] not in _CLOSING:
        name = ""
    return Phrase(place, name, tuple(words[at : at + 3]))


def _list(key: str) -> frozenset[str]:
    return folded_words(key, FILE)


def _is_capital(word: str) -> bool:
    return word[0].isupper()


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()
