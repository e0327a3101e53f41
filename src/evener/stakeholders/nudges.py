"""What the people of a deal want of its owner today (pages.asks.NudgeSource)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.deals.models import Deal
from evener.deals.rules import Outcome
from evener.listing.prepared import Question, rows
from evener.pages.addresses import address
from evener.pages.asks import Nudge
from evener.pages.days import due
from evener.people.rules import Viewer
from evener.problems import Text
from evener.stakeholders.models import OPPOSED, Stakeholder

# Deals that close within this are looked at: our own choice, the last month in which a new person can still be met.
AHEAD = timedelta(days=30)
Row = Mapping[str, Any]


def nudges(*, viewer: Viewer, at: datetime, limit: int) -> list[Nudge]:
    """One's deals that close soon and lack the people who decide, the soonest first. One query."""
    if not viewer.may_write:
        return []
    today = viewer.today(at)
    return [
        _thin(row, viewer=viewer, today=today) for row in rows(thin, viewer, limit, today=today, until=today + AHEAD)
    ]


def thin(viewer: Viewer, limit: int, *, today: date, until: date) -> Question:
    """Read along the owner's open deals by close; each asks its own people by index."""
    theirs = Stakeholder.objects.filter(deal_id=OuterRef("id"))
    found = Deal.objects.filter(
        owner_id=viewer.id, outcome=Outcome.OPEN, close_order__gte=today, close_order__lte=until
    ).annotate(
        # The rows themselves and not whether there are some, as in deals.nudges.
        buyer=Subquery(theirs.filter(is_economic_buyer=True).values("id")[:1]),
        second=Subquery(theirs.order_by("id").values("id")[1:2]),
        opposed=Subquery(theirs.filter(OPPOSED).order_by("id").values("contact__name")[:1]),
    )
    lacks = Q(buyer__isnull=True) | Q(second__isnull=True) | Q(opposed__isnull=False)
    names = ("id", "name", "account__name", "close_on", "buyer", "second", "opposed")
    return found.filter(lacks).order_by("close_order", "id").values(*names)[:limit]


def _thin(row: Row, *, viewer: Viewer, today: date) -> Nudge:
    """The worst first; the page says the rest."""
    people = address("stakeholders:of_deal", row["id"])
    when = due(row["close_on"], viewer=viewer, today=today)
    reasons: list[Text] = []
    if row["opposed"] is not None:
        reasons.append(_("%(name)s is against us, and nobody looks after them.") % {"name": row["opposed"]})
    if row["buyer"] is None:
        reasons.append(_("No economic buyer is known."))
    if row["second"] is None:
        reasons.append(_("At most one person there is known."))
    of = f"{row['name']}, {row['account__name']}" if row["account__name"] else row["name"]
    return Nudge(
        kind="people",
        what=_("Who decides on %(deal)s?") % {"deal": of},
        why=" ".join(map(str, reasons)),
        url=people,
        due=when.at,
        when=_("closes %(when)s") % {"when": when.words} if when.words else "",
        late=False,
        action=lazy("Look at the people"),
        action_url=people,
        icon="person",
        more=lazy("deals that close soon without the people who decide"),
        more_url=f"{address('deals:list')}?owner=me",
    )
