"""The words and tones a promise is shown with, on every page the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.functional import lazystr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evener.pages.templatetags.evener import day
from evener.problems import Text
from evener.promises.rules import REVIEW_NAMES, STATE_NAMES, VERDICT_NAMES, Life, Review, Standing, State, VerdictKind

STATE_TONES = {
    State.DRAFT: "",
    State.ASKED: "warn",
    State.CLEARED: "ok",
    State.REFUSED: "danger",
    State.OVERRIDDEN: "warn",
    State.MADE: "info",
    State.KEPT: "ok",
    State.KEPT_LATE: "warn",
    State.BROKEN: "danger",
    State.RELEASED: "",
    State.VOID: "",
}
REVIEW_TONES = {
    Review.NONE: "danger",
    Review.ASKED: "warn",
    Review.CLEARED: "ok",
    Review.REFUSED: "danger",
    Review.OVERRIDDEN: "warn",
}
VERDICT_TONES = {
    VerdictKind.TODAY: "ok",
    VerdictKind.WITH_WORK: "info",
    VerdictKind.IF: "warn",
    VerdictKind.NO: "danger",
}
# How the journal's words for what happened to a promise read after the person's name.
HAPPENED: dict[str, Text] = {
    "promise.drafted": gettext_lazy("wrote the promise down"),
    "promise.changed": gettext_lazy("changed the promise"),
    "promise.asked": gettext_lazy("asked for a verdict"),
    "promise.overridden": gettext_lazy("overrode the review"),
    "promise.made": gettext_lazy("recorded that it was said"),
    "promise.kept": gettext_lazy("recorded that it was kept"),
    "promise.kept_late": gettext_lazy("recorded that it was kept late"),
    "promise.broken": gettext_lazy("recorded that it was broken"),
    "promise.released": gettext_lazy("recorded that the customer released us"),
    "promise.void": gettext_lazy("took it out: recorded by mistake"),
    "verdict.given": gettext_lazy("gave a verdict"),
}
FIELD_NAMES: dict[str, Text] = {
    "words": gettext_lazy("The words"),
    "scope": gettext_lazy("Scope"),
    "due_on": gettext_lazy("Promised for"),
    "services_minor": gettext_lazy("Services"),
    "told": gettext_lazy("Told to"),
    "engineer": gettext_lazy("Engineer"),
    "owner": gettext_lazy("Owner"),
    "state": gettext_lazy("State"),
    "stale": gettext_lazy("Stale"),
    "made_on": gettext_lazy("Said on"),
    "ended_on": gettext_lazy("Ended on"),
    "verdict": gettext_lazy("Verdict"),
    "hours": gettext_lazy("Hours"),
    "skill": gettext_lazy("Skill"),
    "conditions": gettext_lazy("Conditions"),
    "reason": gettext_lazy("Reason"),
    "alternative": gettext_lazy("Nearest we can do"),
    "note": gettext_lazy("Note"),
}
NOBODY = lazystr(gettext_lazy("Nobody"))


@dataclass(frozen=True, slots=True)
class Pill:
    text: Text
    tone: str = ""


def state_pill(state: str) -> Pill:
    return Pill(STATE_NAMES[State(state)], STATE_TONES[State(state)])


def pills(at: Standing, *, late: bool) -> list[Pill]:
    """What stands at the head of a promise: its state, the review beside a said one, and what is wrong with it."""
    found = [state_pill(at.state)]
    if at.life == Life.MADE:
        found.append(Pill(REVIEW_NAMES[at.review], REVIEW_TONES[at.review]))
    if at.stale and not at.ended:
        found.append(Pill(_("Stale"), "warn"))
    if at.blind:
        found.append(Pill(_("Blind"), "danger"))
    if late:
        found.append(Pill(_("Late"), "danger"))
    return found


def verdict_pill(kind: str) -> Pill:
    return Pill(VERDICT_NAMES[VerdictKind(kind)], VERDICT_TONES[VerdictKind(kind)])


def promised_for(due_on: date | None) -> str:
    return _("promised for %(day)s") % {"day": day(due_on)} if due_on else _("no date promised")


def until(due: datetime, *, at: datetime) -> str:
    """`due in 5 h`, `3 h late`, `due in 2 d`: how far a verdict's time is away."""
    late = due < at
    span = abs(due - at)
    text = span_text(span)
    return _("%(span)s late") % {"span": text} if late else _("due in %(span)s") % {"span": text}


def span_text(span: timedelta) -> str:
    hours = int(span.total_seconds() // 3600)
    if hours < 1:
        return _("under an hour")
    if hours < 48:
        return _("%(hours)d h") % {"hours": hours}
    return ngettext("%(days)d day", "%(days)d days", hours // 24) % {"days": hours // 24}
