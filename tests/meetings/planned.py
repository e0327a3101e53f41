"""A meeting of the world's deal, as tests start from it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from evener.customers.actions import add_contact
from evener.meetings import actions
from evener.meetings.models import Meeting
from evener.meetings.rules.plan import Invited, MeetingPart
from tests.world import NOW, World

HOUR = timedelta(hours=1)
TOMORROW = NOW + timedelta(days=1)
YESTERDAY = NOW - timedelta(days=1)


def contact(world: World, name: str = "Nora Decides", **values: Any) -> int:
    given = {"name": name, **values}
    return int(add_contact(by=world.viewer("owner"), at=NOW, account_id=world.account.pk, values=given).pk)


def ours(world: World, name: str, part: MeetingPart | None = None) -> Invited:
    return Invited(user_id=getattr(world, name).pk, part=part)


def meeting(
    world: World,
    *invited: Invited,
    who: str = "owner",
    starts_at: datetime = TOMORROW,
    deal: bool = True,
    **values: Any,
) -> Meeting:
    """Led by its planner unless people are given."""
    given = {"title": "Line 2, at the plant", "starts_at": starts_at, **values}
    deal_id = world.deal.pk if deal else None
    return actions.plan_meeting(
        by=world.viewer(who), at=NOW, deal_id=deal_id, values=given, invited=list(invited) or None
    )


__all__ = ["HOUR", "TOMORROW", "YESTERDAY", "contact", "meeting", "ours"]
