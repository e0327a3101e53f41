"""Numbers, money, currencies and percentages of a column. Pure.

Whether the comma or the point is the decimal sign is decided for a whole column: `12,50` or `1.234,50` anywhere in it
says the comma, `12.50` or `1,234.50` the point. Only where nothing says so is `1,234` read as `money` reads it alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache

from babel import Locale
from django.utils.translation import gettext_lazy as _

from evener.connect.cells import Cell, clean, is_nothing
from evener.connect.values.column import Unreadable
from evener.money import MAX_MINOR, SIGNS, Money, MoneyError, currencies, current_currencies, digits, parse_decimal

_MOST_DIGITS = len(str(MAX_MINOR))
_GROUPING = re.compile(r"[\s\u00a0\u202f'’]")
_LETTERS = re.compile(r"[A-Za-z]{3}")
_UNITS = re.compile(r"(?<=\d)\s*(k|m|mn|mio|mm|bn|b|thousand|million|billion)\.?$", re.IGNORECASE)
_FACTORS = {
    "k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "mio": 10**6, "mm": 10**6, "million": 10**6,
    "bn": 10**9, "b": 10**9, "billion": 10**9,
}  # fmt: skip
# Whose dollars: `A$ 5`; a bare `$` is told by the currency the file is in.
WHOSE_DOLLARS = {
    "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD",
    "SG$": "SGD", "NT$": "TWD", "MX$": "MXN", "R$": "BRL",
}  # fmt: skip
# What stands beside an amount where it is not a sign: whole words, a point after them or not. A krone may be anybody's.
LOCAL_NAMES = {
    "zł": "PLN", "kč": "CZK", "ft": "HUF", "lei": "RON", "rs": "INR", "fr": "CHF", "sfr": "CHF", "kr": "",
}  # fmt: skip
CROWNS = ("DKK", "ISK", "NOK", "SEK")
_LOCAL = re.compile(rf"(?<![^\W\d_])({'|'.join(LOCAL_NAMES)})(?![^\W\d_])\.?", re.IGNORECASE)
# `1'200.-` and `1.200,–`: no cents, and nothing less than nothing.
_NO_CENTS = re.compile(r"[.,]\s?[-–—]+$")
# Most amounts, and no question about them: by the column's decimal sign.
_WHOLE = re.compile(r"[0-9]{1,15}")
_PLAIN = {"": _WHOLE, ",": _WHOLE, ".": re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,4})?")}
_DOLLARS = re.compile(r"(?:\b[A-Za-z]{1,2})?\$")
_DIGITS = re.compile(r"[\d.,\s\u00a0\u202f'’]*\d")
# Thousands in threes, and in twos as India writes them.
_GROUPED = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{2,3})+|)")


def decimal_sign(cells: Iterable[Cell]) -> str:
    """`,` or `.` as most values that show it use it; empty when none does."""
    votes = {",": 0, ".": 0}
    for cell, count in Counter(cells).items():
        if isinstance(cell, str):
            shown = _shows(cell)
            if shown:
                votes[shown] += count
    if votes[","] == votes["."]:
        return ""
    return "," if votes[","] > votes["."] else "."


def _shows(text: str) -> str:
    """The decimal sign a number must have: the last of two different ones, or one not before three digits."""
    match = _DIGITS.search(text if text[:1].isdigit() else _LOCAL.sub("", text))
    body = _GROUPING.sub("", match.group()) if match else ""
    comma, point = body.rfind(","), body.rfind(".")
    if comma >= 0 and point >= 0:
        return "," if comma > point else "."
    at = max(comma, point)
    if at < 0 or body.count(body[at]) > 1:
        return "" if at < 0 else ("." if body[at] == "," else ",")
    tail, head = len(body) - at - 1, body[:at]
    if tail == 3 and head not in ("", "0") and len(head) <= 3:
        return ""
    return body[at]


def number(cell: Cell, *, sign: str = "") -> Decimal | None:
    """A cell as a number; None when it is empty. `sign` is the column's decimal sign."""
    if isinstance(cell, bool):
        raise _no_number(cell)
    if isinstance(cell, int | float):
        return _finite(Decimal(repr(cell)), cell)
    text = clean(cell)
    if _PLAIN[sign].fullmatch(text):
        return Decimal(text)
    if is_nothing(text):
        return None
    unit = _UNITS.search(text)
    factor = _FACTORS[unit[1].lower()] if unit else 1
    body = text[: unit.start()] if unit else text
    try:
        return _finite(_pointed(body, sign) * factor, cell)
    except (MoneyError, InvalidOperation) as error:
        raise _no_number(cell) from error


def _pointed(text: str, sign: str) -> Decimal:
    """The number in `text`; a trailing minus and brackets mean less than nothing."""
    body = _NO_CENTS.sub("", _GROUPING.sub("", text))
    negative = (body.startswith("(") and body.endswith(")")) or body.endswith("-")
    body = body.strip("()") if negative else body
    body = body.rstrip("-")
    if not sign:
        value = parse_decimal(body)
    else:
        whole, point, rest = body.partition(sign)
        grouped = whole.replace("." if sign == "," else ",", ",")
        if not (_GROUPED.fullmatch(grouped) or (not grouped and rest)) or not (rest.isdigit() or not rest):
            raise MoneyError(text)
        value = Decimal(f"{grouped.replace(',', '')}{'.' if point else ''}{rest}")
    return -value if negative else value


def _finite(value: Decimal, cell: Cell) -> Decimal:
    if not value.is_finite():
        raise _no_number(cell)
    return value


def _no_number(cell: Cell) -> Unreadable:
    return Unreadable(_("“%(value)s” is not a number. Write it like 1234.50.") % {"value": clean(cell)})


def money(cell: Cell, *, currency: str, sign: str = "") -> Money | None:
    """A cell as money; a currency written beside the number (`CHF 12'500`, `€ 3k`) wins over `currency`."""
    body: Cell = cell
    code = currency
    if isinstance(cell, str):
        code, body = _written_currency(clean(cell), currency)
    value = number(body, sign=sign)
    if value is None:
        return None
    too_large = value.adjusted() > _MOST_DIGITS
    minor = 0 if too_large else int(value.scaleb(digits(code)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if too_large or abs(minor) > MAX_MINOR:
        raise Unreadable(_("“%(value)s” is larger than Evener can keep.") % {"value": clean(cell)})
    return Money(minor, code)


def _written_currency(text: str, currency: str) -> tuple[str, str]:
    """The currency `text` names, or `currency`, and the text without it."""
    if text.replace(".", "").replace(",", "").isdigit():
        return currency, text
    for match in _LETTERS.finditer(text):
        code = match.group().upper()
        if code in currencies():
            return code, (text[: match.start()] + text[match.end() :]).strip().lstrip("$€£¥").strip()
    dollars = _DOLLARS.search(text)
    if dollars:
        body = (text[: dollars.start()] + text[dollars.end() :]).strip()
        return WHOSE_DOLLARS.get(dollars.group().upper(), currency if _is_dollar(currency) else "USD"), body
    for sign, code in SIGNS.items():
        if sign in text:
            return code, text.replace(sign, "").strip()
    local = _LOCAL.search(text)
    if local:
        body = (text[: local.start()] + text[local.end() :]).strip()
        return LOCAL_NAMES[local[1].casefold()] or _whose_crowns(text, currency), body
    return currency, text


def _whose_crowns(text: str, currency: str) -> str:
    if currency in CROWNS:
        return currency
    words = {"value": text, "codes": ", ".join(CROWNS)}
    raise Unreadable(_("Whose crowns are “%(value)s”? Choose the file's currency, or write one of %(codes)s.") % words)


@cache
def _is_dollar(currency: str) -> bool:
    """A bare `$` in the books of somebody who counts in Canadian dollars is one of those."""
    return "Dollar" in str(Locale("en").currencies.get(currency, ""))


@cache
def _currency_names() -> dict[str, str]:
    """English names of the currencies in use: `us dollar` → USD."""
    names = Locale("en").currencies
    found = {str(names[code]).casefold(): code for code in current_currencies() if code in names}
    return {**found, "dollar": "USD", "euro": "EUR", "euros": "EUR", "pound sterling": "GBP", "pound": "GBP"}


def currency(cell: Cell) -> str | None:
    """A currency by code, sign or English name, also as `USD - U.S. Dollar` or `Euro (€)`."""
    text = clean(cell)
    if is_nothing(text):
        return None
    if text.upper() in currencies():
        return text.upper()
    if text in SIGNS:
        return SIGNS[text]
    bare = text.casefold().replace(".", "").split(" (")[0].strip()
    found = _currency_names().get(bare)
    code = next((part.upper() for part in _LETTERS.findall(text) if part.isupper() and part in currencies()), found)
    if code is None:
        words = {"value": text}
        raise Unreadable(_("“%(value)s” is not a currency. Use a code like EUR or USD.") % words)
    return code


def whole(most: int) -> Callable[[Cell], int | None]:
    """A reader of counts from 0 to `most`; `1,000-5,000` and `500+` are read as their first number."""

    def reader(cell: Cell) -> int | None:
        body: Cell = re.split(r"(?<=\d)\s*(?:[-–+]|to\b)", clean(cell))[0] if isinstance(cell, str) else cell
        value = number(body)
        if value is None:
            return None
        if not 0 <= value <= most:
            raise Unreadable(_("“%(value)s” is not a count Evener can keep.") % {"value": clean(cell)})
        return int(value.to_integral_value(ROUND_HALF_UP))

    return reader


def percent(cell: Cell) -> int | None:
    """Whole percent from 0 to 100: `50%`, `50`, `0.5`."""
    text = clean(cell)
    value = number(text.rstrip("% ") if isinstance(cell, str) else cell)
    if value is None:
        return None
    if "%" not in text and Decimal(0) < value < 1:
        value *= 100
    if not 0 <= value <= 100:
        raise Unreadable(_("“%(value)s” is not between 0 and 100 %%.") % {"value": text})
    return int(value.to_integral_value(ROUND_HALF_UP))
