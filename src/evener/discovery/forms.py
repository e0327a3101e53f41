"""Forms of playbooks, their questions, and answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.customers.models import Contact
from evener.discovery.models import Answer, Playbook, Question
from evener.discovery.queries import playbooks as queries
from evener.discovery.rules.answers import LONGEST, LONGEST_NOTE, SOURCE_HELP, SOURCE_NAMES, Source, fits, typed
from evener.discovery.rules.coverage import Stage
from evener.discovery.rules.questions import (
    BEFORE_THE_WIN,
    GROUP_NAMES,
    KIND_NAMES,
    LENGTHS,
    NAMES,
    PLAYBOOK_LENGTHS,
    PLAYBOOK_NAMES,
    WEIGHT_NAMES,
    AnswerKind,
)
from evener.pages.facts import DayInput, FactForm, choice_field
from evener.people.rules import Viewer
from evener.plain.forms import ReadArea
from evener.problems import Invalid, Text

NO_NAME = lazy("Give the playbook a name, like “Software platform”.")


class PlaybookFact(FactForm):
    names: ClassVar[tuple[str, ...]] = ()
    labels = PLAYBOOK_NAMES
    thing: Playbook


class NameForm(PlaybookFact):
    names: ClassVar[tuple[str, ...]] = ("name",)
    name = forms.CharField(max_length=PLAYBOOK_LENGTHS["name"], error_messages={"required": NO_NAME})


class TypeForm(PlaybookFact):
    names: ClassVar[tuple[str, ...]] = ("deal_type",)
    deal_type = forms.CharField(required=False, max_length=PLAYBOOK_LENGTHS["deal_type"])


class ProductForm(PlaybookFact):
    names: ClassVar[tuple[str, ...]] = ("product_id",)

    def build(self) -> None:
        self.fields["product_id"] = choice_field(product_choices())


class PurposeForm(PlaybookFact):
    names: ClassVar[tuple[str, ...]] = ("purpose",)
    purpose = forms.CharField(required=False, max_length=PLAYBOOK_LENGTHS["purpose"], widget=ReadArea(rows=3))


FORMS: dict[str, type[PlaybookFact]] = {
    "name": NameForm, "deal_type": TypeForm, "product": ProductForm, "purpose": PurposeForm,
}  # fmt: skip


class NewPlaybookForm(NameForm, TypeForm, PurposeForm):
    names: ClassVar[tuple[str, ...]] = tuple(PLAYBOOK_NAMES)

    def __init__(self, data: Any = None, *, viewer: Viewer) -> None:
        super().__init__(data, thing=Playbook(), viewer=viewer)
        self.fields["name"].widget.attrs |= {"autofocus": True, "autocomplete": "off"}

    def build(self) -> None:
        self.fields["product_id"] = choice_field(product_choices())


def product_choices() -> list[tuple[str, Text]]:
    return [("", lazy("Any product")), *((str(id), name) for id, name in queries.products())]


class FileForm(forms.Form):
    """A playbook as a file."""

    file = forms.FileField(
        label=lazy("Playbook file"),
        widget=forms.FileInput(attrs={"accept": ".toml"}),
        error_messages={
            "required": lazy("Choose a playbook file, ending in .toml."),
            "empty": lazy("This file is empty. Choose another one."),
        },
    )


def stage_choices(stages: Iterable[Stage], *, keep: int | None = None) -> list[tuple[int, str]]:
    """Stages by their chance to win: a question is due before the first one with that chance."""
    found: dict[int, str] = {}
    for stage in stages:
        if 1 <= stage.chance < BEFORE_THE_WIN:
            found.setdefault(stage.chance, _("%(name)s (%(chance)d %%)") % {"name": stage.name, "chance": stage.chance})
    if keep and keep not in found and keep != BEFORE_THE_WIN:
        found[keep] = _("a stage with %(chance)d %%") % {"chance": keep}
    return [*sorted(found.items()), (BEFORE_THE_WIN, _("the win"))]


class QuestionForm(forms.Form):
    """A question of a draft."""

    text = forms.CharField(
        max_length=LENGTHS["text"], widget=ReadArea(),
        help_text=lazy("As an engineer asks it."),
        error_messages={"required": lazy("Write the question as an engineer asks it.")},
    )  # fmt: skip
    wording = forms.CharField(
        required=False, max_length=LENGTHS["wording"], widget=ReadArea(),
        help_text=lazy("As a salesperson can say it to the customer."),
    )  # fmt: skip
    why = forms.CharField(
        max_length=LENGTHS["why"], widget=ReadArea(),
        help_text=lazy("What changes with the answer."),
        error_messages={"required": lazy("Say why it is asked: what changes with the answer.")},
    )  # fmt: skip
    group = forms.ChoiceField(choices=[(group.value, name) for group, name in GROUP_NAMES.items()])
    kind = forms.ChoiceField(choices=[(kind.value, name) for kind, name in KIND_NAMES.items()])
    unit = forms.CharField(required=False, max_length=LENGTHS["unit"], help_text=lazy("Of a number: users, m³/h."))
    choices = forms.CharField(
        required=False, max_length=5000, widget=ReadArea(rows=3),
        help_text=lazy("For one of a list: one to a line."),
    )  # fmt: skip
    weight = forms.TypedChoiceField(choices=[(weight, name) for weight, name in WEIGHT_NAMES.items()], coerce=int)
    before = forms.TypedChoiceField(coerce=int)
    key = forms.CharField(
        required=False, max_length=LENGTHS["key"],
        help_text=lazy("Stays the same through the versions, so that answers come along. Empty: made from the words."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, question: Question | None, stages: Sequence[Stage]) -> None:
        super().__init__(data, initial=self._current(question, stages), auto_id="q-%s", label_suffix="")
        for name, control in self.fields.items():
            control.label = str(NAMES[name])
        before = self.fields["before"]
        assert isinstance(before, forms.TypedChoiceField)  # noqa: S101 - for mypy
        before.choices = stage_choices(stages, keep=question.before if question else None)
        self.fields["text"].widget.attrs["autofocus"] = True

    def _current(self, question: Question | None, stages: Sequence[Stage]) -> dict[str, Any]:
        if question is None:
            return {"weight": 2, "before": stages[2].chance if len(stages) > 2 else BEFORE_THE_WIN}
        return {name: getattr(question, name) for name in NAMES} | {"choices": "\n".join(question.choices)}

    def values(self) -> dict[str, Any]:
        """As the actions take them; an empty key is left to the action."""
        found = {name: self.cleaned_data[name] for name in NAMES}
        found["choices"] = [line.strip() for line in found["choices"].splitlines() if line.strip()]
        if found["kind"] != AnswerKind.CHOICE:
            found["choices"] = []
        if found["kind"] != AnswerKind.NUMBER:
            found["unit"] = ""
        if not found["key"]:
            del found["key"]
        return found


class AnswerForm(forms.Form):
    """The answer to one question, in the way its kind is written."""

    source = forms.ChoiceField(
        label=lazy("How do we know?"), error_messages={"required": lazy("Say how we know: told, observed or assumed.")}
    )
    contact_id = choice_field([], label=lazy("From whom"))
    meeting = forms.CharField(
        label=lazy("In which meeting"), required=False, max_length=LONGEST_NOTE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, question: Question, answer: Answer | None, contacts: Sequence[Contact]
    ) -> None:
        kind = AnswerKind(question.kind)
        stands = answer is not None and fits(answer.value, kind=kind, choices=question.choices)
        current: Mapping[str, Any] = {
            "value": typed(answer.value, kind=kind) if answer and stands else "",
            "source": answer.source if answer else "",
            "contact_id": answer.contact_id if answer else None,
            "meeting": "",
        }
        super().__init__(data, initial=dict(current), auto_id=f"{question.key}-%s", label_suffix="")
        self.fields["value"] = value_field(question)
        self.order_fields(["value", "source", "contact_id", "meeting"])
        people = [(str(each.pk), f"{each.name}, {each.title}" if each.title else each.name) for each in contacts]
        self.fields["contact_id"] = choice_field([("", lazy("Nobody named")), *people], label=_("From whom"))
        source = self.fields["source"]
        assert isinstance(source, forms.ChoiceField)  # noqa: S101 - for mypy
        source.choices = [(each.value, name) for each, name in SOURCE_NAMES.items()]

    @property
    def sources(self) -> list[tuple[str, Text, Text, bool]]:
        """Value, name, help and whether it is chosen."""
        chosen = self["source"].value()
        return [(each.value, SOURCE_NAMES[each], SOURCE_HELP[each], each.value == chosen) for each in Source]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("value", "source", "contact_id", "meeting")}

    def refuse(self, problem: Invalid) -> None:
        for name, text in problem.fields.items():
            self.add_error(name if name in self.fields else "value", str(text))


def value_field(question: Question) -> forms.Field:
    """The control an answer of this kind is written in. What it may be is the action's to say."""
    kind, label = AnswerKind(question.kind), _("Answer")
    missing = {"required": _("Write the answer first.")}
    if kind in (AnswerKind.YES_NO, AnswerKind.CHOICE):
        offered = (
            [("yes", _("Yes")), ("no", _("No"))] if kind == AnswerKind.YES_NO else [(c, c) for c in question.choices]
        )
        return forms.ChoiceField(
            label=label, choices=[("", _("Choose")), *offered],
            error_messages={**missing, "invalid_choice": _("Choose one of the answers that are offered.")},
        )  # fmt: skip
    if kind == AnswerKind.TEXT:
        area = ReadArea()
        return forms.CharField(label=label, max_length=LONGEST, widget=area, error_messages=missing)
    widget: forms.Widget = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "decimal"})
    if kind == AnswerKind.MONEY:
        widget = forms.TextInput(attrs={"autocomplete": "off"})
    if kind == AnswerKind.DATE:
        widget = DayInput()
    if kind == AnswerKind.NUMBER and question.unit:
        label = _("Answer, in %(unit)s") % {"unit": question.unit}
    return forms.CharField(label=label, max_length=100, widget=widget, error_messages=missing)
