"""The five questions, what a metric says, and when it is read next. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from evener import money
from evener.problems import Text


class PlanQuestion(StrEnum):
    """What a plan answers, in this order."""

    MISSION = "mission"
    CUSTOMER = "customer"
    VALUE = "value"
    RESULTS = "results"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Asked:
    """One of the five: the question, what a good answer holds, and what to ask where there is none."""

    question: PlanQuestion
    text: Text
    hint: Text
    ask: Text
    # What it is called where the customer reads it.
    title: Text


QUESTIONS: tuple[Asked, ...] = (
    Asked(
        PlanQuestion.MISSION,
        _("What is our mission here?"),
        _("One sentence the customer would nod at: what will be different for them because of us."),
        _("Ask them: if this works, what will you tell your own board it did for you?"),
        _("What we are here to do"),
    ),
    Asked(
        PlanQuestion.CUSTOMER,
        _("Who is the customer, and the customer's customer?"),
        _("Who decides, who uses it, and whom they serve with it."),
        _("Ask them: whose day gets better, and who of your own customers notices?"),
        _("Who it is for"),
    ),
    Asked(
        PlanQuestion.VALUE,
        _("What does the customer value?"),
        _("Money made, money saved or risk lowered, in their own numbers. Put the numbers into metrics below."),
        _("Ask them: how do you measure this today, and what is it worth to you per month?"),
        _("What it is worth"),
    ),
    Asked(
        PlanQuestion.RESULTS,
        _("What are the results, theirs and ours?"),
        _("What they will hold in their hands, and what we get: the contract, the reference, what we learn."),
        _("Ask them: what must be true a year from now for you to call this a success?"),
        _("What comes of it"),
    ),
    Asked(
        PlanQuestion.PLAN,
        _("What is our plan?"),
        _("The way there in two sentences. The dated steps with their owners say the rest."),
        _("Ask them: what has to happen on your side before you can decide, and by when?"),
        _("How we get there"),
    ),
)
BY_KEY: Mapping[PlanQuestion, Asked] = {each.question: each for each in QUESTIONS}
LONGEST_ANSWER = 1_200
MOST_CITED = 20


class ValueKind(StrEnum):
    """How something is worth something to a customer."""

    MAKE = "make"
    SAVE = "save"
    RISK = "risk"


KIND_NAMES = {ValueKind.MAKE: _("Make money"), ValueKind.SAVE: _("Save money"), ValueKind.RISK: _("Lower risk")}

METRIC_NAMES = {
    "kind": _("Kind of value"),
    "name": _("What is measured"),
    "unit": _("Unit"),
    "baseline_minor": _("Today"),
    "target_minor": _("Target"),
    "by_when": _("By when"),
    "how": _("How the customer works it out"),
    "said_by_id": _("Who said so"),
    "shared": _("Customer sees this"),
}
LENGTHS = {"name": 200, "unit": 40, "how": 600}
READING_NOTE = 300
MOST_METRICS, MOST_READINGS = 20, 200
# Numbers that are not money are kept in thousandths.
PLACES = 3
LARGEST = money.MAX_MINOR


def split_unit(unit: str) -> tuple[str, str]:
    """The currency a unit begins with, and the rest: `EUR a year` → `("EUR", "a year")`, `hours` → `("", "hours")`."""
    first, _blank, rest = unit.strip().partition(" ")
    return (first, rest.strip()) if first in money.currencies() else ("", unit.strip())


def places(unit: str) -> int:
    """How many digits after the point a value in this unit is kept with."""
    currency, _rest = split_unit(unit)
    return money.digits(currency) if currency else PLACES


def read_value(text: str, unit: str) -> int:
    """A value as it is kept: minor units of a currency, thousandths of anything else. MoneyError says what is wrong."""
    currency, _rest = split_unit(unit)
    if currency:
        found = money.parse(text, currency=currency)
        if found.currency != currency:
            raise money.MoneyError(f"“{text.strip()[:60]}” is not in {currency}.")
        return found.minor
    scaled = money.parse_decimal(text.replace("%", "")).scaleb(PLACES)
    if abs(scaled) > LARGEST:
        raise money.MoneyError(f"“{text.strip()[:60]}” is larger than Evener can keep.")
    return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def show_value(minor: int, unit: str, *, locale: str = "en") -> str:
    """`€120,000 a year`, `4.5 hours`, `98.25 %`."""
    currency, rest = split_unit(unit)
    if currency:
        return f"{money.show(minor, currency, locale=locale)} {rest}".strip()
    return f"{typed_value(minor, unit)} {rest}".strip()


def typed_value(minor: int, unit: str) -> str:
    """A value as a form offers it; `read_value` reads the same back."""
    currency, _rest = split_unit(unit)
    if currency:
        return money.typed(minor, currency)
    whole, part = divmod(abs(minor), 10**PLACES)
    text = f"{'-' if minor < 0 else ''}{whole:,}"
    if not part:
        return text
    digits = f"{part:0{PLACES}d}".rstrip("0")
    # Exactly three digits behind one separator would be read as thousands.
    return f"{text}.{digits}{'0' if len(digits) == PLACES and whole < 1000 else ''}"


def progress(*, baseline: int | None, target: int | None, value: int | None) -> int | None:
    """How far from baseline to target, in whole percent, rounded down: 100 only where the target is reached.

    Works downwards too: from 40 hours to 10, 25 are 50 %. Below 0 it moved away. None where a number is missing.
    """
    if baseline is None or target is None or value is None or baseline == target:
        return None
    return (value - baseline) * 100 // (target - baseline)


# After the sale a metric is read every quarter.
QUARTER = timedelta(days=91)


def next_reading(*, by_when: date | None, won_on: date | None, ended: bool, last_on: date | None) -> date | None:
    """When a metric is to be read next: on its day, and each quarter once the deal is won. None: nobody reads it."""
    days = [by_when] if by_when and (last_on is None or last_on < by_when) else []
    if won_on is not None:
        days.append((max(last_on, won_on) if last_on else won_on) + QUARTER)
    elif ended:
        return None
    return min(days, default=None)


def metric_faults(values: Mapping[str, object]) -> dict[str, Text]:
    """What is missing or wrong in a metric's values, by field."""
    wrong: dict[str, Text] = {}
    for name, most in LENGTHS.items():
        text = str(values.get(name) or "")
        if len(text) > most:
            wrong[name] = _("Keep it under %(limit)d characters.") % {"limit": most}
        elif "\x00" in text:
            wrong[name] = _("This text holds a character that cannot be kept.")
    if not str(values.get("name") or "").strip():
        wrong["name"] = _("Say what is measured.")
    if not str(values.get("unit") or "").strip():
        wrong["unit"] = _("Say in what it is measured: EUR, hours a week, %.")
    if values.get("kind") not in set(ValueKind):
        wrong["kind"] = _("Choose what kind of value it is.")
    if values.get("target_minor") is None:
        wrong["target_minor"] = _("Give the number they want to reach.")
    elif values.get("target_minor") == values.get("baseline_minor"):
        wrong["target_minor"] = _("The target is where they are today. What should become of it?")
    return wrong


@dataclass(frozen=True, slots=True)
class Done:
    """How far a plan is: `share` in whole percent, rounded down."""

    done: int
    all: int

    @property
    def share(self) -> int:
        return self.done * 100 // self.all if self.all else 0


class Deed(StrEnum):
    """What a reader does through a link."""

    TICKED = "ticked"
    UNTICKED = "unticked"
    COMMENTED = "commented"


DEED_NAMES = {Deed.TICKED: _("Ticked"), Deed.UNTICKED: _("Opened again"), Deed.COMMENTED: _("Commented")}

LONGEST_COMMENT, LONGEST_NAME = 2_000, 80
MOST_COMMENTS = 500
# Written through one link within an hour: more is no conversation.
HOUR, COMMENTS_AN_HOUR = timedelta(hours=1), 20
# The same words again so soon are the same click.
TWICE = timedelta(minutes=2)


def comment_faults(*, name: str, text: str) -> dict[str, Text]:
    """What is missing or wrong in a comment, by field."""
    wrong: dict[str, Text] = {}
    if not name.strip():
        wrong["name"] = _("Write your name, so that we know whom to answer.")
    elif len(name) > LONGEST_NAME or "\x00" in name:
        wrong["name"] = _("Keep it under %(limit)d characters.") % {"limit": LONGEST_NAME}
    if not text.strip():
        wrong["text"] = _("Write something first.")
    elif len(text) > LONGEST_COMMENT or "\x00" in text:
        wrong["text"] = _("Keep it under %(limit)d characters.") % {"limit": LONGEST_COMMENT}
    return wrong
