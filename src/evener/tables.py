"""A table as it leaves Evener: what each room's `export.py` gives away of its models, and under which names.

Secrets (hashes of passwords, tokens and links) are never columns: a table names what it leaves out, and a test looks
for names that sound like one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import models

# What spreadsheets read as the beginning of a formula, also in the wide forms East Asian versions accept.
FORMULA = re.compile(r"[\s']*[=+\-@＝＋－＠]")
PLAIN_NUMBER = re.compile(r"[+-]?[\d.,\u00a0' ]*\d%?")


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` maps a column's name in the file to the model's field or a lookup from it (`account__name`).

    `money` maps the name of an added column to the names of its columns of minor units and currency: it holds the
    amount as people write it, `1250.50`. `files` names the column that holds the path of an uploaded file.
    """

    name: str
    model: type[models.Model]
    columns: Mapping[str, str]
    money: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    files: str = ""


def table(
    name: str,
    model: type[models.Model],
    *,
    without: tuple[str, ...] = (),
    also: Mapping[str, str] | None = None,
    money: Mapping[str, tuple[str, str]] | None = None,
    files: str = "",
) -> Table:
    """Every stored field of `model` but those `without`, and `also` lookups that name what an id points to."""
    columns: dict[str, str] = {}
    named = {path.split("__")[0]: (column, path) for column, path in (also or {}).items()}
    for each in model._meta.concrete_fields:
        if each.name in without or getattr(each, "generated", False):
            continue
        columns[each.attname] = each.attname
        if each.name in named:
            column, path = named[each.name]
            columns[column] = path
    return Table(name, model, columns, money or {}, files)


def field_at(model: type[models.Model], path: str) -> models.Field[Any, Any]:
    """The field a lookup ends in."""
    found: Any = None
    for part in path.split("__"):
        found = model._meta.get_field(part)
        model = found.related_model or model
    return cast("models.Field[Any, Any]", found)


def neutral(text: str) -> str:
    """`text` made safe for a spreadsheet to open: what it would run as a formula gets a leading apostrophe.

    `=HYPERLINK(…)` → `'=HYPERLINK(…)`; a plain number (`-5`, `+1,200.50`) stays. An import takes it off again.
    """
    if not FORMULA.match(text) or PLAIN_NUMBER.fullmatch(text):
        return text
    return f"'{text}"
