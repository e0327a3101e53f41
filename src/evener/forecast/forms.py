"""Forms of the forecast room."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from evener import money
from evener.plain.forms import ReadLine


class CallForm(forms.Form):
    """What is committed to and hoped for in one period."""

    period = forms.ChoiceField(label=lazy("For"))
    commit_minor = forms.CharField(
        label=lazy("Commit"), max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=lazy("What you answer for, with what is won already. As you would write it: 125,000 or 12.5k."),
    )  # fmt: skip
    best_minor = forms.CharField(
        label=lazy("Best case"), max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    note = forms.CharField(label=lazy("Note"), required=False, max_length=300, widget=ReadLine())

    def __init__(self, data: Any = None, *, periods: list[tuple[str, str]], currency: str) -> None:
        super().__init__(data)
        self.currency = currency
        self.fields["period"].choices = periods  # type: ignore[attr-defined]

    def clean_commit_minor(self) -> int:
        return self._amount("commit_minor")

    def clean_best_minor(self) -> int:
        return self._amount("best_minor")

    def _amount(self, name: str) -> int:
        try:
            found = money.parse(self.cleaned_data[name], currency=self.currency)
        except money.MoneyError as error:
            raise forms.ValidationError(str(error)) from error
        if found.currency != self.currency:
            raise forms.ValidationError(lazy("Give the amount in the currency of this page."))
        return found.minor

    def asked(self) -> dict[str, Any]:
        """For `make_call`."""
        kind, begins = self.cleaned_data["period"].split(" ")
        return {
            "period": kind,
            "begins": date.fromisoformat(begins),
            "currency": self.currency,
            **{name: self.cleaned_data[name] for name in ("commit_minor", "best_minor", "note")},
        }
