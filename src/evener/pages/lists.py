"""What every list reads off its address: the order, and the query as a link keeps it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from evener.listing.rules import Ask, Order
from evener.problems import Text


def asked_order(request: HttpRequest, wrong: dict[str, Text], *, orders: Mapping[str, Order], default: str) -> Ask:
    """`?sort=` and `?cursor=`; an order there is not is named in `wrong`, and the list comes in its usual one."""
    order = request.GET.get("sort", "") or default
    if order.removeprefix("-") not in orders:
        usual = str(orders[default.removeprefix("-")].label).lower()
        wrong["sort"] = _("There is no such order. The list is by %(order)s.") % {"order": usual}
        order = default
    return Ask(order, request.GET.get("cursor", ""))


def kept_query(request: HttpRequest, *, neutral: Collection[tuple[str, str]] = ()) -> QueryDict:
    """The query without the empty values a form sends along, and without what the list does anyway."""
    query = request.GET.copy()
    for name in [name for name, value in query.items() if not value or (name, value) in neutral]:
        del query[name]
    return query
