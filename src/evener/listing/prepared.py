"""Queries built once and run often: the SQL is kept, and what differs from call to call is bound anew.

Building a queryset and its SQL takes Django some 0.7 ms, which is more than either database needs to answer most of
them. A page that asks ten small questions (Today) would spend its time on asking. So a question is a function of the
viewer and of named values that returns a queryset of `.values(…)`:

    def my_steps(viewer: Viewer, limit: int, *, until: date) -> Question:
        return NextStep.objects.filter(owner_id=viewer.id, due_on__lte=until).values("id", "what")[:limit]

    rows(my_steps, viewer, 20, until=today)

It is called once for each limit and each way of looking (role, visibility, with or without a team) with stand-ins
instead of the viewer's id, team and the values, and only these are bound afterwards. So it must not decide by them.
What it decides by is given as `by`, and makes another query of each. A question without a viewer is asked by `asked`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection

from evener.people.rules import Viewer

# So many plans are kept; filters that people combine make ever new ones.
MOST = 1000
ID, PATH = 982_451_653, "/982451653/"
DAY, MOMENT = date(1801, 3, 7), datetime(1801, 3, 7, 11, 13, 17, tzinfo=UTC)
# A queryset of values; Django's types lose it once it is sliced.
Question = Any
Build = Callable[..., Question]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the parameters: `name` is a value's, `id` or `path`; a path stands between two other texts."""

    name: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Compiled SQL, its parameters with slots, and how the columns are named and read."""

    sql: str
    params: tuple[Any, ...]
    names: tuple[str, ...]
    readers: tuple[tuple[int, tuple[Callable[..., Any], ...], Any], ...]


_plans: dict[tuple[Any, ...], Plan] = {}


def rows(build: Build, viewer: Viewer, limit: int, *, by: Hashable = None, **values: Any) -> list[Row]:
    """What `build(viewer, limit, **values)` finds, with `by=` where it is given. Values are ints, days or moments.

    One query.
    """
    key = (build, viewer.role, viewer.visibility, bool(viewer.team_path), limit, by, connection.vendor)
    plan = _plans.get(key)
    if plan is None:
        somebody = replace(viewer, id=ID, team_path=PATH if viewer.team_path else "")
        chosen = {"by": by} if by is not None else {}
        plan = _kept(key, partial(build, somebody, limit, **chosen), values)
    return _found(plan, {"id": viewer.id, "path": viewer.team_path}, values)


def asked(build: Build, **values: Any) -> list[Row]:
    """What `build(**values)` finds, whoever looks. One query."""
    key = (build, connection.vendor)
    plan = _plans.get(key)
    if plan is None:
        plan = _kept(key, build, values)
    return _found(plan, {}, values)


def _kept(key: tuple[Any, ...], build: Build, values: dict[str, Any]) -> Plan:
    if len(_plans) >= MOST:
        _plans.clear()
    plan = _plans[key] = _compiled(build, values)
    return plan


def _found(plan: Plan, of_viewer: dict[str, Any], values: dict[str, Any]) -> list[Row]:
    bound = of_viewer | {name: _adapted(value) for name, value in values.items()}
    params = [_fill(param, bound) if type(param) is Slot else param for param in plan.params]
    with connection.cursor() as cursor:
        cursor.execute(plan.sql, params)
        found = cursor.fetchall()
    return [_read(row, plan) for row in found]


def _fill(slot: Slot, bound: dict[str, Any]) -> Any:
    value = bound[slot.name]
    return f"{slot.before}{value}{slot.after}" if slot.name == "path" else value


def _read(row: tuple[Any, ...], plan: Plan) -> Row:
    cells = list(row)
    for place, functions, expression in plan.readers:
        value = cells[place]
        for function in functions:
            value = function(value, expression, connection)
        cells[place] = value
    return dict(zip(plan.names, cells, strict=False))


def _adapted(value: Any) -> Any:
    """A value as the database's driver takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _compiled(build: Build, values: dict[str, Any]) -> Plan:
    stand_ins = {name: _stand_in(value, place) for place, (name, value) in enumerate(values.items(), start=1)}
    query = build(**stand_ins).query
    compiler = query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    slots: dict[Any, Slot] = {ID: Slot("id")} | {_adapted(value): Slot(name) for name, value in stand_ins.items()}
    readers = compiler.get_converters([column for column, _sql, _alias in compiler.select[: compiler.col_count]])
    names = query.selected or [*query.extra_select, *query.values_select, *query.annotation_select]
    return Plan(
        sql=sql,
        params=tuple(_slotted(param, slots) for param in params),
        names=tuple(names),
        readers=tuple((place, tuple(functions), expression) for place, (functions, expression) in readers.items()),
    )


def _stand_in(value: Any, place: int) -> Any:
    """A value of the same kind that stands nowhere else."""
    if isinstance(value, datetime):
        return MOMENT + timedelta(days=place)
    return DAY + timedelta(days=place) if isinstance(value, date) else ID + place


def _slotted(param: Any, slots: dict[Any, Slot]) -> Any:
    if isinstance(param, str) and PATH in param:
        before, _path, after = param.partition(PATH)
        return Slot("path", before, after)
    return slots.get(param, param) if isinstance(param, int | str | date) else param
