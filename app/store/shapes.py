"""Rows as the objects that the API answers and `export` writes."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.quotes.differences import list_differences
from app.quotes.likeness import Likeness, compare
from app.quotes.shingles import wording
from app.store.changes import ArticleChange, ChangedArticle, ChangedQuote
from app.store.joint import QuoteRow
from app.store.prepared import Row
from app.store.statement_pages import Variant

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
_ORIGIN_FIELDS = (
    *("url", "source", "title", "published", "published_precision", "published_source"),
    *("seen_at", "replaced_at", "notes"),
)
_CITED_FIELDS = ("title", "published", "source", "url")


def shape_article(row: Row) -> dict[str, Any]:
    """An article as it stands in lists."""
    likeness = {"jaccard": row["copy_jaccard"], "containment": row["copy_containment"]}
    return {
        **{name: row[name] for name in _ARTICLE_FIELDS},
        "copy_likeness": likeness if row["copy_jaccard"] is not None else None,
    }


def shape_whole_article(row: Row, origins: Sequence[Row]) -> dict[str, Any]:
    """An article with its text, origins and what was removed."""
    return {
        **shape_article(row),
        "body": row["body"],
        "origins": [_shape_origin(origin) for origin in origins],
        "removed": row["removed"],
    }


def shape_changed_article(
    changed: ChangedArticle, shape: Callable[[Row], dict[str, Any]]
) -> dict[str, Any]:
    """An article that changed, or the note that whatever was known of it is void."""
    change = changed.change
    void = {"id": change.article_id, **_shape_void(change)}
    return {
        **(shape(changed.article) if changed.article else void),
        "changed": str(changed.position),
    }


def shape_changed_quote(
    changed: ChangedQuote, shape: Callable[[QuoteRow], dict[str, Any]]
) -> dict[str, Any]:
    """A quotation of an article that changed, or the note that those known of it are void."""
    change = changed.change
    void = {"article": {"id": change.article_id}, **_shape_void(change)}
    return {**(shape(changed.quote) if changed.quote else void), "changed": str(changed.position)}


def _shape_void(change: ArticleChange) -> dict[str, Any]:
    return {"deleted": not change.is_there, "successor": change.successor}


def shape_quote(row: QuoteRow, *, explain: bool = False) -> dict[str, Any]:
    """A quotation; `explain` adds the speakers that were rejected."""
    return {
        **{name: row[name] for name in _QUOTE_FIELDS},
        "speaker": _shape_speaker(row),
        "joint": row["joint"],
        "mention": _shape_mention(row),
        "cue": _shape_cue(row),
        "rule": row["rule"],
        "confidence": row["confidence"],
        "before": row["before"],
        "after": row["after"],
        "statement": row["statement_id"],
        "article": {"id": row["article_id"], **{name: row[name] for name in _CITED_FIELDS}},
        **({"rejected": _list_rejected(row)} if explain else {}),
    }


def shape_likeness(likeness: Likeness, text: str, other: str) -> dict[str, Any]:
    """How alike two texts are, from the first's point of view, and what the other has instead."""
    differs = list_differences(likeness, text, other)
    return {
        "kind": likeness.kind.value,
        "similarity": likeness.similarity,
        "containment": likeness.containment,
        "differs": [one._asdict() for one in differs],
    }


def shape_statement(
    row: Row, variants: Sequence[Variant], speakers: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """A statement with its wordings, each with what it is to the fullest one."""
    return {
        "id": row["id"],
        "text": row["text"],
        "variants": [_shape_variant(row["text"], variant) for variant in variants],
        "speakers": list(speakers),
        "first_published": row["first_published"],
        "first_source": row["first_source"],
        "quote_count": row["quote_count"],
        "article_count": row["article_count"],
        "outlet_count": row["outlet_count"],
    }


def _shape_variant(text: str, variant: Variant) -> dict[str, Any]:
    own = variant.quotes[0]["text"]
    likeness = compare(wording(own), wording(text))
    mirrored = compare(wording(text), wording(own))
    return {
        "text": own,
        "kind": likeness.kind.value,
        "differs": [one._asdict() for one in list_differences(mirrored, text, own)],
        "quote_count": variant.quote_count,
        "quotes": [shape_quote(quote) for quote in variant.quotes],
    }


def _shape_speaker(row: QuoteRow) -> dict[str, Any] | None:
    if row["speaker_id"] is None:
        return None
    return {"id": row["speaker_id"], "name": row["speaker_name"], "kind": row["speaker_kind"]}


def _list_rejected(row: QuoteRow) -> list[dict[str, str]]:
    """The speakers that were rejected; where an editor corrected the attribution, the extractor's first."""
    rejected: list[dict[str, str]] = json.loads(row["rejected"])
    extracted = json.loads(row["extracted"]) if row["extracted"] else None
    if not extracted or not extracted["speaker"]:
        return rejected
    if (row["form_text"], row["form_kind"]) == (extracted["speaker"], extracted["speaker_kind"]):
        # confirmed
        return rejected
    overruled = f"the extractor's attribution ({extracted['rule']}), corrected by an editor"
    return [{"name": extracted["speaker"], "why": overruled}, *rejected]


def _shape_mention(row: QuoteRow) -> dict[str, Any] | None:
    if row["mention_start"] is None:
        return None
    return {"text": row["mention_text"], "start": row["mention_start"], "end": row["mention_end"]}


def _shape_cue(row: QuoteRow) -> dict[str, Any] | None:
    if row["cue_start"] is None:
        return None
    return {
        "text": row["cue_text"],
        "lemma": row["cue_lemma"],
        "start": row["cue_start"],
        "end": row["cue_end"],
    }


def _shape_origin(origin: Row) -> dict[str, Any]:
    path = None if origin["url"] else origin["location"]
    return {"path": path, **{name: origin[name] for name in _ORIGIN_FIELDS}}


def shape_speaker(
    row: Row, aliases: Sequence[Mapping[str, Any]], days: Row | None
) -> dict[str, Any]:
    """A speaker with the names as printed and the range of dates; `days` is None for one never quoted."""
    return {
        **dict(row),
        "aliases": [{name: one[name] for name in _ALIAS_FIELDS} for one in aliases],
        "quote_count": sum(one["quote_count"] for one in aliases),
        "first_date": days["first_date"] if days else None,
        "last_date": days["last_date"] if days else None,
    }
