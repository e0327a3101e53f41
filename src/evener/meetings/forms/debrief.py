"""The debrief as a form: rows of each kind, read into what the action takes, and shown again with their errors."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.discovery.forms import value_field
from evener.discovery.models import Question
from evener.meetings.rules.debrief import (
    JOINT,
    JOINT_NAMES,
    CreditLine,
    Debriefing,
    LearnedLine,
    PromisedLine,
    StepLine,
)
from evener.pages.access import whole_number
from evener.pages.facts import DATE_FORMATS
from evener.plain.forms import ReadArea
from evener.problems import Text

# Rows of each kind on a fresh form, and how many at most.
FRESH = {"promised": 1, "steps": 1, "credits": 1, "other": 1}
MOST_ROWS = 30


@dataclass(slots=True)
class Row:
    """One line of the form. `name` begins the names of its controls; `errors` by control, '' for the line."""

    name: str
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, Text] = field(default_factory=dict)
    question: Question | None = None
    why: Text = ""
    words: str = ""
    stands: str = ""
    control: SafeString | str = ""

    @property
    def filled(self) -> bool:
        return bool(self.values.get(self.first, "").strip())

    @property
    def first(self) -> str:
        """The control without which the line says nothing."""
        return {"promised": "words", "steps": "what", "credits": "person"}.get(self.name.split("-")[0], "value")

    def day(self, name: str) -> date | None:
        text = self.values.get(name, "").strip()
        if not text:
            return None
        for form in DATE_FORMATS:
            try:
                return datetime.strptime(text, form).date()
            except ValueError:
                continue
        self.errors[name] = _("Write the date as 2026-03-31.")
        return None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question offered on the form: `seen` is the id of the answer that stands, `stands` that answer in words."""

    question: Question
    words: str
    why: Text
    seen: int
    stands: str


class DebriefForm:
    """All rows. `given` reads them; what cannot be read is in the rows' errors, and `refuse` adds the action's."""

    def __init__(
        self, data: Any = None, *, asked: Sequence[Asked], questions: Sequence[Question], usual: Mapping[str, str]
    ) -> None:
        self.data: Mapping[str, Any] = data if data is not None else {}
        self.bound = data is not None
        self.errors: dict[str, Text] = {}
        self.key = self._text("key") or secrets.token_urlsafe(16)
        self.note, self.habit_note = self._text("note"), self._text("habit_note")
        self.habits, self.told = self._many("habits"), self._many("told")
        self.absent = self._many("absent")
        self.questions = questions
        self.asked = [self._asked(each) for each in asked]
        self.other = [self._row(f"other-{place}", ("question", "value", "source")) for place in self._places("other")]
        self.promised = [
            self._row(f"promised-{place}", ("words", "due", "unsaid")) for place in self._places("promised")
        ]
        self.steps = [self._row(f"steps-{place}", ("what", "owner", "due"), usual) for place in self._places("steps")]
        self.credits = [self._row(f"credits-{place}", ("person", "kind", "line")) for place in self._places("credits")]
        self.lines: dict[str, list[Row]] = {}

    def _text(self, name: str) -> str:
        return str(self.data.get(name, "")).replace("\r\n", "\n")

    def _many(self, name: str) -> list[str]:
        return list(self.data.getlist(name)) if self.bound else []  # type: ignore[attr-defined]

    def _places(self, kind: str) -> range:
        """As many rows as were sent, one more where that was asked for."""
        count = whole_number(self._text(f"rows-{kind}")) if self.bound else None
        count = FRESH[kind] if count is None else count
        return range(min(MOST_ROWS, count + (self._text("more") == kind)))

    def _row(self, name: str, controls: Sequence[str], usual: Mapping[str, str] | None = None) -> Row:
        values = {each: self._text(f"{name}-{each}") for each in controls}
        if usual and (not self.bound or f"{name}-{controls[0]}" not in self.data):
            values |= usual
        return Row(name, values)

    def _asked(self, each: Asked) -> Row:
        row = self._row(f"q-{each.question.pk}", ("value", "source", "seen"))
        row.question, row.words, row.why, row.stands = each.question, each.words, each.why, each.stands
        if not row.values["seen"]:
            row.values["seen"] = str(each.seen)
        control = value_field(each.question)
        name = f"{row.name}-value"
        row.control = control.widget.render(name, row.values["value"], {"id": name})
        return row

    def given(self) -> Debriefing:
        """The filled lines. Where one cannot be read, `wrong` is true."""
        learned = [row for row in [*self.asked, *self.other] if row.filled]
        promised, steps = ([row for row in rows if row.filled] for rows in (self.promised, self.steps))
        credits = [row for row in self.credits if row.filled or row.values["kind"] or row.values["line"].strip()]
        self.lines = {"learned": learned, "promised": promised, "steps": steps, "credits": credits}
        return Debriefing(
            key=self.key,
            note=self.note,
            learned=tuple(self._learned(row) for row in learned),
            promised=tuple(
                PromisedLine(row.values["words"].strip(), row.day("due"), said=not row.values["unsaid"])
                for row in promised
            ),
            told=tuple(filter(None, map(whole_number, self.told))),
            steps=tuple(
                StepLine(row.values["what"], whole_number(row.values["owner"]), row.day("due")) for row in steps
            ),
            credits=tuple(
                CreditLine(whole_number(row.values["person"]), row.values["kind"], row.values["line"])
                for row in credits
            ),
            absent=tuple(filter(None, map(whole_number, self.absent))),
            habits=tuple(self.habits),
            habit_note=self.habit_note,
        )

    def _learned(self, row: Row) -> LearnedLine:
        question = row.question.pk if row.question else whole_number(row.values["question"])
        if question is None:
            row.errors["question"] = _("Choose the question it answers.")
        seen = whole_number(row.values["seen"]) if row.question else None
        return LearnedLine(question or 0, row.values["value"], row.values["source"], seen=seen)

    @property
    def wrong(self) -> bool:
        return bool(self.errors) or any(row.errors for rows in self.lines.values() for row in rows)

    def refuse(self, fields: Mapping[str, Text]) -> None:
        """The action's errors at their lines: `learned.0.value`, `steps.1.owner_id`, `told.0.id`, `note`, ''."""
        controls = {"person_id": "person", "owner_id": "owner", "due_on": "due", "contact_id": "value"}
        for path, text in fields.items():
            kind, _dot, rest = path.partition(".")
            place, _dot, control = rest.partition(".")
            rows = self.lines.get(kind, [])
            if place.isdigit() and int(place) < len(rows):
                rows[int(place)].errors[controls.get(control, control)] = text
            else:
                self.errors[kind if kind in ("note", "habit_note", "habits", "told") else ""] = text


class JointForm(forms.Form):
    decided, engineer_said, again, differently = (
        forms.CharField(
            required=name == "decided", max_length=JOINT, help_text=help,
            widget=ReadArea(rows=3),
            error_messages={"required": lazy("Say in a sentence what decided it.")},
        )
        for name, help in (
            ("decided", lazy("In the customer's words, where you have them.")),
            ("engineer_said", lazy("The sentence the room went quiet for.")),
            ("again", lazy("What worked, so that the next team does it too.")),
            ("differently", lazy("One thing, and from when on.")),
        )
    )  # fmt: skip

    def __init__(self, data: Any = None, *, initial: Mapping[str, str] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id="joint-%s", label_suffix="")
        for name, control in self.fields.items():
            control.label = str(JOINT_NAMES[name])
