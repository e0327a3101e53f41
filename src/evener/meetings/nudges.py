"""What meetings want of somebody today (pages.asks.NudgeSource)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from evener.deals.models import Deal
from evener.deals.rules import OUTCOME_NAMES, Outcome
from evener.listing.prepared import Question, rows
from evener.meetings.models import Attendee, JointDebrief, Meeting
from evener.meetings.presenting.meetings import left_text
from evener.meetings.queries.lists import midnight
from evener.meetings.rules.debrief import JOINT_REMEMBERED, JOINT_WITHIN, REMEMBERED, clock
from evener.meetings.rules.plan import DEBRIEFERS, MeetingPart
from evener.pages.addresses import address
from evener.pages.asks import Nudge
from evener.pages.days import due
from evener.people.rules import Viewer

# After these the two sides look back together. Walking away is its own answer.
LOOKED_BACK = (Outcome.WON, Outcome.LOST, Outcome.NO_DECISION)
# Of meetings under no deal: a calendar may be full of them, and each is asked about for two weeks at most.
MOST_UNFILED, NEAR = 5, timedelta(days=7)


def nudges(*, viewer: Viewer, at: datetime, limit: int) -> list[Nudge]:
    """Meetings of today that are not ready, debriefs that are due, closes to look back at, and what a calendar brought
    that is under no deal yet. Four queries.
    """
    return [
        *_unready(viewer, at=at, limit=limit),
        *_undebriefed(viewer, at=at, limit=limit),
        *_joint(viewer, at=at, limit=limit),
        *_unfiled(viewer, at=at, limit=min(limit, MOST_UNFILED)),
    ]


def called(viewer: Viewer, limit: int, *, at: datetime, until: datetime) -> Question:
    """Meetings the viewer called, ahead and until then, that lack a decision, a leader or a part for somebody."""
    people = Attendee.objects.filter(meeting_id=OuterRef("id"), user__isnull=False)
    found = Meeting.objects.visible_to(viewer).filter(
        organiser_id=viewer.id, cancelled_at=None, deal__isnull=False, starts_at__gte=at, starts_at__lt=until
    ).annotate(
        led=Exists(people.filter(part=MeetingPart.LEADS)), idle=Exists(people.filter(part=MeetingPart.NONE))
    )  # fmt: skip
    lacking = found.filter(Q(decision_wanted="") | Q(led=False) | Q(idle=True)).order_by("starts_at", "id")
    return lacking.values("id", "title", "starts_at", "decision_wanted", "led", "idle", "deal__name")[:limit]


def _unready(viewer: Viewer, *, at: datetime, limit: int) -> list[Nudge]:
    until = midnight(viewer, at) + timedelta(days=1)
    return [
        Nudge(
            kind="meeting_unready",
            what=_("Get ready: %(title)s") % {"title": row["title"]},
            why=f"{row['deal__name']}. {_lack(row)}",
            url=address("meetings:page", row["id"]),
            due=row["starts_at"],
            when=_starts(row["starts_at"], at=at),
            late=False,
            action=lazy("Change it"),
            action_url=address("meetings:edit", row["id"]),
            icon="meetings",
            more=lazy("meetings of yours today"),
            more_url=address("meetings:list"),
        )
        for row in rows(called, viewer, limit, at=at, until=until)
    ]


def _lack(row: dict[str, Any]) -> str:
    said = []
    if not row["decision_wanted"]:
        said.append(_("No decision is wanted of them yet."))
    if not row["led"]:
        said.append(_("Nobody leads it."))
    if row["idle"]:
        said.append(_("Somebody has no part: give them one, or ask them to be on call."))
    return " ".join(said)


def _starts(starts_at: datetime, *, at: datetime) -> str:
    """`in 3 hours`, `in 20 minutes`."""
    minutes = max(1, round((starts_at - at).total_seconds() / 60))
    if minutes < 90:
        return ngettext("in %(minutes)d minute", "in %(minutes)d minutes", minutes) % {"minutes": minutes}
    hours = round(minutes / 60)
    return ngettext("in %(hours)d hour", "in %(hours)d hours", hours) % {"hours": hours}


def over(viewer: Viewer, limit: int, *, at: datetime, since: datetime) -> Question:
    """Meetings that are over and that the viewer is to debrief: led or took notes in; or called, where nobody did."""
    wrote = Attendee.objects.filter(meeting_id=OuterRef("id"), part__in=list(DEBRIEFERS))
    mine = Exists(wrote.filter(user_id=viewer.id)) | (Q(organiser_id=viewer.id) & ~Exists(wrote))
    # What ended began: said as well, so that those ahead are not read.
    found = Meeting.objects.visible_to(viewer).filter(
        mine, debriefed_at=None, cancelled_at=None, deal__isnull=False, ends_at__lte=at, starts_at__gte=since,
        starts_at__lte=at,
    )  # fmt: skip
    return found.order_by("starts_at", "id").values("id", "title", "ends_at", "deal__name")[:limit]


def _undebriefed(viewer: Viewer, *, at: datetime, limit: int) -> list[Nudge]:
    found = []
    for row in rows(over, viewer, limit, at=at, since=at - REMEMBERED):
        now = clock(row["ends_at"], at=at)
        found.append(
            Nudge(
                kind="debrief",
                what=_("Debrief: %(title)s") % {"title": row["title"]},
                why=_("%(deal)s. Two minutes while you still remember who said what.") % {"deal": row["deal__name"]},
                url=address("meetings:page", row["id"]),
                due=now.due,
                when=left_text(now, at=at),
                late=now.late,
                action=lazy("Debrief"),
                action_url=address("meetings:debrief", row["id"]),
                icon="meetings",
                more=lazy("debriefs of yours"),
                more_url=f"{address('meetings:list')}?when=past&state=undebriefed",
            )
        )
    return found


def closed(viewer: Viewer, limit: int, *, since: date) -> Question:
    """Deals of this seller or lead engineer that closed since, and on whose joint debrief they said nothing yet."""
    same = JointDebrief.objects.filter(
        deal_id=OuterRef("id"), outcome=OuterRef("outcome"), closed_on=OuterRef("closed_on")
    )
    carried = same.filter(Q(seller_id=viewer.id) | Q(engineer_id=viewer.id))
    mine = Q(owner_id=viewer.id) | Q(lead_engineer_id=viewer.id)
    found = Deal.objects.filter(mine, outcome__in=list(LOOKED_BACK), closed_on__gte=since)
    told = found.filter(~Exists(carried)).annotate(begun=Exists(same))
    return told.order_by("-closed_on", "-id").values("id", "name", "outcome", "closed_on", "begun")[:limit]


def _joint(viewer: Viewer, *, at: datetime, limit: int) -> list[Nudge]:
    today = viewer.today(at)
    found = []
    for row in rows(closed, viewer, limit, since=today - JOINT_REMEMBERED):
        when = due(row["closed_on"] + JOINT_WITHIN, viewer=viewer, today=today)
        outcome = OUTCOME_NAMES[Outcome(row["outcome"])]
        why = (
            _("%(outcome)s. The other side wrote it: read it, and say whether you stand by it.")
            if row["begun"]
            else _("%(outcome)s. What decided it, and what would you do again? Seller and engineer together.")
        )
        found.append(
            Nudge(
                kind="joint_debrief",
                what=_("Look back together: %(deal)s") % {"deal": row["name"]},
                why=why % {"outcome": outcome},
                url=address("meetings:of_deal", row["id"]),
                due=when.at,
                when=when.words,
                late=when.late,
                action=lazy("Read it") if row["begun"] else lazy("Write it"),
                action_url=address("meetings:of_deal" if row["begun"] else "meetings:joint", row["id"]),
                icon="meetings",
                more=lazy("closes to look back at"),
            )
        )
    return found


def unfiled(viewer: Viewer, limit: int, *, since: datetime, until: datetime) -> Question:
    """Meetings the viewer's own calendar brought, near in time, that belong to no deal; the next first.

    Only events with somebody of a customer come in from a calendar, so nothing more is asked about them here.
    """
    found = Meeting.objects.visible_to(viewer).filter(
        ~Q(source=""), created_by_id=viewer.id, deal=None, no_deal=False, cancelled_at=None,
        starts_at__gte=since, starts_at__lt=until,
    )  # fmt: skip
    return found.order_by("starts_at", "id").values("id", "title", "starts_at")[:limit]


def _unfiled(viewer: Viewer, *, at: datetime, limit: int) -> list[Nudge]:
    found = []
    for row in rows(unfiled, viewer, limit, since=at - NEAR, until=at + NEAR):
        when = due(viewer.today(row["starts_at"]), viewer=viewer, today=viewer.today(at))
        found.append(
            Nudge(
                kind="meeting_unfiled",
                what=_("Which deal is it about? %(title)s") % {"title": row["title"]},
                why=_("It came from your calendar. Under a deal its team sees it, and it is debriefed there."),
                url=address("meetings:page", row["id"]),
                due=when.at,
                when=when.words,
                late=when.late,
                action=lazy("Choose its deal"),
                action_url=address("meetings:page", row["id"]),
                icon="meetings",
                more=lazy("meetings under no deal"),
                more_url=f"{address('meetings:list')}?when=all&state=unfiled",
            )
        )
    return found
