"""One small form for each fact of an account, and those of a new account and of a contact."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener import money
from evener.customers import queries
from evener.customers.fields import ACCOUNT, ACCOUNT_LENGTHS, CONTACT, CONTACT_LENGTHS
from evener.customers.models import Account, Contact
from evener.pages.facts import WORKERS, FactForm, choice_field, people_choices
from evener.people.rules import Viewer
from evener.plain.forms import ReadArea
from evener.search.rules import fold


class AccountFact(FactForm):
    labels = ACCOUNT
    thing: Account


def line(name: str, **options: Any) -> forms.CharField:
    """A line of text of the account, as long as it may be."""
    return forms.CharField(required=False, max_length=ACCOUNT_LENGTHS[name], **options)


class NameForm(AccountFact):
    names = ("name",)
    name = forms.CharField(
        max_length=ACCOUNT_LENGTHS["name"], error_messages={"required": lazy("Give the account a name.")}
    )


class IndustryForm(AccountFact):
    names = ("industry",)
    industry = line("industry")


class WebsiteForm(AccountFact):
    names = ("website",)
    website = line("website", widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "example.com"}))


class CountryForm(AccountFact):
    names = ("country",)
    country = line("country")


class EmployeesForm(AccountFact):
    names = ("employees",)
    employees = forms.CharField(
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=lazy("As you would write it: 1,200 or 12k."),
    )

    def clean_employees(self) -> int | None:
        text = self.cleaned_data["employees"].strip()
        if not text:
            return None
        try:
            number = money.parse_decimal(text)
        except money.MoneyError as error:
            raise forms.ValidationError(str(error)) from error
        if number != number.to_integral_value():
            raise forms.ValidationError(_("Give a whole number of people."))
        return int(number)


class OwnerForm(AccountFact):
    names = ("owner_id",)

    def build(self) -> None:
        self.fields["owner_id"] = choice_field(people_choices(WORKERS, keep=self.thing.owner))


class AboutForm(AccountFact):
    names = ("about",)
    about = line("about", widget=ReadArea(rows=6))


class ParentForm(AccountFact):
    """The account this one belongs to, by its name; a name that fits none or several comes back with the choices.

    A parent the viewer may not see is not shown, and stays unless another one is named.
    """

    names = ("parent_id",)
    account = forms.CharField(label=lazy("Part of"), required=False, max_length=200)
    account_id = forms.CharField(required=False, widget=forms.HiddenInput())

    def build(self) -> None:
        self.choices: list[Account] = []
        self.fields["account"].widget.attrs |= {"list": "account-hits", "autocomplete": "off"}

    def current(self, thing: Account) -> dict[str, Any]:
        self.known = queries.known_account(self.viewer, thing.parent_id) if thing.parent_id else None
        return {"account": self.known.name if self.known else ""}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        name, chosen = data.get("account", "").strip(), data.get("account_id", "")
        if not name:
            return {**data, "parent_id": None if self.known else self.thing.parent_id}
        found = [each for each in queries.accounts_named(self.viewer, name) if each.pk != self.thing.pk]
        exact = [each for each in found if fold(each.name) == fold(name)]
        picked = [each for each in found if str(each.pk) == chosen] or exact
        if len(picked) == 1:
            return {**data, "parent_id": picked[0].pk}
        self.choices = exact or found
        several = _("There are several accounts of this name. Choose one.")
        none = _("There is no account of this name. Choose one of these, or make it first.")
        self.add_error("account", several if exact else none)
        return data


FORMS: dict[str, type[AccountFact]] = {
    "name": NameForm,
    "owner": OwnerForm,
    "industry": IndustryForm,
    "country": CountryForm,
    "website": WebsiteForm,
    "employees": EmployeesForm,
    "parent": ParentForm,
    "about": AboutForm,
}


class NewAccountForm(NameForm, IndustryForm, CountryForm, WebsiteForm, EmployeesForm, OwnerForm, AboutForm):
    """A new account: its name, and what else is known already."""

    ASKED: ClassVar = ("name", "industry", "country", "website", "employees", "owner_id", "about")
    anyway = forms.BooleanField(label=lazy("It is another company of the same name"), required=False)

    def __init__(self, data: Any = None, *, viewer: Viewer) -> None:
        super().__init__(data, thing=Account(owner_id=viewer.id), viewer=viewer)
        self.fields["name"].widget.attrs |= {"autofocus": True, "autocomplete": "off"}
        self.namesakes: list[Account] = []

    def build(self) -> None:
        self.fields["owner_id"] = choice_field(people_choices(WORKERS))

    def current(self, thing: Account) -> dict[str, Any]:
        return {"owner_id": thing.owner_id}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.ASKED}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("name") and not data.get("anyway"):
            self.namesakes = queries.namesakes(self.viewer, data["name"])
            if self.namesakes:
                self.add_error("name", _("There is an account of this name already."))
        return data


class ContactForm(forms.Form):
    """A person at an account. `was_…` brings back what the form was filled from, so that nobody's change is lost."""

    NAMES: ClassVar[tuple[str, ...]] = tuple(CONTACT)
    name = forms.CharField(
        label=CONTACT["name"],  # type: ignore[arg-type]
        max_length=CONTACT_LENGTHS["name"],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": lazy("Give a name.")},
    )
    title = forms.CharField(
        label=CONTACT["title"],  # type: ignore[arg-type]
        required=False,
        max_length=CONTACT_LENGTHS["title"],
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": lazy("What they do there")}),
    )
    email = forms.CharField(
        label=CONTACT["email"],  # type: ignore[arg-type]
        required=False,
        max_length=CONTACT_LENGTHS["email"],
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=CONTACT["phone"],  # type: ignore[arg-type]
        required=False,
        max_length=CONTACT_LENGTHS["phone"],
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )

    def __init__(self, data: Any = None, *, contact: Contact | None = None) -> None:
        self.contact = contact
        current = {name: getattr(contact, name) for name in self.NAMES} if contact else {}
        super().__init__(data, initial=current, auto_id="contact-%s", label_suffix="")
        self.fields["name"].widget.attrs["autofocus"] = True
        given = data if data is not None else {f"was_{name}": value for name, value in current.items()}
        self.seen: dict[str, str] = {name: str(given.get(f"was_{name}", "")) for name in self.NAMES}

    def values(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.NAMES}
