"""What plans want of somebody today (pages.asks.NudgeSource)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from evener.listing.prepared import Question, rows
from evener.pages.addresses import address
from evener.pages.asks import Nudge
from evener.pages.days import due
from evener.people.rules import Viewer
from evener.pursuit.models import Metric


def nudges(*, viewer: Viewer, at: datetime, limit: int) -> list[Nudge]:
    """Metrics of one's deals that are to be read. One query."""
    return _readings(viewer, today=viewer.today(at), limit=limit)


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
                action=_("Write the reading"),
                action_url=address("pursuit:read_metric", row["deal_id"], row["id"]),
                icon="check",
                more=_("metrics of your deals to be read"),
            )
        )
    return found
