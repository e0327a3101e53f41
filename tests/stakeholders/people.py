"""People at the customer for tests of stakeholders, made by actions."""

from __future__ import annotations

from typing import Any

from evener.customers.actions import add_contact
from evener.stakeholders import actions
from evener.stakeholders.models import Stakeholder
from tests.world import NOW, World


def contact(world: World, name: str = "Nora Decides", *, account_id: int | None = None) -> int:
    by = world.viewer("owner")
    return int(add_contact(by=by, at=NOW, account_id=account_id or world.account.pk, values={"name": name}).pk)


def person(world: World, name: str = "Nora Decides", *, deal_id: int | None = None, **values: Any) -> Stakeholder:
    """A contact who becomes a stakeholder at once."""
    return actions.add_person(
        by=world.viewer("owner"), at=NOW, deal_id=deal_id or world.deal.pk, contact={"name": name}, values=values
    )


def change(
    world: World, row: Stakeholder, *, who: str = "owner", seen: int | None = None, **values: Any
) -> Stakeholder:
    return actions.change_stakeholder(
        by=world.viewer(who), at=NOW, stakeholder_id=row.pk, values=values, seen_version=seen
    )
