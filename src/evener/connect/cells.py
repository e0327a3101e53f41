"""Cells as they come out of files and as they go back into them. Pure."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable

from evener.tables import FORMULA, neutral

Cell = str | int | float | bool | datetime.date | datetime.time | datetime.timedelta

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b\u2060]")
_BLANKS = re.compile(r"[^\S\n]+")

# How exports write "nothing" in a column that is not free text.
NOTHING = frozenset({"", "-", "--", "—", "n/a", "#n/a", "na", "null", "none", "nil", "(blank)", "(none)", "(empty)"})


def original(text: str) -> str:
    """The text `neutral` was given: one apostrophe before a formula's first sign is taken off."""
    if text.startswith("'") and FORMULA.match(text):
        return text[1:]
    return text


def neutral_row(values: Iterable[Cell]) -> list[str]:
    """A row ready for a CSV writer."""
    return [neutral(shown(value)) for value in values]


def shown(cell: Cell) -> str:
    """A cell as a person reads it: `12345.0` → `12345`, a midnight without its time, a truth as yes or no."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)


def clean(cell: Cell) -> str:
    """One line of text: composed letters, no control characters, single blanks, none around it."""
    text = shown(cell)
    if text.isascii() and text.isprintable():
        text = original(text) if text[:1] == "'" else text
        return " ".join(text.split()) if "  " in text else text.strip()
    return " ".join(original(_CONTROL.sub("", unicodedata.normalize("NFC", text))).split())


def clean_lines(cell: Cell) -> str:
    """Free text that keeps its line breaks."""
    text = unicodedata.normalize("NFC", shown(cell)).replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub("", original(text))
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in text.split("\n")).strip()


def is_nothing(text: str) -> bool:
    """Whether cleaned `text` is one of the ways exports write an empty value."""
    return text == "" or text.casefold() in NOTHING
