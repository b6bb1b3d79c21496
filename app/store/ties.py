"""Ties: which names articles give to one body, written with their article, followed to the main name."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import NamedTuple

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from app.quotes.ties import FoundTie
from app.store.chunks import chunked, insert_rows, select_among
from app.store.forms import Identity
from app.store.name_tables import NameForm, Tie, tie_table

_KIND = "organisation"
_DOMINANT = 0.9  # share of the articles that must agree on what an acronym stands for
_LONGEST_CHAIN = 4  # a description of an acronym of a body makes two


class Root(NamedTuple):
    """The main name that ties lead to, and the first article, by id, that makes the first of them."""

    key: str
    article_id: str


def replace_ties(session: Session, ties_of: Mapping[str, Sequence[FoundTie]]) -> frozenset[str]:
    """Write articles' ties in place of those they had; return the ids of the forms they may move."""
    of_these = tie_table.c.article_id.in_(select_among(ties_of))
    former = set(session.scalars(select(tie_table.c.alias_key).where(of_these).distinct()))
    if former:
        session.execute(delete(tie_table).where(of_these))
    found = {
        (tie.alias_key, tie.name_key, article_id): tie
        for article_id, ties in ties_of.items()
        for tie in ties
    }
    keys = ("alias_key", "name_key", "article_id")
    rows = [dict(zip(keys, key, strict=True), **asdict(tie)) for key, tie in found.items()]
    insert_rows(session, tie_table, rows)
    return list_tied_forms(session, {*former, *(alias for alias, _, _ in found)})


def list_tied_forms(session: Session, keys: Iterable[str]) -> frozenset[str]:
    """The ids of the organisations' forms of these spellings, and of all whose ties lead to them."""
    reached, frontier = set(keys), set(keys)
    for _ in range(_LONGEST_CHAIN):
        frontier = {
            alias
            for chunk in chunked(frontier)
            for alias in session.exec(
                select(Tie.alias_key).where(col(Tie.name_key).in_(chunk)).distinct()
            )
        } - reached
        reached |= frontier
    return frozenset(
        form
        for chunk in chunked(reached)
        for form in session.exec(
            select(NameForm.id).where(NameForm.kind == _KIND, col(NameForm.spelling).in_(chunk))
        )
    )


def find_root(session: Session, key: str, last: Container[Identity]) -> Root | None:
    """The name that most ties of an organisation lead to in the end; None for one that is no alias.

    Where articles disagree, an alias leads nowhere. Names that are each an alias of the other lead to
    the first of them in the alphabet. No tie leads on from those that `last` holds.
    """
    path: list[str] = [key]
    tied_by = ""
    for _ in range(_LONGEST_CHAIN):
        found = _find_main(session, path[-1])
        if found is None:
            break
        main, article_id = found
        tied_by = tied_by or article_id
        if main in path:
            main = min(path[path.index(main) :])
            return Root(main, tied_by) if main != key else None
        path.append(main)
        if Identity(_KIND, main) in last:
            break
    return Root(path[-1], tied_by) if tied_by else None


def _find_main(session: Session, alias: str) -> tuple[str, str] | None:
    statement = (
        select(Tie.name_key, func.count(), func.min(Tie.article_id))
        .where(Tie.alias_key == alias)
        .group_by(col(Tie.name_key))
    )
    counted = sorted((-count, name, article) for name, count, article in session.exec(statement))
    if not counted:
        return None
    count, name, article_id = counted[0]
    total = sum(one for one, _, _ in counted)
    return (name, article_id) if count <= total * _DOMINANT else None
