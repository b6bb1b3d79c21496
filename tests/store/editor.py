"""An editor at work in tests: decides as the commands do, each time in a transaction of its own."""

from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import Session, select

from app.extraction import Extraction
from app.store.decision_lines import read_decisions, write_decisions
from app.store.decisions import Decision, Passage, load_history
from app.store.editing import (
    Change,
    import_decisions,
    record_decisions,
    record_split,
    take_back,
)
from app.store.forms import FormName
from app.store.name_tables import NameForm, Speaker
from app.store.operands import check_mergeable, get_form, get_named
from app.store.session import write_transaction
from app.store.tables import Outbox
from tests.newsroom import SEEN_AT, Said, make_extraction, write_body


@dataclass(frozen=True)
class Editor:
    """Decides on the speakers and quotations of one archive."""

    engine: Engine

    def merge(self, first: str, second: str) -> Change:
        """Merge the speakers whom two names mean."""
        with write_transaction(self.engine) as session:
            one, other = get_named(session, first), get_named(session, second)
            check_mergeable(one, other)
            decision = Decision(kind="merge", made_at=SEEN_AT, forms=(one.form, other.form))
            return record_decisions(session, [decision])

    def split(self, text: str, article_id: str | None = None, office: str | None = None) -> Change:
        """Split a form off."""
        with write_transaction(self.engine) as session:
            form = get_form(session, text, article_id=article_id, office=office)
            return record_split(session, Decision(kind="split", made_at=SEEN_AT, forms=(form,)))

    def rename(self, speaker: str, name: str) -> Change:
        """Rename the speaker whom a name means."""
        with write_transaction(self.engine) as session:
            form = get_named(session, speaker).form
            decision = Decision(kind="rename", made_at=SEEN_AT, forms=(form,), name=name)
            return record_decisions(session, [decision])

    def attribute(self, passage: Passage, speaker: FormName | None) -> Change:
        """Say whose the words are, or (None) that nobody is named for them."""
        forms = (speaker,) if speaker else ()
        decision = Decision(kind="attribute", made_at=SEEN_AT, passage=passage, forms=forms)
        with write_transaction(self.engine) as session:
            return record_decisions(session, [decision])

    def undo(self, number: int) -> Change:
        """Take back the decision of a number."""
        with write_transaction(self.engine) as session:
            return take_back(session, number, made_at=SEEN_AT)


def quote(number: int, *names: str, kind: str = "person") -> Extraction:
    """An article in which each of these says something."""
    said = [Said(f"Palabras número {n} de la nota", name, kind) for n, name in enumerate(names)]
    return make_extraction(write_body(number), *said, path=f"/{number}.txt")


def quote_each(*names: str) -> list[Extraction]:
    """One article for each of these, so that no article prints two of them."""
    return [quote(number, name) for number, name in enumerate(names, start=1)]


def list_passages(extraction: Extraction) -> list[Passage]:
    """The quotations of an article in order, as decisions name them."""
    return [
        Passage(extraction.document.id, quotation.start, quotation.end, quotation.text)
        for quotation, _ in extraction.quotations
    ]


def list_speakers(engine: Engine) -> dict[str, set[str]]:
    """Speaker id -> the texts of the forms."""
    with Session(engine) as session:
        speakers: dict[str, set[str]] = {one.id: set() for one in session.exec(select(Speaker))}
        for form in session.exec(select(NameForm)):
            assert form.speaker_id is not None
            speakers[form.speaker_id].add(form.text)
    return speakers


def read_display_name(engine: Engine, speaker_id: str) -> str:
    with Session(engine) as session:
        return session.get_one(Speaker, speaker_id).name


def write_text(engine: Engine) -> str:
    """The decisions of an archive as lines."""
    with Session(engine) as session:
        return "".join(write_decisions(load_history(session)))


def import_text(engine: Engine, text: str) -> int:
    """Import lines; how many of them were new."""
    with write_transaction(engine) as session:
        return len(import_decisions(session, read_decisions(text)).numbers)


def empty_outbox(engine: Engine) -> None:
    """As if the text index had taken over all that changed."""
    with write_transaction(engine) as session:
        for row in session.exec(select(Outbox)).all():
            session.delete(row)
