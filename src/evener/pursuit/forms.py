"""Forms of plans: an answer, a metric, a reading."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from evener import money
from evener.customers.models import Contact
from evener.deals.models import NextStep
from evener.discovery.models import Answer
from evener.pages.facts import choice_field, day_field
from evener.plain.forms import ReadArea, ReadLine
from evener.problems import Text
from evener.pursuit.models import Metric
from evener.pursuit.queries import Given
from evener.pursuit.rules import (
    KIND_NAMES,
    LENGTHS,
    LONGEST_ANSWER,
    LONGEST_COMMENT,
    METRIC_NAMES,
    READING_NOTE,
    read_value,
    typed_value,
)

NOBODY_YET = lazy("Nobody yet")
CUSTOMER_SEES = lazy("Customer sees this")


class AnswerForm(forms.Form):
    """One of the five: the text, whether the customer sees it, and what it rests on."""

    text = forms.CharField(required=False, max_length=LONGEST_ANSWER, widget=ReadArea(rows=4, maxlength=LONGEST_ANSWER))
    shared = forms.BooleanField(
        label=CUSTOMER_SEES, required=False,
        help_text=lazy("It stands on the plan that links show. Off, it is ours alone."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, given: Given, offered: Sequence[Answer]) -> None:
        cited = [row.pk for row in given.cited]
        initial = {"text": given.text, "shared": bool(given.row and given.row.shared), "cites": cited}
        super().__init__(data, initial=initial, auto_id="do-%s", label_suffix="")
        self.fields["text"].label = str(given.asked.text)
        self.fields["text"].help_text = str(given.asked.hint)
        there = {row.pk: row for row in [*given.cited, *offered]}
        if there:
            self.fields["cites"] = forms.TypedMultipleChoiceField(
                label=lazy("What it rests on"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple(),
                choices=[(id, cite_text(row)) for id, row in there.items()],
                error_messages={"invalid_choice": lazy("Choose answers of this deal's discovery.")},
            )  # fmt: skip

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}


def cite_text(row: Answer) -> str:
    """A known answer in one line: `How many pumps? 41 (told by Rui Bastos)`."""
    said = f"{row.get_source_display()}, {row.contact.name}" if row.contact else row.get_source_display()
    return f"{row.question.text} {row.value[:160]} ({said.lower()})"


def contact_choices(contacts: Sequence[Contact]) -> list[tuple[str, Text]]:
    named = [(str(row.pk), f"{row.name}, {row.title}" if row.title else row.name) for row in contacts]
    return [("", NOBODY_YET), *named]


class MetricForm(forms.Form):
    """What the customer wants to move, from what to what, and who said so."""

    kind = forms.ChoiceField(
        label=METRIC_NAMES["kind"], choices=list(KIND_NAMES.items()), widget=forms.RadioSelect(),
        error_messages={"required": lazy("Choose what kind of value it is.")},
    )  # fmt: skip
    name = forms.CharField(
        label=METRIC_NAMES["name"], max_length=LENGTHS["name"], widget=ReadLine(),
        help_text=lazy("In their words: unplanned stops of line 2."),
        error_messages={"required": lazy("Say what is measured.")},
    )  # fmt: skip
    unit = forms.CharField(
        label=METRIC_NAMES["unit"], max_length=LENGTHS["unit"], widget=ReadLine(),
        help_text=lazy("EUR a year, hours a week, %."),
        error_messages={"required": lazy("Say in what it is measured: EUR, hours a week, %.")},
    )  # fmt: skip
    baseline = forms.CharField(label=METRIC_NAMES["baseline_minor"], max_length=40, required=False)
    target = forms.CharField(
        label=METRIC_NAMES["target_minor"], max_length=40,
        error_messages={"required": lazy("Give the number they want to reach.")},
    )  # fmt: skip
    by_when = day_field(METRIC_NAMES["by_when"])
    how = forms.CharField(
        label=METRIC_NAMES["how"], max_length=LENGTHS["how"], required=False,
        widget=ReadArea(),
        help_text=lazy("41 stops a year at 2,900 each; their controller counts them."),
    )  # fmt: skip
    shared = forms.BooleanField(label=CUSTOMER_SEES, required=False)

    def __init__(self, data: Any = None, *, contacts: Sequence[Contact], metric: Metric | None = None) -> None:
        super().__init__(data, initial=_initial(metric), auto_id="do-%s", label_suffix="")
        for name in ("baseline", "target"):
            self.fields[name].widget.attrs["inputmode"] = "decimal"
        keep = [metric.said_by] if metric and metric.said_by and metric.said_by not in contacts else []
        choices = contact_choices([*contacts, *keep])
        self.fields["said_by_id"] = choice_field(choices, label=METRIC_NAMES["said_by_id"])
        self.order_fields(["kind", "name", "unit", "baseline", "target", "by_when", "said_by_id", "how", "shared"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name in ("baseline", "target"):
            data[f"{name}_minor"] = None
            if data.get(name) and data.get("unit"):
                try:
                    data[f"{name}_minor"] = read_value(data[name], data["unit"])
                except money.MoneyError as error:
                    self.add_error(name, str(error))
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in METRIC_NAMES}

    def refuse(self, fields: dict[str, Text]) -> None:
        """Show what an action found at the field it was typed in."""
        for name, text in fields.items():
            typed = name.removesuffix("_minor")
            self.add_error(typed if typed in self.fields else None, str(text))


def _initial(metric: Metric | None) -> dict[str, Any]:
    if metric is None:
        return {}
    kept = {name: getattr(metric, name) for name in ("kind", "name", "unit", "by_when", "how", "said_by_id", "shared")}
    baseline = metric.baseline_minor
    return kept | {
        "baseline": typed_value(baseline, metric.unit) if baseline is not None else "",
        "target": typed_value(metric.target_minor, metric.unit),
    }


class ReadingForm(forms.Form):
    """What a metric came to on a day."""

    value = forms.CharField(max_length=40, error_messages={"required": lazy("Give the number.")})
    on = day_field(lazy("On"), required=True)
    note = forms.CharField(
        label=lazy("Where it comes from"), max_length=READING_NOTE, required=False, widget=ReadLine()
    )

    def __init__(self, data: Any = None, *, metric: Metric, today: date) -> None:
        self.metric = metric
        super().__init__(data, initial={"on": today}, auto_id="do-%s", label_suffix="")
        self.fields["value"].label = f"{metric.name}, {metric.unit}"
        self.fields["value"].widget.attrs["inputmode"] = "decimal"

    def clean_value(self) -> int:
        try:
            return read_value(self.cleaned_data["value"], self.metric.unit)
        except money.MoneyError as error:
            raise forms.ValidationError(str(error)) from error


class ReplyForm(forms.Form):
    """Our words to those who read the plan, on all of it or on one step."""

    text = forms.CharField(
        label=lazy("To everybody who opens the plan"), max_length=LONGEST_COMMENT,
        widget=ReadArea(rows=3),
        error_messages={"required": lazy("Write something first.")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, steps: Sequence[NextStep], step_id: int | None = None) -> None:
        super().__init__(data, initial={"step_id": step_id}, auto_id="do-%s", label_suffix="")
        choices: list[tuple[str, Text]] = [("", lazy("The whole plan")), *((str(row.pk), row.what) for row in steps)]
        self.fields["step_id"] = choice_field(choices, label=lazy("About"))
        self.order_fields(["step_id", "text"])
