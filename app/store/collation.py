"""The order of text: that of its bytes in both databases, so that they compare, sort and find the same."""

from collections import defaultdict

from sqlalchemy import Connection, bindparam, text
from sqlmodel import SQLModel

from app.store.engines import POSTGRES
from app.store.text_tables import TEXT_METADATA

_BYTES = "C"  # the collation of PostgreSQL that compares bytes
_OTHERWISE = text(
    "SELECT columns.table_name, columns.column_name, columns.data_type "
    "FROM information_schema.columns AS columns "
    "WHERE columns.table_schema = current_schema() AND columns.table_name IN :tables "
    "AND columns.data_type IN ('text', 'character varying') "
    "AND columns.collation_name IS DISTINCT FROM :bytes "
    "ORDER BY columns.table_name, columns.ordinal_position"
).bindparams(bindparam("tables", expanding=True))


def order_by_bytes(connection: Connection) -> None:
    """Let every text in the tables compare by its bytes, whatever the order of a PostgreSQL database is.

    SQLite does so by itself. To be called whenever tables were made or changed.
    """
    if connection.dialect.name != POSTGRES:
        return
    quoted = connection.dialect.identifier_preparer.quote
    altered: defaultdict[str, list[str]] = defaultdict(list)
    asked = {"tables": [*SQLModel.metadata.tables, *TEXT_METADATA.tables], "bytes": _BYTES}
    for table, column, kind in connection.execute(_OTHERWISE, asked):
        altered[table].append(f'ALTER COLUMN {quoted(column)} TYPE {kind} COLLATE "{_BYTES}"')
    for table, changes in altered.items():
        connection.exec_driver_sql(f"ALTER TABLE {quoted(table)} {', '.join(changes)}")
