"""The text index: derived from the store, rebuildable at any time."""

from app.search.analysis import ANALYSER_VERSION
from app.search.articles import IndexedArticle
from app.search.folder import IndexBusyError, IndexUnusableError
from app.search.highlights import highlight, mark_title
from app.search.index import TextIndex, build_index
from app.search.lexemes import MAX_QUERY_WORDS, MIN_PREFIX_LETTERS
from app.search.options import IndexOptions
from app.search.parser import MAX_QUERY_DEPTH, MAX_QUERY_LENGTH, parse_query
from app.search.protocol import Texts
from app.search.query import Query, describe
from app.search.results import Facet, Hit, Interpretation, SearchRequest, SearchResult, SortKey
from app.search.vocabulary import MAX_EXPANSIONS

__all__ = [
    "ANALYSER_VERSION",
    "MAX_EXPANSIONS",
    "MAX_QUERY_DEPTH",
    "MAX_QUERY_LENGTH",
    "MAX_QUERY_WORDS",
    "MIN_PREFIX_LETTERS",
    "Facet",
    "Hit",
    "IndexBusyError",
    "IndexOptions",
    "IndexUnusableError",
    "IndexedArticle",
    "Interpretation",
    "Query",
    "SearchRequest",
    "SearchResult",
    "SortKey",
    "TextIndex",
    "Texts",
    "build_index",
    "describe",
    "highlight",
    "mark_title",
    "parse_query",
]
