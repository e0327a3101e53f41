"""Stages and products: what an admin sets up."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener.deals.models import Product, Stage
from evener.journal.actions import record
from evener.journal.rules import Thing, changed
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed
from evener.search.rules import fold


def product_key(name: str) -> str:
    """What makes two spellings one product: folded, without blanks."""
    return fold(name).replace(" ", "")


def make_stage(*, by: Viewer, at: datetime, name: str, position: int, prior_won: int) -> Stage:
    """A new stage of the pipeline."""
    _admin(by)
    if not name.strip() or not 1 <= prior_won <= 99:
        raise Invalid({"name": _("A stage has a name and a chance between 1 and 99 %.")})
    with transaction.atomic():
        stage = Stage.objects.create(name=name.strip(), position=position, prior_won=prior_won)
        shown = {"name": stage.name, "position": position, "prior_won": prior_won}
        record(by=by, at=at, what="stage.made", subject=Thing("stage", stage.pk, stage.name), changes=changed({}, shown))
    return stage


def make_product(
    *, by: Viewer, at: datetime, name: str, series: str = "", price_minor: int | None = None, currency: str = ""
) -> Product:
    """A new product; a spelling of one there is already is refused."""
    _admin(by)
    key = product_key(name)
    if not key:
        raise Invalid({"name": _("Give the product a name.")})
    if Product.objects.filter(key=key).exists():
        raise Invalid({"name": _("There is a product of this name already.")})
    with transaction.atomic():
        product = Product.objects.create(
            name=name.strip(), key=key, series=series, price_minor=price_minor, currency=currency or by.currency
        )
        subject = Thing("product", product.pk, product.name)
        record(by=by, at=at, what="product.made", subject=subject, changes=[("name", None, product.name)])
    return product


def _admin(by: Viewer) -> None:
    if not by.may_administer:
        raise NotAllowed(_("Only an admin changes this."))
