"""What stands on every tab of a deal: its header and its tabs. One call serves any room that draws a tab.

    deal = queries.deal(viewer, deal_id)
    context = deal_head(viewer, deal, tab="promises")
    return render(request, "promises/of_deal.html", {**context, "promises": …})

The template extends `deals/tab.html` and fills its block `tab`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evener.deals import queries
from evener.deals.models import Deal, NextStep
from evener.deals.rules import (
    OUTCOME_NAMES,
    REASONS,
    Obstacle,
    Outcome,
    Outlook,
    join_reasons,
    may_change,
    may_work_on,
)
from evener.people.rules import Viewer
from evener.problems import Text

OUTCOME_TONES = {Outcome.WON: "ok", Outcome.LOST: "danger", Outcome.NO_DECISION: "", Outcome.DISQUALIFIED: ""}


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: `key` marks the current one, `press` is its shortcut, `count` stands beside the label."""

    key: str
    label: Text
    href: str
    press: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """How a closed deal ended, and who wrote that down when."""

    outcome: Text
    tone: str
    reason: Text
    who: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Head:
    """The header's figures. `late` marks what lies in the past, `not_cleared` counts what the gate would name."""

    outlook: Outlook | None
    ending: Ending | None
    step: NextStep | None
    step_late: bool
    close_late: bool
    not_cleared: int


def deal_head(
    viewer: Viewer,
    deal: Deal,
    *,
    tab: str = "",
    at: datetime | None = None,
    waiting: Sequence[NextStep] | None = None,
    obstacles: Sequence[Obstacle] | None = None,
) -> dict[str, Any]:
    """Context of `deals/tab.html`: header, tabs and rights on a deal read by `queries.deal`.

    `tab` is the current one: plan, people, promises, discovery, notes or journal. `waiting` are the waiting steps, the
    first first, and `obstacles` what the gate names, where the caller has read them already. At most two statements.
    """
    stands = queries.standing(viewer, deal)
    change = may_change(viewer, stands)
    # Templates write addresses below this one; asking for each by name costs a fifth of the page.
    here = reverse("deals:page", args=[deal.pk])
    return {
        "nav": "deals",
        "deal": deal,
        "tab": tab,
        "here": here,
        "tabs": tabs(deal, here),
        "head": _head(deal, today=viewer.today(at or timezone.now()), waiting=waiting, obstacles=obstacles),
        "may_work": bool(may_work_on(viewer, stands)),
        "may_change": bool(change),
        "why_not": join_reasons(change.reasons),
    }


def tabs(deal: Deal, here: str) -> list[Tab]:
    """The tabs there are; one is added with the room that fills it."""
    return [
        Tab("plan", _("Plan"), here, "1"),
        Tab("people", _("People"), f"{here}people/", "2"),
        Tab("discovery", _("Discovery"), reverse("discovery:of_deal", args=[deal.pk]), "3"),
        Tab("promises", _("Promises"), reverse("promises:of_deal", args=[deal.pk]), "4", deal.promises_open or None),
        Tab("requests", _("Requests"), reverse("engineering:of_deal", args=[deal.pk]), "5"),
        Tab("proof", _("Proof"), reverse("evaluations:of_deal", args=[deal.pk]), "6"),
        Tab("meetings", _("Meetings"), reverse("meetings:of_deal", args=[deal.pk]), "7"),
        Tab("papers", _("Papers"), reverse("papers:of_deal", args=[deal.pk]), "8"),
        Tab("review", _("Review"), reverse("reviews:of_deal", args=[deal.pk]), "9"),
        Tab("outlook", _("Outlook"), reverse("forecast:of_deal", args=[deal.pk]), "o"),
        Tab("notes", _("Notes & files"), f"{here}notes/", "0"),
        Tab("journal", _("Journal"), f"{here}journal/", "h"),
    ]


def _head(deal: Deal, *, today: date, waiting: Sequence[NextStep] | None, obstacles: Sequence[Obstacle] | None) -> Head:
    if deal.is_closed:
        return Head(None, ending(deal), None, step_late=False, close_late=False, not_cleared=0)
    step = queries.first_step(deal.pk) if waiting is None else next(iter(waiting), None)
    return Head(
        outlook=queries.outlook(deal),
        ending=None,
        step=step,
        step_late=step is not None and step.due_on is not None and step.due_on < today,
        close_late=deal.close_on is not None and deal.close_on < today,
        not_cleared=len(queries.obstacles(deal.pk))
        if obstacles is None and deal.promises_open
        else len(obstacles or ()),
    )


def ending(deal: Deal) -> Ending:
    outcome = Outcome(deal.outcome)
    entry = queries.closing_entry(deal.pk)
    return Ending(
        outcome=OUTCOME_NAMES[outcome],
        tone=OUTCOME_TONES[outcome],
        reason=REASONS[outcome].get(deal.outcome_reason, ""),
        who=entry.actor.name if entry else "",
        at=entry.at if entry else None,
    )
