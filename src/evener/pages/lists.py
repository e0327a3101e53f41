"""What every list reads off its address: the order, the page, and the query as a link keeps it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from evener.listing.rules import Ask, Order
from evener.problems import Invalid, Text

R = TypeVar("R")


def asked_order(request: HttpRequest, wrong: dict[str, Text], *, orders: Mapping[str, Order], default: str) -> Ask:
    """`?sort=` and `?cursor=`; an order there is not is named in `wrong`, and the list comes in its usual one."""
    order = request.GET.get("sort", "") or default
    if order.removeprefix("-") not in orders:
        usual = orders[default.removeprefix("-")].label
        wrong["sort"] = _("There is no such order. The list is ordered by “%(order)s”.") % {"order": usual}
        order = default
    return Ask(order, request.GET.get("cursor", ""))


def read_page(read: Callable[..., R], ask: Ask, wrong: dict[str, Text]) -> tuple[R, Ask]:
    """`read(ask=…)`, and what was asked in the end: the first page, where a link is of another order or made up, which
    `wrong` then says.
    """
    try:
        return read(ask=ask), ask
    except Invalid as problem:
        wrong.update(problem.fields)
        first = Ask(ask.order)
        return read(ask=first), first


def kept_query(request: HttpRequest, *, neutral: Collection[tuple[str, str]] = ()) -> QueryDict:
    """The query without the empty values a form sends along, and without what the list does anyway."""
    query = request.GET.copy()
    for name in [name for name, value in query.items() if not value or (name, value) in neutral]:
        del query[name]
    return query
