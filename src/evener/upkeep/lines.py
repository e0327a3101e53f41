"""Rows as lines of text, spelt by the database itself.

SQLite's `json_object` and PostgreSQL's `row_to_json` and COPY write a row in 2 to 6 µs where Python needs 20, which is
the difference between ten seconds and forty for a million journal entries. Both spell values the same way: moments as
`2026-03-02T09:00:00+00:00`, days as `2026-03-02`, truths as true and false (yes and no for spreadsheets), JSON as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from evener.tables import Table, field_at
from evener.upkeep.reader import IN_UNITS, NEUTRAL

# The functions of SQLite take at most 127 arguments, two to each column.
WIDEST = 60

KINDS: tuple[tuple[type[models.Field[Any, Any]], str], ...] = (
    (models.DateTimeField, "moment"),
    (models.DateField, "day"),
    (models.BooleanField, "truth"),
    (models.JSONField, "json"),
    (models.UUIDField, "id"),
    (models.CharField, "text"),
    (models.TextField, "text"),
    (models.FileField, "text"),
)


def kind(field: models.Field[Any, Any]) -> str:
    """`moment`, `day`, `truth`, `json`, `id` (a UUID), `text` or `number`."""
    if isinstance(field, models.ForeignKey):
        field = field.target_field
    return next((name for base, name in KINDS if isinstance(field, base)), "number")


def select(wrapper: BaseDatabaseWrapper, table: Table, *, spelt: str) -> str:
    """The statement whose rows are one text each, in the order of ids: `spelt` as `json` or `csv`."""
    rows = table.model._base_manager.order_by("pk").values_list(*table.columns.values())
    inner, _params = rows.query.get_compiler(connection=wrapper).as_sql(with_col_aliases=True)
    columns = _columns(table)
    if (wrapper.vendor, spelt) == ("postgresql", "json"):
        return f"SELECT row_to_json(r)::text FROM ({postgres_named(columns, inner)}) AS r"  # noqa: S608 - our own names
    return (
        f"SELECT {SPELLINGS[wrapper.vendor, spelt](columns, table.money)} FROM ({inner}) AS q ORDER BY {_id(columns)}"  # noqa: S608 - our own names
    )


def select_chunk(wrapper: BaseDatabaseWrapper, table: Table, *, spelt: str) -> str:
    """The same for SQLite, some rows at a time: how many, the last id, and their lines as one text.

    Takes what stands between two lines, the id after which to begin, and how many rows.
    """
    rows = table.model._base_manager.filter(pk__gt=0).order_by("pk").values_list(*table.columns.values())
    inner, _params = rows.query.get_compiler(connection=wrapper).as_sql(with_col_aliases=True)
    columns = _columns(table)
    line = SPELLINGS[wrapper.vendor, spelt](columns, table.money)
    inner = inner.replace("%s", "?2")
    return f"SELECT count(*), max({_id(columns)}), group_concat({line}, ?1) FROM ({inner} LIMIT ?3) AS q"  # noqa: S608 - our own names


def _columns(table: Table) -> Columns:
    return {name: (f'q."{path}"', kind(field_at(table.model, path))) for name, path in table.columns.items()}


def _id(columns: Columns) -> str:
    return next(iter(columns.values()))[0]


Columns = Mapping[str, tuple[str, str]]
Money = Mapping[str, tuple[str, str]]


def quoted(name: str) -> str:
    return f"'{name}'"


def sqlite_json(columns: Columns, money: Money) -> str:
    """Amounts stay in minor units: what reads JSON can divide."""
    spelt = {
        "moment": "replace({0}, ' ', 'T') || '+00:00'",
        "truth": "json(CASE {0} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END)",
        "json": "json(coalesce({0}, 'null'))",
    }
    parts = [f"{quoted(name)}, {spelt.get(kind_, '{0}').format(source)}" for name, (source, kind_) in columns.items()]
    objects = [f"json_object({', '.join(parts[at : at + WIDEST])})" for at in range(0, len(parts), WIDEST)]
    first, *others = objects
    for other in others:
        first = f"rtrim({first}, '}}') || ',' || substr({other}, 2)"
    return first


def sqlite_csv(columns: Columns, money: Money) -> str:
    """One `printf` a row: its `%w` doubles the quotes inside a text. Most texts begin with a letter: they are safe."""
    text = "CASE WHEN {0} >= 'A' AND {0} < '{{' OR {0} = '' THEN {0} ELSE " + NEUTRAL + "({0}) END"
    spelt = {
        "moment": ("%s", "coalesce(replace({0}, ' ', 'T') || '+00:00', '')"),
        "truth": ("%s", "CASE {0} WHEN 1 THEN 'yes' WHEN 0 THEN 'no' ELSE '' END"),
        "json": ('"%w"', "coalesce({0}, '')"),
        "text": ('"%w"', text),
    }
    cells = [_filled(spelt.get(kind_, ("%s", "{0}")), source) for source, kind_ in columns.values()]
    cells += [("%s", f"{IN_UNITS}({columns[minor][0]}, {columns[code][0]})") for minor, code in money.values()]
    groups = [cells[at : at + WIDEST] for at in range(0, len(cells), WIDEST)]
    return " || ',' || ".join(
        f"printf('{','.join(place for place, _ in group)}', {', '.join(cell for _, cell in group)})" for group in groups
    )


def _filled(cell: tuple[str, str], source: str) -> tuple[str, str]:
    place, expression = cell
    return place, expression.format(source)


def postgres_named(columns: Columns, inner: str) -> str:
    """A row that is whole already becomes JSON a third sooner than one put together for it."""
    named = ", ".join(f'{source} AS "{name}"' for name, (source, _kind) in columns.items())
    return f"SELECT {named} FROM ({inner}) AS q ORDER BY {_id(columns)}"  # noqa: S608 - our own names


# The same pattern as connect.cells.neutral; a test holds the two together.
RISKY = r"^[\s\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000'']*[=+\-@＝＋－＠]"
PLAIN_NUMBER = r"^[+-]?[\d.,\u00a0'' ]*\d%?$"


# Most texts begin with a letter (A is 65, z is 122) or are empty: they are safe, and no pattern is tried on them.
POSTGRES_TEXT = (
    "CASE WHEN ascii({0}) BETWEEN 65 AND 122 OR {0} = '' THEN {0} "
    "WHEN {0} ~ '" + RISKY + "' AND {0} !~ '" + PLAIN_NUMBER + "' THEN '''' || {0} ELSE {0} END"
)


def postgres_csv(columns: Columns, money: Money) -> str:
    spelt = {
        "moment": "replace({0}::text, ' ', 'T') || ':00'",
        "truth": "CASE WHEN {0} THEN 'yes' WHEN NOT {0} THEN 'no' END",
        "json": "{0}::text",
        "text": POSTGRES_TEXT,
    }
    cells = [spelt.get(kind_, "{0}").replace("{0}", source) for source, kind_ in columns.values()]
    cells += [_postgres_units(columns[minor][0], columns[code][0]) for minor, code in money.values()]
    return ", ".join(cells)


def _postgres_units(minor: str, code: str) -> str:
    """The amount as `exports.in_units` writes it, for the currencies whose parts are not hundredths by a list."""
    places = f"coalesce((current_setting('evener.digits')::json ->> {code})::int, 2)"
    return f"CASE WHEN {code} <> '' THEN round({minor} / power(10::numeric, {places}), {places})::text END"


SPELLINGS = {
    ("sqlite", "json"): sqlite_json,
    ("sqlite", "csv"): sqlite_csv,
    ("postgresql", "csv"): postgres_csv,
}
