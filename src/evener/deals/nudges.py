"""What deals want of somebody today (pages.asks.NudgeSource)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from evener.deals.models import LOOSE, THEIRS, Deal, DealMember, NextStep, team_tree
from evener.deals.rules import Outcome
from evener.listing.prepared import Question, rows
from evener.listing.reach import Walked
from evener.pages.addresses import address
from evener.pages.asks import Nudge
from evener.pages.days import Due, due
from evener.pages.templatetags.evener import day
from evener.people.models import Organisation
from evener.people.rules import Role, Viewer
from evener.problems import Text

# How far ahead a step shows up.
AHEAD = timedelta(days=7)
Row = Mapping[str, Any]


def nudges(*, viewer: Viewer, at: datetime, limit: int) -> list[Nudge]:
    """Steps to take, steps nobody takes, those of the customer, deals that drift and that nobody owns. Six queries."""
    today = viewer.today(at)
    return [
        *_my_steps(viewer, today=today, limit=limit),
        *_loose_steps(viewer, today=today, limit=limit),
        *_their_steps(viewer, today=today, limit=limit),
        *_drifting(viewer, at=at, today=today, limit=limit),
        *_ownerless(viewer, today=today, limit=limit),
    ]


def works_on(viewer: Viewer) -> Any:
    """Ids of the deals the viewer is on the team of, as a subquery."""
    return DealMember.objects.filter(user_id=viewer.id).values("deal_id")


def leads(viewer: Viewer) -> bool:
    """Whether what nobody owns in the team tree comes up for this person."""
    return viewer.role == Role.LEADER and bool(viewer.team_path)


def _of(name: str, account: str | None) -> str:
    return f"{name}, {account}" if account else name


STEP = ("id", "what", "due_on", "owner_id", "contact_id", "deal_id", "deal__name", "deal__account__name")


def my_steps(viewer: Viewer, limit: int, *, until: date) -> Question:
    found = NextStep.objects.visible_to(viewer).filter(owner_id=viewer.id, waiting=True, due_on__lte=until)
    return found.order_by("due_on", "id").values(*STEP)[:limit]


def _my_steps(viewer: Viewer, *, today: date, limit: int) -> list[Nudge]:
    why, action, more = _("Your next step on %(deal)s."), (_("Done"), "finish_step", True), _("next steps of yours")
    return [
        _step(
            row,
            due(row["due_on"], viewer=viewer, today=today),
            kind="step",
            why=why % {"deal": _of(row["deal__name"], row["deal__account__name"])},
            action=action,
            more=more,
        )
        for row in rows(my_steps, viewer, limit, until=today + AHEAD)
    ]


def loose_steps(viewer: Viewer, limit: int) -> Question:
    """Steps without an owner or a date, on one's deals; for leaders on those of their team tree.

    A leader's come newest first: in the order of the deals PostgreSQL would read all deals along with them.
    """
    loose = NextStep.objects.filter(LOOSE)
    if not leads(viewer):
        return loose.filter(deal__in=works_on(viewer)).order_by("deal_id", "id").values(*STEP)[:limit]
    led = Q(deal__in=works_on(viewer)) | Q(deal__team__in=team_tree(viewer))
    return loose.filter(led).order_by("-id").values(*STEP)[:limit]


def _loose_steps(viewer: Viewer, *, today: date, limit: int) -> list[Nudge]:
    return [_loose_step(row, viewer=viewer, today=today) for row in rows(loose_steps, viewer, limit)]


def _loose_step(row: Row, *, viewer: Viewer, today: date) -> Nudge:
    nobody = row["owner_id"] is None and row["contact_id"] is None
    where = {"deal": _of(row["deal__name"], row["deal__account__name"])}
    why = _("Nobody owns this step on %(deal)s.") if nobody else _("This step on %(deal)s has no date.")
    return _step(
        row,
        due(row["due_on"], viewer=viewer, today=today),
        kind="loose-step",
        why=why % where,
        action=(_("Take it"), "take_step", True) if nobody else (_("Set a date"), "step", False),
        more=lazy("next steps without an owner or a date"),
        unowned=True,
    )


def their_steps(viewer: Viewer, limit: int, *, today: date) -> Question:
    """What the customer owes on one's deals since before today."""
    mine = Deal.objects.filter(owner_id=viewer.id, outcome=Outcome.OPEN).values("id")
    found = NextStep.objects.filter(THEIRS, deal__in=mine, due_on__lt=today)
    return found.order_by("due_on", "id").values(*STEP, "contact__name")[:limit]


def _their_steps(viewer: Viewer, *, today: date, limit: int) -> list[Nudge]:
    """The customer's late steps: the deal's owner asks."""
    why = _("Their step on %(deal)s. Ask them: it is done, or it gets another day.")
    return [
        _step(
            row | {"what": _("Ask %(who)s: %(what)s") % {"who": row["contact__name"], "what": row["what"]}},
            due(row["due_on"], viewer=viewer, today=today),
            kind="their-step",
            why=why % {"deal": _of(row["deal__name"], row["deal__account__name"])},
            action=(_("Settle it"), "step", False),
            more=lazy("late steps of your customers"),
        )
        for row in rows(their_steps, viewer, limit, today=today)
    ]


def _step(
    row: Row, when: Due, *, kind: str, why: Text, action: tuple[Text, str, bool], more: Text, unowned: bool = False
) -> Nudge:
    label, name, post = action
    return Nudge(
        kind=kind,
        what=row["what"],
        why=why,
        url=f"{address('deals:page', row['deal_id'])}#step-{row['id']}",
        due=when.at,
        when=when.words,
        late=when.late,
        action=label,
        action_url=address(f"deals:{name}", row["deal_id"], row["id"]),
        post=post,
        unowned=unowned,
        icon="person" if unowned else "step",
        more=more,
    )


def quiet_days(viewer: Viewer, limit: int) -> Question:
    return Organisation.objects.filter(pk=1).values("quiet_days")[:limit]


def drifting(viewer: Viewer, limit: int, *, today: date, quiet: datetime) -> Question:
    """One's open deals past their date, without a next step, quiet for long, or without an account."""
    # The step itself and not whether there is one: for that PostgreSQL would gather the steps of all deals first.
    step = Subquery(NextStep.objects.filter(deal_id=OuterRef("id"), waiting=True).values("id")[:1])
    drifts = Q(close_order__lt=today) | Q(touched_at__lt=quiet) | Q(step__isnull=True) | Q(account__isnull=True)
    found = Deal.objects.filter(owner_id=viewer.id, outcome=Outcome.OPEN).annotate(step=step).filter(drifts)
    names = ("id", "name", "account_id", "account__name", "close_on", "touched_at", "step")
    return found.order_by("close_order", "id").values(*names)[:limit]


def _drifting(viewer: Viewer, *, at: datetime, today: date, limit: int) -> list[Nudge]:
    days = rows(quiet_days, viewer, 1)[0]["quiet_days"]
    quiet = at - timedelta(days=days)
    found = rows(drifting, viewer, limit, today=today, quiet=quiet)
    return [_drift(row, viewer=viewer, today=today, quiet=quiet, at=at) for row in found]


def _drift(row: Row, *, viewer: Viewer, today: date, quiet: datetime, at: datetime) -> Nudge:
    """The first reason is the one whose click is offered."""
    passed = row["close_on"] is not None and row["close_on"] < today
    reasons: list[tuple[str, Text, str]] = []
    edit, steps = address("deals:edit", row["id"]), address("deals:add_step", row["id"])
    if passed:
        text = _("It was to close on %(day)s.") % {"day": day(row["close_on"])}
        reasons.append((text, lazy("Move the date"), f"{edit}?field=close_on"))
    if row["step"] is None:
        reasons.append((_("No next step is planned."), lazy("Plan a step"), steps))
    if row["touched_at"] < quiet:
        days = (at - row["touched_at"]).days
        text = ngettext("Quiet for %(days)d day.", "Quiet for %(days)d days.", days) % {"days": days}
        reasons.append((text, lazy("Plan a step"), steps))
    if row["account_id"] is None:
        reasons.append((_("It has no account."), lazy("Choose the account"), f"{edit}?field=account"))
    when = due(row["close_on"] if passed else None, viewer=viewer, today=today)
    return Nudge(
        kind="drift",
        what=_of(row["name"], row["account__name"]),
        why=" ".join(str(reason) for reason, _label, _url in reasons),
        url=address("deals:page", row["id"]),
        due=when.at,
        when=when.words if passed else "",
        late=passed,
        action=reasons[0][1],
        action_url=reasons[0][2],
        icon="deals",
        more=lazy("deals of yours that drift"),
        more_url=f"{address('deals:list')}?owner=me",
    )


def ownerless(viewer: Viewer, limit: int) -> Question:
    """Open deals nobody owns: for whoever works on them; as they belong to no team, for every leader who sees them.

    An import without owners leaves more of them than anybody works on, so one's own deals lead to them.
    """
    nobodys = Q(owner__isnull=True, outcome=Outcome.OPEN)
    if viewer.leads:
        found = Deal.objects.visible_to(viewer, walk=True).filter(nobodys)
    else:
        found = Deal.objects.filter(Walked(nobodys), id__in=works_on(viewer))
    return found.order_by("close_order", "id").values("id", "name", "account__name", "close_on")[:limit]


def _ownerless(viewer: Viewer, *, today: date, limit: int) -> list[Nudge]:
    found = rows(ownerless, viewer, limit)
    return [_nobodys(row, due(row["close_on"], viewer=viewer, today=today)) for row in found]


def _nobodys(row: Row, when: Due) -> Nudge:
    return Nudge(
        kind="ownerless",
        what=_of(row["name"], row["account__name"]),
        why=_("Nobody owns this deal."),
        url=address("deals:page", row["id"]),
        due=when.at,
        when=when.words if when.at else "",
        late=when.late,
        action=lazy("Name an owner"),
        action_url=f"{address('deals:edit', row['id'])}?field=owner",
        unowned=True,
        icon="person",
        more=lazy("deals nobody owns"),
        more_url=f"{address('deals:list')}?owner=nobody",
    )
