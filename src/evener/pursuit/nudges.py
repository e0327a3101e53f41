"""What plans want of somebody today (pages.asks.NudgeSource)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.deals.actions.notes import beginning
from evener.deals.models import Deal
from evener.listing.prepared import Question, rows
from evener.pages.addresses import address
from evener.pages.asks import Nudge
from evener.pages.days import due
from evener.pages.templatetags.evener import moment
from evener.people.rules import Viewer
from evener.pursuit.models import Heard, Metric
from evener.pursuit.rules import Deed


def nudges(*, viewer: Viewer, at: datetime, limit: int) -> list[Nudge]:
    """What readers did on the plans of one's deals, and metrics that are to be read. Two queries."""
    return [*_heard(viewer, limit=limit), *_readings(viewer, today=viewer.today(at), limit=limit)]


def unseen(viewer: Viewer, limit: int) -> Question:
    """What was ticked and said through links on deals I own, the newest first."""
    mine = Deal.objects.filter(owner_id=viewer.id).values("id")
    found = Heard.objects.filter(seen_at=None, deal__in=mine).order_by("-id")
    names = ("id", "deed", "at", "deal_id", "deal__name", "link__label", "step__what", "comment__name", "comment__text")
    return found.values(*names)[:limit]


def _heard(viewer: Viewer, *, limit: int) -> list[Nudge]:
    return [
        Nudge(
            kind="heard",
            what=_what(row),
            why=_("On the plan of %(deal)s.") % {"deal": row["deal__name"]},
            url=f"{address('pursuit:of_deal', row['deal_id'])}#said",
            due=row["at"],
            when=moment(row["at"]),
            late=False,
            action=lazy("Seen"),
            action_url=address("pursuit:see", row["deal_id"], row["id"]),
            post=True,
            icon="eye",
            more=lazy("things readers of your plans did"),
        )
        for row in rows(unseen, viewer, limit)
    ]


def _what(row: Mapping[str, Any]) -> str:
    who, step = row["link__label"], row["step__what"]
    if row["deed"] == Deed.COMMENTED:
        return _("%(who)s commented: “%(text)s”") % {
            "who": row["comment__name"],
            "text": beginning(row["comment__text"]),
        }
    if row["deed"] == Deed.TICKED:
        return _("%(who)s ticked “%(step)s”") % {"who": who, "step": step}
    return _("%(who)s opened “%(step)s” again") % {"who": who, "step": step}


def to_read(viewer: Viewer, limit: int, *, today: date) -> Question:
    """Metrics of deals I own whose day to be read is here."""
    found = Metric.objects.filter(deal__owner_id=viewer.id, read_on__lte=today).order_by("read_on", "id")
    return found.values("id", "name", "read_on", "by_when", "deal_id", "deal__name")[:limit]


def _readings(viewer: Viewer, *, today: date, limit: int) -> list[Nudge]:
    found = []
    for row in rows(to_read, viewer, limit, today=today):
        when = due(row["read_on"], viewer=viewer, today=today)
        on_its_day = row["read_on"] == row["by_when"]
        why = (
            _("The customer wanted to be there by now, on %(deal)s. Where are they?")
            if on_its_day
            else _("A quarter has passed on %(deal)s. Ask where it stands.")
        )
        found.append(
            Nudge(
                kind="metric",
                what=_("Read: %(metric)s") % {"metric": row["name"]},
                why=why % {"deal": row["deal__name"]},
                url=f"{address('pursuit:of_deal', row['deal_id'])}#metric-{row['id']}",
                due=when.at,
                when=when.words,
                late=when.late,
                action=lazy("Write the reading"),
                action_url=address("pursuit:read_metric", row["deal_id"], row["id"]),
                icon="check",
                more=lazy("metrics of your deals to be read"),
            )
        )
    return found
