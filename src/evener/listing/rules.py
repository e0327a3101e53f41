"""Orders, cursors and pages of any list. Pure.

A list is read by keyset: a cursor holds the order and the order columns of the last row seen, so the thousandth page
costs what the first does, and rows that come or go do not shift it.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext_lazy as _

from evener.problems import Invalid, Text

Row = TypeVar("Row")
PAGE_SIZE = 50
MAX_PAGE_SIZE = 200


@dataclass(frozen=True, slots=True)
class Order:
    """One way to order a list: columns in one direction, the last of them unique and never null."""

    name: str
    label: Text
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """Which page of which order: `order` with a leading `-` for descending; `cursor` as a page gave it."""

    order: str
    cursor: str = ""
    size: int = PAGE_SIZE

    @property
    def descending(self) -> bool:
        return self.order.startswith("-")

    @property
    def order_name(self) -> str:
        return self.order.lstrip("-")


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in an order: the column values of a row, and whether to read `back` from it."""

    order: str
    values: tuple[Any, ...]
    back: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows of one page and the cursors of its neighbours ('' where there is none)."""

    rows: Sequence[Row]
    next: str
    previous: str


def find_order(orders: Mapping[str, Order], ask: Ask) -> Order:
    """The order asked for, or a clear refusal that names the ones there are."""
    order = orders.get(ask.order_name)
    if order is None:
        names = ", ".join(orders)
        raise Invalid(
            {
                "order": _("There is no order “%(order)s”. Use one of: %(names)s.")
                % {"order": ask.order_name, "names": names}
            }
        )
    return order


def encode(cursor: Cursor) -> str:
    body = json.dumps([cursor.order, [_pack(v) for v in cursor.values], int(cursor.back)], separators=(",", ":"))
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def decode(text: str, *, ask: Ask, columns: int) -> Cursor:
    """Read a cursor given by `encode` for the same order; anything else is refused in words."""
    try:
        body = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        order, values, back = json.loads(body)
        cursor = Cursor(order, tuple(_unpack(v) for v in values), bool(back))
    except (ValueError, TypeError, KeyError, binascii.Error, RecursionError) as error:
        raise stale_cursor() from error
    if cursor.order != ask.order or len(cursor.values) != columns:
        raise stale_cursor()
    return cursor


def stale_cursor() -> Invalid:
    return Invalid({"cursor": _("This page link does not fit the list any more. Start from the first page.")})


def _pack(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, Decimal):
        return {"n": str(value)}
    return value


def _unpack(value: Any) -> Any:
    if isinstance(value, dict):
        [(kind, text)] = value.items()
        if kind == "t":
            stamp = datetime.fromisoformat(text)
            if stamp.tzinfo is None:
                raise ValueError("a time without a zone")
            return stamp
        if kind == "d":
            return date.fromisoformat(text)
        return Decimal(text)
    if isinstance(value, int) and abs(value) < 2**63:
        return value
    if isinstance(value, str) and "\x00" not in value:
        return value
    raise ValueError("not a cursor value")
