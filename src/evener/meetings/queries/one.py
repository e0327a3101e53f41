"""One meeting, its people and what it taught; what is known of a deal's meetings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from evener.deals.models import Deal
from evener.meetings.models import Attendee, Credit, Debrief, JointDebrief, Landed, Meeting, SelfCheck
from evener.people.rules import Viewer
from evener.problems import NotThere

NAMED = ("deal", "deal__account", "deal__lead_engineer", "organiser", "cancelled_by", "created_by")
MOST = 300


def missing() -> NotThere:
    return NotThere(_("There is no such meeting, or you are not on its deal."))


def meeting(viewer: Viewer, id: int) -> Meeting:
    """One with everybody named on it, or NotThere. Read its deal by `deals.queries.deal`."""
    found = Meeting.objects.visible_to(viewer).select_related(*NAMED).filter(id=id)[:1]
    if not found:
        raise missing()
    return found[0]


def attendees(meeting_id: int) -> list[Attendee]:
    """Who comes to a meeting the caller has read: ours, then theirs, each as they were invited."""
    rows = list(Attendee.objects.filter(meeting_id=meeting_id).select_related("user", "contact").order_by("id"))
    return sorted(rows, key=lambda row: not row.ours)


def from_source(source: str, uids: Collection[str]) -> dict[str, Meeting]:
    """Meetings that came from this source, by their uid. For the room that brings them; not for eyes."""
    rows = Meeting.objects.filter(source=source, source_uid__in=list(uids)).select_related(*NAMED)
    return {row.source_uid or "": row for row in rows}


def met(deal_ids: int | Collection[int], *, at: datetime) -> dict[int, date]:
    """The last day (UTC) each contact was met, in meetings of these deals that took place. One query."""
    ids = [deal_ids] if isinstance(deal_ids, int) else list(deal_ids)
    rows = Attendee.objects.filter(
        meeting__deal_id__in=ids, meeting__ends_at__lte=at, meeting__cancelled_at=None, contact__isnull=False,
        absent=False,
    )  # fmt: skip
    last = rows.order_by().values("contact_id").annotate(last=Max("meeting__starts_at"))
    return {row["contact_id"]: row["last"].date() for row in last}


def last_meeting(deal_id: int, *, at: datetime) -> Meeting | None:
    """The newest that took place on a deal the caller has read."""
    rows = Meeting.objects.filter(deal_id=deal_id, ends_at__lte=at, cancelled_at=None)
    return rows.order_by("-starts_at", "-id").first()


def next_meeting(deal_id: int, *, at: datetime) -> Meeting | None:
    """The next that takes place on a deal the caller has read."""
    rows = Meeting.objects.filter(deal_id=deal_id, starts_at__gte=at, cancelled_at=None)
    return rows.order_by("starts_at", "id").first()


def of_deal(deal: Deal) -> list[Meeting]:
    """The meetings of a deal the caller has read, the newest first."""
    rows = Meeting.objects.filter(deal=deal).select_related("organiser")
    return list(rows.order_by("-starts_at", "-id")[:MOST])


def people_of(meetings: Collection[Meeting]) -> dict[int, list[Attendee]]:
    """Attendees by meeting. One query."""
    found: dict[int, list[Attendee]] = {}
    rows = Attendee.objects.filter(meeting_id__in=[row.pk for row in meetings]).select_related("user", "contact")
    for row in rows.order_by("id"):
        found.setdefault(row.meeting_id, []).append(row)
    return found


@dataclass(slots=True)
class Written:
    """One debrief with what it wrote elsewhere, and the credits in it that this viewer may see."""

    row: Debrief
    landed: list[Landed] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)


def debriefs(viewer: Viewer, meeting: Meeting) -> list[Written]:
    """Of a meeting the caller has read, the oldest first. Three queries, one where there is none."""
    rows = list(Debrief.objects.filter(meeting=meeting).select_related("author").order_by("id")[:MOST])
    if not rows:
        return []
    found = {row.pk: Written(row) for row in rows}
    landed = Landed.objects.filter(debrief__in=rows).select_related(
        "answer__question", "answer__contact", "promise", "step__owner"
    )
    for each in landed.order_by("id"):
        found[each.debrief_id].landed.append(each)
    for credit in Credit.objects.visible_to(viewer).filter(debrief__in=rows).select_related("person", "given_by"):
        found[credit.debrief_id].credits.append(credit)
    return list(found.values())


def self_check(viewer: Viewer, meeting_id: int) -> SelfCheck | None:
    """The viewer's own."""
    return SelfCheck.objects.visible_to(viewer).filter(meeting_id=meeting_id).first()


def self_checks(viewer: Viewer) -> list[SelfCheck]:
    """The viewer's own, the newest first; the meetings by name where they may still be seen."""
    rows = SelfCheck.objects.visible_to(viewer).filter(meeting__in=Meeting.objects.visible_to(viewer))
    return list(rows.select_related("meeting").order_by("-checked_at", "-id")[:MOST])


def joint(deal: Deal) -> JointDebrief | None:
    """That of the close a deal the caller has read stands at."""
    if deal.closed_on is None:
        return None
    rows = JointDebrief.objects.filter(deal=deal, outcome=deal.outcome, closed_on=deal.closed_on)
    return rows.select_related("seller", "engineer", "written_by").first()


def joints(deal: Deal) -> list[JointDebrief]:
    """All of a deal the caller has read, those of earlier closes too, the newest first."""
    rows = JointDebrief.objects.filter(deal=deal).select_related("seller", "engineer", "written_by")
    return list(rows.order_by("-closed_on", "-id")[:20])
