"""Where a quotation ends by sense that no mark closes, and begins that no mark opens."""

import re
from collections.abc import Iterator
from functools import cache

from app.quotes.lexicon import word_set
from app.quotes.roles import find_role
from app.quotes.verbs import is_saying, verb_forms

_STOP = re.compile(r"(?<![.!?…])[.!?…]++[)\]]?+\s++(?=[A-ZÁÉÍÓÚÑ«“„\"‘'¿¡—–(])")
_CUE = re.compile(r"(?:,[ \t]+|(?<=[!?…])[ \t]+|[ \t][—–][ \t]?)((?:\w+[ \t]+){0,2}\w+)")
_AFTER_COMMA = re.compile(r",\s+(\w+)")
_WORD = re.compile(r"\w+")
_LAST_CLAUSE = 200  # characters of a sentence that its closing cue can take
_FIRST_SENTENCE = 160  # characters in which a cue can lead up to a quotation
_FIRST_WORDS = 80  # characters in which a sentence shows itself as the reporter's
_LONGEST_LEAD = 8  # words from a verb to its colon
_STOPS = (".", "!", "?", "…")
_SHUT = re.compile(r"\s*(?:[,.;:)!?…—–]|$)|\s+(\w+)", re.MULTILINE)
_ANNOUNCED = re.compile(r":\s*[«“„\"‘]")
_INCHES = re.compile(r"(?<!\d)\d{1,2}")
_PAST = ("ó", "ron", "dijo")


def find_end(text: str, start: int, limit: int) -> int | None:
    """The end of the speech between two offsets: before *, dijo Ruiz.*, or before the reporter.

    None when the speech seems to go on up to the limit.
    """
    for first, last in _sentences(text, start, limit):
        if first > start and _is_reported(text[first : min(last, first + _FIRST_WORDS)]):
            return first
        closing = find_closing_cue(text, first, last)
        if closing is not None:
            return closing
    return None


def find_end_at_mark(text: str, start: int, mark: int) -> int | None:
    """The same for speech before another opening mark, which is its end where it stands after a stop.

    Inside a sentence that mark shows that the sentence is the reporter's. Then a clause that the reporter
    began, with a small letter, ends with its own sentence.
    """
    stop = find_sentence_end(text, start, mark)
    reopened = text[start:mark].rstrip().endswith(_STOPS)
    if stop is not None and not reopened and text[start].islower():
        return find_closing_cue(text, start, stop) or stop
    end = find_end(text, start, mark)
    if end is None:
        return mark if reopened else stop
    return end


def find_closing_cue(text: str, start: int, end: int) -> int | None:
    """Where the pause stands before the cue with which a sentence ends: *, dijo Ruiz.*; None without one."""
    for found in _CUE.finditer(text, max(start, end - _LAST_CLAUSE), end):
        verb = _after_verb(found[1])
        if verb is not None and _closes(text[found.start(1) + verb : end]):
            return found.start()
    return None


def is_all_speech(text: str, start: int, end: int) -> bool:
    """Whether whole sentences stand between two offsets in which no reporter says who speaks."""
    if not text[start : start + 1].isupper() or _ANNOUNCED.search(text, start, end):
        return False
    words = (word[0].lower() for word in _WORD.finditer(text, start, end))
    return not any(word == "según" or is_saying(word) for word in words)


def find_sentence_end(text: str, start: int, limit: int) -> int | None:
    """The end of the first sentence between two offsets; None when none ends there."""
    stop = _STOP.search(text, start, limit)
    return None if stop is None else stop.end()


def find_beginning(text: str, start: int, closing: int) -> int:
    """The beginning of the speech: after *Según Ruiz,*, after *Ruiz dijo que*, or the first word."""
    stop = _STOP.search(text, start, closing)
    first = text[start : min(closing, start + _FIRST_SENTENCE, stop.start() if stop else closing)]
    words = list(_WORD.finditer(first))
    if words and words[0][0].lower() == "según" and "," in first:
        return start + first.index(",") + 1
    for i, word in enumerate(words):
        if not _is_past(word[0].lower()):
            continue
        if i + 1 < len(words) and words[i + 1][0] == "que":
            return start + words[i + 1].end()
        colon = first.find(":", word.end())
        if colon >= 0 and len(first[word.end() : colon].split()) <= _LONGEST_LEAD:
            return start + colon + 1
    return start


def closes_speech(text: str, mark: int) -> bool:
    """Whether a closing mark that nothing opens has an end or a cue after it, and is not one of inches."""
    if text[mark - 1] in _STOPS:
        return True
    shut = _SHUT.match(text, mark + 1)
    if shut is None or _INCHES.fullmatch(text, max(0, mark - 2), mark):
        return False
    return shut[1] is None or shut[1] == "según" or is_saying(shut[1])


def _sentences(text: str, start: int, limit: int) -> Iterator[tuple[int, int]]:
    for stop in _STOP.finditer(text, start, limit):
        yield start, stop.end()
        start = stop.end()
    yield start, limit


def _after_verb(printed: str) -> int | None:
    """The offset after *dijo*, *le ha dicho*, *según* at the beginning of some words; None without it."""
    words = list(_WORD.finditer(printed))
    if words[0][0] == "según":
        return words[0].end()
    for i, word in enumerate(words):
        if is_saying(word[0]) or (i and _is_participle(words[i - 1][0], word[0])):
            return word.end()
        if word[0] not in word_set("clitics") and word[0] not in word_set("haber"):
            return None
    return None


def _is_participle(auxiliary: str, word: str) -> bool:
    form = verb_forms().get(word)
    return auxiliary in word_set("haber") and form is not None and form.mood == "participle"


def _closes(clause: str) -> bool:
    """Whether what follows a verb is its subject or a circumstance, and the speech is not taken up again."""
    following = _WORD.search(clause)
    if following is None:
        return True
    word = following[0]
    if not word[0].isupper() and word not in _leading_words():
        return False
    return not any(mark in clause for mark in ":;") and not any(
        _resumes(found[1]) for found in _AFTER_COMMA.finditer(clause)
    )


def _resumes(word: str) -> bool:
    """Whether the speech goes on with a word after the comma of a cue: *, dijo Ruiz, y no hay más*."""
    return word not in _appositive_words() and find_role(word) is None


def _is_reported(sentence: str) -> bool:
    """*Ana Ruiz añadió…*, *También dijo…*, *Por su parte…*: the reporter has taken the word again."""
    words = [word[0] for word in _WORD.finditer(sentence)]
    lows = [word.lower() for word in words]
    if lows and (lows[0] == "según" or "_".join(lows[:3]) in word_set("contrasts")):
        return True
    if lows and lows[0] in word_set("adverbs"):
        return len(lows) > 1 and _is_past(lows[1])
    for word, low in zip(words, lows, strict=True):
        if _is_past(low):
            return True
        if low in word_set("sentence_openers") or not _is_in_name(word):
            return False
    return False


def _is_in_name(word: str) -> bool:
    return word[0].isupper() or word in word_set("name_joints")


def _is_past(low: str) -> bool:
    return low.endswith(_PAST) and is_saying(low)


@cache
def _leading_words() -> frozenset[str]:
    """What can follow a verb of saying that closes a quotation: a determiner, a preposition, an adverb."""
    prepositions = word_set("prepositions") - {"de", "del"}
    return word_set("determiners") | prepositions | word_set("adverbs") | word_set("weekdays")


@cache
def _appositive_words() -> frozenset[str]:
    """What can follow the comma after a speaker: *quien…*, *la alcaldesa*, *de 50 años*, *en Brisa*."""
    described = word_set("relatives") | word_set("determiners") | {"de", "del"}
    return described | word_set("locative_prepositions")
