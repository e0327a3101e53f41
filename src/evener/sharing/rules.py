"""Links without sign-in: what they may show, how long they live, and how their secret is made. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from evener.problems import Text

# Our own: a quarter is longer than most plans wait for an answer, and nobody remembers a link after a year.
USUAL_DAYS = 90
MOST_DAYS = 365
LABEL = 120

KEY_LENGTH, PROOF_LENGTH = 16, 32
_TOKEN = re.compile(rf"[A-Za-z0-9_-]{{{KEY_LENGTH + PROOF_LENGTH}}}")


class Of(StrEnum):
    """What a link shows."""

    PLAN = "plan"
    PAPER = "paper"


OF_NAMES = {Of.PLAN: _("Plan"), Of.PAPER: _("Paper")}


class LinkState(StrEnum):
    OPEN = "open"
    EXPIRED = "expired"
    TAKEN_BACK = "taken_back"


STATE_NAMES = {
    LinkState.OPEN: _("Open"),
    LinkState.EXPIRED: _("Expired"),
    LinkState.TAKEN_BACK: _("Taken back"),
}


def state(*, expires_on: date, taken_back: bool, today: date) -> LinkState:
    """A link works through the day it expires on."""
    if taken_back:
        return LinkState.TAKEN_BACK
    return LinkState.EXPIRED if today > expires_on else LinkState.OPEN


def usual_end(today: date) -> date:
    return today + timedelta(days=USUAL_DAYS)


def faults(*, label: str, expires_on: date, today: date) -> dict[str, Text]:
    """What is wrong with a link to be made, by field."""
    wrong: dict[str, Text] = {}
    if not label.strip():
        wrong["label"] = _("Say who the link is for.")
    elif len(label) > LABEL:
        wrong["label"] = _("Use at most %(most)s characters.") % {"most": LABEL}
    wrong |= end_faults(expires_on, today=today)
    return wrong


def end_faults(expires_on: date, *, today: date) -> dict[str, Text]:
    if expires_on < today:
        return {"expires_on": _("This day has passed. To end a link, take it back.")}
    if expires_on > today + timedelta(days=MOST_DAYS):
        return {"expires_on": _("A link lives at most %(most)s days.") % {"most": MOST_DAYS}}
    return {}


def split(token: str) -> tuple[str, str] | None:
    """The stored key and the proof of a token; None where it cannot be one."""
    return (token[:KEY_LENGTH], token[KEY_LENGTH:]) if _TOKEN.fullmatch(token) else None


BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip


def device(agent: str) -> str:
    """A browser and its system in two words, `Firefox, Windows`; '' where the agent names neither."""
    found = [next((name for sign, name in known if sign in agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, found))
