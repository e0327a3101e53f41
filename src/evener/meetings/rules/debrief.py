"""What a meeting taught: the lines of a debrief, credit, habits, and the joint debrief after a close. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from evener.meetings.rules.plan import text_faults
from evener.problems import Text

# A debrief is due so long after the end: our own target. What is remembered halves within a day.
WITHIN = timedelta(days=1)
# A debrief nobody wrote comes up on Today for so long.
REMEMBERED = timedelta(days=21)
# So long after a close the joint debrief comes up.
JOINT_WITHIN, JOINT_REMEMBERED = timedelta(days=7), timedelta(days=45)
MOST_LINES = 30
NOTE, CREDIT_LINE, HABIT_NOTE, JOINT = 5000, 300, 1000, 3000


def due_at(ends_at: datetime) -> datetime:
    return ends_at + WITHIN


class CreditKind(StrEnum):
    ANSWERED = "answered"
    LISTENED = "listened"
    SHOWED = "showed"
    PREPARED = "prepared"
    HONEST = "honest"
    RESCUED = "rescued"
    OTHER = "other"


CREDIT_NAMES: dict[CreditKind, Text] = {
    CreditKind.ANSWERED: _("Answered the hard question"),
    CreditKind.LISTENED: _("Heard what the rest of us missed"),
    CreditKind.SHOWED: _("Showed it so that they understood"),
    CreditKind.PREPARED: _("Prepared what the meeting stood on"),
    CreditKind.HONEST: _("Said an honest no, and a way out"),
    CreditKind.RESCUED: _("Brought it back on course"),
    CreditKind.OTHER: _("Helped in another way"),
}


class Habit(StrEnum):
    """What puts customers off. Seen by the person alone."""

    TYPING = "typing"
    SILENT = "silent"
    SHOWING_OFF = "showing_off"
    OFFICE = "office"
    INTERRUPTING = "interrupting"
    JARGON = "jargon"
    TALKING = "talking"
    SOLVING = "solving"


HABIT_NAMES: dict[Habit, Text] = {
    Habit.TYPING: _("I typed through the meeting"),
    Habit.SILENT: _("I said nothing"),
    Habit.SHOWING_OFF: _("I showed what I know rather than what they need"),
    Habit.OFFICE: _("I brought the office along: mail, chat, the next deadline"),
    Habit.INTERRUPTING: _("I cut somebody short"),
    Habit.JARGON: _("I used words they do not use"),
    Habit.TALKING: _("I talked more than they did"),
    Habit.SOLVING: _("I solved it before they had finished describing it"),
}
HABIT_INSTEAD: dict[Habit, Text] = {
    Habit.TYPING: _("One person takes notes; the others look up."),
    Habit.SILENT: _("Take a part before the next one, or be on call instead."),
    Habit.SHOWING_OFF: _("Ask one question more before the next fact."),
    Habit.OFFICE: _("Close the lid, silence the telephone, put the hour in the calendar."),
    Habit.INTERRUPTING: _("Count to two after they stop."),
    Habit.JARGON: _("Say it again as you would at dinner."),
    Habit.TALKING: _("End each answer with a question."),
    Habit.SOLVING: _("Say the problem back to them first."),
}


@dataclass(frozen=True, slots=True)
class LearnedLine:
    """An answer to a question of the deal's playbook. `seen` is the id of the answer the writer saw, 0 for none."""

    question_id: int
    value: str
    source: str
    contact_id: int | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class PromisedLine:
    """New words. `said`: the customer heard them, before any engineer did; else they are drafted and asked about."""

    words: str
    due_on: date | None = None
    said: bool = True


@dataclass(frozen=True, slots=True)
class StepLine:
    what: str
    owner_id: int | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class CreditLine:
    person_id: int | None
    kind: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class Debriefing:
    """All of it, as one save. `key` is made with the form, so that the same form sent twice is saved once.

    `told` are promises of the ledger that the customer heard in this meeting; `absent` are attendees who did not come.
    """

    key: str
    note: str = ""
    learned: tuple[LearnedLine, ...] = ()
    promised: tuple[PromisedLine, ...] = ()
    told: tuple[int, ...] = ()
    steps: tuple[StepLine, ...] = ()
    credits: tuple[CreditLine, ...] = ()
    absent: tuple[int, ...] = ()
    habits: tuple[str, ...] = ()
    habit_note: str = ""

    @property
    def needs_deal(self) -> bool:
        """Whether there is something in it that lands on a deal."""
        return bool(self.learned or self.promised or self.told or self.steps)

    @property
    def shared(self) -> bool:
        """Whether there is something in it that others read."""
        return bool(self.note.strip() or self.credits or self.absent) or self.needs_deal


def faults(given: Debriefing) -> dict[str, Text]:
    """What is wrong with it as a whole and line by line; keys like `credits.0.kind`."""
    wrong = text_faults({"note": given.note, "habit_note": given.habit_note}, {"note": NOTE, "habit_note": HABIT_NOTE})
    for name in ("learned", "promised", "told", "steps", "credits"):
        if len(getattr(given, name)) > MOST_LINES:
            wrong[name] = _("At most %(most)d at once. Save these, then add the rest.") % {"most": MOST_LINES}
    if not given.key or len(given.key) > 64 or not given.key.isascii():
        wrong["key"] = _("Open the form again.")
    for place, credit in enumerate(given.credits):
        if credit.person_id is None:
            wrong[f"credits.{place}.person_id"] = _("Say who helped.")
        if credit.kind not in set(CreditKind):
            wrong[f"credits.{place}.kind"] = _("Say how they helped.")
        if len(credit.line) > CREDIT_LINE:
            wrong[f"credits.{place}.line"] = _("Keep it under %(limit)d characters.") % {"limit": CREDIT_LINE}
    if set(given.habits) - set(Habit):
        wrong["habits"] = _("Choose from the list.")
    if not wrong and not given.shared and not given.habits and not given.habit_note.strip():
        wrong[""] = _("Write at least one line: what was learned, promised, agreed, or who helped.")
    return wrong


JOINT_NAMES: dict[str, Text] = {
    "decided": _("What decided it"),
    "engineer_said": _("What the engineer said that mattered"),
    "again": _("What we would do again"),
    "differently": _("What we would do differently"),
}


def joint_faults(values: Mapping[str, str]) -> dict[str, Text]:
    wrong: dict[str, Text] = {name: _("It has no such field.") for name in values if name not in JOINT_NAMES}
    wrong |= text_faults(values, dict.fromkeys(JOINT_NAMES, JOINT))
    if not (values.get("decided") or "").strip():
        wrong["decided"] = _("Say in a sentence what decided it.")
    return wrong


@dataclass(frozen=True, slots=True)
class Clock:
    """How a debrief stands to its day. `share` is how much of the day has passed, 0 to 100."""

    due: datetime
    late: bool
    share: int = field(default=0)


def clock(ends_at: datetime, *, at: datetime) -> Clock:
    passed = (at - ends_at) / WITHIN
    return Clock(due_at(ends_at), late=at > due_at(ends_at), share=round(100 * min(1.0, max(0.0, passed))))
