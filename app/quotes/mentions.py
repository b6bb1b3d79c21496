"""Who appears in an article: each person once, under the fullest name, with the roles tied to it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.quotes.lexicon import folded_words, word_set
from app.quotes.names import bare_words
from app.quotes.nations import nation_of
from app.quotes.nominals import Phrase
from app.quotes.roles import Gender, Role
from app.quotes.spelling import is_given
from app.quotes.tokens import Frame

_MOST_NAMESAKES = 40  # candidates looked at for one form, so that a list of names costs linear time


_LEAD = 3  # lines
_IN_POWER = frozenset({"state", "minister"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in the article; `words` are the folded parts of the fullest name.

    `line` is the first line that names them, counted from 0; -1 for the title.
    """

    name: str
    words: tuple[str, ...]
    gender: Gender
    roles: tuple[Role, ...]
    ties: frozenset[str]
    mentions: int
    line: int

    @property
    def is_human(self) -> bool:
        """Whether a role or a given name shows that the name is nobody's place or brand."""
        if self.roles or len(self.words) < 2:
            return bool(self.roles)
        return self.gender != "" or self.words[0] in _folded_given("plain")

    @property
    def may_be_human(self) -> bool:
        """Whether nothing speaks against it: of a name of several words one should be a given name."""
        return len(self.words) < 2 or self.is_human


@dataclass(slots=True)
class _Draft:
    name: str
    words: tuple[str, ...]
    line: int
    roles: list[Role] = field(default_factory=list)
    ties: set[str] = field(default_factory=set)
    genders: Counter[Gender] = field(default_factory=Counter)
    mentions: int = 0


class Cast:
    """The people of an article, found by a printed form or by a description."""

    def __init__(self, people: Sequence[Person], by_form: dict[tuple[str, ...], int]) -> None:
        self.people = tuple(people)
        self._by_form = by_form
        self._by_surname: dict[str, Person | None] = {}
        for person in self.people:
            surname = person.words[-1] if person.words else ""
            self._by_surname[surname] = None if surname in self._by_surname else person
        self._described = [p for p in people if p.roles or p.ties][:_MOST_NAMESAKES]

    def find_by_form(self, form: str) -> Person | None:
        """The person whom a printed form means here; None for a form that the article does not hold."""
        words = bare_words(form)
        index = self._by_form.get(words)
        if index is not None:
            return self.people[index]
        return self._by_surname.get(words[0]) if len(words) == 1 else None

    def list_fitting(self, phrase: Phrase, line: int) -> list[tuple[int, Person]]:
        """People whom a description in that line can mean, and how well, as `Role.fits` counts.

        The lead of an article may describe people before it names them, later lines may not.
        """
        fitting = []
        for person in self._described:
            score = _fit(phrase, person) if person.line <= max(line, _LEAD) else 0
            if score:
                fitting.append((score, person))
        return fitting


def collect_cast(
    sentences: Iterable[tuple[str, Frame, Sequence[Phrase]]],
) -> Cast:
    """The people of all sentences, each given with its text; full names first, then short forms."""
    forms: list[tuple[tuple[str, ...], str, int, Phrase]] = []
    for text, frame, phrases in sentences:
        for phrase in phrases:
            if phrase.kind == "name" and phrase.name is not None:
                start, end = frame.bounds(*phrase.name)
                printed = text[start:end]
                forms.append((bare_words(printed), printed, frame.line, phrase))
    casting = _Casting()
    for full in (True, False):
        for words, printed, line, phrase in forms:
            if words and (len(words) > 1) == full:
                casting.place(words, printed, line, phrase)
    return Cast([_finish(draft) for draft in casting.drafts], casting.by_form)


class _Casting:
    """The people gathered so far, by form and by word."""

    def __init__(self) -> None:
        self.drafts: list[_Draft] = []
        self.by_form: dict[tuple[str, ...], int] = {}
        self._by_word: dict[str, list[int]] = defaultdict(list)

    def place(self, words: tuple[str, ...], printed: str, line: int, phrase: Phrase) -> None:
        """Count a form for the person it belongs to, who is new when nobody fits."""
        index = self.by_form.get(words)
        if index is None:
            index = self._find_draft(words, phrase)
            if index is None:
                index = len(self.drafts)
                self.drafts.append(_Draft(" ".join(printed.split()), words, line))
            elif _is_fuller(words, self.drafts[index].words):
                self.drafts[index].name = " ".join(printed.split())
                self.drafts[index].words = words
            self.by_form[words] = index
            for word in words:
                if index not in self._by_word[word][-3:]:
                    self._by_word[word].append(index)
        self.drafts[index].line = min(line, self.drafts[index].line)
        _describe(self.drafts[index], phrase)

    def _find_draft(self, words: tuple[str, ...], phrase: Phrase) -> int | None:
        near = dict.fromkeys(i for word in words[:4] for i in self._by_word[word][:_MOST_NAMESAKES])
        drafts = self.drafts
        if len(words) > 1:
            return next((i for i in near if _one_person(words, drafts[i].words)), None)
        surname = [i for i in near if words[0] in drafts[i].words[1:]]
        if surname:
            return max(surname, key=lambda i: (*_claim(drafts[i], words[0], phrase), -i))
        given = [i for i in near if words[0] == drafts[i].words[0]]
        return given[0] if len(given) == 1 else None


def _is_fuller(words: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Whether a form tells more of a name; *Volvería Ana Ruiz* is *Ana Ruiz* with a word before her."""
    longer, shorter = (words, known) if len(words) > len(known) else (known, words)
    if longer[-len(shorter) :] == shorter and is_given(shorter[0]) and not is_given(longer[0]):
        return len(shorter) > 1 and words == shorter
    return words == longer


def _claim(draft: _Draft, surname: str, phrase: Phrase) -> tuple[int, bool, int]:
    """How well a surname suits: by role, then *Ruiz* is no *Ruiz-Gil*, then whom the article names most."""
    compounds = (part for part in draft.name.split() if "-" in part)
    whole = all(surname not in bare_words(part) for part in compounds)
    return _role_score(phrase, draft), whole, draft.mentions


def _role_score(phrase: Phrase, draft: _Draft) -> int:
    return max((r.fits(known) for r in phrase.roles for known in draft.roles), default=0)


def _one_person(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """One form holds all words of the other, in order, down to its last."""
    short, long = sorted((first, second), key=len)
    if len(short) < 2:
        return short[-1] in long[1:]
    remaining = iter(long)
    return all(word in remaining for word in short)


def _describe(draft: _Draft, phrase: Phrase) -> None:
    draft.mentions += 1
    for role in phrase.roles[:4]:
        if role not in draft.roles and len(draft.roles) < 12:
            draft.roles.append(role)
        if role.gender:
            draft.genders[role.gender] += 1
    draft.ties |= phrase.complement


def _finish(draft: _Draft) -> Person:
    gender = draft.genders.most_common(1)[0][0] if draft.genders else guess_gender(draft.words)
    return Person(
        draft.name,
        draft.words,
        gender,
        tuple(draft.roles),
        frozenset(draft.ties),
        draft.mentions,
        draft.line,
    )


def guess_gender(words: Sequence[str]) -> Gender:
    """The gender that a given name tells; empty when it tells none or only a surname is there."""
    if len(words) < 2:
        return ""
    given = words[0]
    if given in _folded_given("feminine"):
        return "f"
    if given in _folded_given("masculine"):
        return "m"
    if given.endswith("a"):
        return "f"
    return "m" if given.endswith("o") else ""


def _folded_given(gender: str) -> frozenset[str]:
    return folded_words(gender, "given_names.toml")


def opposes(phrase: Phrase, person: Person) -> bool:
    """*el líder opositor* is nobody who governs."""
    if not any(role.head in word_set("classes.opposed") for role in phrase.roles):
        return False
    return any(role.classes & _IN_POWER for role in person.roles)


def _fit(phrase: Phrase, person: Person) -> int:
    if phrase.gender and person.gender and phrase.gender != person.gender:
        return 0
    if not phrase.roles:
        return 1 if phrase.complement & person.ties else 0
    if opposes(phrase, person):
        return 0
    score = max((r.fits(known) for r in phrase.roles[:1] for known in person.roles), default=0)
    if not score or not phrase.complement or phrase.complement & person.ties:
        return score
    if score == 1 or not person.ties:
        return 0 if score == 1 else score
    nations = [{w for w in ties if nation_of(w) == w} for ties in (phrase.complement, person.ties)]
    return 0 if all(nations) else 1
