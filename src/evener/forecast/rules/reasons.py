"""What the features of a deal are called, and what kind of value each has. Pure."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from evener.problems import Text


class Shape(StrEnum):
    WORDS = "words"
    NUMBER = "number"
    DAYS = "days"
    MONEY = "money"
    YES_NO = "yes_no"


NAMES: dict[str, tuple[Text, Shape]] = {
    "stage": (_("Stage"), Shape.WORDS),
    "amount": (_("Amount"), Shape.MONEY),
    "expected close": (_("Expected close, from the opening"), Shape.DAYS),
    "owner": (_("Sales owner"), Shape.WORDS),
    "team": (_("Team"), Shape.WORDS),
    "product": (_("Product"), Shape.WORDS),
    "source": (_("Source"), Shape.WORDS),
    "currency": (_("Currency"), Shape.WORDS),
    "industry": (_("Industry"), Shape.WORDS),
    "country": (_("Country"), Shape.WORDS),
    "employees": (_("Employees of the account"), Shape.NUMBER),
    "wins before": (_("Bought from us before"), Shape.NUMBER),
    "people known": (_("People known there"), Shape.NUMBER),
    "answers": (_("Answers told or observed"), Shape.NUMBER),
    "promises": (_("Promises"), Shape.NUMBER),
    "blind promises": (_("Blind promises"), Shape.NUMBER),
    "refusals": (_("Verdicts of no"), Shape.NUMBER),
    "requests": (_("Requests for engineering"), Shape.NUMBER),
    "engineer hours": (_("Engineers’ hours"), Shape.NUMBER),
    "meetings": (_("Meetings held"), Shape.NUMBER),
    "engineers in meetings": (_("Engineers in meetings"), Shape.NUMBER),
    "evaluations": (_("Evaluations begun"), Shape.NUMBER),
    "criteria met": (_("Criteria met"), Shape.NUMBER),
    "criteria missed": (_("Criteria missed"), Shape.NUMBER),
    "technical win": (_("Technical win"), Shape.YES_NO),
    "steps done": (_("Steps done"), Shape.NUMBER),
}
# What says something of one person: shown to that person and to their leaders only.
PERSONAL = frozenset({"owner"})
