"""Product rows held against the products that are here. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from evener.connect.fields import Kind
from evener.connect.plan.parts import Changed, NewProduct
from evener.connect.plan.planner import Planner
from evener.connect.reading.others import ProductRow
from evener.connect.reading.sheet import Sheet


def plan_products(planner: Planner, sheet: Sheet, rows: Sequence[ProductRow]) -> None:
    """New products, and new series or prices of known ones. Only an admin adds and changes products."""
    counts = planner.plan.counts[Kind.PRODUCTS]
    for row in rows:
        name = row.name or ""
        found = planner.products.find(name)
        if found is not None and not planner.claim(Kind.PRODUCTS, found, sheet, row.index):
            continue
        if found is None:
            if not planner.by.may_administer:
                sheet.refuse(row.index, "name", _("Only an admin adds products. Ask one to import this file."))
                continue
            price, default = row.price, sheet.options.currency
            product = NewProduct(name, row.series or "")
            product.price_minor, product.currency = (price.minor, price.currency) if price else (None, default)
            planner.claim(Kind.PRODUCTS, planner.add_product(product), sheet, row.index)
            counts.created += 1
            continue
        values = _changes(planner, found, row)
        if not values:
            counts.unchanged += 1
        elif not planner.by.may_administer:
            sheet.refuse(row.index, "name", _("Only an admin changes products. Ask one to import this file."))
        else:
            planner.plan.product_changes.append(Changed(found, values))
            counts.updated += 1


def _changes(planner: Planner, id: int, row: ProductRow) -> dict[str, object]:
    """All of the product's values if one the row gives differs; its name stays as it is spelt here."""
    known = planner.products_by_id[id]
    series = row.series or known.series
    price, currency = (row.price.minor, row.price.currency) if row.price else (known.price_minor, known.currency)
    if (series, price, currency) == (known.series, known.price_minor, known.currency):
        return {}
    return {"name": known.name, "series": series, "price_minor": price, "currency": currency}
