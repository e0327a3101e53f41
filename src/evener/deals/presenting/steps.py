"""A next step as a line of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from evener.deals.models import NextStep
from evener.deals.rules import STEP_STATUS_NAMES, StepStatus, step_status
from evener.problems import Text

TONES = {StepStatus.AT_RISK: "warn", StepStatus.STALLED: "danger", StepStatus.NO_DATE: "warn"}


@dataclass(frozen=True, slots=True)
class Line:
    """A waiting step; `pill` is what its status is called where that is worth a word, `tone` how loud."""

    step: NextStep
    pill: Text
    tone: str
    is_today: bool


def lined(step: NextStep, *, today: date) -> Line:
    status = step_status(done=step.done_at is not None, due_on=step.due_on, today=today)
    late = status in (StepStatus.AT_RISK, StepStatus.STALLED)
    return Line(step, STEP_STATUS_NAMES[status] if late else "", TONES.get(status, ""), step.due_on == today)
