"""Forms about people, teams, the organisation and API tokens."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from evener import money
from evener.people.actions import time_zones
from evener.people.models import Organisation, Team, User
from evener.people.rules import ROLE_NAMES, VISIBILITY_NAMES, Role

SCOPE_CHOICES = [
    ("read", _("read what I see")),
    ("write", _("change what I may change")),
    ("admin", _("administer people and settings")),
]

# Settings that are typed as amounts, and kept as minor units under their name and `_minor`.
AMOUNTS = ("architect_amount", "review_amount")


@cache
def zones() -> tuple[tuple[str, str], ...]:
    """What a choice of time zones offers. Kept: making it takes longer than the rest of the page."""
    names = sorted(name for name in time_zones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return (("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names))


class PersonForm(forms.Form):
    """Inviting somebody, or changing their part."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=list(ROLE_NAMES.items()), initial=Role.SALES)
    team = forms.ModelChoiceField(Team.objects.order_by("name"), label=_("Team"), required=False)
    is_architect = forms.BooleanField(
        label=_("Architect"), required=False, help_text=_("Answers promises over the organisation's limits.")
    )

    def values(self) -> dict[str, Any]:
        """The cleaned values as the actions take them."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "role": Role(data["role"]),
            "team_id": data["team"].pk if data["team"] else None,
            "is_architect": data["is_architect"],
        }


class ChangePersonForm(PersonForm):
    is_active = forms.BooleanField(
        label=_("Can sign in"),
        required=False,
        help_text=_("Taking this away signs them out and revokes their tokens; what they did stays."),
    )

    def __init__(self, data: Any = None, *, person: User) -> None:
        initial = {
            "name": person.name,
            "email": person.address,
            "role": person.role,
            "team": person.team_id,
            "is_architect": person.is_architect,
            "is_active": person.is_active,
        }
        super().__init__(data, initial=initial)
        email = self.fields["email"]
        email.help_text = _("Under a new address, links made before stop working.")
        if not person.address:
            email.required = False
            email.help_text = _("No address yet. Without one this person comes in through a link you hand over.")

    def values(self) -> dict[str, Any]:
        values = super().values() | {"is_active": self.cleaned_data["is_active"]}
        email = self.cleaned_data["email"]
        return values | {"email": email} if email else values


class TeamForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    parent = forms.ModelChoiceField(Team.objects.order_by("name"), label=_("Part of"), required=False)


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class SettingsForm(forms.ModelForm[Organisation]):
    """The organisation's settings. Money is typed as people write it."""

    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=lambda: [(code, code) for code in money.current_currencies()],
        help_text=_("Offered first for new deals."),
    )
    architect_amount = forms.CharField(
        label=_("Services from which an architect answers"),
        max_length=40,
        help_text=_("In the organisation's currency. Default 50,000 (GitLab handbook)."),
    )

    review_amount = forms.CharField(
        label=_("Amount from which a deal is reviewed"),
        max_length=40,
        required=False,
        help_text=_("In the organisation's currency; 0 leaves it to whoever asks. Default 250,000 (our own default)."),
    )

    class Meta:
        model = Organisation
        fields = (
            "name",
            "visibility",
            "gate",
            "currency",
            "verdict_hours",
            "architect_hours",
            "quiet_days",
            "gap_weight",
        )
        widgets = {"visibility": forms.RadioSelect, "gate": forms.RadioSelect}
        help_texts = {
            "verdict_hours": _("Default 24 (GitLab handbook)."),
            "architect_hours": _("Default 80 (GitLab handbook)."),
            "quiet_days": _("Default 14 (GitLab handbook)."),
            "gap_weight": _("From 0 to 100; the rest weighs all asks alike. Default 60 (our own default)."),
        }
        choices = {"visibility": list(VISIBILITY_NAMES.items())}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        company = self.instance
        for name in AMOUNTS:
            minor = getattr(company, f"{name}_minor")
            self.initial.setdefault(name, f"{money.Money(minor, company.currency).decimal:,f}")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name in AMOUNTS:
            if data.get(name) and data.get("currency"):
                try:
                    data[f"{name}_minor"] = money.parse(data[name], currency=data["currency"]).minor
                except money.MoneyError as error:
                    self.add_error(name, str(error))
        return data

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in AMOUNTS}


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What is it for?"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        choices=SCOPE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        initial=["read"],
    )
    expires_on = forms.DateField(
        label=_("Works until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until revoked."),
    )

    def __init__(self, *args: Any, admin: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes: Any = self.fields["scopes"]
        scopes.choices = SCOPE_CHOICES if admin else SCOPE_CHOICES[:-1]


class LinkForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), max_length=254)
