"""People's parts in the sample company's deals, entered as their sellers learned of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from evener.customers.models import Contact
from evener.people.rules import Viewer
from evener.stakeholders import actions
from evener.stakeholders.models import Stakeholder
from evener.stakeholders.rules.parts import NAMES
from evener.upkeep.sample.casts import CASTS, Somebody
from evener.upkeep.sample.deal import DealLine
from evener.upkeep.sample.scene import Scene


def meet(lines: Iterable[DealLine]) -> None:
    """Let the deals of `CASTS` learn who has a part in them; lines are drawn when everybody is known."""
    for line in lines:
        cast, first = CASTS.get(line.name, ()), line.first_day
        for somebody in cast:
            _enter(line, somebody, day=first + somebody.after)
        if cast:
            _draw(line, cast, day=first + max(somebody.after for somebody in cast))


def _enter(line: DealLine, somebody: Somebody, *, day: int) -> None:
    def act(scene: Scene, by: Viewer, at: datetime) -> None:
        values = {
            "roles": list(somebody.roles), "stance": somebody.stance, "influence": somebody.influence,
            "lowers_risk": somebody.lowers, "relationship_owner_id": scene.person(somebody.ours or None),
            **dict(zip((name for name in NAMES if name.startswith("stake_")), somebody.stakes, strict=True)),
        }  # fmt: skip
        known = Contact.objects.filter(account__name=somebody.at or line.account, name=somebody.name).first()
        if known is not None:
            actions.add_stakeholder(by=by, at=at, deal_id=line.id, contact_id=known.pk, values=values)
        else:
            contact = {"name": somebody.name, "title": somebody.title}
            actions.add_person(by=by, at=at, deal_id=line.id, contact=contact, values=values)

    line.happens(day, None, act)


def _draw(line: DealLine, cast: Iterable[Somebody], *, day: int) -> None:
    def act(scene: Scene, by: Viewer, at: datetime) -> None:
        found = dict(Stakeholder.objects.filter(deal_id=line.id).values_list("contact__name", "id"))
        for somebody in cast:
            values = {
                "reports_to_id": found.get(somebody.boss),
                "listens_to_ids": [found[name] for name in somebody.hears],
            }
            actions.change_stakeholder(
                by=by, at=at, stakeholder_id=found[somebody.name], values=values, seen_version=None
            )

    line.happens(day, None, act)
