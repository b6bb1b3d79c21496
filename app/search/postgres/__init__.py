"""Texts searched by PostgreSQL itself: the same queries, over tables in the database of the store."""
