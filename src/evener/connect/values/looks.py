"""What a column's values look like at a glance, for guessing what it holds. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evener.connect.fields import Holds
from evener.connect.values.amounts import currency
from evener.connect.values.column import Unreadable

_DATE = re.compile(
    r"\d{1,4}[./\-]\s?\d{1,2}[./\-]\s?\d{1,4}\b.*|\d{5}|\d{8}|.*\b[^\W\d]{3,12}\.?[\s\-,]+\d.*\d{2}|\d{1,2}[\s\-.].*\d{2}"
)
_NUMBER = re.compile(r"[-+(]?\s*(?:[A-Z]{3}|[A-Z]{0,2}[$€£¥₹₩₪₺₴])?\s*[-+]?[\d.,' \u00a0\u202f]*\d\s*\S{0,4}\)?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def share_that_looks(holds: Holds, sample: Sequence[str]) -> float:
    """The part of the non-empty values in `sample` that look like `holds`; 0 for an empty sample."""
    if not sample:
        return 0.0
    return sum(1 for text in sample if _looks(holds, text)) / len(sample)


def _looks(holds: Holds, text: str) -> bool:
    if holds == Holds.DATE:
        return bool(_DATE.fullmatch(text))
    if holds in (Holds.MONEY, Holds.NUMBER):
        return bool(_NUMBER.fullmatch(text))
    if holds == Holds.EMAIL:
        return bool(_EMAIL.fullmatch(text))
    if holds == Holds.CURRENCY:
        return _is_currency(text)
    return True


def _is_currency(text: str) -> bool:
    try:
        return len(text) <= 40 and currency(text) is not None
    except Unreadable:
        return False
