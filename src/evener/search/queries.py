"""Finding ids by words."""

from __future__ import annotations

from django.db import connection
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from evener.search.rules import Kind, span, terms


def matching_ids(kind: Kind, text: str, *, limit: int | None = None) -> RawSQL | None:
    """A subquery of the ids of `kind` whose text has every word of `text` as the beginning of a word.

    With `limit`, the newest that many. None when `text` has no word to look for. Use as `filter(id__in=…)`.
    """
    words = terms(text)
    if not words:
        return None
    first, last = span(kind)
    if connection.vendor == "sqlite":
        sql = "SELECT rowid - %s FROM search_fts WHERE search_fts MATCH %s AND rowid BETWEEN %s AND %s"
        query = " ".join(f'"{word}"*' for word in words)
    else:
        sql = (
            "SELECT id - %s FROM search_entry"
            " WHERE to_tsvector('simple', body) @@ to_tsquery('simple', %s) AND id BETWEEN %s AND %s"
        )
        query = " & ".join(f"'{word}':*" for word in words)
    if limit is not None:
        order = "rowid" if connection.vendor == "sqlite" else "id"
        sql += f" ORDER BY {order} DESC LIMIT {int(limit)}"
    return RawSQL(sql, (first, query, first, last), output_field=BigIntegerField())  # noqa: S611 - values are bound


def newest_ids(kind: Kind, text: str, *, limit: int) -> list[int]:
    """The ids of the newest `limit` of `kind` that match, newest first. One query, none without a word to look for."""
    found = matching_ids(kind, text, limit=limit)
    if found is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(found.sql, found.params)
        return [id for (id,) in cursor.fetchall()]
