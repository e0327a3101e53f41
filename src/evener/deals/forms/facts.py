"""One small form for each fact of a deal. Field names are those of `deals.fields`, so errors find their place."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener import money
from evener.customers import queries as customers
from evener.customers.models import Account
from evener.deals import queries
from evener.deals.fields import LENGTHS, NAMES
from evener.deals.models import Deal
from evener.pages.facts import NOBODY, WORKERS, FactForm, choice_field, day_field, people_choices
from evener.people.rules import Role, Visibility
from evener.plain.forms import ReadArea
from evener.problems import Text
from evener.search.rules import fold

ENGINEERS = frozenset({Role.ENGINEER, Role.DELIVERY})

# What ticking “confidential” changes, which depends on who sees deals otherwise.
SIGHT: dict[Visibility, Text] = {
    Visibility.COMPANY: lazy("Leaders over it and admins see it too. Without the tick everyone here does."),
    Visibility.TEAM: lazy("Leaders over it and admins see it too. Without the tick the owner's team does."),
    Visibility.OWN: lazy("Here it is so for every deal. Leaders over it and admins see it too."),
}


class DealFact(FactForm):
    labels = NAMES
    thing: Deal


class NameForm(DealFact):
    names = ("name",)
    name = forms.CharField(
        max_length=LENGTHS["name"],
        error_messages={"required": lazy("Give the deal a name.")},
    )


class StageForm(DealFact):
    names = ("stage_id",)
    stage_id = forms.TypedChoiceField(coerce=int)

    def build(self) -> None:
        self.fields["stage_id"].choices = [(stage.pk, stage.name) for stage in queries.stages()]  # type: ignore[attr-defined]


class AmountForm(DealFact):
    """Amount and currency together: a code or sign typed with the amount wins over the list."""

    names: ClassVar[tuple[str, ...]] = ("amount_minor", "currency")
    inline = True
    amount_minor = forms.CharField(
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=lazy("As you would write it: 125,000 or 12.5k."),
    )
    currency = forms.ChoiceField()

    def build(self) -> None:
        codes = dict.fromkeys((self.thing.currency, self.viewer.currency, *money.current_currencies()))
        self.fields["currency"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]

    def current(self, thing: Deal) -> dict[str, Any]:
        amount = money.typed(thing.amount_minor, thing.currency) if thing.amount_minor else ""
        return {"amount_minor": amount, "currency": thing.currency}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        text, currency = data.get("amount_minor", ""), data.get("currency", self.thing.currency)
        if not text.strip():
            return {**data, "amount_minor": 0}
        try:
            amount = money.parse(text, currency=currency)
        except money.MoneyError as error:
            self.add_error("amount_minor", str(error))
            return data
        return {**data, "amount_minor": amount.minor, "currency": amount.currency}


class CloseForm(DealFact):
    names = ("close_on",)
    close_on = day_field()


class OpenedForm(DealFact):
    names = ("opened_on",)
    opened_on = day_field(required=True)


class OwnerForm(DealFact):
    names = ("owner_id",)

    def build(self) -> None:
        self.fields["owner_id"] = choice_field(people_choices(WORKERS, keep=self.thing.owner))


class LeadEngineerForm(DealFact):
    names = ("lead_engineer_id",)

    def build(self) -> None:
        choices = people_choices(ENGINEERS, keep=self.thing.lead_engineer)
        self.fields["lead_engineer_id"] = choice_field(choices)


class ProductForm(DealFact):
    names = ("product_id",)

    def build(self) -> None:
        choices = [("", _("None")), *((str(product.pk), product.name) for product in queries.products())]
        self.fields["product_id"] = choice_field(choices)


class SourceForm(DealFact):
    names = ("source",)
    source = forms.CharField(required=False, max_length=LENGTHS["source"])


class AboutForm(DealFact):
    names = ("about",)
    about = forms.CharField(
        required=False,
        max_length=LENGTHS["about"],
        widget=ReadArea(rows=6),
    )


class ConfidentialForm(DealFact):
    names = ("confidential",)
    confidential = forms.BooleanField(label=lazy("Only the deal team sees this deal"), required=False)

    def build(self) -> None:
        self.fields["confidential"].help_text = str(SIGHT[self.viewer.visibility])


class TechnicalWinForm(DealFact):
    """The day and who said yes to what belong together; all empty takes the win back."""

    names = ("technical_win_on", "technical_win_by_id", "technical_win_note")
    technical_win_on = day_field(lazy("Day"))
    technical_win_note = forms.CharField(
        label=lazy("Who said yes to what"),
        required=False,
        max_length=LENGTHS["technical_win_note"],
        widget=ReadArea(),
    )

    def build(self) -> None:
        deal = self.thing
        rows = queries.contacts(self.viewer, deal.account_id) if deal.account_id else []
        choices: list[tuple[str, Text]] = [("", NOBODY), *((str(contact.pk), contact.name) for contact in rows)]
        self.fields["technical_win_by_id"] = choice_field(choices, label=_("Who said it"))
        self.order_fields(["technical_win_on", "technical_win_by_id", "technical_win_note"])


class AccountForm(DealFact):
    """The account by its name. A name that fits none or several comes back with the choices there are."""

    names: ClassVar[tuple[str, ...]] = ("account_id",)
    account = forms.CharField(label=lazy("Account"), required=False, max_length=200)
    account_id = forms.CharField(required=False, widget=forms.HiddenInput())
    NEW: ClassVar[str] = "new"

    def build(self) -> None:
        self.choices: list[Account] = []
        self.fields["account"].widget.attrs |= {"list": "account-hits", "autocomplete": "off"}

    def current(self, thing: Deal) -> dict[str, Any]:
        return {"account": thing.account.name if thing.account else ""}

    @property
    def makes_new(self) -> str:
        """The name of an account to make first, '' where an existing one was chosen."""
        return self.cleaned_data["account"] if self.cleaned_data.get("account_id") == self.NEW else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        name, chosen = data.get("account", "").strip(), data.get("account_id", "")
        if not name:
            return {**data, "account_id": None}
        if chosen == self.NEW:
            return data
        self.choices = customers.accounts_named(self.viewer, name)
        if chosen.isdigit() and int(chosen) in {account.pk for account in self.choices}:
            return {**data, "account_id": int(chosen)}
        exact = [account for account in self.choices if fold(account.name) == fold(name)]
        if len(exact) == 1:
            return {**data, "account_id": exact[0].pk}
        if exact:
            self.choices = exact
            self.add_error("account", _("There are several accounts of this name. Choose one."))
        else:
            self.add_error("account", _("There is no account of this name. Choose one of these, or make it."))
        return data


FORMS: dict[str, type[DealFact]] = {
    "name": NameForm,
    "stage": StageForm,
    "amount": AmountForm,
    "close_on": CloseForm,
    "owner": OwnerForm,
    "lead_engineer": LeadEngineerForm,
    "account": AccountForm,
    "product": ProductForm,
    "technical_win": TechnicalWinForm,
    "source": SourceForm,
    "opened_on": OpenedForm,
    "confidential": ConfidentialForm,
    "about": AboutForm,
}
