"""The figures: spans of speech found, and found with their speaker, over all articles and by kind."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from app.evaluation.gold import GoldSpan
from app.evaluation.matching import is_right, pair_spans
from app.evaluation.reliability import Bin, bin_verdicts
from app.extraction import Extraction, PlacedQuotation
from app.text import sentence_spans

Verdict = Literal[
    "right", "left out", "missed", "no speaker", "wrong speaker", "not speech", "no such span"
]
_GOOD: frozenset[Verdict] = frozenset({"right", "left out"})


@dataclass(frozen=True, slots=True)
class Miss:
    """One error: what kind, in which file, the text, who was named and who would be right.

    `rule` and `confidence` are those of the quotation, None where none was found. `context` is the
    sentence around the text, empty where the article does not hold it word for word.
    """

    file: str
    what: Verdict
    text: str
    got: str | None
    wanted: tuple[str, ...]
    rule: str | None
    confidence: float | None
    context: str


class Tally(NamedTuple):
    """Spans of speech of one sort: annotated, found, found with the right speaker, with a wrong one."""

    gold: int = 0
    found: int = 0
    right: int = 0
    wrong: int = 0

    def plus(self, verdict: Verdict) -> "Tally":
        """One span more, with this verdict."""
        return Tally(
            self.gold + 1,
            self.found + (verdict != "missed"),
            self.right + (verdict == "right"),
            self.wrong + (verdict == "wrong speaker"),
        )


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

    `by_kind` and `by_reference` tally the spans by their annotated kind, and by the way in which the
    article refers to the speaker. `reliability` bins the quotations by confidence.
    """

    predicted: int
    total: Tally
    by_kind: Mapping[str, Tally]
    by_reference: Mapping[str, Tally]
    reliability: tuple[Bin, ...]
    misses: tuple[Miss, ...]

    @property
    def span(self) -> Rates:
        """How well spans of speech are found."""
        return self._rates(self.total.found)

    @property
    def attribution(self) -> Rates:
        """How well spans are found and attributed."""
        return self._rates(self.total.right)

    @property
    def wrong_share(self) -> float:
        """Of the spans found, the share that names somebody else."""
        return self.total.wrong / self.total.found if self.total.found else 0.0

    def _rates(self, right: int) -> Rates:
        return Rates(
            right / self.predicted if self.predicted else 0.0,
            right / self.total.gold if self.total.gold else 0.0,
        )


@dataclass(slots=True)
class _Judged:
    """What was judged so far: spans with their verdicts, quotations with whether they are right."""

    spans: list[tuple[GoldSpan, Verdict]] = field(default_factory=list)
    confidences: list[tuple[float, bool]] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)


def score_quotations(
    gold: Mapping[str, Sequence[GoldSpan]], found: Mapping[str, Extraction]
) -> Score:
    """Score what was found in each file against its annotated spans.

    Spans that are doubtful or nested count neither for nor against; indirect speech is left aside.
    """
    judged = _Judged()
    for file, spans in sorted(gold.items()):
        _judge_file(judged, file, spans, found.get(file))
    speech = [(span, verdict) for span, verdict in judged.spans if span.speech]
    return Score(
        predicted=len(judged.confidences),
        total=_tally([("all", verdict) for _, verdict in speech]).get("all", Tally()),
        by_kind=_tally([(span.kind, verdict) for span, verdict in speech]),
        by_reference=_tally([(span.reference, verdict) for span, verdict in speech]),
        reliability=bin_verdicts(judged.confidences),
        misses=tuple(judged.misses),
    )


def _judge_file(
    judged: _Judged, file: str, spans: Sequence[GoldSpan], extraction: Extraction | None
) -> None:
    placed = extraction.quotations if extraction else ()
    pairs = pair_spans(spans, [one.quotation for one in placed])
    for position, span in enumerate(spans):
        one = placed[pairs[position]] if position in pairs else None
        if span.ignored:
            continue
        verdict = _judge(span, one)
        judged.spans.append((span, verdict))
        if one is not None:
            judged.confidences.append((one.quotation.confidence, verdict == "right"))
        if verdict not in _GOOD:
            context = _find_context(span, extraction) if extraction else ""
            judged.misses.append(_miss(file, verdict, span, one, context))
    for position, one in enumerate(placed):
        if position not in pairs.values():
            judged.confidences.append((one.quotation.confidence, False))
            body = extraction.document.body if extraction else ""
            context = body[one.context.start : one.context.end]
            judged.misses.append(_miss(file, "no such span", None, one, context))


def _judge(span: GoldSpan, placed: PlacedQuotation | None) -> Verdict:
    if not span.speech:
        return "left out" if placed is None else "not speech"
    if placed is None:
        return "missed"
    if is_right(placed.quotation.speaker, span):
        return "right"
    return "no speaker" if placed.quotation.speaker is None else "wrong speaker"


def _miss(
    file: str,
    verdict: Verdict,
    span: GoldSpan | None,
    placed: PlacedQuotation | None,
    context: str,
) -> Miss:
    quotation = placed.quotation if placed else None
    text = span.text if span else quotation.text if quotation else ""
    return Miss(
        file=file,
        what=verdict,
        text=text,
        got=quotation.speaker if quotation else None,
        wanted=span.speakers if span else (),
        rule=quotation.rule if quotation else None,
        confidence=quotation.confidence if quotation else None,
        context=" ".join(context.split()),
    )


def _find_context(span: GoldSpan, extraction: Extraction) -> str:
    """The sentences that hold an annotated span, where the file or else its body has it."""
    raw, body = extraction.document.raw_text, extraction.document.body
    if raw[span.start : span.start + len(span.text)] == span.text:
        return _sentences_around(raw, span.start, span.start + len(span.text))
    start = body.find(span.text)
    return _sentences_around(body, start, start + len(span.text)) if start >= 0 else ""


def _sentences_around(text: str, start: int, end: int) -> str:
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    lines = text[first : last if last >= 0 else len(text)]
    return " ".join(
        lines[from_:to]
        for from_, to in sentence_spans(lines)
        if from_ < end - first and to > start - first
    )


def _tally(verdicts: Sequence[tuple[str, Verdict]]) -> dict[str, Tally]:
    """A tally for each name, by name."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for name, verdict in sorted(verdicts):
        tallies[name] = tallies[name].plus(verdict)
    return dict(tallies)
