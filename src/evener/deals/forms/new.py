"""The form of a new deal: what is known at the first conversation; the rest is filled in on its page."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as lazy

from evener.customers.models import Account
from evener.deals import queries
from evener.deals.fields import LENGTHS
from evener.deals.forms.facts import ENGINEERS, SIGHT, AccountForm, AmountForm
from evener.deals.models import Deal
from evener.pages.facts import WORKERS, choice_field, day_field, people_choices
from evener.people import queries as people
from evener.people.rules import Viewer
from evener.plain.forms import ReadArea
from evener.problems import Invalid


class NewDealForm(AccountForm, AmountForm):
    """The account by its name, made on the way if need be, and the amount as people type it, as on the deal's page."""

    names: ClassVar[tuple[str, ...]] = (
        "name", "account_id", "amount_minor", "currency", "close_on", "stage_id", "owner_id", "lead_engineer_id",
        "product_id", "source", "about", "confidential",
    )  # fmt: skip
    inline: ClassVar[bool] = False
    name = forms.CharField(
        max_length=LENGTHS["name"],
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
        help_text=lazy("What they want to buy, in a few words."),
        error_messages={"required": lazy("Give the deal a name.")},
    )
    close_on = day_field()
    source = forms.CharField(required=False, max_length=LENGTHS["source"], help_text=lazy("Where did it come from?"))
    about = forms.CharField(required=False, max_length=LENGTHS["about"], widget=ReadArea(rows=4))
    confidential = forms.BooleanField(label=lazy("Only the deal team sees this deal"), required=False)

    def __init__(
        self, data: Any = None, *, viewer: Viewer, account: Account | None = None, stage: int | None = None
    ) -> None:
        self.wanted_stage = stage
        super().__init__(data, thing=Deal(currency=viewer.currency, account=account), viewer=viewer)

    def build(self) -> None:
        AmountForm.build(self)
        AccountForm.build(self)
        stages = [(str(stage.pk), stage.name) for stage in queries.stages()]
        products = [(str(product.pk), product.name) for product in queries.products()]
        self.fields["stage_id"] = choice_field(stages, required=True)
        everyone = people.named()
        self.fields["owner_id"] = choice_field(people_choices(WORKERS, among=everyone))
        self.fields["lead_engineer_id"] = choice_field(people_choices(ENGINEERS, among=everyone))
        self.fields["product_id"] = choice_field([("", lazy("None")), *products])
        self.fields["confidential"].help_text = str(SIGHT[self.viewer.visibility])

    def current(self, thing: Deal) -> dict[str, Any]:
        """What the form starts with: the viewer owns it, in the first stage or the one asked for."""
        return {
            **AccountForm.current(self, thing),
            **AmountForm.current(self, thing),
            "owner_id": self.viewer.id,
            "stage_id": self.wanted_stage,
        }

    def refuse(self, problem: Invalid) -> None:
        """What is wrong with the account stands at its name, the field people see."""
        places = {"account_id": "account"}
        super().refuse(Invalid({places.get(name, name): text for name, text in problem.fields.items()}))
