"""Finding ids by words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log2

from django.db import connection
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from evener.search.rules import SHIFT, Kind, span, stem, telling, terms

# A word that so many texts have is common: then reading the newest texts finds its newest sooner than the index does.
COMMON = 3000
# So many texts with a word are enough to find one like it among them.
EACH = 100
# Fewer than one in so many of them: the word is rare.
FEW = 4
# Of a kind there are few of, at most so many texts are read.
FEW_TEXTS = 3000
SQLITE = "SELECT rowid - %s AS id FROM search_fts WHERE search_fts MATCH %s AND rowid BETWEEN %s AND %s"
POSTGRES = "SELECT id - %s FROM search_entry WHERE words @@ to_tsquery('simple', %s) AND id BETWEEN %s AND %s"
ONE_POSTGRES = "SELECT FROM search_entry WHERE words @@ to_tsquery('simple', %s) AND id BETWEEN %s AND %s"
NEWEST_SQLITE = "SELECT rowid FROM search_fts WHERE search_fts MATCH %s {below} ORDER BY rowid DESC LIMIT 1"
KINDS_SQLITE = f"""WITH RECURSIVE newest(id) AS (
  SELECT ({NEWEST_SQLITE.format(below="")}) UNION ALL
  SELECT ({NEWEST_SQLITE.format(below=f"AND rowid < id >> {SHIFT} << {SHIFT}")}) FROM newest WHERE id IS NOT NULL)
SELECT id >> {SHIFT} FROM newest WHERE id IS NOT NULL"""  # noqa: S608 - constants


def kinds_with(text: str) -> frozenset[Kind]:
    """The kinds of which something has every word of `text` as the beginning of a word. One query, none without words.

    SQLite goes down the matches from kind to kind, PostgreSQL asks the index of each kind.
    """
    words = terms(text)
    if not words:
        return frozenset()
    params: list[int | str]
    if connection.vendor == "sqlite":
        sql, params = KINDS_SQLITE, [_all_of(words)] * 2
    else:
        sql = " UNION ALL ".join(f"SELECT {int(kind)} WHERE EXISTS ({ONE_POSTGRES})" for kind in Kind)
        params = [value for kind in Kind for value in (_all_of(words), *span(kind))]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return frozenset(Kind) & {number for (number,) in cursor.fetchall()}


def _all_of(words: Sequence[str]) -> str:
    """Each of `words` as the beginning of a word, as the database is asked for it."""
    return (" " if connection.vendor == "sqlite" else " & ").join(_beginning(word) for word in words)


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
        sql, params = SQLITE, (first, _all_of(words), first, last)
        if limit is not None:
            sql += f" ORDER BY rowid DESC LIMIT {int(limit)}"
    else:
        query = _all_of(words)
        sql, params = POSTGRES, (first, query, first, last)
        if limit is not None:
            sql, params = newest_postgres(int(limit)), (query, first, last) * 2 + (first,)
    return RawSQL(sql, params, output_field=BigIntegerField())  # noqa: S611 - values are bound


def newest_postgres(limit: int, *, common: int = COMMON) -> str:
    """A GIN index has no order: to find a common word's newest in it, all must be fetched and sorted. But reading the
    newest texts meets them soon. So the index is asked for a rare word, and only asked whether another is common.
    """
    matches = "words @@ to_tsquery('simple', %s) AND id BETWEEN %s AND %s"
    return f"""WITH some_of_them AS MATERIALIZED (
  SELECT id FROM search_entry WHERE {matches} LIMIT {common}),
newest AS MATERIALIZED (
  SELECT id FROM search_entry WHERE (SELECT count(*) FROM some_of_them) = {common} AND {matches}
  ORDER BY id DESC LIMIT {limit})
SELECT id - %s AS id FROM (
  SELECT id FROM some_of_them WHERE (SELECT count(*) FROM some_of_them) < {common} UNION ALL SELECT id FROM newest
) AS found ORDER BY id DESC LIMIT {limit}"""  # noqa: S608 - whole numbers


def newest_ids(kind: Kind, text: str, *, limit: int) -> list[int]:
    """The ids of the newest `limit` of `kind` that match, newest first. One query, none without a word to look for."""
    found = matching_ids(kind, text, limit=limit)
    if found is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(found.sql, found.params)
        return [id for (id,) in cursor.fetchall()]


def near(kind: Kind, text: str, *, each: int = EACH) -> dict[int, float]:
    """Ids of `kind` whose text has some of the telling words of `text`, and how much they have in common with it.

    Of each word the newest `each` texts are looked at; a word that fewer have says more. A word that few have is also
    looked for by its beginning: near wording ends otherwise. At most two queries.
    """
    words = telling(text)
    exact = _with_each(kind, [_exactly(word) for word in words], each)
    rare = [place for place in range(len(words)) if len(exact[place]) < each // FEW]
    begun = _with_each(kind, [_beginning(stem(words[place])) for place in rare], each)
    having = exact | {place: {*exact[place], *begun[at]} for at, place in enumerate(rare)}
    return _in_common(having.values())


def near_among_few(kind: Kind, text: str) -> dict[int, float]:
    """The same for a kind of which there are few: every text is read, so any ending of a word counts. One query."""
    stems = {stem(word) for word in telling(text)}
    if not stems:
        return {}
    first, last = span(kind)
    with connection.cursor() as cursor:
        sql = "SELECT id - %s, body FROM search_entry WHERE id BETWEEN %s AND %s ORDER BY id DESC LIMIT %s"
        cursor.execute(sql, [first, first, last, FEW_TEXTS])
        texts = [(id, f" {body}") for id, body in cursor.fetchall()]
    having = [{id for id, body in texts if f" {word}" in body} for word in stems]
    return _in_common(having)


def _in_common(having: Iterable[set[int]]) -> dict[int, float]:
    """How much each id has, of sets of ids that have one word each."""
    found: dict[int, float] = {}
    for ids in having:
        for id in ids:
            found[id] = found.get(id, 0.0) + 1 / log2(1 + len(ids))
    return found


def _exactly(word: str) -> str:
    return f'"{word}"' if connection.vendor == "sqlite" else f"'{word}'"


def _beginning(word: str) -> str:
    return _exactly(word) + ("*" if connection.vendor == "sqlite" else ":*")


def _with_each(kind: Kind, wanted: Sequence[str], each: int) -> dict[int, set[int]]:
    """The newest `each` ids that match each of `wanted`, by its place. One query, none for nothing."""
    found: dict[int, set[int]] = {place: set() for place in range(len(wanted))}
    if not wanted:
        return found
    parts, params = zip(*(_newest(kind, one, each) for one in wanted), strict=True)
    sql = " UNION ALL ".join(f"SELECT {place}, id FROM ({part}) AS w{place}" for place, part in enumerate(parts))  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for given in params for value in given])
        for place, id in cursor.fetchall():
            found[place].add(id)
    return found


def _newest(kind: Kind, wanted: str, each: int) -> tuple[str, tuple[int | str, ...]]:
    """The newest ids that match, in a column `id`."""
    first, last = span(kind)
    if connection.vendor == "sqlite":
        return f"{SQLITE} ORDER BY rowid DESC LIMIT {each}", (first, wanted, first, last)
    return newest_postgres(each, common=5 * each), (wanted, first, last) * 2 + (first,)
