"""What discovery wants of somebody today (pages.asks.NudgeSource)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from evener.deals.rules import Outcome
from evener.discovery.models import Answer, Discovery, Question
from evener.discovery.rules.answers import COUNTED
from evener.listing.prepared import Question as Prepared
from evener.listing.prepared import rows
from evener.pages.addresses import address
from evener.pages.asks import Nudge
from evener.people.rules import Viewer


def nudges(*, viewer: Viewer, at: datetime, limit: int) -> list[Nudge]:
    """One's open deals that stand in a stage before which more should be known. One query."""
    return [_overdue(row) for row in rows(overdue, viewer, limit)]


def overdue(viewer: Viewer, limit: int) -> Prepared:
    """Deals of mine with questions due before the stage they are in, and how many; those that close soonest first."""
    known = Answer.objects.filter(
        deal_id=OuterRef(OuterRef("deal_id")), playbook_id=OuterRef("of_version__playbook_id"), key=OuterRef("key"),
        ended_at=None, source__in=[str(source) for source in COUNTED],
    )  # fmt: skip
    due = Question.objects.filter(
        ~Exists(known), of_version=OuterRef("of_version_id"), before__lte=OuterRef("deal__stage__prior_won")
    )
    counted = due.order_by().values("of_version").annotate(n=Count("id")).values("n")
    mine = Discovery.objects.filter(deal__owner_id=viewer.id, deal__outcome=Outcome.OPEN)
    found = mine.annotate(due=Subquery(counted)).filter(due__gt=0).order_by("deal__close_order", "deal_id")
    return found.values("deal_id", "deal__name", "deal__account__name", "deal__stage__name", "due")[:limit]


def _overdue(row: Mapping[str, Any]) -> Nudge:
    account = row["deal__account__name"]
    name = f"{row['deal__name']}, {account}" if account else row["deal__name"]
    why = ngettext(
        "It is in %(stage)s, and %(count)d question that was due before is not answered.",
        "It is in %(stage)s, and %(count)d questions that were due before are not answered.",
        row["due"],
    ) % {"stage": row["deal__stage__name"], "count": row["due"]}
    url = address("discovery:of_deal", row["deal_id"])
    return Nudge(
        kind="discovery",
        what=_("Ask: %(deal)s") % {"deal": name},
        why=why,
        url=url,
        due=None,
        when="",
        late=False,
        action=lazy("See what to ask"),
        action_url=url,
        icon="discovery",
        more=lazy("deals of yours with questions due"),
    )
