"""What an answer is: where it comes from, and its value as it is kept and shown. Pure.

A value is kept as text that says the same on every machine: a number as `12.5`, a choice as one of the choices, yes or
no as `yes` or `no`, a date as `2026-03-31`, money as `12500.00 EUR`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from evener import money
from evener.discovery.rules.questions import AnswerKind
from evener.problems import Text

LONGEST = 5000
LONGEST_NOTE = 200
LARGEST = Decimal(10) ** 15
NUMBER = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,12})?\Z")
AMOUNT = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,4})? [A-Z]{3}\Z")
EARLIEST, LATEST = date(1970, 1, 1), date(2200, 12, 31)


class Source(StrEnum):
    """How we know."""

    TOLD = "told"
    OBSERVED = "observed"
    ASSUMED = "assumed"


SOURCE_NAMES: dict[Source, Text] = {
    Source.TOLD: _("Told"),
    Source.OBSERVED: _("Observed"),
    Source.ASSUMED: _("Assumed"),
}
SOURCE_HELP: dict[Source, Text] = {
    Source.TOLD: _("The customer said so."),
    Source.OBSERVED: _("We saw it ourselves."),
    Source.ASSUMED: _("We think so. It does not count until somebody asks."),
}
# What somebody assumes is no knowledge: it does not cover a question.
COUNTED = (Source.TOLD, Source.OBSERVED)


class Unfit(ValueError):
    """The text is no answer to this kind of question; the message says why in the user's words."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


def read(text: str, *, kind: AnswerKind, choices: Sequence[str] = (), currency: str = "EUR") -> str:
    """The value as it is kept, or Unfit. `currency` is that of an amount that names none."""
    text = text.strip()
    if not text:
        raise Unfit(_("Write the answer first."))
    if len(text) > LONGEST:
        raise Unfit(_("Keep it under %(limit)d characters.") % {"limit": LONGEST})
    if "\x00" in text:
        raise Unfit(_("This text holds a character that cannot be kept."))
    if kind == AnswerKind.NUMBER:
        return _number(text)
    if kind == AnswerKind.YES_NO:
        return _yes_no(text)
    if kind == AnswerKind.CHOICE:
        if text not in {choice.strip() for choice in choices}:
            raise Unfit(_("Choose one of the answers that are offered."))
        return text
    if kind == AnswerKind.DATE:
        return _day(text)
    return _amount(text, currency) if kind == AnswerKind.MONEY else text


def fits(value: str, *, kind: AnswerKind, choices: Sequence[str] = ()) -> bool:
    """Whether a value as it is kept answers a question of this kind, which may have changed with a new version."""
    if kind == AnswerKind.NUMBER:
        return bool(NUMBER.match(value))
    if kind == AnswerKind.MONEY:
        return bool(AMOUNT.match(value)) and value[-3:] in money.currencies()
    try:
        return read(value, kind=kind, choices=choices) == value
    except Unfit:
        return False


def read_exact(text: str, *, kind: AnswerKind, choices: Sequence[str] = (), currency: str = "EUR") -> str:
    """The same for programs: what is written as values are kept is taken as it stands, `1.125` as one and an eighth."""
    if kind == AnswerKind.NUMBER and NUMBER.match(text):
        return _plain(Decimal(text))
    if kind == AnswerKind.MONEY and AMOUNT.match(text):
        figure, _blank, code = text.partition(" ")
        if code in money.currencies() and -Decimal(figure).as_tuple().exponent <= money.digits(code):  # type: ignore[operator]
            return _amount_text(Decimal(figure), code)
    return read(text, kind=kind, choices=choices, currency=currency)


def typed(value: str, *, kind: AnswerKind) -> str:
    """A kept value as a form offers it for editing; `read` reads the same back.

    Three decimals would be read as thousands, so they get a fourth.
    """
    if kind not in (AnswerKind.NUMBER, AnswerKind.MONEY):
        return value
    figure, blank, code = value.partition(" ")
    whole, point, decimals = figure.partition(".")
    return f"{whole}{point}{decimals}{'0' if len(decimals) == 3 else ''}{blank}{code}"


def shown(value: str, *, kind: AnswerKind, unit: str = "", locale: str = "en") -> str:
    """The value in words: `1,200 users`, `€12,500`. Dates stay as they are kept; pages write them in their own way."""
    if kind == AnswerKind.NUMBER:
        number = f"{Decimal(value):,f}"
        return f"{number} {unit}".strip()
    if kind == AnswerKind.YES_NO:
        return str(_("Yes")) if value == "yes" else str(_("No"))
    if kind == AnswerKind.MONEY:
        figure, _blank, code = value.partition(" ")
        return money.show(int(Decimal(figure).scaleb(money.digits(code))), code, locale=locale)
    return value


def _number(text: str) -> str:
    try:
        number = money.parse_decimal(text)
    except (money.MoneyError, InvalidOperation):
        raise Unfit(_("Write a number, like 1200 or 2.5.")) from None
    return _plain(number)


def _plain(number: Decimal) -> str:
    if abs(number) > LARGEST:
        raise Unfit(_("This number is beyond what Evener can keep."))
    plain = f"{number:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in ("", "-0") else plain


def _yes_no(text: str) -> str:
    word = text.casefold()
    if word not in ("yes", "no"):
        raise Unfit(_("Answer yes or no."))
    return word


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Unfit(_("Write the date as 2026-03-31.")) from None
    if not EARLIEST <= day <= LATEST:
        raise Unfit(_("Use a date between 1970 and 2200."))
    return day.isoformat()


def _amount(text: str, currency: str) -> str:
    try:
        amount = money.parse(text, currency=currency)
    except money.MoneyError as error:
        raise Unfit(str(error)) from None
    return _amount_text(amount.decimal, amount.currency)


def _amount_text(amount: Decimal, currency: str) -> str:
    if abs(amount) > LARGEST:
        raise Unfit(_("This number is beyond what Evener can keep."))
    return f"{amount:.{money.digits(currency)}f} {currency}"
