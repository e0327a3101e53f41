"""Writes the tables of docs/operations.md from the OpenAPI document."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "docs" / "operations.md"
BEGIN, END = "<!-- operations: written by `make docs` -->\n", "<!-- end of operations -->\n"
ROOT = "/api/v1"


def table(document: dict[str, Any]) -> str:
    """One table per tag, in the document's order."""
    tags: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            row = f"| `{method.upper()} {path.removeprefix(ROOT)}` | {operation['summary']} |"
            tags.setdefault(operation["tags"][0], []).append(row)
    parts = [f"## {tag}\n\n| Operation | What it does |\n|---|---|\n" + "\n".join(rows) for tag, rows in tags.items()]
    return "\n\n".join(parts) + "\n"


def renewed(page: str, document: dict[str, Any]) -> str:
    """`page` with its tables as the code has them now."""
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n{table(document)}\n{END}{after}"


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="evener-docs-") as folder:
        os.environ |= {"EVENER_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "evener.config.settings"}
        import django  # noqa: PLC0415 - the environment comes first

        django.setup()
        from evener.config.api import api  # noqa: PLC0415 - Django comes first

        TARGET.write_text(renewed(TARGET.read_text(encoding="utf-8"), api.document), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
