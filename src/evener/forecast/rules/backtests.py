"""What may be asked of a backtest, and what it says in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from evener.people.rules import Viewer
from evener.problems import Text

MOST_DAYS = 3650
MOST_SEED = 2**31 - 1
MOST_ALLOWED = 200
EARLIEST = date(1950, 1, 1)
COHORTS: dict[str, Text] = {
    "open": _("Deals that were open on that day"),
    "new": _("Deals that were created after it"),
    # Without a day: each deal is predicted from the others.
    "all": _("All deals of a file without days"),
}
UNDATED = "all"
SAYS: dict[str, Text] = {
    "learnt": _("It did better than the base rate."),
    "level": _("Not enough to tell one deal from another; the level of all is known better than by the base rate."),
    "base_rate": _("Not enough to tell: nothing here beats the base rate."),
    "too_few": _("Not enough to tell: no deal to score."),
}


class Odd(StrEnum):
    """What was odd about rows of a file that were used. The JSON counts them by these words, in any language."""

    NO_OUTCOME = "closed without an outcome, taken as open"
    EVENTS = "events that belong to no deal or have no day"


ODD: dict[str, Text] = {
    Odd.NO_OUTCOME: _("closed without an outcome, taken as open"),
    Odd.EVENTS: _("events that belong to no deal or have no day"),
}
TONES = {"learnt": "ok", "level": "info", "base_rate": "warn", "too_few": "warn"}


def may_backtest(viewer: Viewer) -> bool:
    """Whoever may write may try a file, which nobody else sees."""
    return viewer.may_write


def may_backtest_own(viewer: Viewer) -> bool:
    """All deals are learnt from, also those of other teams: leaders and admins."""
    return viewer.leads and viewer.may_write


def faults(
    *, as_of: date | None, horizon: int | None, cohort: str, seed: int, allowed: Sequence[str], today: date, own: bool
) -> dict[str, Text]:  # fmt: skip
    """What is wrong with a question, by field. Of our own deals it must be known what happened."""
    wrong = {} if cohort == UNDATED and not own else _of_days(as_of, horizon, cohort, today=today, own=own)
    if cohort == UNDATED and own:
        wrong = {"cohort": _("Your own deals have days. Choose one of the others, or a file.")}
    elif cohort not in COHORTS:
        wrong["cohort"] = _("Choose one of them.")
    if not 0 <= seed <= MOST_SEED:
        wrong["seed"] = _("A whole number from 0 on.")
    if len(allowed) > MOST_ALLOWED:
        wrong["allow"] = _("At most %(most)d fields.") % {"most": MOST_ALLOWED}
    return wrong


def _of_days(
    as_of: date | None, horizon: int | None, cohort: str, *, today: date, own: bool
) -> dict[str, Text]:  # fmt: skip
    wrong: dict[str, Text] = {}
    if as_of is None:
        wrong["as_of"] = _("Say the day on which it is asked.")
    elif not EARLIEST <= as_of <= today:
        wrong["as_of"] = _("Choose a past day.")
    if horizon is not None and not 1 <= horizon <= MOST_DAYS:
        wrong["horizon"] = _("Between 1 and %(most)d days.") % {"most": MOST_DAYS}
    elif horizon is None and cohort == "open":
        wrong["horizon"] = _("Say how many days ahead open deals are asked about.")
    elif own and as_of is not None and horizon is not None and as_of <= today < as_of + timedelta(days=horizon):
        wrong["horizon"] = _("That day has not come yet. Choose an earlier day, or fewer days ahead.")
    return wrong
