"""A review as its page and lists show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.deals.models import Deal
from evener.deals.rules import OUTCOME_NAMES, Outcome, Standing, may_work_on
from evener.pages.templatetags.evener import day_text, face_html, locale_of
from evener.people.rules import Viewer
from evener.problems import Text
from evener.reviews.models import Review
from evener.reviews.queries.reviews import Given
from evener.reviews.rules.course import AHEAD, STATUS_NAMES, Event, ReviewStatus, allowed

TONES = {
    ReviewStatus.ASKED: "warn",
    ReviewStatus.PREPARED: "info",
    ReviewStatus.HELD: "accent",
    ReviewStatus.SCORED: "ok",
    ReviewStatus.CALLED_OFF: "",
}


@dataclass(frozen=True, slots=True)
class Do:
    """A button: what it says and where it leads."""

    name: str
    label: Text
    url: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """What stands above a review, and what this viewer may do to it now."""

    status: Text
    tone: str
    ahead: bool
    held: bool
    scored: bool
    overtaken: bool
    may_prepare: bool
    may_give: bool
    may_decide: bool
    may_step: bool
    may_invite: bool
    may_swap: bool
    doings: list[Do]


LABELS: list[tuple[Event, Text, bool]] = [
    (Event.HOLD, lazy("Hold it"), True),
    (Event.SCORE, lazy("Score it"), True),
    (Event.CALL_OFF, lazy("Call it off"), False),
]


def card(viewer: Viewer, review: Review, deal: Deal, stands: Standing, given: Sequence[Given]) -> Card:
    status, closed = ReviewStatus(review.status), deal.is_closed
    works = bool(may_work_on(viewer, stands))
    runs = viewer.may_write and (works or viewer.id == review.dissenter_id)
    can = {event: bool(allowed(event, status)) and closed == (event == Event.SCORE) for event in Event}
    sealed = review.revealed_at is None
    mine = viewer.may_write and any(row.user_id == viewer.id for row in given)
    return Card(
        status=STATUS_NAMES[status],
        tone=TONES[status],
        ahead=status in AHEAD,
        held=review.held_on is not None,
        scored=status == ReviewStatus.SCORED,
        overtaken=status in AHEAD and closed,
        may_prepare=can[Event.PREPARE] and viewer.may_write and viewer.id == review.dissenter_id and sealed,
        may_give=can[Event.ESTIMATE] and mine and sealed,
        may_decide=can[Event.DECIDE] and runs,
        may_step=can[Event.DECIDE] and works,
        may_invite=can[Event.INVITE] and runs and sealed,
        may_swap=can[Event.SWAP] and runs,
        doings=[
            Do(event.value, label, reverse(f"reviews:{event}", args=[review.pk]), primary)
            for event, label, primary in LABELS
            if runs and can[event]
        ],
    )


@dataclass(frozen=True, slots=True)
class DealRow:
    """A review on the tab of its deal."""

    row: Review
    url: str
    status: Text
    tone: str
    given: str
    day: str


def deal_rows(found: Sequence[Review], counts: Mapping[int, tuple[int, int]], *, today: date) -> list[DealRow]:
    return [
        DealRow(
            row,
            reverse("reviews:page", args=[row.pk]),
            STATUS_NAMES[ReviewStatus(row.status)],
            TONES[ReviewStatus(row.status)],
            given_text(*counts.get(row.pk, (0, 0))),
            day_text(row.held_on or row.hold_on or row.asked_at.date(), today.year, _locale()),
        )
        for row in found
    ]


def given_text(done: int, all: int) -> str:
    """`2 of 5`."""
    return _("%(done)d of %(all)d") % {"done": done, "all": all} if all else ""


def list_rows(found: Iterable[Mapping[str, Any]], *, today: date) -> SafeString:
    """The rows of the list as finished HTML."""
    return mark_safe("".join(_row(row, today) for row in found))


def _row(row: Mapping[str, Any], today: date) -> str:
    status, outcome = ReviewStatus(row["status"]), Outcome(row["deal__outcome"])
    late = row["waiting"] and status in AHEAD and row["hold_on"] is not None and row["hold_on"] < today
    day = row["held_on"] or row["hold_on"]
    ended = f' <span class="pill bare">{escape(str(OUTCOME_NAMES[outcome]))}</span>' if outcome != Outcome.OPEN else ""
    score = ""
    if status == ReviewStatus.HELD and row["waiting"]:
        score = f' <span class="pill warn">{escape(_("To be scored"))}</span>'
    return (
        f'<tr><th scope="row" class="main-cell words-cell"><a class="row-link" href="/reviews/{row["id"]}/">'
        f"{escape(row['deal__name'])}</a></th>"
        f'<td class="states"><span class="pill {TONES[status]}">{escape(str(STATUS_NAMES[status]))}</span>{score}'
        f"{ended}</td>"
        f'<td class="quiet"><span class="cut">{escape(row["deal__account__name"] or "")}</span></td>'
        f'<td class="num">{escape(given_text(row["given"], row["reviewers"]))}</td>'
        f'<td class="num nowrap{" danger-text" if late else ""}">'
        f"{escape(day_text(day, today.year, _locale())) if day else '–'}</td>"
        f'<td><span class="who">{face_html(row["dissenter__name"])}<span class="cut">'
        f"{escape(row['dissenter__name'])}</span></span></td></tr>"
    )


def _locale() -> str:
    return locale_of(get_language() or "en")
