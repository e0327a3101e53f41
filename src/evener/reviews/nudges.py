"""What reviews, and customers who decided nothing, want of somebody today (pages.asks.NudgeSource)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from evener.deals.models import Deal
from evener.deals.rules import OUTCOME_NAMES, REASONS, Outcome
from evener.listing.prepared import Question, rows
from evener.listing.reach import either
from evener.pages.addresses import address
from evener.pages.asks import Nudge
from evener.pages.days import due
from evener.people.models import Organisation
from evener.people.rules import Viewer
from evener.problems import Text
from evener.reviews.models import ComeBack, Idea, Review, Reviewer, Tie
from evener.reviews.rules.course import ReviewStatus
from evener.reviews.rules.lightly import RETURNS

Row = Mapping[str, Any]
REVIEW = (
    "id", "status", "hold_on", "revealed_at", "asked_by_id", "gives", "deal__owner_id", "deal__name",
    "deal__account__name", "deal__outcome",
)  # fmt: skip


def nudges(*, viewer: Viewer, at: datetime, limit: int) -> list[Nudge]:
    """Cases to write, chances to give, reviews to hold, to score and to ask for; days to come back, ideas due, people
    to stay in touch with. Five queries.
    """
    today = viewer.today(at)
    return [
        *(nudge for row in rows(reviews, viewer, limit, today=today) for nudge in _wanted(row, viewer, today)),
        *_large(viewer, today=today, limit=limit),
        *(_return(row, viewer, today) for row in rows(returns, viewer, limit, today=today, since=today - RETURNS)),
        *(_idea(row, viewer, today) for row in rows(ideas, viewer, limit, today=today)),
        *(_tie(row, viewer, today) for row in rows(ties, viewer, limit, today=today)),
    ]


def _of(row: Row, prefix: str = "deal__") -> str:
    name, account = row[f"{prefix}name"], row[f"{prefix}account__name"]
    return f"{name}, {account}" if account else str(name)


def reviews(viewer: Viewer, limit: int, *, today: date) -> Question:
    """Reviews that want my case or my chance; and where I asked, or own the deal, to be held and to be scored."""
    mine = Q(asked_by_id=viewer.id) | Q(deal__owner_id=viewer.id)
    ready = Q(revealed_at__isnull=False) | Q(hold_on__lte=today)
    asked = Reviewer.objects.filter(user_id=viewer.id, given_at=None)
    waiting = Review.objects.filter(waiting=True).order_by("id")
    wanted = either(
        waiting.filter(status=ReviewStatus.ASKED, dissenter_id=viewer.id)[:limit],
        waiting.filter(status=ReviewStatus.PREPARED, id__in=asked.values("review_id"))[:limit],
        waiting.filter(mine & ready, status=ReviewStatus.PREPARED)[:limit],
        waiting.filter(mine, status=ReviewStatus.HELD)[:limit],
    )
    gives = Exists(asked.filter(review_id=OuterRef("id")))
    return Review.objects.filter(id__in=wanted).annotate(gives=gives).order_by("id").values(*REVIEW)[:limit]


def _wanted(row: Row, viewer: Viewer, today: date) -> Iterator[Nudge]:
    status = ReviewStatus(row["status"])
    if status == ReviewStatus.ASKED:
        yield _write(row, viewer, today)
        return
    if status == ReviewStatus.PREPARED and row["gives"]:
        yield _give(row, viewer, today)
    due_now = row["revealed_at"] is not None or (row["hold_on"] is not None and row["hold_on"] <= today)
    if viewer.id in (row["asked_by_id"], row["deal__owner_id"]) and (status == ReviewStatus.HELD or due_now):
        yield _run(row, viewer, today)


def _write(row: Row, viewer: Viewer, today: date) -> Nudge:
    return _nudge(
        row, "review_case", _("Argue against %(deal)s") % {"deal": _of(row)},
        _("You are the dissenter: write why it is not won, and what it will have died of."),
        row["hold_on"], _("Write the case"), "prepare", viewer, today,
    )  # fmt: skip


def _give(row: Row, viewer: Viewer, today: date) -> Nudge:
    return _nudge(
        row, "review_chance", _("Your chance for %(deal)s") % {"deal": _of(row)},
        _("The case against it is written. Nobody sees yours until all have given theirs."),
        row["hold_on"], _("Give it"), "chance", viewer, today,
    )  # fmt: skip


def _run(row: Row, viewer: Viewer, today: date) -> Nudge:
    if row["status"] == ReviewStatus.HELD:
        outcome = str(OUTCOME_NAMES[Outcome(row["deal__outcome"])])
        return _nudge(
            row, "review_score", _("Score the review of %(deal)s") % {"deal": _of(row)},
            _("It ended as: %(outcome)s. Who was right, and which signs told?") % {"outcome": outcome},
            None, _("Score it"), "score", viewer, today,
        )  # fmt: skip
    why = _("Everybody gave a chance.") if row["revealed_at"] else _("Its day is here.")
    return _nudge(
        row, "review_hold", _("Hold the review of %(deal)s") % {"deal": _of(row)}, why, row["hold_on"],
        _("Record it"), "hold", viewer, today,
    )  # fmt: skip


def _nudge(
    row: Row, kind: str, what: str, why: Text, day: date | None, action: str, to: str, viewer: Viewer, today: date
) -> Nudge:
    when = due(day, viewer=viewer, today=today)
    return Nudge(
        kind=kind,
        what=what,
        why=why,
        url=address("reviews:page", row["id"]),
        due=when.at,
        when=when.words if day else "",
        late=when.late,
        action=action,
        action_url=address(f"reviews:{to}", row["id"]) + "?next=/",
        icon="flag",
        more=lazy("reviews that wait for you"),
        more_url=f"{address('reviews:list')}?who=me",
    )


def large(viewer: Viewer, limit: int) -> Question:
    """My open deals from the organisation's amount on, in its currency, that nobody asked a review for."""
    reviewed = Review.objects.filter(deal_id=OuterRef("id")).exclude(status=ReviewStatus.CALLED_OFF)
    over = Organisation.objects.filter(
        pk=1,
        currency=OuterRef("currency"),
        review_amount_minor__gt=0,
        review_amount_minor__lte=OuterRef("amount_minor"),
    )
    found = Deal.objects.filter(Exists(over), ~Exists(reviewed), owner_id=viewer.id, outcome=Outcome.OPEN)
    return found.order_by("close_order", "id").values("id", "name", "account__name", "close_on")[:limit]


def _large(viewer: Viewer, *, today: date, limit: int) -> list[Nudge]:
    return [
        Nudge(
            kind="review_due",
            what=_("Have %(deal)s doubted") % {"deal": _of(row, "")},
            why=_("It is large enough for a devil’s-advocate review, and nobody asked for one yet."),
            url=address("reviews:of_deal", row["id"]),
            due=due(row["close_on"], viewer=viewer, today=today).at,
            when="",
            late=False,
            action=lazy("Ask for it"),
            action_url=address("reviews:ask", row["id"]),
            icon="flag",
            more=lazy("large deals of yours that nobody reviewed"),
            more_url=f"{address('deals:list')}?owner=me&sort=-amount",
        )
        for row in rows(large, viewer, limit)
    ]


def returns(viewer: Viewer, limit: int, *, today: date, since: date) -> Question:
    """Deals of mine that ended in nothing or were lost, whose day to come back, as it was moved last, is here."""
    ended = (Outcome.NO_DECISION, Outcome.LOST)
    back = ComeBack.objects.filter(former_id=OuterRef("id"), closed_on=OuterRef("closed_on"))
    found = Deal.objects.filter(owner_id=viewer.id, outcome__in=ended).annotate(
        day=Coalesce(F("light_plan__return_on"), F("return_on"))
    )
    names = ("id", "name", "account__name", "day", "outcome", "outcome_reason")
    found = found.filter(~Exists(back), day__lte=today, day__gt=since)
    return found.order_by("day", "id").values(*names)[:limit]


def _return(row: Row, viewer: Viewer, today: date) -> Nudge:
    outcome, when = Outcome(row["outcome"]), due(row["day"], viewer=viewer, today=today)
    then = (
        _("It was lost then: %(reason)s.") if outcome == Outcome.LOST else _("They decided nothing then: %(reason)s.")
    )
    reason = str(REASONS[outcome].get(row["outcome_reason"], ""))
    return Nudge(
        kind="return",
        what=_("Come back to %(deal)s") % {"deal": _of(row, "")},
        why=then % {"reason": reason[:1].lower() + reason[1:]},
        url=address("reviews:of_deal", row["id"]),
        due=when.at,
        when=when.words,
        late=when.late,
        action=lazy("Look at it"),
        action_url=address("reviews:of_deal", row["id"]),
        icon="undo",
        more=lazy("deals to come back to"),
        more_url=f"{address('deals:list')}?owner=me&outcome=no_decision",
    )


def ideas(viewer: Viewer, limit: int, *, today: date) -> Question:
    found = Idea.objects.filter(owner_id=viewer.id, waiting=True, due_on__lte=today)
    names = ("id", "text", "due_on", "deal_id", "deal__name", "deal__account__name")
    return found.order_by("due_on", "id").values(*names)[:limit]


def _idea(row: Row, viewer: Viewer, today: date) -> Nudge:
    when = due(row["due_on"], viewer=viewer, today=today)
    return Nudge(
        kind="idea",
        what=_("Share: %(idea)s") % {"idea": row["text"]},
        why=_("An idea for %(deal)s, which ended in nothing.") % {"deal": _of(row)},
        url=f"{address('reviews:of_deal', row['deal_id'])}#idea-{row['id']}",
        due=when.at,
        when=when.words,
        late=when.late,
        action=lazy("Shared"),
        action_url=address("reviews:share", row["id"]),
        post=True,
        icon="star",
        more=lazy("ideas to share"),
    )


def ties(viewer: Viewer, limit: int, *, today: date) -> Question:
    found = Tie.objects.filter(owner_id=viewer.id, waiting=True, next_on__lte=today)
    names = ("id", "contact__name", "every_weeks", "last_on", "next_on", "deal_id", "deal__name", "deal__account__name")
    return found.order_by("next_on", "id").values(*names)[:limit]


def _tie(row: Row, viewer: Viewer, today: date) -> Nudge:
    when, weeks = due(row["next_on"], viewer=viewer, today=today), row["every_weeks"]
    every = ngettext("Every week, %(deal)s.", "Every %(weeks)d weeks, %(deal)s.", weeks)
    return Nudge(
        kind="tie",
        what=_("Stay in touch with %(name)s") % {"name": row["contact__name"]},
        why=every % {"weeks": weeks, "deal": _of(row)},
        url=f"{address('reviews:of_deal', row['deal_id'])}#tie-{row['id']}",
        due=when.at,
        when=when.words,
        late=when.late,
        action=lazy("We were in touch"),
        action_url=address("reviews:touch", row["id"]),
        post=True,
        icon="person",
        more=lazy("people to stay in touch with"),
    )
