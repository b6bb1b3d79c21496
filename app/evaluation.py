"""Scores extraction against a gold file: spans found, and who said them.

The measures are those of attributed quotation: a predicted span matches a gold span when the F1 of their
word sequences is at least 0.8, one to one, best first; it is attributed when the speaker is right too.
"""

import difflib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.documents import read_documents
from app.documents.document import RawDocument, Rejection
from app.errors import BadRequestError
from app.extraction import Extraction, extract
from app.quotes import Quotation
from app.quotes.names import name_key
from app.text import words

MATCH_THRESHOLD = 0.8
_EXTRA_WORDS = (
    5  # an organisation, group, role or document may carry so many beyond the accepted form
)


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """An annotated span; `speakers` are the accepted names, none when nobody is known."""

    text: str
    start: int
    speech: bool
    ignored: bool
    speakers: tuple[str, ...]
    speaker_type: str | None
    reference: str


@dataclass(frozen=True, slots=True)
class Miss:
    """One error: what kind, in which file, the text, who was named and who would be right."""

    file: str
    what: str
    text: str
    got: str | None
    wanted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rates:
    """Precision, recall and their harmonic mean, each from 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean; 0 when both are."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over all articles, and the errors behind them.

    `by_reference`: for each way in which the speaker is referred to, spans in gold, found, attributed.
    """

    gold: int
    predicted: int
    found: int
    attributed: int
    wrong: int
    by_reference: Mapping[str, tuple[int, int, int]]
    misses: tuple[Miss, ...]

    @property
    def span(self) -> Rates:
        """How well spans of speech are found."""
        return self._rates(self.found)

    @property
    def attribution(self) -> Rates:
        """How well spans are found and attributed."""
        return self._rates(self.attributed)

    @property
    def wrong_share(self) -> float:
        """Of the spans found, the share that names somebody else."""
        return self.wrong / self.found if self.found else 0.0

    def _rates(self, right: int) -> Rates:
        return Rates(
            right / self.predicted if self.predicted else 0.0,
            right / self.gold if self.gold else 0.0,
        )


def read_gold(path: Path) -> dict[str, list[GoldSpan]]:
    """Annotated spans by file name; raise BadRequestError that names the line which cannot be read."""
    gold = {}
    for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            gold[Path(row["file"]).name] = [_gold_span(quote) for quote in row["quotes"]]
        except (ValueError, KeyError, TypeError) as error:
            raise BadRequestError(f"{path}:{number} is no gold annotation: {error!r}") from error
    return gold


def extract_files(gold_files: Iterable[str], folder: Path) -> dict[str, Sequence[Quotation]]:
    """The quotations that extraction finds in each file; raise BadRequestError for one that is missing."""
    found: dict[str, Sequence[Quotation]] = {}
    for name in sorted(gold_files):
        for raw in read_documents([folder / name]):
            result = extract(raw) if isinstance(raw, RawDocument) else raw
            if not isinstance(result, Extraction):
                reason = result.reason if isinstance(result, Rejection) else "not an article"
                raise BadRequestError(f"{folder / name}: {reason}")
            found[name] = [placed.quotation for placed in result.quotations]
    return found


def score_quotations(
    gold: Mapping[str, Sequence[GoldSpan]], found: Mapping[str, Sequence[Quotation]]
) -> Score:
    """Score the quotations found in each file against its annotated spans."""
    counts: Counter[str] = Counter()
    references: dict[str, Counter[str]] = {}
    misses: list[Miss] = []
    for file, spans in sorted(gold.items()):
        quotations = [one for one in found.get(file, ()) if one.kind != "indirect"]
        pairs = _pair(spans, quotations)
        counts["predicted"] += len(quotations) - sum(spans[i].ignored for i in pairs)
        for position, span in enumerate(spans):
            if span.ignored:
                continue
            quotation = quotations[pairs[position]] if position in pairs else None
            verdict = _judge(span, quotation)
            if span.speech:
                counts["gold"] += 1
                _count(counts, verdict)
                _count(references.setdefault(span.reference, Counter(gold=0)), verdict)
                references[span.reference]["gold"] += 1
            if verdict not in {"right", "left out"}:
                got = quotation.speaker if quotation else None
                misses.append(Miss(file, verdict, span.text, got, span.speakers))
        misses.extend(
            Miss(file, "no such span", quotation.text, quotation.speaker, ())
            for position, quotation in enumerate(quotations)
            if position not in pairs.values()
        )
    return Score(
        gold=counts["gold"],
        predicted=counts["predicted"],
        found=counts["found"],
        attributed=counts["attributed"],
        wrong=counts["wrong"],
        by_reference={
            name: (row["gold"], row["found"], row["attributed"])
            for name, row in sorted(references.items())
        },
        misses=tuple(misses),
    )


def _gold_span(quote: Mapping[str, Any]) -> GoldSpan:
    return GoldSpan(
        text=quote["text"],
        start=quote["start"],
        speech=quote["speech"],
        ignored=bool(quote.get("doubt") or quote.get("nested")),
        speakers=tuple(quote["speakers"]),
        speaker_type=quote.get("speaker_type"),
        reference=quote.get("reference") or "?",
    )


def _judge(span: GoldSpan, quotation: Quotation | None) -> str:
    if not span.speech:
        return "left out" if quotation is None else "not speech"
    if quotation is None:
        return "missed"
    if _is_right(quotation.speaker, span):
        return "right"
    return "no speaker" if quotation.speaker is None else "wrong speaker"


def _count(counts: Counter[str], verdict: str) -> None:
    counts["found"] += verdict != "missed"
    counts["attributed"] += verdict == "right"
    counts["wrong"] += verdict == "wrong speaker"


def _is_right(name: str | None, span: GoldSpan) -> bool:
    if name is None or not span.speakers:
        return name is None and not span.speakers
    got = name_key(name).split()
    accepted = [name_key(speaker).split() for speaker in span.speakers]
    if any(_is_form_of(got, want) for want in accepted):
        return True
    if span.speaker_type in {None, "person"} or ";" in name:
        return False
    return any(
        set(want) <= set(got) and len(got) <= len(want) + _EXTRA_WORDS for want in accepted if want
    )


def _is_form_of(got: list[str], want: list[str]) -> bool:
    """The accepted form itself, or a part of it that holds its last word."""
    return bool(got and want) and (got == want or (set(got) <= set(want) and want[-1] in got))


def _pair(spans: Sequence[GoldSpan], quotations: Sequence[Quotation]) -> dict[int, int]:
    """Gold position -> predicted position, one to one, the most alike first, then the nearest."""
    candidates = []
    predicted_words = [words(quotation.text) for quotation in quotations]
    for i, span in enumerate(spans):
        span_words = words(span.text)
        for j, quotation in enumerate(quotations):
            similarity = _similarity(span_words, predicted_words[j])
            if similarity >= MATCH_THRESHOLD:
                candidates.append((-similarity, abs(span.start - quotation.start), i, j))
    pairs: dict[int, int] = {}
    taken = set()
    for _, _, i, j in sorted(candidates):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def _similarity(one: list[str], other: list[str]) -> float:
    """F1 of the longest matching blocks of two word sequences, 0 for very unequal lengths."""
    if not one or not other or min(len(one), len(other)) * 2 < max(len(one), len(other)):
        return 0.0
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return 2 * sum(block.size for block in matcher.get_matching_blocks()) / (len(one) + len(other))
