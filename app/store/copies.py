"""Near-copies: articles compared in pairs, grouped, and linked to the leader of their group."""

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, insert, or_
from sqlmodel import Session, col, select

from app.documents.fingerprints import Likeness, band_keys, compare, is_near_copy, minhash
from app.store.chunks import chunked
from app.store.tables import Article, Band, NearCopy


def link_copies(session: Session, article_id: str) -> set[str]:
    """Compare a new or changed article with its candidates and settle its group.

    Return the ids of the articles whose `copy_of` changed. The result depends on the articles alone,
    not on the order in which they are linked.
    """
    article = session.get_one(Article, article_id)
    keys = [str(key) for key in band_keys(minhash(article.body))]
    candidates = _find_candidates(session, keys, article_id)
    session.execute(delete(Band).where(col(Band.article_id) == article_id))
    session.execute(insert(Band), [{"key": key, "article_id": article_id} for key in keys])
    for candidate in candidates:
        likeness = compare(article.body, candidate.body)
        if is_near_copy(likeness):
            session.merge(_pair(article.id, candidate.id, likeness))
    session.flush()
    return _settle_group(session, find_group(session, article_id))


def find_group(session: Session, article_id: str) -> set[str]:
    """All articles that a chain of verified pairs ties to this one, itself included."""
    group, frontier = {article_id}, {article_id}
    while frontier:
        frontier = _neighbours(session, frontier) - group
        group |= frontier
    return group


def unlink_copies(session: Session, article_id: str) -> set[str]:
    """Take an article out of its group before it is deleted; return the ids whose `copy_of` changed."""
    others = find_group(session, article_id) - {article_id}
    session.execute(
        delete(NearCopy).where(
            or_(col(NearCopy.article_id) == article_id, col(NearCopy.other_id) == article_id)
        )
    )
    changed: set[str] = set()
    while others:
        group = find_group(session, min(others))
        changed |= _settle_group(session, group)
        others -= group
    return changed


def list_measures(session: Session, article_id: str) -> Mapping[str, Likeness]:
    """The measures that tie this article to others directly, by the other's id."""
    pairs = session.exec(
        select(NearCopy).where(
            or_(col(NearCopy.article_id) == article_id, col(NearCopy.other_id) == article_id)
        )
    )
    return {
        pair.other_id if pair.article_id == article_id else pair.article_id: Likeness(
            pair.jaccard, pair.containment
        )
        for pair in pairs
    }


def _settle_group(session: Session, group: set[str]) -> set[str]:
    """Point every member at the leader: the earliest dated, then the longest, then the smallest id."""
    members = [
        article
        for chunk in chunked(group)
        for article in session.exec(select(Article).where(col(Article.id).in_(chunk)))
    ]
    leader = min(members, key=_lead)
    changed = set()
    for article in members:
        copy_of = None if article is leader else leader.id
        if article.copy_of != copy_of:
            article.copy_of = copy_of
            changed.add(article.id)
    session.flush()
    return changed


def _lead(article: Article) -> tuple[bool, str, int, str]:
    return article.first_day is None, str(article.first_day), -len(article.body), article.id


def _pair(one: str, other: str, likeness: Likeness) -> NearCopy:
    first, second = sorted((one, other))
    return NearCopy(
        article_id=first,
        other_id=second,
        jaccard=likeness.jaccard,
        containment=likeness.containment,
    )


def _find_candidates(session: Session, keys: Iterable[str], article_id: str) -> list[Article]:
    statement = (
        select(Article)
        .join(Band, col(Band.article_id) == col(Article.id))
        .where(col(Band.key).in_(list(keys)), Article.id != article_id)
        .distinct()
    )
    return list(session.exec(statement))


def _neighbours(session: Session, article_ids: set[str]) -> set[str]:
    found: set[str] = set()
    for chunk in chunked(article_ids):
        statement = select(NearCopy.article_id, NearCopy.other_id).where(
            or_(col(NearCopy.article_id).in_(chunk), col(NearCopy.other_id).in_(chunk))
        )
        for pair in session.exec(statement):
            found.update(pair)
    return found
