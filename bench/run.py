"""Measure one size on one database; the environment names the database. Started by `python -m bench`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402

from bench import company, engines, floor, marks, night, pages, readers, whole  # noqa: E402
from bench.calls import Call, bare_sql, measure, measure_beside  # noqa: E402
from evener.people.rules import Role, Visibility  # noqa: E402
from evener.upkeep.preparing import prepare  # noqa: E402


def main(database: str, deals: int, parts: str, out: Path) -> None:
    prepare()
    began = time.perf_counter()
    company.build(deals)
    _say(f"loaded in {time.perf_counter() - began:.0f} s")
    rows: list[dict[str, Any]] = []
    application = get_wsgi_application()
    if "pages" in parts:
        rows += _whole([*night.forecast(), *marks.added_up()], database, deals)
        rows += _pages(application, database, deals)
        marks.clear()
    for name, part in (
        ("import", whole.imports),
        ("export", whole.exports),
        ("whole", whole.server),
        ("engines", engines.engines),
    ):
        if name in parts:
            rows += _whole(part(deals=deals), database, deals)
    out.write_text(json.dumps(rows), encoding="utf-8")
    connection.close()


def _whole(found: list[dict[str, Any]], database: str, deals: int) -> list[dict[str, Any]]:
    for row in found:
        _say(f"{row['work']:34} {row.get('value')} {row.get('unit')}")
    return [{"database": database, "deals": deals, **row} for row in found]


def _pages(application: Any, database: str, deals: int) -> list[dict[str, Any]]:
    least = floor.handler(MIDDLEWARE=floor.LEAST_MIDDLEWARE)
    from_memory = floor.handler()
    headers = pages.session_of(pages.somebody(Role.SALES))
    f = Call("least Django page (F)", "GET", "/least/", headers)

    def yardstick(seconds: float) -> list[float]:
        with floor.routes():
            return list(measure(least, f, seconds=seconds).times)

    with floor.routes():
        cost = measure(least, f)
    rows = [_row(f.work, database, deals, cost, cost.p50)]
    shared = Call("shared plan", "GET", readers.address(), {})
    calls = [(call, Visibility.COMPANY) for call in (*pages.reads(application), shared, *pages.writes())]
    for call, visibility in [*calls, *((call, Visibility.TEAM) for call in pages.reads_of_a_part())]:
        with pages.seeing(visibility):
            cost, beside = measure_beside(application, call, yardstick=yardstick)
        row = _row(call.work, database, deals, cost, beside.yardstick)
        row["pace_ms"] = round(beside.pace, 3)
        if call.method == "GET":
            floor.kept["page"] = cost.body
            with floor.routes():
                memory = measure(from_memory, Call("bytes", "GET", "/bytes/", call.headers), seconds=0.5)
            row["bytes_from_memory_ms"] = round(memory.p50, 2)
            row["bare_sql_ms"] = round(bare_sql(cost.statements), 2)
        rows.append(row)
    return rows


def _row(work: str, database: str, deals: int, cost: Any, f: float) -> dict[str, Any]:
    _say(
        f"{work:34} p50 {cost.p50:7.2f}  p95 {cost.p95:7.2f}  {cost.per_second:7.0f}/s"
        f"  sql {cost.sql:2}  {cost.p50 / f:5.2f} F"
    )
    return {
        "work": work,
        "database": database,
        "deals": deals,
        "p50_ms": round(cost.p50, 2),
        "p95_ms": round(cost.p95, 2),
        "per_s": round(cost.per_second, 1),
        "sql": cost.sql,
        "ratio_to_floor": round(cost.p50 / f, 2),
        "bytes": cost.size,
    }


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
