"""A file on disk becomes a clean, dated, fingerprinted document. Pure: no SQL, HTTP or index."""

from app.documents.cleaning import CLEANING_VERSION, clean_document
from app.documents.readers import count_articles, read_documents

__all__ = ["CLEANING_VERSION", "clean_document", "count_articles", "read_documents"]
