"""What meetings want of whom on Today."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from evener.deals import actions as deals
from evener.deals.rules import Closing, Outcome
from evener.journal.models import Entry
from evener.meetings import actions
from evener.meetings.models import Meeting
from evener.meetings.nudges import MOST_UNFILED, nudges
from evener.meetings.rules.debrief import Debriefing
from evener.meetings.rules.plan import MeetingPart
from evener.problems import Refused
from tests.meetings.planned import HOUR, TOMORROW, YESTERDAY, meeting, ours
from tests.world import NOW, TODAY, World


def told(world: World, who: str, *, kind: str = "", at: object = NOW) -> list[str]:
    found = nudges(viewer=world.viewer(who), at=NOW if at is NOW else at, limit=20)  # type: ignore[arg-type]
    return [f"{each.what} | {each.why} | {each.when}" for each in found if kind in each.kind]


def test_a_meeting_of_today_that_is_not_ready(world: World) -> None:
    leads, asks = MeetingPart.LEADS, MeetingPart.ASKS
    meeting(world, ours(world, "owner", leads), ours(world, "engineer"), starts_at=NOW + 3 * HOUR, title="Bare")
    meeting(world, ours(world, "owner", leads), starts_at=NOW + HOUR, decision_wanted="Yes", title="Ready")
    meeting(world, ours(world, "owner", asks), starts_at=TOMORROW, title="Tomorrow")
    [said] = told(world, "owner", kind="unready")
    assert "Bare" in said and "No decision" in said and "has no part" in said and "in 3 hours" in said
    assert not told(world, "engineer", kind="unready")


def test_the_debrief_is_due_within_a_day(world: World) -> None:
    led = [ours(world, "engineer", MeetingPart.LEADS), ours(world, "teammate", MeetingPart.TAKES_NOTES)]
    row = meeting(world, *led, ours(world, "owner"), starts_at=YESTERDAY + 2 * HOUR)
    for who in ("engineer", "teammate"):
        [said] = told(world, who)
        assert "Debrief: Line 2" in said and "3 hours left" in said
    assert not told(world, "owner")
    [late] = nudges(viewer=world.viewer("engineer"), at=NOW + 30 * HOUR, limit=5)
    assert late.late and late.when == "27 hours over"
    given = Debriefing(key="k", note="All is said")
    actions.debrief(by=world.viewer("engineer"), at=NOW, meeting_id=row.pk, given=given)
    assert not told(world, "engineer") and not told(world, "teammate")


def test_what_a_calendar_brought_is_asked_for_its_deal(world: World) -> None:
    brought: dict[str, Any] = {"by": world.viewer("owner"), "at": NOW, "deal_id": None, "source": "ics"}
    for uid, days in (("near", 2), ("over", -2), ("far", 20), ("long ago", -20)):
        actions.plan_meeting(
            **brought, source_uid=uid, values={"title": uid.title(), "starts_at": NOW + timedelta(days=days)}
        )
    meeting(world, deal=False, title="Typed here")
    over, near = told(world, "owner", kind="unfiled")
    assert "Over" in over and "Near" in near and "calendar" in near
    assert not told(world, "engineer", kind="unfiled")
    first, second = Meeting.objects.filter(source_uid__in=["over", "near"]).order_by("starts_at")
    actions.about_no_deal(by=world.viewer("owner"), at=NOW, meeting_id=first.pk)
    actions.about_no_deal(by=world.viewer("owner"), at=NOW, meeting_id=first.pk)
    assert Entry.objects.filter(what="meeting.of_no_deal").count() == 1
    actions.file_under(by=world.viewer("owner"), at=NOW, meeting_id=second.pk, deal_id=world.deal.pk)
    assert not told(world, "owner", kind="unfiled")
    with pytest.raises(Refused, match="belongs to a deal"):
        actions.about_no_deal(by=world.viewer("owner"), at=NOW, meeting_id=second.pk)
    actions.file_under(by=world.viewer("owner"), at=NOW, meeting_id=first.pk, deal_id=world.deal.pk)
    assert not Meeting.objects.get(pk=first.pk).no_deal


def test_no_more_than_a_few_are_asked_for_at_once(world: World) -> None:
    for number in range(8):
        actions.plan_meeting(
            by=world.viewer("owner"), at=NOW, deal_id=None, source="ics", source_uid=str(number),
            values={"title": f"Call {number}", "starts_at": NOW + timedelta(days=1, hours=number)},
        )  # fmt: skip
    assert len(told(world, "owner", kind="unfiled")) == MOST_UNFILED


def test_both_look_back_after_a_close(world: World) -> None:
    closing = Closing(Outcome.LOST, "price", "", TODAY)
    deals.close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=closing)
    for who in ("owner", "engineer"):
        [said] = told(world, who)
        assert "Look back together: Pump monitoring" in said and "What decided it" in said
    assert not told(world, "teammate") and not told(world, "leader")
    values = {"decided": "The price"}
    actions.write_joint(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values=values, seen_version=0)
    assert not told(world, "owner")
    [said] = told(world, "engineer")
    assert "stand by it" in said
    assert not told(world, "engineer", at=NOW + timedelta(days=60))


def test_walking_away_is_its_own_answer(world: World) -> None:
    closing = Closing(Outcome.DISQUALIFIED, "no_fit", "", TODAY)
    deals.close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=closing)
    assert not told(world, "owner")
