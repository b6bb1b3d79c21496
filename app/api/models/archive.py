"""The archive as a whole: counts over time, outlets, and whether it answers."""

from datetime import date
from typing import Literal

from pydantic import Field

from app.api.models.answers import Answer


class BucketAnswer(Answer):
    """An interval of time; both days inclusive."""

    start: date
    end: date
    count: int


class TimelineAnswer(Answer):
    """Counts over time, without gaps, oldest first."""

    of: Literal["articles", "quotes"]
    interval: Literal["day", "week", "month", "year"]
    buckets: list[BucketAnswer]
    undated: int = Field(description="What has no date.")
    imprecise: int = Field(description="What is dated less precisely than the interval.")


class SourceAnswer(Answer):
    """An outlet."""

    source: str | None = Field(description="Null: articles whose outlet is not known.")
    article_count: int
    quote_count: int
    first_date: date | None
    last_date: date | None


class HealthAnswer(Answer):
    """Whether the service works."""

    status: Literal["ok"]


class ReadyAnswer(HealthAnswer):
    """Whether database and index answer."""

    generation: int = Field(description="Generation of the archive.")
    index_generation: int = Field(description="Generation that the text index has reached.")
    articles: int
    disk_free_mb: int | None = Field(
        description="Megabytes left on the disk of the archive, null where it is in PostgreSQL."
    )
    primary: Literal["ok", "down"] | None = Field(
        description="Whether the database that is written answers; null where it is the one that is read. "
        "While it is down, reads go on from the replica."
    )
    replication_lag: int | None = Field(
        description="Transactions that the replica has still to take over; null without one, or while the "
        "primary is down."
    )
