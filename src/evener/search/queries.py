"""Finding ids by words."""

from __future__ import annotations

from django.db import connection
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from evener.search.rules import Kind, span, terms

# A word that so many texts have is common: then reading the newest texts finds its newest sooner than the index does.
COMMON = 3000
SQLITE = "SELECT rowid - %s FROM search_fts WHERE search_fts MATCH %s AND rowid BETWEEN %s AND %s"
POSTGRES = "SELECT id - %s FROM search_entry WHERE words @@ to_tsquery('simple', %s) AND id BETWEEN %s AND %s"


def matching_ids(kind: Kind, text: str, *, limit: int | None = None) -> RawSQL | None:
    """A subquery of the ids of `kind` whose text has every word of `text` as the beginning of a word.

    With `limit`, the newest that many. None when `text` has no word to look for. Use as `filter(id__in=…)`.
    """
    words = terms(text)
    if not words:
        return None
    first, last = span(kind)
    params: tuple[int | str, ...]
    if connection.vendor == "sqlite":
        sql, params = SQLITE, (first, " ".join(f'"{word}"*' for word in words), first, last)
        if limit is not None:
            sql += f" ORDER BY rowid DESC LIMIT {int(limit)}"
    else:
        query = " & ".join(f"'{word}':*" for word in words)
        sql, params = POSTGRES, (first, query, first, last)
        if limit is not None:
            sql, params = newest_postgres(int(limit)), (query, first, last) * 2 + (first,)
    return RawSQL(sql, params, output_field=BigIntegerField())  # noqa: S611 - values are bound


def newest_postgres(limit: int) -> str:
    """A GIN index has no order: to find a common word's newest in it, all must be fetched and sorted. But reading the
    newest texts meets them soon. So the index is asked for a rare word, and only asked whether another is common.
    """
    matches = "words @@ to_tsquery('simple', %s) AND id BETWEEN %s AND %s"
    return f"""WITH some_of_them AS MATERIALIZED (
  SELECT id FROM search_entry WHERE {matches} LIMIT {COMMON}),
newest AS MATERIALIZED (
  SELECT id FROM search_entry WHERE (SELECT count(*) FROM some_of_them) = {COMMON} AND {matches}
  ORDER BY id DESC LIMIT {limit})
SELECT id - %s FROM (
  SELECT id FROM some_of_them WHERE (SELECT count(*) FROM some_of_them) < {COMMON} UNION ALL SELECT id FROM newest
) AS found ORDER BY id DESC LIMIT {limit}"""  # noqa: S608 - whole numbers


def newest_ids(kind: Kind, text: str, *, limit: int) -> list[int]:
    """The ids of the newest `limit` of `kind` that match, newest first. One query, none without a word to look for."""
    found = matching_ids(kind, text, limit=limit)
    if found is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(found.sql, found.params)
        return [id for (id,) in cursor.fetchall()]
