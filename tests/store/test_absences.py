"""Why a quotation is not there."""

import pytest
from sqlalchemy import Engine

from app.store.absences import explain_absence
from app.store.articles import delete_article
from app.store.session import write_transaction
from app.store.tables import Deletion
from tests.newsroom import SEEN_AT, Said, make_extraction, save, write_body

DELETED = make_extraction(write_body(1), Said("No hay barcos que amarrar", "Elena Quiroga"))
PRESENT = make_extraction(write_body(2), path="/dos.txt")
READ_AGAIN = "0123456789abcdef"


@pytest.fixture
def thinned(engine: Engine) -> Engine:
    """A store with one article, one that was deleted, and one that is read as the first now."""
    save(engine, DELETED, PRESENT)
    with write_transaction(engine) as session:
        delete_article(session, DELETED.document.id, now=SEEN_AT, generation=2)
        successor = PRESENT.document.id
        session.add(Deletion(article_id=READ_AGAIN, deleted_at=SEEN_AT, successor=successor))
    return engine


@pytest.mark.parametrize(
    ("quote_id", "reason"),
    [
        (f"{DELETED.document.id}-3-9", f": article {DELETED.document.id} was deleted"),
        (f"{READ_AGAIN}-3-9", f": article {READ_AGAIN} is read as {PRESENT.document.id} now"),
        (
            f"{PRESENT.document.id}-3-9",
            f": article {PRESENT.document.id} quotes nothing at these offsets now",
        ),
        ("fedcba9876543210-3-9", ""),
        ("nada", ""),
    ],
)
def test_what_became_of_its_article_is_said(thinned: Engine, quote_id: str, reason: str) -> None:
    with thinned.connect() as connection:
        assert explain_absence(connection, quote_id) == reason
