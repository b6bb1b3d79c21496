"""What answers look like: the schema of the OpenAPI document. Tests hold the answers to it."""

from app.api.models.answers import PageOf, ProblemAnswer
from app.api.models.archive import HealthAnswer, ReadyAnswer, SourceAnswer, TimelineAnswer
from app.api.models.articles import ArticleAnswer, ArticlePage, ArticleSummary, CopyAnswer
from app.api.models.quotes import QuoteAnswer, QuoteKind, QuoteListPage, QuotePage
from app.api.models.search import SearchAnswer
from app.api.models.speakers import SpeakerAnswer, SpeakerDetail
from app.api.models.statements import MatchAnswer, StatementAnswer

__all__ = [
    "ArticleAnswer",
    "ArticlePage",
    "ArticleSummary",
    "CopyAnswer",
    "HealthAnswer",
    "MatchAnswer",
    "PageOf",
    "ProblemAnswer",
    "QuoteAnswer",
    "QuoteKind",
    "QuoteListPage",
    "QuotePage",
    "ReadyAnswer",
    "SearchAnswer",
    "SourceAnswer",
    "SpeakerAnswer",
    "SpeakerDetail",
    "StatementAnswer",
    "TimelineAnswer",
]
