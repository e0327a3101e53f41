"""Money is integer minor units and an ISO 4217 code. Never a float, never summed across currencies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from babel.core import Locale, get_global
from babel.numbers import format_currency, get_currency_precision, get_currency_symbol, list_currencies

# The largest amount the database column holds, with room for sums over a million deals.
MAX_MINOR = 9_000_000_000_000


class MoneyError(ValueError):
    """The text is not an amount; the message says why in the user's words."""


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` units (cents for EUR, yen for JPY) of `currency`."""

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise MoneyError(f"{self.currency} and {other.currency} cannot be added.")
        return Money(self.minor + other.minor, self.currency)

    @property
    def decimal(self) -> Decimal:
        return Decimal(self.minor).scaleb(-digits(self.currency))


@cache
def digits(currency: str) -> int:
    """Decimal places of `currency` (CLDR): 2 for EUR, 0 for JPY, 3 for KWD."""
    return get_currency_precision(currency)


@cache
def currencies() -> frozenset[str]:
    """Every ISO code that is or was money."""
    return frozenset(list_currencies())


@cache
def current_currencies() -> tuple[str, ...]:
    """ISO codes in use somewhere today, sorted: what a form offers."""
    found = {
        code
        for entries in get_global("territory_currencies").values()
        for code, _start, end, tender in entries
        if end is None and tender
    }
    return tuple(sorted(found))


def show(minor: int, currency: str, *, locale: str = "en", cents: bool = False) -> str:
    """`€12,500`; the fraction is shown when there is one or `cents` asks for it."""
    places = digits(currency)
    whole, rest = divmod(abs(minor), 10**places)
    if locale == "en":  # the hot path of every list: 1 µs against 30
        sign = "-" if minor < 0 else ""
        fraction = f".{rest:0{places}}" if places and (rest or cents) else ""
        return f"{sign}{_prefix(currency)}{whole:,}{fraction}"
    return format_currency(
        Decimal(minor).scaleb(-places),
        currency,
        locale=locale,
        currency_digits=bool(rest or cents),
        format=None if (rest or cents) else _whole_pattern(locale),
    )


@cache
def _whole_pattern(locale: str) -> str:
    """The locale's own way to write an amount (`12.500 €`, `€12,500`), without the fraction."""
    return str(Locale.parse(locale).currency_formats["standard"].pattern).replace(".00", "")


@cache
def _prefix(currency: str) -> str:
    symbol = get_currency_symbol(currency, locale="en")
    return symbol if len(symbol) == 1 or symbol.endswith("$") else f"{symbol}\u00a0"


def typed(minor: int, currency: str) -> str:
    """An amount as a form offers it for editing; `parse` reads the same amount back."""
    places = digits(currency)
    whole, rest = divmod(abs(minor), 10**places)
    text = f"{'-' if minor < 0 else ''}{whole:,}"
    # Exactly three digits behind one separator would be read as thousands.
    return f"{text}.{rest:0{places}d}{'0' if places == 3 and whole < 1000 else ''}" if rest else text


_SPACES = re.compile(r"[\s\u00a0\u202f'’]")
_NUMBER = re.compile(r"^[+-]?(?:\d+(?:\.\d+)?|\.\d+)$")
# Groups of three, or of two before the last as in India: 12,34,567.
_GROUPS = re.compile(r"^[+-]?\d{1,3}(?:[.,]\d{2,3})*[.,]\d{3}$")
_DIGITS = 30


def parse_decimal(text: str) -> Decimal:
    """A number as people and exports write it: `1,234.50`, `1.234,50`, `1 234,5`, `1'234`, `(1,200)`, `12k`, `1.2m`.

    One separator followed by exactly three digits is read as a thousands separator, as `1,234` is far more often a
    thousand and some than one and a quarter; two different separators: the last is the decimal one.
    """
    cleaned = _SPACES.sub("", text.strip())
    negative = cleaned.startswith("(") and cleaned.endswith(")")
    if negative:
        cleaned = cleaned[1:-1]
    factor = Decimal(1)
    if cleaned[-1:].lower() in ("k", "m") and cleaned[:-1]:
        factor = Decimal(1000) if cleaned[-1].lower() == "k" else Decimal(1_000_000)
        cleaned = cleaned[:-1]
    cleaned = _one_point(cleaned)
    if not _NUMBER.match(cleaned):
        raise MoneyError(f"“{text.strip()[:60]}” is not a number.")
    if len(cleaned) > _DIGITS:
        raise MoneyError(f"“{text.strip()[:60]}” is larger than Evener can keep.")
    value = Decimal(cleaned) * factor
    return -value if negative else value


def _one_point(text: str) -> str:
    comma, point = text.rfind(","), text.rfind(".")
    if comma >= 0 and point >= 0:
        thousands, decimal = (".", ",") if comma > point else (",", ".")
        return text.replace(thousands, "").replace(decimal, ".")
    separator = "," if comma >= 0 else "."
    count = text.count(separator)
    if count == 0:
        return text
    head, tail = text.rsplit(separator, 1)
    if count > 1:
        return text.replace(separator, "") if _GROUPS.match(text) else text
    if len(tail) == 3 and head.lstrip("+-") not in ("", "0"):
        return text.replace(separator, "")
    return text.replace(",", ".")


_CODE = re.compile(r"[A-Z]{3}")
SIGNS = {"€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₪": "ILS", "₺": "TRY", "₴": "UAH", "$": "USD"}


def parse(text: str, *, currency: str) -> Money:
    """Read an amount; a code or sign in the text (`CHF 12'500`, `€ 3k`) wins over `currency`."""
    body = text.strip()
    code = _CODE.search(body.upper()) if re.search(r"[A-Za-z]{3}", body) else None
    if code and code.group() in currencies():
        currency = code.group()
        body = re.sub(re.escape(currency), "", body, flags=re.IGNORECASE)
    else:
        for sign, iso in SIGNS.items():
            if sign in body:
                body = body.replace(sign, "")
                currency = currency if iso == "USD" and digits(currency) == 2 and currency.endswith("D") else iso
                break
    if currency not in currencies():
        raise MoneyError(f"“{currency}” is not a currency code. Use one like EUR or USD.")
    value = parse_decimal(body)
    scaled = value.scaleb(digits(currency))
    if abs(scaled) > MAX_MINOR:  # before it is rounded: a decimal has room for 28 digits
        raise MoneyError(f"“{text.strip()[:60]}” is larger than Evener can keep.")
    return Money(int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP)), currency)


def totals(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """One sum per currency, largest count of minor units first; never one sum over several."""
    sums: dict[str, int] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor
    return tuple(Money(minor, code) for code, minor in sorted(sums.items(), key=lambda item: (-item[1], item[0])))
