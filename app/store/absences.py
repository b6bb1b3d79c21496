"""Why there is no quotation under an id that was perhaps handed out once."""

import re

from sqlalchemy import Connection, select

from app.store.tables import article_table, deletion_table

_ID = re.compile(r"([0-9a-f]{16})-[0-9]+-[0-9]+", re.ASCII)
_DELETION = deletion_table.c


def explain_absence(connection: Connection, quote_id: str) -> str:
    """What became of the article that the id names, as the rest of a sentence; empty if nothing is known."""
    named = _ID.fullmatch(quote_id)
    if named is None:
        return ""
    article_id = named[1]
    gone = connection.execute(
        select(_DELETION.successor).where(_DELETION.article_id == article_id)
    ).first()
    if gone and gone.successor:
        return f": article {article_id} is read as {gone.successor} now"
    if gone:
        return f": article {article_id} was deleted"
    there = select(article_table.c.id).where(article_table.c.id == article_id)
    if connection.execute(there).first():
        return f": article {article_id} quotes nothing at these offsets now"
    return ""
