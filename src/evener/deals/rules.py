"""What a deal is, who may do what to it, and when it may close. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from evener.people.rules import Viewer
from evener.problems import Text


class Outcome(StrEnum):
    """How a deal ended; `OPEN` while it has not."""

    OPEN = ""
    WON = "won"
    LOST = "lost"
    NO_DECISION = "no_decision"
    DISQUALIFIED = "disqualified"


OUTCOME_NAMES = {
    Outcome.OPEN: _("Open"),
    Outcome.WON: _("Won"),
    Outcome.LOST: _("Lost"),
    Outcome.NO_DECISION: _("No decision"),
    Outcome.DISQUALIFIED: _("Disqualified"),
}

# Why deals end, per outcome. Keys are stored, names are shown.
REASONS: dict[Outcome, dict[str, Text]] = {
    Outcome.WON: {
        "fit": _("Best technical fit"),
        "value": _("Clear value for the money"),
        "people": _("Trust in the people"),
        "proof": _("The evaluation convinced"),
        "terms": _("Price or terms"),
        "incumbent": _("Already a customer"),
        "other": _("Something else"),
    },
    Outcome.LOST: {
        "competitor": _("A competitor"),
        "price": _("Price or terms"),
        "missing": _("A capability was missing"),
        "proof": _("The evaluation did not convince"),
        "trust": _("Trust was lost"),
        "inhouse": _("They build it themselves"),
        "other": _("Something else"),
    },
    Outcome.NO_DECISION: {
        "status_quo": _("Content with what they have"),
        "indecision": _("Could not decide: fear of choosing wrong"),
        "budget": _("Budget gone or frozen"),
        "priority": _("Another priority came first"),
        "sponsor": _("The sponsor left"),
        "silence": _("They stopped answering"),
        "other": _("Something else"),
    },
    Outcome.DISQUALIFIED: {
        "no_fit": _("We cannot solve their problem"),
        "too_small": _("Too small for the effort"),
        "no_need": _("No real need"),
        "no_access": _("No way to the people who decide"),
        "risk": _("Not a deal we want"),
        "other": _("Something else"),
    },
}


class Part(StrEnum):
    """What somebody does on a deal."""

    OWNER = "owner"
    LEAD_ENGINEER = "lead_engineer"
    SALES = "sales"
    ENGINEER = "engineer"
    DELIVERY = "delivery"
    OTHER = "other"


PART_NAMES = {
    Part.OWNER: _("Sales owner"),
    Part.LEAD_ENGINEER: _("Lead engineer"),
    Part.SALES: _("Sales"),
    Part.ENGINEER: _("Engineer"),
    Part.DELIVERY: _("Delivery"),
    Part.OTHER: _("Supports"),
}

# Outcome prior of a forecast deal, CSO Insights 2018-19: won 47.3, lost 32.0, no decision 20.7 %. Of what is not won,
# lost and no decision stand in the ratio 32.0 : 20.7.
LOST_SHARE = 32.0 / (32.0 + 20.7)


class Basis(StrEnum):
    """What forecast chances rest on, from the least to the most of one's own."""

    PRIOR = "prior"  # nothing has ended yet: sourced figures of others
    SHRUNK = "shrunk"  # a little: held towards those figures
    LEARNT = "learnt"  # deals are told apart
    LEVEL = "level"  # the level and the pace, but no deal is told from another
    BASE_RATE = "base_rate"  # the model did worse than the base rate here, which stands in for it


BASIS_NAMES = {
    Basis.PRIOR: _("Others' figures"),
    Basis.SHRUNK: _("Few deals of your own"),
    Basis.LEARNT: _("Learnt from your deals"),
    Basis.LEVEL: _("Level and pace of your deals"),
    Basis.BASE_RATE: _("Base rate of your deals"),
}


@dataclass(frozen=True, slots=True)
class Outlook:
    """Chances in whole percent, adding up to 100; never 0 or 100 for what is still open. `source` says whence.

    `low` to `high`: an 80 % range of `won`; 0 where nobody computed one. `forecast`: it is one, not a stage's prior.
    """

    won: int
    lost: int
    no_decision: int
    source: Text
    low: int = 0
    high: int = 0
    forecast: bool = False


def stage_outlook(prior_won: int, *, stage: str) -> Outlook:
    """What a stage alone says: its prior for won, the rest split as lost and no decision usually are."""
    won = min(98, max(1, prior_won))
    lost = min(98 - won + 1, max(1, round((100 - won) * LOST_SHARE)))
    lost = min(lost, 99 - won)
    return Outlook(won, lost, 100 - won - lost, _("Stage “%(stage)s” alone") % {"stage": stage})


def whole_outlook(won: float, lost: float, no_decision: float, *, source: Text) -> Outlook:
    """Three chances that add up to 1 as whole percents that add up to 100, none of them 0 and none 100.

    Rounded down, each at least 1; what is left goes where most was cut off, and what is too much is taken from the
    largest.
    """
    exact = [each * 100.0 for each in (won, lost, no_decision)]
    whole = [max(1, int(each)) for each in exact]
    for place in sorted(range(3), key=lambda place: whole[place] - exact[place])[: max(0, 100 - sum(whole))]:
        whole[place] += 1
    whole[whole.index(max(whole))] -= sum(whole) - 100
    return Outlook(whole[0], whole[1], whole[2], source)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a viewer stands to one deal: facts the rules below decide on."""

    is_member: bool
    leads_owner: bool
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes, or no with every reason."""

    allowed: bool
    reasons: tuple[Text, ...] = ()

    def __bool__(self) -> bool:
        return self.allowed


YES = Decision(allowed=True)


def no(*reasons: Text) -> Decision:
    return Decision(allowed=False, reasons=reasons)


def may_work_on(viewer: Viewer, standing: Standing) -> Decision:
    """Who may change a deal: its team, leaders over the owner's team, admins."""
    if not viewer.may_write:
        return no(_("Your role lets you read, not change. Ask an admin if you need more."))
    if standing.is_member or standing.leads_owner or viewer.is_admin:
        return YES
    return no(_("Only the deal team and its leaders change this deal. Ask the sales owner to add you."))


def may_change(viewer: Viewer, standing: Standing) -> Decision:
    """Changing needs the right to work on the deal, and the deal to be open: history never bends."""
    decision = may_work_on(viewer, standing)
    if decision and standing.is_closed:
        return no(_("This deal is closed. Reopen it first; the journal keeps both."))
    return decision


def may_override(viewer: Viewer, standing: Standing) -> Decision:
    """Overriding a refusal or the gate is for leaders over the owner's team, in writing."""
    if not viewer.may_write or not (standing.leads_owner or viewer.is_admin):
        return no(_("Only a leader over the sales owner's team may override. Ask one, with your reason."))
    return YES


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One promise that stands between a deal and its win: why, and what settles it."""

    promise_id: int
    words: str
    why: Text
    remedy: Text = ""


@dataclass(frozen=True, slots=True)
class Closing:
    """What somebody wants to write on the last page of a deal."""

    outcome: Outcome
    reason: str
    note: str
    closed_on: date
    return_on: date | None = None
    gate_reason: str = ""


COME_BACK = timedelta(days=90)  # proposed when a deal is lost or nothing is decided


class GateMode(StrEnum):
    BLOCK = "block"
    WARN = "warn"
    OFF = "off"


def can_close(
    closing: Closing, *, mode: GateMode, obstacles: Sequence[Obstacle], overrides: Decision, today: date
) -> Decision:
    """The gate. A win waits for every promise to be cleared; a leader may override it in writing."""
    reasons = list(closing_faults(closing, today=today).values())
    if closing.outcome == Outcome.WON and mode == GateMode.BLOCK and obstacles:
        if not closing.gate_reason.strip():
            reasons.append(blocked_text(len(obstacles)))
        elif not overrides:
            reasons.extend(overrides.reasons)
    return no(*reasons) if reasons else YES


def blocked_text(count: int) -> Text:
    return ngettext_lazy(
        "%(count)d promise is not cleared. Settle it, or a leader overrides the gate in writing.",
        "%(count)d promises are not cleared. Settle them, or a leader overrides the gate in writing.",
        count,
    ) % {"count": count}


def closing_faults(closing: Closing, *, today: date) -> dict[str, Text]:
    """What is missing or wrong in a closing, by field."""
    faults: dict[str, Text] = {}
    if closing.outcome == Outcome.OPEN:
        faults["outcome"] = _("Choose how the deal ended.")
        return faults
    if closing.reason not in REASONS[closing.outcome]:
        faults["reason"] = _("Choose the reason.")
    elif closing.reason == "other" and not closing.note.strip():
        faults["note"] = _("Say in a sentence what the reason was.")
    if closing.closed_on > today + timedelta(days=1):
        faults["closed_on"] = _("A deal cannot have closed in the future.")
    if closing.return_on and closing.return_on <= closing.closed_on:
        faults["return_on"] = _("The date to come back lies after the closing date.")
    return faults


class StepStatus(StrEnum):
    """How a step stands against its day."""

    DONE = "done"
    ON_TIME = "on_time"
    AT_RISK = "at_risk"
    STALLED = "stalled"
    NO_DATE = "no_date"


STEP_STATUS_NAMES = {
    StepStatus.DONE: _("Done"),
    StepStatus.ON_TIME: _("On time"),
    StepStatus.AT_RISK: _("At risk"),
    StepStatus.STALLED: _("Stalled"),
    StepStatus.NO_DATE: _("No date"),
}

# A step is at risk from the first day late and stalled from the seventh (Accord).
STALLED_FROM = 7
# A mutual action plan has so many steps (trumpet): fewer leave something out, more are read by nobody.
USUAL_STEPS = (6, 20)


def step_status(*, done: bool, due_on: date | None, today: date) -> StepStatus:
    """At risk 1 to 6 days late, stalled from 7."""
    if done:
        return StepStatus.DONE
    if due_on is None:
        return StepStatus.NO_DATE
    late = (today - due_on).days
    if late <= 0:
        return StepStatus.ON_TIME
    return StepStatus.STALLED if late >= STALLED_FROM else StepStatus.AT_RISK


def steps_advice(count: int) -> Text:
    """What to say about a shared plan of so many steps; '' where there is nothing to say, or no plan yet."""
    fewest, most = USUAL_STEPS
    numbers = {"count": count, "fewest": fewest, "most": most}
    if 0 < count < fewest:
        return (
            _("%(count)d of usually %(fewest)d to %(most)d steps: what else has to happen, on their side too?")
            % numbers
        )
    if count > most:
        return _("%(count)d steps, where %(most)d are read: leave out what only one side needs.") % numbers
    return ""


def plan_order(*, due_on: date | None, id: int) -> tuple[bool, date, int]:
    """Where a step stands in a dated plan: by its day, done or not; what has no day comes last."""
    return due_on is None, due_on or date.max, id


def quiet_since(days: int, *, today: date) -> date:
    """Deals not touched since this day count as stale."""
    return today - timedelta(days=days)


def join_reasons(reasons: Iterable[Text]) -> str:
    return " ".join(str(reason) for reason in reasons)
