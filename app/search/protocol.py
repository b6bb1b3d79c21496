"""What can be searched by words, whatever keeps it."""

from collections.abc import Iterator
from typing import Protocol, Self

from sqlalchemy import Connection

from app.search.query import Query
from app.search.results import SearchRequest, SearchResult


class Texts(Protocol):
    """The articles of an archive, or its quotations, as words find them. Safe to share between threads."""

    @property
    def generation(self) -> int:
        """The generation of the store that is shown."""
        ...

    @property
    def is_current_version(self) -> bool:
        """Whether the texts were analysed as queries are now; if not, they have to be read anew."""
        ...

    @property
    def article_count(self) -> int:
        """How many articles, or quotations, there are."""
        ...

    def over(self, connection: Connection) -> Self:
        """The same, as a transaction sees it where they stand in its database; else as they are."""
        ...

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a search; raise BadRequestError for one that is too broad, or a basis of another query."""
        ...

    def suggest(self, query: Query) -> str | None:
        """The query with its unknown words replaced by near ones; None if there is nothing to mend.

        Meant for a query without hits: it looks at each word by itself.
        """
        ...

    def digests(self) -> Iterator[tuple[str, str]]:
        """The id and digest of each article, or quotation, as they are at the first step, unordered."""
        ...

    def close(self) -> None:
        """Let go of what is open; the next call opens it again."""
        ...
