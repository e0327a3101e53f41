"""The life of an evaluation, what stands against its start, and what its results allow to say. Pure.

    draft -> agreed -> running -> succeeded | failed | stopped

Defaults are the GitLab handbook's: two weeks, at most eight, three at once for a person, questions answered within
24 hours, stalled after 14 quiet days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from evener.deals.rules import YES, Decision, no
from evener.problems import Text

USUAL = timedelta(weeks=2)
LONGEST = timedelta(weeks=8)
ANSWER_WITHIN = timedelta(hours=24)
QUIET = timedelta(days=14)
AT_ONCE = 3
EARLIEST, LATEST = date(1970, 1, 1), date(2200, 12, 31)
MOST_CRITERIA, MOST_QUESTIONS = 60, 500


class Course(StrEnum):
    DRAFT = "draft"
    AGREED = "agreed"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    STOPPED = "stopped"


STATUS_NAMES: dict[Course, Text] = {
    Course.DRAFT: _("Draft"),
    Course.AGREED: _("Agreed"),
    Course.RUNNING: _("Running"),
    Course.SUCCEEDED: _("Succeeded"),
    Course.FAILED: _("Failed"),
    Course.STOPPED: _("Stopped"),
}
ENDED = frozenset({Course.SUCCEEDED, Course.FAILED, Course.STOPPED})
UNSTARTED = frozenset({Course.DRAFT, Course.AGREED})


class Event(StrEnum):
    AGREE = "agree"
    REDRAFT = "redraft"
    START = "start"
    END = "end"
    RESUME = "resume"


BEFORE: dict[Event, frozenset[Course]] = {
    Event.AGREE: frozenset({Course.DRAFT}),
    Event.REDRAFT: frozenset({Course.AGREED}),
    Event.START: UNSTARTED,
    Event.END: frozenset({Course.DRAFT, Course.AGREED, Course.RUNNING}),
    Event.RESUME: ENDED,
}
REFUSALS: dict[Event, Text] = {
    Event.AGREE: _("Only a draft is agreed with the customer. This one is past that."),
    Event.REDRAFT: _("Only what was agreed and has not started goes back to a draft."),
    Event.START: _("It started already. Resume it if it ended too early."),
    Event.END: _("It has ended already."),
    Event.RESUME: _("It has not ended, so there is nothing to resume."),
}


def allowed(event: Event, status: Course) -> Decision:
    """Whether this may happen to an evaluation of that status; the reason where not."""
    return YES if status in BEFORE[event] else no(REFUSALS[event])


def may_change_facts(status: Course) -> Decision:
    return no(_("It has ended. Resume it first; the journal keeps both.")) if status in ENDED else YES


def may_change_criteria(status: Course) -> Decision:
    """What is measured is settled before anybody measures."""
    if status in UNSTARTED:
        return YES
    return no(_("The criteria stand as they were when it started. Write what changed as a note, or add another one."))


class Result(StrEnum):
    EXCEEDS = "exceeds"
    MEETS = "meets"
    PARTIALLY = "partially"
    DOES_NOT_MEET = "does_not_meet"


RESULT_NAMES: dict[Result, Text] = {
    Result.EXCEEDS: _("Exceeds"),
    Result.MEETS: _("Meets"),
    Result.PARTIALLY: _("Partially"),
    Result.DOES_NOT_MEET: _("Does not meet"),
}
GOOD = frozenset({Result.EXCEEDS, Result.MEETS})


def open_to_result(status: Course) -> Decision:
    if status == Course.RUNNING:
        return YES
    if status in ENDED:
        return no(_("It has ended. Resume it first, then change the result."))
    return no(_("It has not started yet. Start it, then record what came out."))


NAMES: dict[str, Text] = {
    "name": _("Name"),
    "decision": _("What the customer will decide because of it"),
    "owner_id": _("Engineer"),
    "decider_id": _("Who decides"),
    "environment": _("Environment"),
    "starts_on": _("Starts"),
    "ends_on": _("Ends"),
    "long_reason": _("Why longer than eight weeks"),
    "hours_low": _("Hours, low"),
    "hours_likely": _("Hours, likely"),
    "hours_high": _("Hours, high"),
    "weight": _("Chance that it is needed, %"),
}
LENGTHS = {"name": 200, "decision": 1000, "environment": 5000, "long_reason": 1000}
CRITERION = {"text": 300, "measure": 500, "evidence": 5000}
QUESTION = {"text": 1000, "raised_by": 120, "answer": 5000}
HOURS = ("hours_low", "hours_likely", "hours_high")
MOST_HOURS = 100_000


def faults(values: Mapping[str, Any], *, leads: bool) -> dict[str, Text]:
    """What is wrong with a whole evaluation, by field. `leads`: whoever writes may carry one of over eight weeks."""
    wrong: dict[str, Text] = {name: _("An evaluation has no such field.") for name in values if name not in NAMES}
    wrong |= text_faults(values, LENGTHS)
    if not (values.get("name") or "").strip():
        wrong["name"] = _("Give it a name.")
    if not (values.get("decision") or "").strip():
        wrong["decision"] = _("Say what the customer will decide because of it. Without that nobody needs it.")
    weight = values.get("weight")
    if weight is None or not 1 <= weight <= 100:
        wrong["weight"] = _("Give a chance from 1 to 100 %.")
    return wrong | _day_faults(values, leads=leads) | _hour_faults(values)


def text_faults(values: Mapping[str, Any], limits: Mapping[str, int]) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    for name, limit in limits.items():
        text = values.get(name) or ""
        if len(text) > limit:
            wrong[name] = _("Keep it under %(limit)d characters.") % {"limit": limit}
        elif "\x00" in text:
            wrong[name] = _("This text holds a character that cannot be kept.")
    return wrong


def _day_faults(values: Mapping[str, Any], *, leads: bool) -> dict[str, Text]:
    starts, ends = values.get("starts_on"), values.get("ends_on")
    for name, value in (("starts_on", starts), ("ends_on", ends)):
        if value is None:
            return {name: _("Choose a date.")}
        if not EARLIEST <= value <= LATEST:
            return {name: _("Use a date between 1970 and 2200.")}
    if ends < starts:  # type: ignore[operator]
        return {"ends_on": _("It cannot end before it starts.")}
    if ends - starts <= LONGEST:  # type: ignore[operator]
        return {}
    if not (values.get("long_reason") or "").strip():
        text = _("This is longer than eight weeks. Shorten it, or split it; a leader may carry it with a reason.")
        return {"ends_on": text}
    if not leads:
        return {
            "long_reason": _("Only a leader carries an evaluation of more than eight weeks. Ask one, or shorten it.")
        }
    return {}


def _hour_faults(values: Mapping[str, Any]) -> dict[str, Text]:
    hours = [values.get(name) for name in HOURS]
    if all(hour is None for hour in hours):
        return {}
    if any(hour is None for hour in hours):
        return {"hours_likely": _("Give the hours low, likely and high, or none of them.")}
    low, likely, high = hours
    if not 0 < low <= likely <= high <= MOST_HOURS:  # type: ignore[operator]
        return {"hours_likely": _("The hours must rise from low over likely to high, and stay under 100,000.")}
    return {}


def usual_end(starts_on: date) -> date:
    return starts_on + USUAL


@dataclass(frozen=True, slots=True)
class Start:
    """The facts on which a start is judged. `no_fit` is the engineer's sentence, '' where there is none."""

    criteria: int
    agreed: bool
    decider: bool
    owner: str
    no_fit: str = ""
    refused: int = 0
    blind: int = 0
    running: int = 0


@dataclass(frozen=True, slots=True)
class Warning:
    """Why it should not start now. `grave`: starting despite it needs a written reason."""

    key: str
    text: Text
    grave: bool = True


def warnings(at: Start) -> list[Warning]:
    """What speaks against starting, the worst first. `running` counts the owner's others."""
    found: list[Warning] = []
    if at.no_fit:
        found.append(Warning("no_fit", _("Engineering found no fit: “%(why)s”") % {"why": at.no_fit}))
    if not at.criteria:
        found.append(Warning("criteria", _("There are no success criteria. Nobody could say whether it succeeded.")))
    elif not at.agreed:
        found.append(Warning("agreed", _("The criteria are not agreed with the customer yet.")))
    if not at.decider:
        found.append(Warning("decider", _("Nobody at the customer is named who decides.")))
    if at.refused:
        text = ngettext_lazy(
            "%(count)d promise on this deal was refused by engineering.",
            "%(count)d promises on this deal were refused by engineering.",
            at.refused,
        )
        found.append(Warning("refused", text % {"count": at.refused}))
    if at.blind:
        text = ngettext_lazy(
            "%(count)d promise on this deal was said before an engineer saw it.",
            "%(count)d promises on this deal were said before an engineer saw them.",
            at.blind,
        )
        found.append(Warning("blind", text % {"count": at.blind}))
    if not at.owner:
        found.append(Warning("owner", _("No engineer owns it.")))
    elif at.running >= AT_ONCE:
        text = _("%(who)s runs %(count)d others already. More than %(most)d at once rarely get the care they need.")
        words = {"who": at.owner, "count": at.running, "most": AT_ONCE}
        found.append(Warning("load", text % words, grave=False))
    return found


def needs_reason(found: Iterable[Warning]) -> bool:
    return any(warning.grave for warning in found)


@dataclass(frozen=True, slots=True)
class Measured:
    """One criterion as the end asks about it: '' where it has no result yet."""

    text: str
    must: bool
    result: str


def end_faults(how: Course, criteria: Iterable[Measured], *, note: str, status: Course) -> dict[str, Text]:
    """What is missing for this end. Success is what the criteria say, or a sentence tells why it is one anyway."""
    if how not in ENDED:
        return {"how": _("Choose how it ended.")}
    if status != Course.RUNNING and how != Course.STOPPED:
        return {"how": _("It never started, so it can only be stopped.")}
    if how != Course.SUCCEEDED:
        return {} if note.strip() else {"note": _("Say in a sentence what happened and what was learned.")}
    musts = [each for each in criteria if each.must]
    unknown = next((each for each in musts if not each.result), None)
    if unknown is not None:
        return {"how": _("“%(text)s” is a must and has no result yet. Record it first.") % {"text": unknown.text}}
    missed = next((each for each in musts if Result(each.result) not in GOOD), None)
    if missed is not None and not note.strip():
        return {"note": _("“%(text)s” is a must and was not met. Say why it succeeded anyway.") % {"text": missed.text}}
    return {}


def answer_due(asked_at: datetime) -> datetime:
    """24 plain hours later, whatever the day."""
    return asked_at + ANSWER_WITHIN


def is_overdue(*, answered: bool, due_at: datetime, at: datetime) -> bool:
    return not answered and due_at < at


def is_stalled(status: Course, *, touched_at: datetime, at: datetime) -> bool:
    """Running, and nothing was recorded, asked, answered or noted for 14 days."""
    return status == Course.RUNNING and at - touched_at > QUIET
