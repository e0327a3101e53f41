"""Forms of requests. Field names are those of the actions, so that their errors find their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from evener.capacity.forms import HoursField
from evener.capacity.rules import LEVEL_NAMES, Level
from evener.engineering.models import Request, RequestKind
from evener.engineering.rules import LENGTHS
from evener.pages.facts import choice_field, day_field, people_choices
from evener.people.models import User
from evener.people.rules import VERDICT_ROLES
from evener.plain.forms import ReadArea, ReadLine
from evener.problems import Invalid, Text

SKILL_ROWS = 3
Skills = Sequence[tuple[int, str]]


def reason(label: Text, *, required: bool = True, help: Text = "") -> forms.CharField:
    area = ReadArea()
    return forms.CharField(
        label=str(label), required=required, max_length=2000, widget=area, help_text=str(help),
        error_messages={"required": lazy("Say why.")},
    )  # fmt: skip


class Shown(forms.Form):
    """A form whose action may refuse values it has no field for: they are shown at the form's head."""

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id="request-%s", label_suffix="")

    def refuse(self, problem: Invalid) -> None:
        problem.show_on(self)


class RequestForm(Shown):
    """What is asked, by when, and what it takes."""

    decides = forms.CharField(
        label=lazy("What will the customer decide because of it?"),
        max_length=LENGTHS["decides"],
        widget=ReadArea(),
        error_messages={"required": lazy("Say what the customer will decide because of it. If nothing, it can wait.")},
    )
    needed_by = day_field(lazy("Needed by"), required=True)
    wants = forms.CharField(
        label=lazy("What is wanted"),
        required=False,
        max_length=LENGTHS["wants"],
        widget=ReadArea(rows=3),
        help_text=lazy("For whom, on what, what they saw already."),
    )
    low_minutes = HoursField(label=lazy("Hours, low"), required=False)
    likely_minutes = HoursField(label=lazy("Likely"), required=False)
    high_minutes = HoursField(label=lazy("High"), required=False)

    def __init__(
        self, data: Any = None, *, kinds: Sequence[RequestKind], skills: Skills, request: Request | None = None
    ) -> None:
        super().__init__(data, initial=self._of(request))
        choices: list[tuple[str, Text]] = [(str(kind.pk), kind.name) for kind in kinds]
        self.fields["kind_id"] = choice_field(choices, label=lazy("What is asked for"), required=True)
        self.fields["likely_minutes"].help_text = lazy("Left empty, the usual ones of what is asked for.")
        named: list[tuple[str, Text]] = [("", lazy("No skill")), *((str(id), name) for id, name in skills)]
        levels: list[tuple[str, Text]] = [(str(level.value), LEVEL_NAMES[level]) for level in Level]
        for index in range(1, SKILL_ROWS + 1) if skills else ():
            self.fields[f"skill_{index}"] = choice_field(named, label=lazy("Skill"))
            self.fields[f"level_{index}"] = choice_field(levels, label=lazy("How well"))

    @staticmethod
    def _of(request: Request | None) -> dict[str, Any]:
        if request is None:
            return {f"level_{index}": Level.ALONE.value for index in range(1, SKILL_ROWS + 1)}
        names = ("kind_id", "decides", "wants", "needed_by", "low_minutes", "likely_minutes", "high_minutes")
        initial = {name: getattr(request, name) for name in names}
        for index, need in enumerate(request.needs.order_by("-level", "id")[:SKILL_ROWS], start=1):
            initial |= {f"skill_{index}": need.skill_id, f"level_{index}": need.level}
        return initial

    @property
    def skill_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        numbers = range(1, SKILL_ROWS + 1) if "skill_1" in self.fields else ()
        return [(self[f"skill_{index}"], self[f"level_{index}"]) for index in numbers]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        efforts = {name: data.get(name) for name in ("low_minutes", "likely_minutes", "high_minutes")}
        given = efforts if any(value is not None for value in efforts.values()) else {}
        skills = {
            data[f"skill_{index}"]: data.get(f"level_{index}") or Level.ALONE.value
            for index in range(1, SKILL_ROWS + 1)
            if data.get(f"skill_{index}")
        }
        return {
            "kind_id": data["kind_id"], "decides": data["decides"], "wants": data["wants"],
            "needed_by": data["needed_by"], "skills": skills, **given,
        }  # fmt: skip


class AcceptForm(Shown):
    """Who does it; a leader chooses, an engineer takes it."""

    def __init__(self, data: Any = None, *, leads: bool, person: User | None, viewer_id: int) -> None:
        super().__init__(data, initial={"person_id": person.pk if person else viewer_id})
        if leads:
            people = people_choices(VERDICT_ROLES, keep=person, nobody=None)
            self.fields["person_id"] = choice_field(people, label=lazy("Who does it"), required=True)
            learns = people_choices(VERDICT_ROLES, nobody=lazy("Nobody"))
            self.fields["partner_id"] = choice_field(learns, label=lazy("Who learns along"))
        self.fields["note"] = reason(lazy("A word to the team"), required=False)


class OfferForm(Shown):
    what = forms.CharField(
        label=lazy("What you can do instead"),
        max_length=LENGTHS["offer"],
        widget=ReadLine(),
        error_messages={"required": lazy("Say what you can do instead.")},
    )
    minutes = HoursField(label=lazy("Hours it takes"))
    why = reason(lazy("Why not all of it"))


class DeclineForm(Shown):
    why = reason(lazy("Why"), help=lazy("In words the deal's team can pass on."))
    no_fit = forms.BooleanField(
        label=lazy("This deal does not fit"),
        required=False,
        help_text=lazy("No further requests from it until a leader opens the door again, in writing."),
    )


class WhyForm(Shown):
    """Insisting and handing back."""

    why = reason(lazy("Why"))


class NoteForm(Shown):
    """Withdrawing, and finishing."""

    note = reason(lazy("A word for the journal"), required=False)


class PlaceForm(Shown):
    position = forms.IntegerField(
        label=lazy("Place in the queue"), min_value=1, help_text=lazy("1 is the first."),
        error_messages={"invalid": lazy("Give a place in the queue: 1 is the first.")},
    )  # fmt: skip
    why = reason(lazy("Why"), help=lazy("Everybody sees that the order was changed by hand, by whom and why."))


class KindForm(Shown):
    """A kind of request, as those who lead edit it."""

    name = forms.CharField(label=lazy("Name"), max_length=80, error_messages={"required": lazy("Give it a name.")})
    low_minutes = HoursField(label=lazy("Hours, low"))
    likely_minutes = HoursField(label=lazy("Likely"))
    high_minutes = HoursField(label=lazy("High"))
    lift = forms.IntegerField(
        label=lazy("Lifts the chance to win by"), min_value=0, max_value=100,
        help_text=lazy("Percent points. Our own starting point: look at how it went and change it."),
    )  # fmt: skip
    position = forms.IntegerField(label=lazy("Position"), min_value=0, max_value=1000, required=False)
    is_evaluation = forms.BooleanField(label=lazy("Starts an evaluation when it is accepted"), required=False)
    is_offered = forms.BooleanField(label=lazy("Can be asked for"), required=False)

    def __init__(self, data: Any = None, *, kind: RequestKind | None = None) -> None:
        names = list(type(self).base_fields)
        super().__init__(
            data, initial={n: getattr(kind, n) for n in names} if kind else {"is_offered": True, "lift": 10}
        )

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        if data["position"] is None:
            del data["position"]
        return data
