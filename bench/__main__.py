"""`make bench`: load a large company on each database, measure, print a table, write `bench/latest.json`.

python -m bench [--database sqlite|postgres] [--deals 100000] [--small 20000] [--only pages,import,export,whole,engines]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench import report

HERE = Path(__file__).parent


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), action="append")
    parser.add_argument("--deals", type=int, default=100_000)
    parser.add_argument("--small", type=int, default=20_000, help="the smaller size growth is measured from; 0: none")
    parser.add_argument("--only", default="pages,import,export,whole,engines")
    parser.add_argument("--out", type=Path, default=report.LATEST)
    given = parser.parse_args()
    results: list[dict[str, Any]] = []
    for database in given.database or ["sqlite", "postgres"]:
        for deals in [size for size in (given.small, given.deals) if size]:
            parts = given.only if deals == given.deals else "pages"
            results += _one(database, deals, parts)
    given.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(report.table(results, deals=given.deals, small=given.small))
    if given.out == report.LATEST and (given.deals, given.small) == (report.LARGE, report.SMALL):
        report.main()
    return 0


def _one(database: str, deals: int, parts: str) -> list[dict[str, Any]]:
    """Measure one size on one database in a process of its own, so nothing warm is carried over."""
    from tests.postgres import postgres_server

    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="evener-bench-"))
        environ = {name: value for name, value in os.environ.items() if not name.startswith("EVENER_")}
        environ |= {
            "EVENER_DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "evener.config.settings",
            "EVENER_LOG_LEVEL": "ERROR",
        }
        if database == "postgres":
            environ["EVENER_DATABASE_URL"] = stack.enter_context(postgres_server(durable=True))
        out = Path(folder) / "result.json"
        print(f"== {database}, {deals:,} deals", file=sys.stderr, flush=True)
        subprocess.run(
            [sys.executable, "-m", "bench.run", database, str(deals), parts, str(out)],
            env=environ,
            check=True,
            cwd=HERE.parent,
        )
        return list(json.loads(out.read_text(encoding="utf-8")))


if __name__ == "__main__":
    raise SystemExit(main())
