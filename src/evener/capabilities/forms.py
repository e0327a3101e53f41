"""One small form for each fact of a capability, and that of a new one."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as lazy

from evener.capabilities import queries
from evener.capabilities.models import Capability
from evener.capabilities.rules import LENGTHS, NAMES, STATUS_NAMES, Status
from evener.pages.facts import WORKERS, FactForm, choice_field, day_field, people_choices
from evener.people.rules import Viewer
from evener.plain.forms import ReadArea
from evener.problems import Text


class CapabilityFact(FactForm):
    names: ClassVar[tuple[str, ...]] = ()
    labels = NAMES
    thing: Capability


def text(name: str, *, rows: int, **options: Any) -> forms.CharField:
    """A text of the capability, as long as it may be."""
    area = forms.Textarea({"rows": rows}) if name == "evidence" else ReadArea(rows=rows)
    return forms.CharField(required=False, max_length=LENGTHS[name], widget=area, **options)


def product_choices() -> list[tuple[str, Text]]:
    return [("", lazy("Any product")), *((str(id), name) for id, name in queries.products())]


class NameForm(CapabilityFact):
    names: ClassVar[tuple[str, ...]] = ("name",)
    name = forms.CharField(
        max_length=LENGTHS["name"], error_messages={"required": lazy("Say in a few words what the product can.")}
    )


class StatusForm(CapabilityFact):
    """The status and, where it is planned, by when: the one makes no sense without the other."""

    names: ClassVar[tuple[str, ...]] = ("status", "planned_for")
    inline = True
    status = forms.ChoiceField(choices=[(status.value, name) for status, name in STATUS_NAMES.items()])
    planned_for = day_field()
    planned_for.help_text = lazy("By when, where it is planned.")

    def clean(self) -> dict[str, Any]:
        """A day left over from when it was planned is not an error: it goes."""
        data = super().clean() or {}
        if data.get("status") != Status.PLANNED:
            data["planned_for"] = None
        return data


class ProductForm(CapabilityFact):
    names: ClassVar[tuple[str, ...]] = ("product_id",)

    def build(self) -> None:
        self.fields["product_id"] = choice_field(product_choices())


class OwnerForm(CapabilityFact):
    names: ClassVar[tuple[str, ...]] = ("owner_id",)

    def build(self) -> None:
        self.fields["owner_id"] = choice_field(people_choices(WORKERS, keep=self.thing.owner))


class WordingForm(CapabilityFact):
    names: ClassVar[tuple[str, ...]] = ("wording",)
    wording = text("wording", rows=3, help_text=lazy("As the customer would understand it, and true as it stands."))


class LimitsForm(CapabilityFact):
    names: ClassVar[tuple[str, ...]] = ("limits",)
    limits = text("limits", rows=3, help_text=lazy("Up to how many, on what, not together with what."))


class EvidenceForm(CapabilityFact):
    names: ClassVar[tuple[str, ...]] = ("evidence",)
    evidence = text("evidence", rows=3, help_text=lazy("Web addresses, one to a line."))


FORMS: dict[str, type[CapabilityFact]] = {
    "name": NameForm,
    "status": StatusForm,
    "product": ProductForm,
    "owner": OwnerForm,
    "wording": WordingForm,
    "limits": LimitsForm,
    "evidence": EvidenceForm,
}


class NewCapabilityForm(NameForm, StatusForm, WordingForm, LimitsForm, EvidenceForm):
    """A new line of the catalogue."""

    names: ClassVar[tuple[str, ...]] = tuple(NAMES)

    def __init__(self, data: Any = None, *, viewer: Viewer, name: str = "") -> None:
        super().__init__(data, thing=Capability(owner_id=viewer.id, name=name), viewer=viewer)
        self.fields["name"].widget.attrs |= {"autofocus": True, "autocomplete": "off"}

    def build(self) -> None:
        self.fields["product_id"] = choice_field(product_choices())
        self.fields["owner_id"] = choice_field(people_choices(WORKERS))

    def current(self, thing: Capability) -> dict[str, Any]:
        return {"owner_id": thing.owner_id, "status": thing.status, "name": thing.name}
