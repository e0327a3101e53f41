"""Forms of the stakeholders room: what is known of somebody, somebody new, and taking somebody out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.customers import queries as customers
from evener.customers.fields import CONTACT_LENGTHS
from evener.customers.models import Account, Contact
from evener.pages.facts import WORKERS, people_choices
from evener.people.rules import Viewer
from evener.plain.forms import ReadArea, ReadLine
from evener.problems import Text
from evener.search.rules import fold
from evener.stakeholders.models import Stakeholder
from evener.stakeholders.rules.parts import (
    INFLUENCE_NAMES,
    LENGTHS,
    NAMES,
    ROLE_NAMES,
    STANCE_NAMES,
    Influence,
    Stance,
)

NOBODY = lazy("Nobody")
FROM_LIST = {"invalid_choice": lazy("Choose one from the list.")}


def text(name: str, *, help: Text = "") -> forms.CharField:
    return forms.CharField(
        label=NAMES[name],  # type: ignore[arg-type]
        required=False,
        max_length=LENGTHS[name],
        widget=ReadArea(placeholder=lazy("Not known yet")),
        help_text=help,  # type: ignore[arg-type]
    )


class StakeholderForm(forms.Form):
    """Everything that is known of somebody on a deal.

    Each control brings back what it was filled from, so that only what was changed here is written.
    """

    roles = forms.MultipleChoiceField(
        label=NAMES["roles"],  # type: ignore[arg-type]
        required=False,
        choices=[(role.value, name) for role, name in ROLE_NAMES.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": lazy("Choose the roles from the list.")},
    )
    stance = forms.ChoiceField(
        label=NAMES["stance"],  # type: ignore[arg-type]
        choices=[(stance.value, name) for stance, name in STANCE_NAMES.items()],
        error_messages=FROM_LIST,
    )
    influence = forms.TypedChoiceField(
        label=NAMES["influence"],  # type: ignore[arg-type]
        choices=[(each.value, name) for each, name in INFLUENCE_NAMES.items()],
        coerce=lambda value: Influence(int(value)),
        error_messages=FROM_LIST,
    )
    stake_time = text("stake_time", help=lazy("Whose weeks it costs if it goes wrong."))
    stake_money = text("stake_money", help=lazy("Budget, bonus, penalty."))
    stake_reputation = text("stake_reputation", help=lazy("What they would have to explain to whom."))
    lowers_risk = text("lowers_risk", help=lazy("A way out, a small start, a reference they trust."))

    def __init__(
        self, data: Any = None, *, row: Stakeholder, people: Sequence[tuple[int, str]], heard: Sequence[int] = ()
    ) -> None:
        initial = {name: getattr(row, name) for name in (*LENGTHS, "stance", "influence", "reports_to_id")}
        initial |= {"roles": [role.value for role in row.roles], "listens_to_ids": list(heard)}
        initial["relationship_owner_id"] = row.relationship_owner_id
        super().__init__(data, initial=initial, auto_id="person-%s", label_suffix="")
        others = [(str(id), name) for id, name in people if id != row.pk]
        owners = people_choices(WORKERS, keep=row.relationship_owner, nobody=NOBODY)
        self.fields["reports_to_id"] = self._one("reports_to_id", [("", NOBODY), *others])
        self.fields["relationship_owner_id"] = self._one("relationship_owner_id", owners)
        self.fields["listens_to_ids"] = forms.TypedMultipleChoiceField(
            label=str(NAMES["listens_to_ids"]), required=False, choices=others, coerce=int,
            widget=forms.CheckboxSelectMultiple, error_messages={"invalid_choice": _("Choose people from the list.")},
        )  # fmt: skip
        for name in NAMES:
            self.fields[name].show_hidden_initial = True

    @staticmethod
    def _one(name: str, choices: Sequence[tuple[str, Text]]) -> forms.TypedChoiceField:
        return forms.TypedChoiceField(
            label=str(NAMES[name]), required=False, choices=list(choices), coerce=int, empty_value=None,
            error_messages=FROM_LIST,
        )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What was changed in this form, as the actions take it."""
        changed = set(self.changed_data)
        return {name: self.cleaned_data[name] for name in NAMES if name in changed}


def line(label: Text, name: str, **attrs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        required=False,
        max_length=CONTACT_LENGTHS[name],
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
    )


class NewStakeholderForm(StakeholderForm):
    """Somebody who is a contact already, or somebody new: then they become one."""

    name = line(lazy("Name"), "name", autofocus=True)
    title = line(lazy("Title"), "title", placeholder=lazy("What they do there"))
    email = line(lazy("E-mail"), "email", type="email")
    phone = line(lazy("Phone"), "phone", inputmode="tel")
    account = forms.CharField(required=False, max_length=200)
    account_id = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(
        self, data: Any = None, *, row: Stakeholder, people: Sequence[tuple[int, str]], contacts: Sequence[Contact],
        viewer: Viewer,
    ) -> None:  # fmt: skip
        super().__init__(data, row=row, people=people)
        self.viewer = viewer
        self.choices: list[Account] = []
        named = [(str(each.pk), f"{each.name}, {each.title}" if each.title else each.name) for each in contacts]
        self.fields["contact_id"] = forms.TypedChoiceField(
            label=_("Contact"), required=False, choices=[("", _("Somebody new")), *named], coerce=int, empty_value=None,
            error_messages=FROM_LIST,
        )  # fmt: skip
        for name in NAMES:
            self.fields[name].show_hidden_initial = False
        if not named:
            self.fields["name"].required = True
            self.fields["name"].error_messages["required"] = _("Write the name of somebody new.")

    def contact(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in CONTACT_LENGTHS}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "name" not in self.errors and not data.get("contact_id") and not (data.get("name") or "").strip():
            self.add_error("name", _("Choose a contact, or write the name of somebody new."))
        return {**data, "at_account": self._account(data)}

    def _account(self, data: dict[str, Any]) -> int | None:
        """The account named, None for that of the deal; a name that fits none or several comes back with choices."""
        name, chosen = (data.get("account") or "").strip(), data.get("account_id", "")
        if not name:
            return None
        found = customers.accounts_named(self.viewer, name)
        exact = [each for each in found if fold(each.name) == fold(name)]
        picked = [each for each in found if str(each.pk) == chosen] or exact
        if len(picked) == 1:
            return picked[0].pk
        self.choices = exact or found
        several = _("There are several accounts of this name. Choose one.")
        self.add_error("account", several if exact else _("There is no account of this name. Choose one, or make it."))
        return None


class RemoveForm(forms.Form):
    reason = forms.CharField(
        label=lazy("Why"),
        required=False,
        max_length=1000,
        widget=ReadLine(autocomplete="off", autofocus=True),
        help_text=lazy("What was known of them stays in the journal."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="remove-%s", label_suffix="")


def begun(deal_id: int) -> Stakeholder:
    """Nobody yet: what a new person starts from."""
    return Stakeholder(deal_id=deal_id, stance=Stance.UNKNOWN, influence=Influence.UNKNOWN)
