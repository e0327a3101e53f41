"""What can be wrong with the records of a pipeline, what it does to the numbers, and what to do about it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext_lazy

from evener.problems import Text


class Dirt(StrEnum):
    REVERSED = "reversed"
    FUTURE = "future"
    LATE_OPENED = "late_opened"
    LATE_CLOSED = "late_closed"
    DUPLICATE = "duplicate"
    NO_OWNER = "no_owner"
    IDLE_OWNER = "idle_owner"
    OLD_OPEN = "old_open"
    MASS_OPENED = "mass_opened"
    MASS_CLOSED = "mass_closed"
    SAME_AGE = "same_age"
    NO_AMOUNT = "no_amount"
    GIANT = "giant"
    CONSTANT = "constant"
    UNIQUE = "unique"
    ONE_OUTCOME = "one_outcome"
    NEVER_NOTHING = "never_nothing"


class Of(StrEnum):
    """Among which deals something was looked for; PIPELINE: it is about all of them together, PEOPLE: about people."""

    ALL = "all"
    OPEN = "open"
    ENDED = "ended"
    PIPELINE = "pipeline"
    PEOPLE = "people"


OF: dict[Dirt, Of] = {
    Dirt.REVERSED: Of.ENDED, Dirt.FUTURE: Of.ALL, Dirt.LATE_OPENED: Of.ALL, Dirt.LATE_CLOSED: Of.ENDED,
    Dirt.DUPLICATE: Of.ALL, Dirt.NO_OWNER: Of.ALL, Dirt.IDLE_OWNER: Of.PEOPLE, Dirt.OLD_OPEN: Of.OPEN,
    Dirt.MASS_OPENED: Of.ALL, Dirt.MASS_CLOSED: Of.ENDED, Dirt.SAME_AGE: Of.ENDED, Dirt.NO_AMOUNT: Of.ALL,
    Dirt.GIANT: Of.ALL, Dirt.CONSTANT: Of.PIPELINE, Dirt.UNIQUE: Of.PIPELINE,
    Dirt.ONE_OUTCOME: Of.PIPELINE, Dirt.NEVER_NOTHING: Of.PIPELINE,
}  # fmt: skip

# Days a deal may be entered after the day it claims.
LATE = 14
# Days within which a second deal of the same account, name and amount counts as a copy.
NEAR = 30
# Deals at least before a day, an age, a column or an outcome is said to stand out.
LEAST = 10
# So many times the usual day, and at least this share of what was looked at.
TIMES = 5.0
SHARE_OF_DAY = 0.02
SHARE_OF_AGE = 0.05
# Days on either side that an age is compared with.
AROUND = 14
# A giant is more than this share of all amounts of its currency, among so many deals at least.
GIANT_SHARE = 0.5
GIANT_LEAST = 5
# Different words for each deal from which a field says something else of nearly every one, and so many at least.
UNIQUE_SHARE = 0.9
UNIQUE_LEAST = 50
# Endings from which it says something that not one was "no decision".
NEVER_LEAST = 30

TITLES: dict[Dirt, Text] = {
    Dirt.REVERSED: lazy("Closed before they were opened"),
    Dirt.FUTURE: lazy("Opened or closed in the future"),
    Dirt.LATE_OPENED: lazy("Entered long after they were opened"),
    Dirt.LATE_CLOSED: lazy("Closed on paper long after the day they claim"),
    Dirt.DUPLICATE: lazy("Look like a copy of another deal"),
    Dirt.NO_OWNER: lazy("Without an owner"),
    Dirt.IDLE_OWNER: lazy("Salespeople without a deal"),
    Dirt.OLD_OPEN: lazy("Open for longer than any deal that ever ended"),
    Dirt.MASS_OPENED: lazy("Opened all on one day"),
    Dirt.MASS_CLOSED: lazy("Closed without a win all on one day"),
    Dirt.SAME_AGE: lazy("Closed at exactly the same age"),
    Dirt.NO_AMOUNT: lazy("Without an amount"),
    Dirt.GIANT: lazy("Larger than all others together"),
    Dirt.CONSTANT: lazy("A field that says the same of every deal"),
    Dirt.UNIQUE: lazy("A field that says something else of nearly every deal"),
    Dirt.ONE_OUTCOME: lazy("Every deal ended in the same way"),
    Dirt.NEVER_NOTHING: lazy("Not one deal ended in no decision"),
}
# What it does to the numbers.
EFFECTS: dict[Dirt, Text] = {
    Dirt.REVERSED: lazy("Such a deal has no length, so the numbers leave it out."),
    Dirt.FUTURE: lazy("What has not happened yet cannot be learnt from: until that day the deal counts as open."),
    Dirt.LATE_OPENED: lazy(
        "Deals entered once they look good were never seen losing: win rates come out too high and ages too old."
    ),
    Dirt.LATE_CLOSED: lazy(
        "Of a past day the numbers say that it had ended when nobody knew: forecasts look better than they were."
    ),
    Dirt.DUPLICATE: lazy("The same money is counted twice, and one customer’s answer as two."),
    Dirt.NO_OWNER: lazy("These are missing in every number by owner and by team."),
    Dirt.IDLE_OWNER: lazy("An average for each person counts people who do not sell."),
    Dirt.OLD_OPEN: lazy(
        "Nothing that old was ever won or lost, so nothing says how it ends; it still stands in the pipeline’s sum."
    ),
    Dirt.MASS_OPENED: lazy(
        "Their age is counted from the day on which somebody wrote them down, not from their beginning."
    ),
    Dirt.MASS_CLOSED: lazy(
        "A day of tidying up looks like a day of losing: that month’s rates and ages are not the customers’."
    ),
    Dirt.SAME_AGE: lazy(
        "That is a rule that closes deals, not customers who decide. The curves show it as a jump on that day."
    ),
    Dirt.NO_AMOUNT: lazy(
        "The forecast takes them at the mean of won deals like them, or at nothing where too few were won."
    ),
    Dirt.GIANT: lazy(
        "The sum follows this one deal: with it the forecast is high, without it low, and hardly in between."
    ),
    Dirt.CONSTANT: lazy("It tells no deal from another, and is not used."),
    Dirt.UNIQUE: lazy("What stands on one deal only says nothing about another, so it hardly counts."),
    Dirt.ONE_OUTCOME: lazy(
        "From that nobody can learn what makes a deal end otherwise: the chances stay near the general rate."
    ),
    Dirt.NEVER_NOTHING: lazy(
        "A third to a half of deals usually end with the customer doing nothing. They hide among lost or open ones."
    ),
}  # fmt: skip
# What to do.
ADVICE: dict[Dirt, Text] = {
    Dirt.REVERSED: lazy("Look up both days and put right the wrong one."),
    Dirt.FUTURE: lazy("Put right the day; an expected close belongs in its own field."),
    Dirt.LATE_OPENED: lazy("Enter deals when they begin, also those nobody believes in yet."),
    Dirt.LATE_CLOSED: lazy("Close deals when they end; a day once a week for it is enough."),
    Dirt.DUPLICATE: lazy("Keep one, and close the other as disqualified with a note that it is a copy."),
    Dirt.NO_OWNER: lazy("Give each an owner."),
    Dirt.IDLE_OWNER: lazy("Give them another role, or end their access, if they do not sell."),
    Dirt.OLD_OPEN: lazy("Ask the customer once more; then close it as no decision with a day to come back."),
    Dirt.MASS_OPENED: lazy("If the true days are known, import them as the opening day."),
    Dirt.MASS_CLOSED: lazy("If you know when each really ended, say so; else read that month with care."),
    Dirt.SAME_AGE: lazy("Switch the rule off, or let it ask the owner before it closes."),
    Dirt.NO_AMOUNT: lazy("Write down a first guess, and correct it as you learn more."),
    Dirt.GIANT: lazy("Read the forecast with and without it."),
    Dirt.CONSTANT: lazy("Fill it in, or stop asking for it."),
    Dirt.UNIQUE: lazy("Sort it into a few kinds, if there are any."),
    Dirt.ONE_OUTCOME: lazy("Close lost and undecided deals too, instead of leaving them open or deleting them."),
    Dirt.NEVER_NOTHING: lazy("Close deals in which the customer does nothing as no decision, not as lost."),
}
COUNTS = {
    Of.ALL: ngettext_lazy("%(count)s of %(of)s deal", "%(count)s of %(of)s deals", "number"),
    Of.OPEN: ngettext_lazy("%(count)s of %(of)s open deal", "%(count)s of %(of)s open deals", "number"),
    Of.ENDED: ngettext_lazy("%(count)s of %(of)s deal that ended", "%(count)s of %(of)s deals that ended", "number"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A finding in words: what, how many, what it does, what to do."""

    title: str
    count: str
    effect: str
    advice: str

    @property
    def sentence(self) -> str:
        """All of it on one line, as the command line and an import say it."""
        head = f"{self.title}: {self.count}." if self.count else f"{self.title}."
        return f"{head} {self.effect} {self.advice}"


def say(
    kind: Dirt, *, count: int, of: int, at_least: bool = False, what: str = "", at: tuple[float, float] | None = None
) -> Said:
    """`at_least`: there are more than were kept. `what`: a column, or names. `at`: first and last day or age."""
    title = str(TITLES[kind])
    if what:
        title = f"{title}: {what}"
    if at is not None:
        title = f"{title}: {_when(kind, at)}"
    counted = ""
    if OF[kind] in COUNTS:
        number = _("at least %(count)s") % {"count": f"{count:,}"} if at_least else f"{count:,}"
        counted = str(COUNTS[OF[kind]] % {"count": number, "of": f"{of:,}", "number": of})
    return Said(title, counted, str(EFFECTS[kind]), str(ADVICE[kind]))


def _when(kind: Dirt, at: tuple[float, float]) -> str:
    first, last = int(at[0]), int(at[1])
    if kind is Dirt.SAME_AGE:
        return (
            _("day %(day)d") % {"day": first}
            if first == last
            else _("days %(first)d to %(last)d") % {"first": first, "last": last}
        )
    return date.fromordinal(first).isoformat()
