"""Which tables stand for a text index."""

from typing import NamedTuple

from sqlalchemy import Table

from app.store.text_tables import (
    article_text_table,
    article_word_table,
    quote_text_table,
    quote_word_table,
)


class TextTables(NamedTuple):
    """The tables of one index: what is searched, and the words in it."""

    texts: Table
    words: Table


ARTICLE_TEXTS = TextTables(article_text_table, article_word_table)
QUOTE_TEXTS = TextTables(quote_text_table, quote_word_table)
