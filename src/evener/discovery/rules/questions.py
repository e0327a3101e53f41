"""What a question of a playbook is, and what is wrong with one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from evener.people.rules import VERDICT_ROLES, Viewer
from evener.problems import Text


class Group(StrEnum):
    """What part of the project a question is about."""

    SCOPE = "scope"
    INTEGRATION = "integration"
    DATA = "data"
    SCALE = "scale"
    SECURITY = "security"
    ENVIRONMENT = "environment"
    TIMELINE = "timeline"
    BUDGET = "budget"
    DECISION = "decision"
    PEOPLE = "people"
    SUCCESS_MEASURE = "success_measure"
    OTHER = "other"


GROUP_NAMES: dict[Group, Text] = {
    Group.SCOPE: _("Scope"),
    Group.INTEGRATION: _("Integration"),
    Group.DATA: _("Data"),
    Group.SCALE: _("Scale"),
    Group.SECURITY: _("Security"),
    Group.ENVIRONMENT: _("Environment"),
    Group.TIMELINE: _("Timeline"),
    Group.BUDGET: _("Budget"),
    Group.DECISION: _("Decision"),
    Group.PEOPLE: _("People"),
    Group.SUCCESS_MEASURE: _("Success measure"),
    Group.OTHER: _("Other"),
}


class AnswerKind(StrEnum):
    """What an answer looks like."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes_no"
    CHOICE = "choice"
    DATE = "date"
    MONEY = "money"


KIND_NAMES: dict[AnswerKind, Text] = {
    AnswerKind.TEXT: _("Words"),
    AnswerKind.NUMBER: _("A number"),
    AnswerKind.YES_NO: _("Yes or no"),
    AnswerKind.CHOICE: _("One of a list"),
    AnswerKind.DATE: _("A date"),
    AnswerKind.MONEY: _("An amount of money"),
}
WEIGHT_NAMES: dict[int, Text] = {1: _("a little"), 2: _("a good deal"), 3: _("a lot")}
# A question is due before a deal enters the first stage whose chance to win is at least this; 100 is the win itself.
BEFORE_THE_WIN = 100

NAMES: dict[str, Text] = {
    "key": _("Key"),
    "group": _("Group"),
    "text": _("Question"),
    "why": _("Why it is asked"),
    "wording": _("How to say it"),
    "kind": _("Answer"),
    "unit": _("Unit"),
    "choices": _("Choices"),
    "weight": _("Opens"),
    "before": _("To be answered before"),
}
LENGTHS = {"key": 60, "text": 500, "why": 1000, "wording": 1000, "unit": 40}
MOST_QUESTIONS, MOST_CHOICES, LONGEST_CHOICE = 500, 30, 120
KEY = re.compile(r"[a-z][a-z0-9_-]*\Z")

PLAYBOOK_NAMES: dict[str, Text] = {
    "name": _("Name"),
    "deal_type": _("Kind of deal"),
    "product_id": _("Product"),
    "purpose": _("Purpose"),
}
PLAYBOOK_LENGTHS = {"name": 120, "deal_type": 120, "purpose": 2000}


def may_write_playbooks(viewer: Viewer) -> bool:
    """Engineering asks, so engineering writes what is asked: those who may answer a promise."""
    return viewer.may_write and viewer.role in VERDICT_ROLES


def playbook_faults(values: Mapping[str, Any]) -> dict[str, Text]:
    """What is wrong with a whole playbook, by field; its product is for the action to look up."""
    wrong: dict[str, Text] = {name: _("A playbook has no such field.") for name in values if name not in PLAYBOOK_NAMES}
    wrong |= _text_faults(values, PLAYBOOK_LENGTHS)
    if "name" not in wrong and not _said(values.get("name")):
        wrong["name"] = _("Give the playbook a name, like “Software platform”.")
    return wrong


def question_faults(values: Mapping[str, Any]) -> dict[str, Text]:
    """What is wrong with a whole question, by field."""
    wrong: dict[str, Text] = {name: _("A question has no such field.") for name in values if name not in NAMES}
    wrong |= _text_faults(values, LENGTHS)
    if "text" not in wrong and not _said(values.get("text")):
        wrong["text"] = _("Write the question as an engineer asks it.")
    if "why" not in wrong and not _said(values.get("why")):
        wrong["why"] = _("Say why it is asked: what changes with the answer.")
    if "key" not in wrong and not KEY.match(values.get("key") or ""):
        wrong["key"] = _("A key is small letters, digits, - and _, and begins with a letter.")
    if values.get("group") not in set(Group):
        wrong["group"] = _("Choose one of the groups.")
    if values.get("kind") not in set(AnswerKind):
        wrong["kind"] = _("Choose what an answer looks like.")
    elif "choices" not in wrong:
        wrong |= _choice_faults(values["kind"], values.get("choices") or [])
    if not _whole(values.get("weight"), 1, 3):
        wrong["weight"] = _("A question opens 1, 2 or 3.")
    if not _whole(values.get("before"), 1, BEFORE_THE_WIN):
        wrong["before"] = _("Choose the stage before which it must be answered: a chance to win from 1 to 100 %.")
    return wrong


def key_from(text: str, taken: Iterable[str]) -> str:
    """A key for a question nobody gave one: its first words, numbered where that is taken.

    `How many people use it?` → `how-many-people-use-it`.
    """
    words = re.findall(r"[a-z0-9]+", text.casefold())[:6]
    stem = "-".join(words)[:50].strip("-")
    stem = stem if KEY.match(stem) else f"q-{stem}".rstrip("-")
    known, key, number = set(taken), stem, 2
    while key in known:
        key, number = f"{stem}-{number}", number + 1
    return key


def _text_faults(values: Mapping[str, Any], lengths: Mapping[str, int]) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    for name, limit in lengths.items():
        text = values.get(name)
        if text is not None and not isinstance(text, str):
            wrong[name] = _("This must be a text.")
        elif len(text or "") > limit:
            wrong[name] = _("Keep it under %(limit)d characters.") % {"limit": limit}
        elif "\x00" in (text or ""):
            wrong[name] = _("This text holds a character that cannot be kept.")
    return wrong


def _choice_faults(kind: Any, choices: Any) -> dict[str, Text]:
    if not isinstance(choices, list) or not all(isinstance(each, str) for each in choices):
        return {"choices": _("Choices are a list of texts.")}
    if kind != AnswerKind.CHOICE:
        return {"choices": _("Only “one of a list” has choices.")} if choices else {}
    if not 2 <= len(choices) <= MOST_CHOICES:
        return {"choices": _("Give 2 to %(most)d choices.") % {"most": MOST_CHOICES}}
    if any(not each.strip() or len(each) > LONGEST_CHOICE or "\x00" in each for each in choices):
        return {"choices": _("Each choice has 1 to %(most)d characters.") % {"most": LONGEST_CHOICE}}
    if len({each.strip() for each in choices}) < len(choices):
        return {"choices": _("Each choice stands there once.")}
    return {}


def _said(text: Any) -> bool:
    return isinstance(text, str) and bool(text.strip())


def _whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
