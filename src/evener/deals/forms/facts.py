"""One small form for each fact of a deal. Field names are those of `deals.fields`, so errors find their place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener import money
from evener.customers.models import Account
from evener.deals import queries
from evener.deals.fields import LENGTHS, NAMES
from evener.deals.models import Deal
from evener.people import queries as people
from evener.people.models import User
from evener.people.rules import Role, Viewer, Visibility
from evener.problems import Invalid, Text
from evener.search.rules import fold

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# ISO first, as the browser's own date field sends it; the others are for people who type.
DATE_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d %b %Y", "%d %B %Y"]
NOBODY = lazy("Nobody")
ENGINEERS = frozenset({Role.ENGINEER, Role.DELIVERY})
WORKERS = frozenset(Role) - {Role.VIEWER}


# What ticking “confidential” changes, which depends on who sees deals otherwise.
SIGHT: dict[Visibility, Text] = {
    Visibility.COMPANY: lazy("Leaders over it and admins see it too. Without the tick everyone here does."),
    Visibility.TEAM: lazy("Leaders over it and admins see it too. Without the tick the owner's team does."),
    Visibility.OWN: lazy("Here it is so for every deal. Leaders over it and admins see it too."),
}


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: _StrOrPromise | None = None, *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=DayInput(),
        input_formats=DATE_FORMATS,
        error_messages={"invalid": lazy("Write the date as 2026-03-31."), "required": lazy("Choose a date.")},
    )


def people_choices(
    roles: Iterable[Role], *, keep: User | None = None, nobody: Text | None = NOBODY
) -> list[tuple[str, Text]]:
    """Active people of these roles by name, and `keep`, who holds the part now. Namesakes carry their address."""
    wanted = frozenset(roles)
    found = [person for person in people.people() if person.role in wanted]
    if keep is not None and all(person.pk != keep.pk for person in found):
        found.append(keep)
    names = [person.name for person in found]
    choices: list[tuple[str, Text]] = [
        (str(person.pk), f"{person.name} ({person.email})" if names.count(person.name) > 1 else person.name)
        for person in found
    ]
    return [("", nobody), *choices] if nobody is not None else choices


def choice_field(
    choices: Sequence[tuple[str, Text]], *, label: _StrOrPromise | None = None, required: bool = False
) -> forms.TypedChoiceField:
    """A choice of ids."""
    return forms.TypedChoiceField(
        label=label,
        choices=list(choices),
        coerce=int,
        empty_value=None,
        required=required,
        error_messages={"invalid_choice": lazy("Choose one from the list."), "required": lazy("Choose one.")},
    )


class FactForm(forms.Form):
    """Base of all: made for one deal as it is now, filled from it unless data are given."""

    names: ClassVar[tuple[str, ...]] = ()
    # Controls side by side under the fact's own label.
    inline: ClassVar[bool] = False

    def __init__(self, data: Any = None, *, deal: Deal, viewer: Viewer) -> None:
        self.deal, self.viewer = deal, viewer
        super().__init__(data, initial=self.current(deal), auto_id="edit-%s", label_suffix="")
        self.build()
        for name, control in self.fields.items():
            control.label = control.label or str(NAMES.get(name, name))

    def build(self) -> None:
        """Add what depends on the database."""

    def current(self, deal: Deal) -> dict[str, Any]:
        return {name: getattr(deal, name) for name in self.names}

    @property
    def single(self) -> forms.BoundField | None:
        """The one control whose label is the fact's own; None where each control carries its label."""
        fields = self.visible_fields()
        alone = len(fields) == 1 and fields[0].widget_type != "checkbox"
        return fields[0] if alone or self.inline else None

    def focus(self) -> None:
        """Start typing in the first control when the whole page loads with this form open."""
        next(iter(self.fields.values())).widget.attrs["autofocus"] = True

    def values(self) -> dict[str, Any]:
        """The cleaned values as `change_deal` takes them."""
        return {name: self.cleaned_data[name] for name in self.names}

    def refuse(self, problem: Invalid) -> None:
        """Show an action's errors at their fields; what has no field here at the first one."""
        first = next(iter(self.fields))
        for name, text in problem.fields.items():
            self.add_error(name if name in self.fields else first, str(text))


class NameForm(FactForm):
    names = ("name",)
    name = forms.CharField(
        max_length=LENGTHS["name"],
        error_messages={"required": lazy("Give the deal a name.")},
    )


class StageForm(FactForm):
    names = ("stage_id",)
    stage_id = forms.TypedChoiceField(coerce=int)

    def build(self) -> None:
        self.fields["stage_id"].choices = [(stage.pk, stage.name) for stage in queries.stages()]  # type: ignore[attr-defined]


class AmountForm(FactForm):
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
        codes = dict.fromkeys((self.deal.currency, self.viewer.currency, *money.current_currencies()))
        self.fields["currency"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]

    def current(self, deal: Deal) -> dict[str, Any]:
        amount = money.typed(deal.amount_minor, deal.currency) if deal.amount_minor else ""
        return {"amount_minor": amount, "currency": deal.currency}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        text, currency = data.get("amount_minor", ""), data.get("currency", self.deal.currency)
        if not text.strip():
            return {**data, "amount_minor": 0}
        try:
            amount = money.parse(text, currency=currency)
        except money.MoneyError as error:
            self.add_error("amount_minor", str(error))
            return data
        return {**data, "amount_minor": amount.minor, "currency": amount.currency}


class CloseForm(FactForm):
    names = ("close_on",)
    close_on = day_field()


class OpenedForm(FactForm):
    names = ("opened_on",)
    opened_on = day_field(required=True)


class OwnerForm(FactForm):
    names = ("owner_id",)

    def build(self) -> None:
        self.fields["owner_id"] = choice_field(people_choices(WORKERS, keep=self.deal.owner))


class LeadEngineerForm(FactForm):
    names = ("lead_engineer_id",)

    def build(self) -> None:
        choices = people_choices(ENGINEERS, keep=self.deal.lead_engineer)
        self.fields["lead_engineer_id"] = choice_field(choices)


class ProductForm(FactForm):
    names = ("product_id",)

    def build(self) -> None:
        choices = [("", _("None")), *((str(product.pk), product.name) for product in queries.products())]
        self.fields["product_id"] = choice_field(choices)


class SourceForm(FactForm):
    names = ("source",)
    source = forms.CharField(required=False, max_length=LENGTHS["source"])


class AboutForm(FactForm):
    names = ("about",)
    about = forms.CharField(
        required=False,
        max_length=LENGTHS["about"],
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class ConfidentialForm(FactForm):
    names = ("confidential",)
    confidential = forms.BooleanField(label=lazy("Only the deal team sees this deal"), required=False)

    def build(self) -> None:
        self.fields["confidential"].help_text = str(SIGHT[self.viewer.visibility])


class TechnicalWinForm(FactForm):
    """The day and who said yes to what belong together; both empty takes the win back."""

    names = ("technical_win_on", "technical_win_note")
    technical_win_on = day_field(lazy("Day"))
    technical_win_note = forms.CharField(
        label=lazy("Who said yes to what"),
        required=False,
        max_length=LENGTHS["technical_win_note"],
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AccountForm(FactForm):
    """The account by its name. A name that fits none or several comes back with the choices there are."""

    names: ClassVar[tuple[str, ...]] = ("account_id",)
    account = forms.CharField(label=lazy("Account"), required=False, max_length=200)
    account_id = forms.CharField(required=False, widget=forms.HiddenInput())
    NEW: ClassVar[str] = "new"

    def build(self) -> None:
        self.choices: list[Account] = []
        self.fields["account"].widget.attrs |= {"list": "account-hits", "autocomplete": "off"}

    def current(self, deal: Deal) -> dict[str, Any]:
        return {"account": deal.account.name if deal.account else ""}

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
        self.choices = queries.accounts_named(self.viewer, name)
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


FORMS: dict[str, type[FactForm]] = {
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
