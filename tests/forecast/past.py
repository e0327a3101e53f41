"""Deals that ended, made by actions: as many as a share needs, on days that a test chooses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from evener.deals.actions import close_deal, create_deal
from evener.deals.models import Deal
from evener.deals.rules import Closing, Outcome
from evener.meetings.actions.plan import plan_meeting
from evener.meetings.rules.plan import Invited, MeetingPart
from tests.world import NOW, TODAY, World

__all__ = ["OPENED", "ended", "met", "opened", "past", "when"]

# So long ago that whatever follows has happened by today.
OPENED = TODAY - timedelta(days=300)
REASON = {
    Outcome.WON: "fit", Outcome.LOST: "price", Outcome.NO_DECISION: "silence", Outcome.DISQUALIFIED: "no_need",
}  # fmt: skip


def when(day: date) -> datetime:
    """Noon of a day."""
    return NOW.replace(year=day.year, month=day.month, day=day.day, hour=12)


def opened(world: World, count: int = 1, *, on: date = OPENED, at: datetime | None = None, **values: Any) -> list[Deal]:
    """Deals of the owner, opened on a day and on record then (or `at`)."""
    given = {"amount_minor": 100_000, "currency": "EUR", "opened_on": on, **values}
    return [
        create_deal(by=world.viewer("owner"), at=at or when(on), values={"name": f"Deal {number}", **given})
        for number in range(count)
    ]


def ended(deals: Sequence[Deal], world: World, outcome: Outcome, *, after: int) -> Sequence[Deal]:
    """The same, closed so many days after their opening."""
    for deal in deals:
        on = deal.opened_on + timedelta(days=after)
        closing = Closing(outcome, REASON[outcome], "As said.", on)
        close_deal(by=world.viewer("owner"), at=when(on), deal_id=deal.pk, closing=closing)
    return deals


def met(world: World, deals: Sequence[Deal], *, after: int, engineer: bool = True) -> None:
    """A meeting of each deal so many days after its opening."""
    people = [Invited(user_id=world.owner.pk, part=MeetingPart.LEADS)]
    if engineer:
        people.append(Invited(user_id=world.engineer.pk, part=MeetingPart.ASKS))
    for deal in deals:
        at = when(deal.opened_on + timedelta(days=after))
        values = {"title": "At the plant", "starts_at": at}
        plan_meeting(by=world.viewer("owner"), at=at, deal_id=deal.pk, values=values, invited=people)


def past(world: World) -> list[str]:
    """Pages with enough deals that ended for curves, and for two groups to compare."""
    early, late = opened(world, 10), opened(world, 10)
    met(world, early, after=5)
    ended([*early, *late[:3]], world, Outcome.WON, after=60)
    ended(late[3:], world, Outcome.NO_DECISION, after=60)
    return ["/forecast/outcomes/", "/forecast/together/", "/forecast/outcomes/?size=none"]
