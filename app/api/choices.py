"""What the parameters mean for the store."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from app.api.parameters import ArticleQuery, DateQuery, QuoteQuery
from app.store.filters import ArticleFilter, QuoteFilter
from app.store.prepared import Row
from app.store.readings import NO_SPEAKER, understand_speakers


def choose_articles(connection: Connection, query: ArticleQuery) -> ArticleFilter:
    """The filter that the parameters ask for; raise BadRequestError for an ambiguous speaker."""
    return replace(
        choose_published(query, query.source),
        languages=tuple(query.language),
        speaker_ids=choose_speakers(connection, query.speaker),
        copies=query.copies,
    )


def choose_published(query: DateQuery, sources: Sequence[str]) -> ArticleFilter:
    """The articles of these days and outlets."""
    return ArticleFilter(
        first_day=query.from_,
        last_day=query.to,
        undated=query.undated_or_default,
        sources=tuple(sources),
    )


def choose_speakers(connection: Connection, names: Sequence[str]) -> tuple[str, ...] | None:
    """The ids of the speakers asked for, None if none is; raise BadRequestError for an ambiguous name."""
    return _ids(understand_speakers(connection, names)) if names else None


def choose_quotes(query: QuoteQuery) -> QuoteFilter:
    """The filter that the parameters ask for, but for speakers and articles."""
    return QuoteFilter(
        articles=choose_published(query, query.source),
        kinds=tuple(query.kind),
        min_confidence=query.min_confidence,
        indirect=query.indirect,
    )


def choose_said_by(
    chosen: QuoteFilter, names: Sequence[str], speakers: Sequence[Row]
) -> QuoteFilter:
    """The filter narrowed to the speakers that were asked for by `names`, as they were understood."""
    if not names:
        return chosen
    return replace(chosen, speaker_ids=_ids(speakers), unattributed=NO_SPEAKER in names)


def _ids(speakers: Sequence[Row]) -> tuple[str, ...]:
    return tuple(speaker["id"] for speaker in speakers)
