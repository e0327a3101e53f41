"""A request for engineering time: its states, who may do what to it, and what its texts must say. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from evener.people.rules import VERDICT_ROLES, Viewer
from evener.problems import Text

HOUR = 60
# Verdicts and requests are answered within a day (GitLab handbook).
ANSWER_WITHIN = timedelta(hours=24)
EARLIEST, LATEST = date(2000, 1, 1), date(2200, 12, 31)
LENGTHS = {"decides": 500, "wants": 5000, "answer": 2000, "offer": 1000}
MOST_SKILLS = 10
# What one tap logs, in minutes.
TAPS = (30, 60, 120, 240)
MOST_LOGGED = 24 * HOUR


class RequestState(StrEnum):
    ASKED = "asked"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DONE = "done"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


STATE_NAMES: dict[RequestState, Text] = {
    RequestState.ASKED: _("Asked"),
    RequestState.OFFERED: _("Smaller offered"),
    RequestState.ACCEPTED: _("Accepted"),
    RequestState.DONE: _("Done"),
    RequestState.DECLINED: _("Declined"),
    RequestState.WITHDRAWN: _("Withdrawn"),
}
# What the queue holds, what takes somebody's time, and what is over.
QUEUED = frozenset({RequestState.ASKED, RequestState.OFFERED})
OPEN = QUEUED | {RequestState.ACCEPTED}


class Event(StrEnum):
    """What can be done to a request."""

    CHANGE = "change"
    ACCEPT = "accept"
    OFFER = "offer"
    DECLINE = "decline"
    AGREE = "agree"
    INSIST = "insist"
    WITHDRAW = "withdraw"
    HAND_BACK = "hand_back"
    FINISH = "finish"
    LOG = "log"
    PLACE = "place"


AFTER: Mapping[Event, Mapping[RequestState, RequestState]] = {
    Event.CHANGE: {RequestState.ASKED: RequestState.ASKED},
    Event.ACCEPT: {
        RequestState.ASKED: RequestState.ACCEPTED,
        RequestState.OFFERED: RequestState.ACCEPTED,
        RequestState.ACCEPTED: RequestState.ACCEPTED,
    },
    Event.OFFER: {RequestState.ASKED: RequestState.OFFERED, RequestState.OFFERED: RequestState.OFFERED},
    Event.DECLINE: {RequestState.ASKED: RequestState.DECLINED, RequestState.OFFERED: RequestState.DECLINED},
    Event.AGREE: {RequestState.OFFERED: RequestState.ACCEPTED},
    Event.INSIST: {RequestState.OFFERED: RequestState.ASKED},
    Event.WITHDRAW: {
        RequestState.ASKED: RequestState.WITHDRAWN,
        RequestState.OFFERED: RequestState.WITHDRAWN,
        RequestState.ACCEPTED: RequestState.WITHDRAWN,
    },
    Event.HAND_BACK: {RequestState.ACCEPTED: RequestState.ASKED},
    Event.FINISH: {RequestState.ACCEPTED: RequestState.DONE},
    Event.LOG: {RequestState.ACCEPTED: RequestState.ACCEPTED, RequestState.DONE: RequestState.DONE},
    Event.PLACE: {RequestState.ASKED: RequestState.ASKED, RequestState.OFFERED: RequestState.OFFERED},
}
# What engineering does, and what the deal's side does.
ENGINEERS = frozenset({Event.ACCEPT, Event.OFFER, Event.DECLINE, Event.HAND_BACK, Event.FINISH, Event.LOG, Event.PLACE})


@dataclass(frozen=True, slots=True)
class Stands:
    """How somebody stands to a request: what a decision needs to know."""

    state: RequestState
    deal_open: bool
    works_on_deal: bool
    is_person: bool


def open_to(viewer: Viewer, stands: Stands) -> frozenset[Event]:
    """What this person may do to the request now."""
    if not viewer.may_write:
        return frozenset()
    return frozenset(event for event in Event if stands.state in AFTER[event] and _may(viewer, event, stands))


def _may(viewer: Viewer, event: Event, stands: Stands) -> bool:
    if not stands.deal_open and event not in (Event.FINISH, Event.LOG, Event.WITHDRAW):
        return False
    answers = viewer.role in VERDICT_ROLES
    if event in (Event.FINISH, Event.HAND_BACK, Event.LOG):
        return stands.is_person or viewer.leads
    if event is Event.PLACE:
        return viewer.leads
    if event is Event.ACCEPT and stands.state is RequestState.ACCEPTED:
        return viewer.leads
    if event in ENGINEERS:
        return answers
    return stands.works_on_deal or viewer.leads


def faults(values: Mapping[str, Any], *, today: date) -> dict[str, Text]:
    """What is wrong with a request as it would be, by field. Effort is checked where work is registered."""
    wrong = long_faults(values)
    if not (values.get("decides") or "").strip() and "decides" not in wrong:
        wrong["decides"] = _("Say what the customer will decide because of it. If nothing, it can wait.")
    needed = values.get("needed_by")
    if needed is None:
        wrong["needed_by"] = _("Say by when it is needed.")
    elif not EARLIEST <= needed <= LATEST:
        wrong["needed_by"] = _("Use a date between 2000 and 2200.")
    elif needed < today:
        wrong["needed_by"] = _("This day has passed.")
    if len(values.get("skills") or ()) > MOST_SKILLS:
        wrong["skills"] = _("Name at most %(limit)d skills.") % {"limit": MOST_SKILLS}
    return wrong


def long_faults(values: Mapping[str, Any]) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    for name, limit in LENGTHS.items():
        text = values.get(name) or ""
        if len(text) > limit:
            wrong[name] = _("Keep it under %(limit)d characters.") % {"limit": limit}
        elif "\x00" in text:
            wrong[name] = _("This text holds a character that cannot be kept.")
    return wrong


def answer_fault(event: Event, text: str) -> Text | None:
    """The reason a step must carry."""
    if text.strip():
        return None
    needed: dict[Event, Text] = {
        Event.DECLINE: _("Say why. A no without a reason is not an answer."),
        Event.OFFER: _("Say why the smaller thing, so that the deal's team can decide."),
        Event.INSIST: _("Say why the smaller thing will not do."),
        Event.HAND_BACK: _("Say why, for whoever takes it next."),
        Event.PLACE: _("Say why. Everybody sees that the order was changed by hand."),
    }
    return needed.get(event)


def answer_due(asked_at: datetime) -> datetime:
    return asked_at + ANSWER_WITHIN


class Way(StrEnum):
    """Where a request went, as the report counts it."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    SMALLER = "smaller"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


SIMPLE_WAYS = {
    RequestState.ASKED: Way.WAITING, RequestState.DECLINED: Way.DECLINED, RequestState.WITHDRAWN: Way.WITHDRAWN,
}  # fmt: skip


def way_of(state: RequestState, *, likely: int, offered: int | None) -> Way:
    """A smaller thing that is on offer or was taken counts as such: taken, its effort is what is asked."""
    if state in SIMPLE_WAYS:
        return SIMPLE_WAYS[state]
    return Way.SMALLER if state is RequestState.OFFERED or offered == likely else Way.ACCEPTED


def turnaround_hours(seconds: float) -> float:
    """From the question to the first answer, in hours."""
    return seconds / 3600


def median(values: Sequence[float]) -> float | None:
    """The middle value; the mean of the two middle ones of an even number; None of none."""
    if not values:
        return None
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
