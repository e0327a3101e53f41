"""What goes on with a customer who decided nothing: ideas, people to stay in touch with, and coming back. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from evener.deals.rules import Outcome
from evener.problems import Text

# A deal goes on lightly after these: there is something to come back to.
LIGHT = frozenset({Outcome.NO_DECISION, Outcome.LOST})
# How often one stays in touch, in weeks, unless said otherwise; and the bounds.
USUAL_WEEKS, FEWEST_WEEKS, MOST_WEEKS = 6, 1, 104
# Opened again so soon after closing, a deal was closed by mistake and nobody came back.
MISTAKE = timedelta(days=7)
# How long a day to come back is brought up.
RETURNS = timedelta(days=90)
LENGTHS = {"text": 500, "how": 500, "note": 1000, "reason": 1000}
MOST_IDEAS, MOST_TIES = 100, 60
EARLIEST, LATEST = date(1970, 1, 1), date(2200, 12, 31)


def next_touch(since: date, weeks: int) -> date:
    """The day on which somebody not heard from since then comes up."""
    return since + timedelta(weeks=weeks)


def weeks_fault(weeks: int) -> Text | None:
    if FEWEST_WEEKS <= weeks <= MOST_WEEKS:
        return None
    return _("Choose from %(low)d to %(high)d weeks.") % {"low": FEWEST_WEEKS, "high": MOST_WEEKS}


def return_fault(day: date | None, *, today: date) -> Text | None:
    """What is wrong with a new day to come back."""
    if day is None:
        return _("Choose the day.")
    if day <= today:
        return _("The day to come back lies in the future. To come back today, open a new deal.")
    return None if day <= LATEST else _("Use a date between 1970 and 2200.")


def came_back(*, closed_on: date, on: date) -> bool:
    """Whether opening a deal again counts as a come-back, or mends a mistake."""
    return on - closed_on >= MISTAKE


@dataclass(frozen=True, slots=True)
class Ending:
    """One deal that ended in no decision. `on` is the day the customer came back, `then` how that ended so far."""

    return_on: date | None
    on: date | None = None
    then: Outcome = Outcome.OPEN


@dataclass(frozen=True, slots=True)
class Comebacks:
    """`due`: a day to return was set and has passed; `back` of them came back; `decided` of those closed, `won` so."""

    endings: int
    due: int
    back: int
    decided: int
    won: int
    early: int


def comebacks(endings: list[Ending], *, today: date) -> Comebacks:
    """Counted over deals whose day has come, however early the customer was; the others cannot have failed yet."""
    due = [each for each in endings if each.return_on is not None and each.return_on <= today]
    back = [each for each in due if each.on is not None]
    decided = [each for each in back if each.then != Outcome.OPEN]
    return Comebacks(
        endings=len(endings),
        due=len(due),
        back=len(back),
        decided=len(decided),
        won=sum(each.then == Outcome.WON for each in decided),
        early=sum(each.on is not None for each in endings) - len(back),
    )
