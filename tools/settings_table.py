"""Writes the table in docs/settings.md from the fields of `evener.config.env.Env`."""

from __future__ import annotations

import sys
from pathlib import Path

from pydantic_core import PydanticUndefined

from evener.config.env import PREFIX, Env

TARGET = Path(__file__).resolve().parent.parent / "docs" / "settings.md"
BEGIN, END = "<!-- settings: written by `make docs` -->\n", "<!-- end of settings -->\n"


def table() -> str:
    rows = ["| Variable | Default | What it is |", "|---|---|---|"]
    for name, field in Env.model_fields.items():
        default = "" if field.default in ("", PydanticUndefined) else f"`{field.default}`"
        rows.append(f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"


def renewed(page: str) -> str:
    """`page` with its table as the code has it now."""
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def main() -> int:
    TARGET.write_text(renewed(TARGET.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
