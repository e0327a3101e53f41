"""Rows of accounts, products and people. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from evener.connect.cells import Cell, clean_lines, is_nothing
from evener.connect.reading.sheet import Sheet
from evener.connect.values.amounts import whole
from evener.connect.values.column import Unreadable, limited, too_long
from evener.connect.values.words import email, role
from evener.money import Money
from evener.people.rules import Role

MOST_EMPLOYEES = 2_000_000_000
MOST_ABOUT = 20_000


@dataclass(slots=True)
class AccountRow:
    """What one row says of a company; None where it says nothing."""

    index: int
    external_id: str | None
    name: str | None
    industry: str | None
    website: str | None
    country: str | None
    employees: int | None
    parent: str | None
    owner: str | None
    about: str | None


@dataclass(slots=True)
class ProductRow:
    index: int
    name: str | None
    series: str | None
    price: Money | None


@dataclass(slots=True)
class PersonRow:
    index: int
    name: str | None
    email: str | None
    role: Role | None
    team: str | None
    manager: str | None


def read_accounts(sheet: Sheet) -> list[AccountRow]:
    columns = (
        sheet.column("external_id", limited(120, _("The id"))),
        sheet.column("name", limited(200, _("The name"))),
        sheet.column("industry", limited(120, _("The industry"))),
        sheet.column("website", limited(200, _("The website"))),
        sheet.column("country", limited(80, _("The country"))),
        sheet.column("employees", whole(MOST_EMPLOYEES)),
        sheet.column("parent", limited(200, _("The parent’s name"))),
        sheet.column("owner", limited(120, _("The owner’s name"))),
        sheet.column("about", _about),
    )
    rows = [AccountRow(index, *values) for index, values in enumerate(zip(*columns, strict=True))]
    for row in rows:
        if row.name is None and row.index not in sheet.bad:
            sheet.refuse(row.index, "name", _("The account has no name."))
    return [row for row in rows if row.index not in sheet.bad]


def read_products(sheet: Sheet) -> list[ProductRow]:
    names = sheet.column("name", limited(120, _("The name")))
    series = sheet.column("series", limited(120, _("The series")))
    prices = sheet.money("price")
    rows = [ProductRow(index, *values) for index, values in enumerate(zip(names, series, prices, strict=True))]
    for row in rows:
        if row.name is None and row.index not in sheet.bad:
            sheet.refuse(row.index, "name", _("The product has no name."))
        if row.price and row.price.minor < 0:
            sheet.refuse(row.index, "price", _("A price cannot be less than nothing."))
    return [row for row in rows if row.index not in sheet.bad]


def read_people(sheet: Sheet) -> list[PersonRow]:
    full = sheet.column("name", limited(120, _("The name")))
    first = sheet.column("first_name", limited(60, _("The name")))
    last = sheet.column("last_name", limited(60, _("The name")))
    names = [
        name or " ".join(part for part in (given, family) if part) or None
        for name, given, family in zip(full, first, last, strict=True)
    ]
    columns = (
        names,
        sheet.column("email", email),
        sheet.column("role", role),
        sheet.column("team", limited(120, _("The team’s name"))),
        sheet.column("manager", limited(110, _("The manager’s name"))),
    )
    rows = [PersonRow(index, *values) for index, values in enumerate(zip(*columns, strict=True))]
    for row in rows:
        if row.name is None and row.email is None and row.index not in sheet.bad:
            sheet.refuse(row.index, "name", _("The person has neither a name nor an e-mail address."))
    return [row for row in rows if row.index not in sheet.bad]


def _about(cell: Cell) -> str | None:
    text = clean_lines(cell)
    if len(text) > MOST_ABOUT:
        raise Unreadable(too_long(_("The text"), len(text), MOST_ABOUT))
    return None if is_nothing(text) else text
