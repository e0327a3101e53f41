"""Stages and products: what an admin sets up."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from evener import money
from evener.asks import answers
from evener.deals.models import Deal, Product, Stage
from evener.deals.rules import Outcome
from evener.journal.actions import record
from evener.journal.rules import Thing, changed
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed, NotThere, Refused, Text
from evener.search.rules import fold


def product_key(name: str) -> str:
    """What makes two spellings one product: folded, without blanks."""
    return fold(name).replace(" ", "")


def make_stage(*, by: Viewer, at: datetime, name: str, position: int, prior_won: int) -> Stage:
    """A new stage of the pipeline."""
    _admin(by)
    with transaction.atomic():
        stage = Stage(name=name.strip(), position=position, prior_won=prior_won)
        _check_stage(stage)
        stage.save(force_insert=True)
        record(by=by, at=at, what="stage.made", subject=_stage(stage), changes=changed({}, _stage_shown(stage)))
    return stage


def change_stage(*, by: Viewer, at: datetime, stage_id: int, name: str, position: int, prior_won: int) -> Stage:
    """Rename a stage, move it, or change its chance."""
    _admin(by)
    with transaction.atomic():
        stage = Stage.objects.select_for_update().filter(id=stage_id).first()
        if stage is None:
            raise NotThere(_("There is no such stage."))
        before = _stage_shown(stage)
        stage.name, stage.position, stage.prior_won = name.strip(), position, prior_won
        _check_stage(stage)
        chance_changed = stage.prior_won != before["prior_won"]
        stage.save(force_update=True)
        for follower in answers("deals.stage_followers") if chance_changed else ():
            follower(deals=Deal.objects.filter(stage=stage, outcome=Outcome.OPEN))
        record(by=by, at=at, what="stage.changed", subject=_stage(stage), changes=changed(before, _stage_shown(stage)))
    return stage


def remove_stage(*, by: Viewer, at: datetime, stage_id: int) -> None:
    """Remove a stage no deal ever stood in last, and never the only one."""
    _admin(by)
    with transaction.atomic():
        stage = Stage.objects.select_for_update().filter(id=stage_id).first()
        if stage is None:
            raise NotThere(_("There is no such stage."))
        if Stage.objects.count() == 1:
            raise Refused(_("A pipeline needs at least one stage."))
        subject = _stage(stage)
        try:
            stage.delete()
        except ProtectedError as error:
            raise Refused(_("Deals stand in this stage, open or closed. Move them first, or rename it.")) from error
        record(by=by, at=at, what="stage.removed", subject=subject)


def make_product(
    *, by: Viewer, at: datetime, name: str, series: str = "", price_minor: int | None = None, currency: str = ""
) -> Product:
    """A new product; another spelling of one there is already is refused."""
    _admin(by)
    with transaction.atomic():
        product = Product(name=name.strip(), series=series.strip(), price_minor=price_minor)
        product.key, product.currency = product_key(name), currency or by.currency
        _check_product(product)
        product.save(force_insert=True)
        record(
            by=by, at=at, what="product.made", subject=_product(product), changes=changed({}, _product_shown(product))
        )
    return product


def change_product(
    *, by: Viewer, at: datetime, product_id: int, name: str, series: str, price_minor: int | None, currency: str
) -> Product:
    """Change a product."""
    _admin(by)
    with transaction.atomic():
        product = Product.objects.select_for_update().filter(id=product_id).first()
        if product is None:
            raise NotThere(_("There is no such product."))
        before = _product_shown(product)
        product.name, product.key, product.series = name.strip(), product_key(name), series.strip()
        product.price_minor, product.currency = price_minor, currency
        _check_product(product)
        product.save(force_update=True)
        changes = changed(before, _product_shown(product))
        record(by=by, at=at, what="product.changed", subject=_product(product), changes=changes)
    return product


def _check_stage(stage: Stage) -> None:
    wrong: dict[str, Text] = {}
    if not stage.name or len(stage.name) > 60:
        wrong["name"] = _("Give the stage a name of up to 60 characters.")
    elif Stage.objects.filter(name=stage.name).exclude(pk=stage.pk).exists():
        wrong["name"] = _("There is a stage of this name already.")
    if not 1 <= stage.prior_won <= 99:
        wrong["prior_won"] = _("The chance lies between 1 and 99 %.")
    if not 0 <= stage.position <= 1000:
        wrong["position"] = _("Choose a position from 0 to 1000.")
    if wrong:
        raise Invalid(wrong)


def _check_product(product: Product) -> None:
    wrong: dict[str, Text] = {}
    if not product.key or len(product.name) > 120:
        wrong["name"] = _("Give the product a name of up to 120 characters.")
    elif Product.objects.filter(key=product.key).exclude(pk=product.pk).exists():
        wrong["name"] = _("There is a product of this name already.")
    if product.price_minor is not None and not 0 <= product.price_minor <= money.MAX_MINOR:
        wrong["price"] = _("The price must be 0 or more, and not beyond what Evener can keep.")
    if product.currency not in money.currencies():
        wrong["price"] = _("Use a currency code like EUR or USD.")
    if wrong:
        raise Invalid(wrong)


def _stage(stage: Stage) -> Thing:
    return Thing("stage", stage.pk, stage.name)


def _stage_shown(stage: Stage) -> dict[str, object]:
    return {"name": stage.name, "position": stage.position, "prior_won": stage.prior_won}


def _product(product: Product) -> Thing:
    return Thing("product", product.pk, product.name)


def _product_shown(product: Product) -> dict[str, object]:
    price = money.show(product.price_minor, product.currency) if product.price_minor is not None else None
    return {"name": product.name, "series": product.series, "price": price}


def _admin(by: Viewer) -> None:
    if not by.may_administer:
        raise NotAllowed(_("Only an admin changes this."))
