"""Rows as the objects that the API answers and `export` writes."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping

from app.store.tables import Origin

_ARTICLE_FIELDS = (
    "id",
    "title",
    "published",
    "published_precision",
    "published_source",
    "language",
    "source",
    "url",
    "author",
    "copy_of",
)
_QUOTE_FIELDS = ("id", "text", "start", "end", "kind")
_ALIAS_FIELDS = ("name", "quote_count", "joined_by", "sources")
_CITED_FIELDS = ("title", "published", "source", "url")


def shape_article(row: RowMapping) -> dict[str, Any]:
    """An article as it stands in lists."""
    return {name: row[name] for name in _ARTICLE_FIELDS}


def shape_whole_article(row: RowMapping, origins: Sequence[Origin]) -> dict[str, Any]:
    """An article with its text, origins and what was removed."""
    return {
        **shape_article(row),
        "body": row["body"],
        "origins": [_shape_origin(origin) for origin in origins],
        "removed": row["removed"],
    }


def shape_quote(row: RowMapping, *, explain: bool = False) -> dict[str, Any]:
    """A quotation; `explain` adds the speakers that were rejected."""
    return {
        **{name: row[name] for name in _QUOTE_FIELDS},
        "speaker": _shape_speaker(row),
        "mention": _shape_mention(row),
        "cue": _shape_cue(row),
        "rule": row["rule"],
        "confidence": row["confidence"],
        "before": row["before"],
        "after": row["after"],
        "article": {"id": row["article_id"], **{name: row[name] for name in _CITED_FIELDS}},
        **({"rejected": row["rejected"]} if explain else {}),
    }


def _shape_speaker(row: RowMapping) -> dict[str, Any] | None:
    if row["speaker_id"] is None:
        return None
    return {"id": row["speaker_id"], "name": row["speaker_name"], "kind": row["speaker_kind"]}


def _shape_mention(row: RowMapping) -> dict[str, Any] | None:
    if row["mention_start"] is None:
        return None
    return {"text": row["mention_text"], "start": row["mention_start"], "end": row["mention_end"]}


def _shape_cue(row: RowMapping) -> dict[str, Any] | None:
    if row["cue_start"] is None:
        return None
    return {
        "text": row["cue_text"],
        "lemma": row["cue_lemma"],
        "start": row["cue_start"],
        "end": row["cue_end"],
    }


def _shape_origin(origin: Origin) -> dict[str, Any]:
    return {
        "path": None if origin.url else origin.location,
        "url": origin.url,
        "source": origin.source,
        "title": origin.title,
        "published": origin.published,
        "published_precision": origin.published_precision,
        "published_source": origin.published_source,
        "seen_at": origin.seen_at,
        "replaced_at": origin.replaced_at,
        "notes": origin.notes,
    }


def shape_speaker(
    row: RowMapping, aliases: Sequence[Mapping[str, Any]], days: RowMapping | None
) -> dict[str, Any]:
    """A speaker with the names as printed and the range of dates; `days` is None for one never quoted."""
    return {
        **dict(row),
        "aliases": [{name: one[name] for name in _ALIAS_FIELDS} for one in aliases],
        "quote_count": sum(one["quote_count"] for one in aliases),
        "first_date": days["first_date"] if days else None,
        "last_date": days["last_date"] if days else None,
    }
