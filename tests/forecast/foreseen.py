"""Pages of a forecast with lines, calls, changes and a record, for the browser: as of the day it is today."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from evener.deals.rules import Outcome
from evener.forecast.actions.asking import begin_nightly
from evener.forecast.actions.calls import make_call
from evener.forecast.actions.making import make
from evener.forecast.actions.marking import mark_due
from evener.forecast.rules.words import Of, Period
from tests.forecast.past import ended, opened
from tests.world import World

BEGAN, NIGHTS = 130, (120, 7, 0)  # days ago


def foreseen(world: World) -> list[str]:
    """Twenty deals of four months; eight of them have ended since the first of three forecasts."""
    now = timezone.now()
    today = timezone.localdate(now)
    deals = opened(world, 20, on=today - timedelta(days=BEGAN), amount_minor=4_000_000)
    ended(deals[:5], world, Outcome.WON, after=40)
    ended(deals[5:8], world, Outcome.LOST, after=60)
    for ago in NIGHTS:
        day = timedelta(days=ago)
        begun = begin_nightly(at=now - day, as_of=today - day)
        assert begun is not None
        make(at=begun.made_at, as_of=begun.as_of, forecast_id=begun.pk, progress=lambda *_told: None)
    mark_due(today=today)
    begins = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    make_call(
        by=world.viewer("leader"), at=now, of=Of.TEAM, of_id=world.north.pk, period=Period.QUARTER, begins=begins,
        currency="EUR", commit_minor=9_000_000, best_minor=20_000_000, note="Two of the large ones.",
    )  # fmt: skip
    team, asked = f"/forecast/?slice=team-{world.north.pk}", f"drop={deals[8].pk}&slip-{deals[9].pk}=30"
    return [
        "/forecast/", "/forecast/?by=month", team, f"/forecast/?slice=owner-{world.owner.pk}",
        "/forecast/what-if/", f"/forecast/what-if/?{asked}", "/forecast/record/", "/forecast/record/?days=30",
        f"/forecast/deals/{deals[9].pk}/", f"/forecast/deals/{deals[0].pk}/",
    ]  # fmt: skip
