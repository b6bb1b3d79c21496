"""How a later page by relevance goes on where the one before ended, while articles come and go.

A score depends on the article, and on how many articles there are, how long they are and in how many each
word occurs. Every commit changes the latter, and with them the order. So the first page hands its numbers on,
a row of integers, and the later ones are scored with these: an article that did not change keeps its score.
"""

from app.errors import BadRequestError, Problem
from app.search.plan import Plan, list_scored_terms
from app.search.postings.live import SCORED_FIELDS, LivePostings
from app.search.postings.statistics import Statistics


def write_basis(postings: LivePostings, plan: Plan | None) -> tuple[int, ...]:
    """The numbers by which the scores of a plan are computed."""
    terms = _list_terms(plan)
    statistics = postings.collect_statistics(terms)
    return (
        statistics.documents,
        *(statistics.lengths[field] for field in SCORED_FIELDS),
        *(statistics.frequencies[term] for term in terms),
    )


def read_basis(basis: tuple[int, ...], plan: Plan | None) -> Statistics:
    """The same numbers as statistics; raise BadRequestError if they are none for this plan."""
    terms = _list_terms(plan)
    if len(basis) != 1 + len(SCORED_FIELDS) + len(terms) or min(basis) < 0 or basis[0] < 1:
        raise refuse_basis()
    documents, *others = basis
    lengths, frequencies = others[: len(SCORED_FIELDS)], others[len(SCORED_FIELDS) :]
    return Statistics(
        documents,
        dict(zip(SCORED_FIELDS, lengths, strict=True)),
        dict(zip(terms, frequencies, strict=True)),
    )


def refuse_basis() -> BadRequestError:
    """The error for a basis that is none for the query, as a cursor of somebody's own making has."""
    reason = "is not one that was handed out for this query"
    return BadRequestError(f"The cursor {reason}.", (Problem("cursor", reason),))


def _list_terms(plan: Plan | None) -> list[tuple[str, str]]:
    """The scored terms, each given with its field and once, in the order of the plan."""
    return list(dict.fromkeys(list_scored_terms(plan)))
