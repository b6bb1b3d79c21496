"""From what an editor types (an id, a name, a quotation's id) to what decisions can name for good."""

from collections.abc import Sequence
from typing import Any, NamedTuple, get_args

from sqlmodel import Session, col, func, select

from app.errors import BadRequestError, NotFoundError
from app.quotes.names import form_key, has_given_name
from app.quotes.quotation import SpeakerKind
from app.store.articles import get_article
from app.store.decision_lines import describe_form
from app.store.decisions import Passage
from app.store.directory import list_speakers
from app.store.forms import FormName, Identity, find_office, read_form
from app.store.name_tables import NameForm, Speaker, Tie
from app.store.quotes import name_speaker
from app.store.readings import describe_candidates, find_speakers
from app.store.rulings import load_rulings
from app.store.tables import Quote
from app.text import normalise, words

_SHOWN = 10
_NAME_LIMIT = 200


class Named(NamedTuple):
    """A speaker that an editor named: id and display name now, and the form that stands for them for good."""

    id: str
    name: str
    form: FormName


def find_named(session: Session, text: str, kind: SpeakerKind | None = None) -> Named | None:
    """The one speaker whom an id, name or alias means, or None; raise BadRequestError for several."""
    found: Sequence[Any] = find_speakers(session.connection(), text, indirect=True)
    found = [one for one in found if kind in {None, one["kind"]}]
    if len(found) > 1:
        raise BadRequestError(
            f"{text!r} can mean {describe_candidates(found)}. Name one of them by id."
        )
    if not found:
        return None
    speaker = session.get_one(Speaker, found[0]["id"])
    return Named(speaker.id, speaker.name, _choose_form(session, speaker))


def get_named(session: Session, text: str) -> Named:
    """The one speaker whom an id, name or alias means; raise NotFoundError or BadRequestError."""
    named = find_named(session, text)
    if named is None:
        raise _miss(session, text)
    return named


def choose_speaker(
    session: Session, text: str, kind: SpeakerKind | None, passage: Passage
) -> FormName:
    """The form of the one speaker whom a name means; with a kind, a name that nobody has yet will do.

    Whether the new name is one of this article only depends on what the article prints.
    """
    named = find_named(session, text, kind)
    if named:
        return named.form
    if kind is None:
        raise _miss(session, text, " With --kind the name may be new.")
    body = get_article(session, passage.article_id).body
    return name_speaker(read_name(text), kind, passage.article_id, body)


def get_form(
    session: Session,
    text: str,
    kind: SpeakerKind | None = None,
    article_id: str | None = None,
    office: str | None = None,
) -> FormName:
    """The name form that is printed exactly so; raise NotFoundError, or BadRequestError for several.

    Without an office it means all that are not set apart by theirs.
    """
    keys = {form_key(text, one) for one in ((kind,) if kind else get_args(SpeakerKind))}
    printed = select(NameForm).where(col(NameForm.key).in_(keys), NameForm.text == text)
    ordered = printed.order_by(NameForm.kind, NameForm.spelling, col(NameForm.office).nulls_first())
    found = [form for form in session.exec(ordered) if office in {None, form.office}]
    forms = (read_form(form) if office or form.apart_by else _read_bare(form) for form in found)
    names = [
        name
        for name in dict.fromkeys(forms)
        if kind in {None, name.kind} and article_id in {None, name.article_id}
    ]
    names = [one for one in names if office or not one.office] or names
    if not names:
        raise NotFoundError(
            f"No quotation has the speaker {text!r}, printed exactly so. "
            "`hemeroteca export speakers` lists the names as printed."
        )
    if len(names) > 1:
        listed = ", ".join(map(describe_form, names[:_SHOWN]))
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        raise BadRequestError(
            f"{text!r} is printed as {listed}{more}: say which with --kind, --article or --office."
        )
    return names[0]


def get_passage(session: Session, quote_id: str) -> Passage:
    """The quotation of this id as decisions name it; raise NotFoundError."""
    quote = session.get(Quote, quote_id)
    if quote is None:
        raise NotFoundError(
            f"There is no quotation {quote_id}. `hemeroteca export quotes --indirect` lists them all."
        )
    return Passage(quote.article_id, quote.start, quote.end, quote.text)


def read_name(text: str) -> str:
    """A name as an editor gives it, in the form in which text is stored; raise BadRequestError."""
    name = " ".join(normalise(text).split())
    if not words(name) or len(name) > _NAME_LIMIT:
        raise BadRequestError(f"A name has a word in it, and {_NAME_LIMIT} characters at most.")
    return name


def check_mergeable(first: Named, second: Named) -> None:
    """Raise BadRequestError for two names of one speaker."""
    if first.id == second.id:
        raise BadRequestError(f"Both are {first.name} ({first.id}) already.")


def _choose_form(session: Session, speaker: Speaker) -> FormName:
    """The form that stands for a speaker: one that no rule joined, and that gives them their id if it can."""
    rulings = load_rulings(session)
    identity = Identity(speaker.kind, speaker.key)
    forms = session.exec(select(NameForm).where(col(NameForm.speaker_id) == speaker.id)).all()
    own = [form for form in forms if rulings.follow(rulings.place(form)) == identity]

    def rank(form: NameForm) -> tuple[bool, bool, bool, int, str, str]:
        leads = rulings.place(form) == identity
        best = (not leads, form.text != speaker.name, not has_given_name(form.text))
        return *best, -len(form.text), form.text, form.office or ""

    if own:
        best = min(own, key=rank)
        return read_form(best) if find_office(rulings.place(best)) else _read_bare(best)
    # Only aliases are quoted: they follow the name that articles tie them to.
    tied = select(func.min(Tie.name)).where(Tie.name_key == speaker.key)
    return FormName("organisation", session.exec(tied).one() or speaker.name)


def _read_bare(form: NameForm) -> FormName:
    """The name of a form, and of all that are spelt so and not set apart by their office."""
    return read_form(form)._replace(office=None)


def _miss(session: Session, text: str, advice: str = "") -> NotFoundError:
    near = list_speakers(session.connection(), prefix=text, after=None, limit=_SHOWN)
    hint = f" Near it: {describe_candidates(near)}." if near else ""
    return NotFoundError(
        f"There is no speaker {text!r}: name one by id, name or alias.{advice}{hint}"
    )
