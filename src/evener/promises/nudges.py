"""What promises want of somebody today (pages.asks.NudgeSource)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.capabilities.models import Capability
from evener.deals.models import DealMember, team_tree
from evener.deals.nudges import leads
from evener.deals.rules import Outcome
from evener.listing.prepared import Question, rows
from evener.listing.reach import Walked, either
from evener.pages.addresses import address
from evener.pages.asks import Nudge
from evener.pages.days import due
from evener.people.rules import VERDICT_ROLES, Viewer
from evener.problems import Text
from evener.promises.models import Promise
from evener.promises.presenting.words import until
from evener.promises.rules import Life, Review

# How far ahead a promise to keep shows up.
AHEAD = timedelta(days=14)
# So long it is news to everybody on a deal that what a promise rests on changed.
NEWS = timedelta(days=14)
Row = Mapping[str, Any]
LABELS: dict[str, Text] = {"stale": lazy("Ask again"), "refused": lazy("Decide"), "blind": lazy("Ask for a verdict")}
PLACE = ("id", "words", "due_on", "deal_id", "deal__name", "deal__account__name")


def nudges(*, viewer: Viewer, at: datetime, limit: int) -> list[Nudge]:
    """Verdicts to give, promises to keep, one's own to settle, and what changed below them. Four queries."""
    today = viewer.today(at)
    return [
        *_verdicts(viewer, at=at, limit=limit),
        *_to_keep(viewer, today=today, limit=limit),
        *_to_settle(viewer, today=today, limit=limit),
        *_unsettled(viewer, at=at, today=today, limit=limit),
    ]


def _near(viewer: Viewer) -> Q:
    """Where what nobody owns comes up: on the deals one works on, for leaders in their team tree."""
    near = Q(Exists(DealMember.objects.filter(deal_id=OuterRef("deal_id"), user_id=viewer.id)))
    return Q(team__in=team_tree(viewer)) | near if leads(viewer) else near


def _quoted(words: str) -> str:
    return f"“{words}”"


def _of(row: Row) -> str:
    account = row["deal__account__name"]
    return f"{row['deal__name']}, {account}" if account else str(row["deal__name"])


def _to(name: str, row: Row, query: str = "") -> str:
    return address(f"promises:{name}", row["id"]) + query


def verdicts(viewer: Viewer, limit: int) -> Question:
    """Asked of me, and asked of nobody by name near me."""
    asked = Promise.objects.filter(waiting=True, review=Review.ASKED).order_by("verdict_due_at", "id")
    mine = asked.visible_to(viewer).filter(engineer_id=viewer.id)
    nobody = asked.filter(_near(viewer), engineer__isnull=True)
    found = Promise.objects.filter(id__in=either(mine[:limit], nobody[:limit])).order_by("verdict_due_at", "id")
    return found.values(*PLACE, "engineer_id", "verdict_due_at", "asked_by__name")


def _verdicts(viewer: Viewer, *, at: datetime, limit: int) -> list[Nudge]:
    answers = viewer.may_write and viewer.role in VERDICT_ROLES
    return [
        _verdict(row, at=at) if row["engineer_id"] else _unasked(row, at=at, answers=answers)
        for row in rows(verdicts, viewer, limit)
    ]


def _verdict(row: Row, *, at: datetime) -> Nudge:
    return Nudge(
        kind="verdict",
        what=_("Answer: %(words)s") % {"words": _quoted(row["words"])},
        why=_("%(who)s asked you, for %(deal)s.") % {"who": row["asked_by__name"], "deal": _of(row)},
        url=_to("page", row),
        due=row["verdict_due_at"],
        when=until(row["verdict_due_at"], at=at),
        late=row["verdict_due_at"] < at,
        action=lazy("Give a verdict"),
        action_url=_to("verdict", row, "?next=/"),
        icon="promises",
        more=lazy("verdicts asked of you"),
        more_url=f"{address('promises:list')}?engineer=me&review=waiting&sort=verdict",
    )


def _unasked(row: Row, *, at: datetime, answers: bool) -> Nudge:
    return Nudge(
        kind="unasked",
        what=_("Answer: %(words)s") % {"words": _quoted(row["words"])},
        why=_("%(who)s asked, and nobody is to answer. For %(deal)s.")
        % {"who": row["asked_by__name"], "deal": _of(row)},
        url=_to("page", row),
        due=row["verdict_due_at"],
        when=until(row["verdict_due_at"], at=at),
        late=row["verdict_due_at"] < at,
        action=lazy("Give a verdict") if answers else lazy("Choose an engineer"),
        action_url=_to("verdict" if answers else "ask", row, "?next=/"),
        unowned=True,
        icon="person",
        more=lazy("verdicts asked of nobody"),
        more_url=f"{address('promises:list')}?engineer=nobody&review=waiting&sort=verdict",
    )


def to_keep(viewer: Viewer, limit: int, *, until: date) -> Question:
    """Said, and mine to keep soon; or nobody's to keep, near me."""
    said = Promise.objects.filter(waiting=True, life=Life.MADE).order_by("due_order", "id")
    mine = said.visible_to(viewer).filter(owner_id=viewer.id, due_order__lte=until)
    nobody = said.filter(_near(viewer), owner__isnull=True)
    found = Promise.objects.filter(id__in=either(mine[:limit], nobody[:limit])).order_by("due_order", "id")
    return found.values(*PLACE, "owner_id")


def _to_keep(viewer: Viewer, *, today: date, limit: int) -> list[Nudge]:
    return [
        _keep(row, viewer=viewer, today=today) if row["owner_id"] else _nobody_keeps(row, viewer=viewer, today=today)
        for row in rows(to_keep, viewer, limit, until=today + AHEAD)
    ]


def _keep(row: Row, *, viewer: Viewer, today: date) -> Nudge:
    when = due(row["due_on"], viewer=viewer, today=today)
    return Nudge(
        kind="keep",
        what=_("Keep: %(words)s") % {"words": _quoted(row["words"])},
        why=_("You keep this promise to %(deal)s.") % {"deal": _of(row)},
        url=_to("page", row),
        due=when.at,
        when=when.words,
        late=when.late,
        action=lazy("It was kept"),
        action_url=_to("end", row, "?how=keep&next=/"),
        icon="flag",
        more=lazy("promises you keep"),
        more_url=f"{address('promises:list')}?owner=me&state=made",
    )


def _nobody_keeps(row: Row, *, viewer: Viewer, today: date) -> Nudge:
    when = due(row["due_on"], viewer=viewer, today=today)
    return Nudge(
        kind="unkept",
        what=_quoted(row["words"]),
        why=_("It was said to %(deal)s, and nobody is to keep it.") % {"deal": _of(row)},
        url=_to("page", row),
        due=when.at,
        when=when.words if when.at else "",
        late=when.late,
        action=lazy("Name somebody"),
        action_url=_to("change", row, "?next=/"),
        unowned=True,
        icon="person",
        more=lazy("promises nobody keeps"),
        more_url=f"{address('promises:list')}?owner=nobody&state=made",
    )


def to_settle(viewer: Viewer, limit: int) -> Question:
    """On one's own open deals: the verdict went stale, engineering said no, or it was said blind and nobody asked."""
    trouble = Q(stale=True) | Q(review=Review.REFUSED) | Q(blind=True, review=Review.NONE)
    found = Promise.objects.filter(trouble, waiting=True, deal__owner_id=viewer.id, deal__outcome=Outcome.OPEN)
    return found.order_by("due_order", "id").values(*PLACE, "stale", "review", "verdict__alternative")[:limit]


def _to_settle(viewer: Viewer, *, today: date, limit: int) -> list[Nudge]:
    return [_settle(row, viewer=viewer, today=today) for row in rows(to_settle, viewer, limit)]


def _settle(row: Row, *, viewer: Viewer, today: date) -> Nudge:
    if row["stale"]:
        kind, why, more = "stale", _("It changed since the verdict. %(deal)s."), lazy("promises that changed")
        query = "?stale=yes"
    elif row["review"] == Review.REFUSED:
        kind, why, more = "refused", _("Engineering refused it. %(deal)s."), lazy("refused promises")
        query = "?review=refused"
    else:
        kind, why, more = "blind", _("Said before any engineer saw it. %(deal)s."), lazy("promises said blind")
        query = "?blind=yes&review=none"
    text = why % {"deal": _of(row)}
    if kind == "refused" and row["verdict__alternative"]:
        text += " " + _("The nearest we can do: %(alternative)s") % {"alternative": row["verdict__alternative"]}
    when = due(row["due_on"], viewer=viewer, today=today)
    return Nudge(
        kind=kind,
        what=_quoted(row["words"]),
        why=text,
        url=_to("page", row),
        due=when.at,
        when=when.words if when.at else "",
        late=when.late,
        action=LABELS[kind],
        action_url=_to("page" if kind == "refused" else "ask", row),
        post=kind != "refused",
        icon="alert",
        more=more,
        more_url=address("promises:list") + query,
    )


def unsettled(viewer: Viewer, limit: int, *, since: datetime) -> Question:
    """On deals one works on and does not own: what a promise rests on changed after its verdict, a short while ago.

    The few lines of the catalogue that changed lead to the promises; everything else is asked of those.
    """
    mine = DealMember.objects.filter(deal_id=OuterRef("deal_id"), user_id=viewer.id)
    recent = Capability.objects.filter(settled_at__gte=since).values("id")
    stands = Q(stale=True, waiting=True, capability__settled_at__gt=F("verdict__given_at"))
    others = Q(deal__outcome=Outcome.OPEN) & ~Q(deal__owner_id=viewer.id)
    found = Promise.objects.filter(capability_id__isnull=False, capability_id__in=recent)
    found = found.filter(Walked(stands & others & Q(Exists(mine))))
    return found.order_by("id").values(*PLACE, "capability__name")[:limit]


def _unsettled(viewer: Viewer, *, at: datetime, today: date, limit: int) -> list[Nudge]:
    since = at - NEWS
    return [_news(row, viewer=viewer, today=today) for row in rows(unsettled, viewer, limit, since=since)]


def _news(row: Row, *, viewer: Viewer, today: date) -> Nudge:
    when = due(row["due_on"], viewer=viewer, today=today)
    text = _("“%(name)s” changed, and this promise to %(deal)s rests on it.")
    return Nudge(
        kind="unsettled",
        what=_quoted(row["words"]),
        why=text % {"name": row["capability__name"], "deal": _of(row)},
        url=_to("page", row),
        due=when.at,
        when=when.words if when.at else "",
        late=when.late,
        action=lazy("Look at it"),
        action_url=_to("page", row),
        icon="capabilities",
        more=lazy("promises that changed"),
        more_url=address("promises:list") + "?stale=yes",
    )
