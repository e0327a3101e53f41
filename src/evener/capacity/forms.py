"""The forms of one's week, leave and skills."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from babel import Locale
from django import forms
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as lazy

from evener.capacity.calendars import countries
from evener.capacity.models import WorkingWeek
from evener.capacity.rules import HOUR, LEVEL_NAMES, USUAL_WEEK, Level, effort_faults
from evener.pages.facts import choice_field, day_field
from evener.pages.templatetags.evener import locale_of
from evener.plain.forms import ReadLine
from evener.problems import Text
from evener.search.rules import fold

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class HoursField(forms.FloatField):
    """Hours as people write them; minutes come out."""

    def __init__(self, **options: Any) -> None:
        words = {"invalid": lazy("Write hours as 8 or 7.5."), "required": lazy("Write 0 for none.")}
        super().__init__(error_messages=words, **options)
        self.widget.attrs |= {"step": "0.25", "min": "0", "inputmode": "decimal"}

    def to_python(self, value: Any) -> Any:
        hours = super().to_python(value.replace(",", ".") if isinstance(value, str) else value)
        return None if hours is None else round(hours * HOUR)

    def prepare_value(self, value: Any) -> Any:
        return f"{value / HOUR:g}" if isinstance(value, int) else value


class WeekForm(forms.Form):
    """A working week: hours of each day, focus time, whose holidays are kept."""

    focus_minutes = HoursField(
        label=lazy("Focus time a week"), help_text=lazy("Hours nobody plans anything into. They are part of the week.")
    )
    country = forms.ChoiceField(label=lazy("Holidays of"), required=False)
    region = forms.CharField(
        label=lazy("Region"), required=False, max_length=6, help_text=lazy("Its code, as in BY for Bavaria.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, week: WorkingWeek | None) -> None:
        minutes = week.minutes if week else USUAL_WEEK
        initial = {name: minutes[index] for index, name in enumerate(DAYS)} | {
            "focus_minutes": week.focus_minutes if week else 0,
            "country": week.country if week else "",
            "region": week.region if week else "",
            "version": week.version if week else 0,
        }
        super().__init__(data, initial=initial, auto_id="week-%s", label_suffix="")
        for index, name in enumerate(DAYS):
            self.fields[name] = HoursField(label=WEEKDAYS_ABBR[index])
            self.fields[name].widget.attrs["aria-label"] = WEEKDAYS[index]
        self.fields["country"] = _country_field()

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[name] for name in DAYS]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "minutes": [data[name] for name in DAYS],
            "focus_minutes": data["focus_minutes"],
            "country": data["country"],
            "region": data["region"].strip().upper(),
            "seen_version": data["version"],
        }


def _country_field() -> forms.ChoiceField:
    """Countries by their name in the viewer's language; a code nobody named stands as it is."""
    names = Locale.parse(locale_of(get_language() or "en")).territories
    named = [(code, names.get(code, code)) for code in countries()]
    # Folded: Åland and Österreich stand where people look for them.
    choices: list[tuple[str, Text]] = [("", lazy("Nowhere")), *sorted(named, key=lambda choice: fold(choice[1]))]
    return forms.ChoiceField(label=lazy("Holidays of"), required=False, choices=choices)


class LeaveForm(forms.Form):
    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="leave-%s", label_suffix="")
        self.fields["first_on"] = day_field(lazy("From"), required=True)
        self.fields["last_on"] = day_field(lazy("Until"), required=True)


LEVELS: list[tuple[str, Text]] = [
    ("", lazy("Not yet")),
    *((str(level.value), LEVEL_NAMES[level]) for level in Level),
]


class PersonSkillForm(forms.Form):
    """What somebody can, or wants to learn."""

    def __init__(self, data: Any = None, *, skills: Sequence[tuple[int, str]]) -> None:
        super().__init__(data, auto_id="skill-%s", label_suffix="")
        choices: list[tuple[str, Text]] = [(str(id), name) for id, name in skills]
        self.fields["skill_id"] = choice_field(choices, label=lazy("Skill"), required=True)
        self.fields["level"] = choice_field(LEVELS, label=lazy("How well"))
        self.fields["wants"] = forms.BooleanField(label=lazy("Wants to learn it"), required=False)


class SkillForm(forms.Form):
    name = forms.CharField(
        label=lazy("Name"), max_length=80, error_messages={"required": lazy("Give the skill a name.")}
    )
    about = forms.CharField(
        label=lazy("About"),
        max_length=300,
        required=False,
        widget=ReadLine(),
        help_text=lazy("What somebody who has it can do."),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="name-%s", label_suffix="")


class EffortForm(forms.Form):
    """A rough estimate: hours low, likely and high, and the skill. Where one number is known, the others follow it.

    It stands inside other forms, so nothing of it is required to send those; `minutes` says what was given.
    """

    low = HoursField(label=lazy("Hours, low"), required=False)
    likely = HoursField(label=lazy("Hours, likely"), required=False)
    high = HoursField(label=lazy("Hours, high"), required=False)
    promise = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, skills: Sequence[tuple[int, str]], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial, prefix="rough", auto_id=True, label_suffix="")
        choices: list[tuple[str, Text]] = [("", lazy("Choose one")), *((str(id), name) for id, name in skills)]
        self.fields["skill_id"] = choice_field(choices, label=lazy("Skill it needs"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        likely = next((data[name] for name in ("likely", "low", "high") if data.get(name) is not None), None)
        for name in ("low", "likely", "high"):
            if name not in self.errors and data.get(name) is None:
                data[name] = likely
        if not self.errors:
            for name, text in effort_faults(data["low"], data["likely"], data["high"]).items():
                self.add_error(name, str(text))
        if data.get("skill_id") is None and "skill_id" not in self.errors:
            self.add_error("skill_id", gettext("Choose the skill it needs."))
        return data

    @property
    def minutes(self) -> tuple[int, int, int]:
        return self.cleaned_data["low"], self.cleaned_data["likely"], self.cleaned_data["high"]
