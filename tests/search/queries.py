"""Queries by chance, for properties that must hold for any."""

from hypothesis import HealthCheck, reject, settings
from hypothesis import strategies as st

from app.errors import BadRequestError
from app.search import Query, parse_query

PIECES = st.sampled_from(
    [
        "riada", "año", "de", "o", "OR", "AND", "NOT", "-", "--", "(", ")", '"', "«", "»", "“", "”",
        "*", "~", ":", "title:", "speaker:", "source:", "otra:", "EE. UU.", "F/A-18", "covid-19",
        "O'Ferral", "#ya", "@ana", "3.500", "...", " ", "  ", "\t", "\u0301", "\x00", "ñ", "🙂",
    ]
)  # fmt: skip

# Most texts by chance are no queries; that so many are skipped is no fault of the property.
mostly_unreadable = settings(suppress_health_check=[HealthCheck.filter_too_much])


def read_or_skip(text: str) -> Query:
    """Read a query; tell Hypothesis to try another one if it cannot be read."""
    try:
        return parse_query(text)
    except BadRequestError:
        reject()


def combine(leaves: st.SearchStrategy[str], most: int) -> st.SearchStrategy[str]:
    """Queries of at most so many leaves, in brackets where they are joined."""
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.tuples(inner, inner).map(lambda pair: f"({pair[0]} OR {pair[1]})"),
            st.tuples(inner, inner).map(lambda pair: f"({pair[0]} {pair[1]})"),
            st.tuples(inner, inner).map(lambda pair: f"({pair[0]} NOT {pair[1]})"),
        ),
        max_leaves=most,
    )
