"""Forms for what people do on a deal: next steps, the team, notes, closing and reopening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.customers.models import Contact
from evener.deals.models import NextStep
from evener.deals.rules import COME_BACK, OUTCOME_NAMES, PART_NAMES, REASONS, Closing, Outcome, Part
from evener.pages.facts import NOBODY, WORKERS, choice_field, day_field, people_choices
from evener.people.rules import Role
from evener.plain.forms import ReadArea, ReadLine

# Sales owner and lead engineer are facts of the deal; the other parts are given out here.
SUPPORTING = [(part.value, name) for part, name in PART_NAMES.items() if part not in (Part.OWNER, Part.LEAD_ENGINEER)]


# Before the id of somebody at the customer, where people of both sides are offered.
THEIRS = "c"


def _side(text: str) -> tuple[str, int] | None:
    """`12` is one of us, `c12` somebody at the customer."""
    return (THEIRS, int(text.removeprefix(THEIRS))) if text.startswith(THEIRS) else ("", int(text))


class StepForm(forms.Form):
    """A next step: what, who of us or of them, by when, and whether the customer sees it."""

    what = forms.CharField(
        label=lazy("What happens next"),
        max_length=300,
        widget=ReadLine(),
        error_messages={"required": lazy("Say what happens next.")},
    )
    due_on = day_field(lazy("By"))
    shared = forms.BooleanField(label=lazy("Customer sees this"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        contacts: Sequence[Contact],
        step: NextStep | None = None,
        owner_id: int | None = None,
    ) -> None:
        initial: dict[str, Any] = {"owner_id": owner_id}
        if step is not None:
            initial = {"what": step.what, "owner_id": _chosen(step), "due_on": step.due_on, "shared": step.shared}
        super().__init__(data, initial=initial, auto_id="step-%s", label_suffix="")
        us = people_choices(WORKERS, keep=step.owner if step else None, nobody=None)
        them = {row.pk: row for row in [*contacts, *([step.contact] if step and step.contact else [])]}
        choices: list[Any] = [("", NOBODY), (_("Us"), us)]
        if them:
            named = [
                (f"{THEIRS}{id}", f"{row.name}, {row.title}" if row.title else row.name) for id, row in them.items()
            ]
            choices.append((_("At the customer"), named))
        self.fields["owner_id"] = choice_field(choices if them else [("", NOBODY), *us], label=lazy("Who"))
        self.fields["owner_id"].coerce = _side  # type: ignore[attr-defined]
        self.order_fields(["what", "owner_id", "due_on", "shared"])

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        side, id = data["owner_id"] or ("", None)
        return {
            "what": data["what"],
            "owner_id": id if side != THEIRS else None,
            "contact_id": id if side == THEIRS else None,
            "due_on": data["due_on"],
            "shared": data["shared"],
        }


def _chosen(step: NextStep) -> str:
    return f"{THEIRS}{step.contact_id}" if step.contact_id else str(step.owner_id or "")


class MemberForm(forms.Form):
    """Somebody and their part on the deal."""

    part = forms.ChoiceField(label=lazy("Part"), choices=SUPPORTING, initial=Part.OTHER)

    def __init__(self, data: Any = None, *, leading: tuple[int | None, ...]) -> None:
        super().__init__(data, auto_id="member-%s", label_suffix="")
        taken = {str(id) for id in leading}
        everyone = people_choices(Role, nobody=lazy("Choose somebody"))
        choices = [choice for choice in everyone if choice[0] not in taken]
        self.fields["user_id"] = choice_field(choices, label=lazy("Person"), required=True)
        self.fields["user_id"].error_messages["required"] = lazy("Choose somebody.")
        self.order_fields(["user_id", "part"])


class NoteForm(forms.Form):
    text = forms.CharField(
        label=lazy("Note"),
        max_length=20_000,
        widget=ReadArea(rows=3),
        error_messages={"required": lazy("Write something first.")},
    )


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label=lazy("Why is it opened again?"),
        max_length=2_000,
        widget=ReadArea(rows=3),
        error_messages={"required": lazy("Say why the deal is opened again.")},
    )


OUTCOMES = (Outcome.WON, Outcome.LOST, Outcome.NO_DECISION, Outcome.DISQUALIFIED)
OUTCOME_HELP = {
    Outcome.WON: lazy("They signed."),
    Outcome.LOST: lazy("They chose somebody else."),
    Outcome.NO_DECISION: lazy("They do nothing, for now."),
    Outcome.DISQUALIFIED: lazy("We walk away."),
}


class ClosingForm(forms.Form):
    """How a deal ended. Each outcome has its own list of reasons, so changing the outcome never mixes them up."""

    outcome = forms.ChoiceField(
        label=lazy("How did it end?"),
        choices=[(outcome.value, OUTCOME_NAMES[outcome]) for outcome in OUTCOMES],
        error_messages={"required": lazy("Choose how the deal ended.")},
    )
    note = forms.CharField(
        label=lazy("In your words"),
        required=False,
        max_length=20_000,
        widget=ReadArea(rows=3),
        help_text=lazy("What would the next person on this account want to know?"),
    )
    closed_on = day_field(lazy("Closed on"), required=True)
    return_on = day_field(lazy("Come back on"))
    gate_reason = forms.CharField(
        label=lazy("Override in writing"),
        required=False,
        max_length=2_000,
        widget=ReadArea(),
    )

    def __init__(self, data: Any = None, *, today: date, outcome: str = "") -> None:
        proposed = {"closed_on": today, "outcome": outcome, "return_on": today + COME_BACK}
        super().__init__(data, initial=proposed, auto_id="close-%s", label_suffix="")
        for each in OUTCOMES:
            self.fields[f"reason_{each.value}"] = forms.ChoiceField(required=False, choices=list(REASONS[each].items()))

    @property
    def outcome_now(self) -> str:
        return str(self["outcome"].value() or "")

    def closing(self) -> Closing:
        """What was filled in; what belongs to another outcome is left out."""
        data = self.cleaned_data
        outcome = Outcome(data["outcome"])
        comes_back = outcome in (Outcome.NO_DECISION, Outcome.LOST)
        return Closing(
            outcome=outcome,
            reason=data.get(f"reason_{outcome.value}", ""),
            note=data.get("note", ""),
            closed_on=data["closed_on"],
            return_on=data.get("return_on") if comes_back else None,
            gate_reason=data.get("gate_reason", "") if outcome == Outcome.WON else "",
        )
