"""Forms of the evaluations room: one small form for each fact, that of a new one, and those of what is done to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.customers.models import Contact
from evener.evaluations.models import Criterion, Evaluation, Question
from evener.evaluations.rules import CRITERION, LENGTHS, NAMES, QUESTION, RESULT_NAMES, STATUS_NAMES, Course, usual_end
from evener.pages.facts import FactForm, choice_field, day_field, people_choices
from evener.people.rules import VERDICT_ROLES, Viewer
from evener.plain.forms import ReadArea, ReadLine, area
from evener.problems import Text

NOBODY_YET = lazy("Nobody yet")


def contact_choices(contacts: Sequence[Contact]) -> list[tuple[str, Text]]:
    named = [(str(row.pk), f"{row.name}, {row.title}" if row.title else row.name) for row in contacts]
    return [("", NOBODY_YET), *named]


class EvaluationFact(FactForm):
    names: ClassVar[tuple[str, ...]] = ()
    labels = NAMES
    thing: Evaluation

    def __init__(
        self, data: Any = None, *, thing: Evaluation, viewer: Viewer, contacts: Sequence[Contact] = ()
    ) -> None:
        self.contacts = contacts
        super().__init__(data, thing=thing, viewer=viewer)


class NameForm(EvaluationFact):
    names: ClassVar[tuple[str, ...]] = ("name",)
    name = forms.CharField(max_length=LENGTHS["name"], error_messages={"required": lazy("Give it a name.")})


class DecisionForm(EvaluationFact):
    names: ClassVar[tuple[str, ...]] = ("decision",)
    decision = forms.CharField(
        max_length=LENGTHS["decision"],
        widget=ReadArea(),
        help_text=lazy("In their words: what they will sign, drop or change once they know."),
        error_messages={"required": lazy("Say what the customer will decide because of it.")},
    )


class OwnerForm(EvaluationFact):
    names: ClassVar[tuple[str, ...]] = ("owner_id",)

    def build(self) -> None:
        choices = people_choices(VERDICT_ROLES, keep=self.thing.owner, nobody=NOBODY_YET)
        self.fields["owner_id"] = choice_field(choices)


class DeciderForm(EvaluationFact):
    names: ClassVar[tuple[str, ...]] = ("decider_id",)

    def build(self) -> None:
        self.fields["decider_id"] = choice_field(contact_choices(self.contacts))


class DaysForm(EvaluationFact):
    """Both days, and a leader's reason where it is longer than eight weeks."""

    names: ClassVar[tuple[str, ...]] = ("starts_on", "ends_on", "long_reason")
    starts_on = day_field(required=True)
    ends_on = day_field(required=True)
    long_reason = area(None, limit=LENGTHS["long_reason"], help=lazy("Only a leader may; leave it empty otherwise."))


class EnvironmentForm(EvaluationFact):
    names: ClassVar[tuple[str, ...]] = ("environment",)
    environment = area(
        None, limit=LENGTHS["environment"], rows=3, help=lazy("Where it runs, whose data, who has access.")
    )


class HoursForm(EvaluationFact):
    """What it will cost engineering, and how likely it is needed at all."""

    names: ClassVar[tuple[str, ...]] = ("hours_low", "hours_likely", "hours_high", "weight")
    hours_low = forms.IntegerField(required=False, min_value=0)
    hours_likely = forms.IntegerField(required=False, min_value=0)
    hours_high = forms.IntegerField(required=False, min_value=0)
    weight = forms.IntegerField(min_value=1, max_value=100, help_text=lazy("100 once it is sure to happen."))


FORMS: dict[str, type[EvaluationFact]] = {
    "name": NameForm,
    "decision": DecisionForm,
    "owner": OwnerForm,
    "decider": DeciderForm,
    "days": DaysForm,
    "environment": EnvironmentForm,
    "hours": HoursForm,
}


class NewEvaluationForm(NameForm, DecisionForm, DaysForm, EnvironmentForm, HoursForm):
    names: ClassVar[tuple[str, ...]] = tuple(NAMES)

    def build(self) -> None:
        self.fields["owner_id"] = choice_field(people_choices(VERDICT_ROLES, nobody=NOBODY_YET))
        self.fields["decider_id"] = choice_field(contact_choices(self.contacts))
        self.fields["name"].widget.attrs |= {"autofocus": True, "autocomplete": "off"}
        self.fields["ends_on"].required = False
        self.fields["ends_on"].help_text = _("Two weeks unless you say otherwise, eight at most.")

    def current(self, thing: Evaluation) -> dict[str, Any]:
        return {
            "owner_id": thing.owner_id, "starts_on": thing.starts_on, "ends_on": usual_end(thing.starts_on),
            "weight": 100,
        }  # fmt: skip


class DoForm(forms.Form):
    """What is done to an evaluation. `fields_of` are the names its action takes."""

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="do-%s", label_suffix="")


class AgreeForm(DoForm):
    agreed_on = day_field(lazy("Agreed on"), required=True)

    def __init__(self, data: Any = None, *, contacts: Sequence[Contact], today: date, contact_id: int | None) -> None:
        super().__init__(data, initial={"agreed_on": today, "contact_id": contact_id})
        self.fields["contact_id"] = choice_field(contact_choices(contacts), label=_("With whom"))
        self.order_fields(["contact_id", "agreed_on"])


class ReasonForm(DoForm):
    """One sentence: why it starts nevertheless, why it goes on, why a win is withdrawn."""

    reason = area(lazy("Why"), limit=5000, help=lazy("It stays with it, with your name."))


class EndForm(DoForm):
    how = forms.ChoiceField(
        label=lazy("How did it end?"),
        error_messages={"required": lazy("Choose how it ended.")},
        widget=forms.RadioSelect,
    )
    on = day_field(lazy("On"), required=True)
    note = area(lazy("What happened, and what was learned"), limit=5000, rows=3)

    def __init__(self, data: Any = None, *, today: date, status: Course) -> None:
        super().__init__(data, initial={"on": today})
        ways = (Course.SUCCEEDED, Course.FAILED, Course.STOPPED) if status == Course.RUNNING else (Course.STOPPED,)
        self.fields["how"].choices = [(way.value, STATUS_NAMES[way]) for way in ways]  # type: ignore[attr-defined]
        if len(ways) == 1:
            self.initial["how"] = ways[0].value


class WinForm(DoForm):
    on = day_field(lazy("On"), required=True)
    how = area(
        lazy("How we know"),
        limit=300,
        needs=lazy("Say how we know: their words, a mail, a signed report."),
        help=lazy("Their words, a mail, a signed report."),
    )

    def __init__(self, data: Any = None, *, contacts: Sequence[Contact], today: date, contact_id: int | None) -> None:
        super().__init__(data, initial={"on": today, "contact_id": contact_id})
        self.fields["contact_id"] = choice_field(contact_choices(contacts), label=_("Who said it"), required=True)
        self.order_fields(["contact_id", "on", "how"])


class CriterionForm(DoForm):
    text = forms.CharField(
        label=lazy("What must be true"),
        max_length=CRITERION["text"],
        widget=ReadLine(),
        error_messages={"required": lazy("Say what must be true.")},
    )
    measure = area(
        lazy("How it is measured"),
        limit=CRITERION["measure"],
        needs=lazy("Say how it is measured, so that nobody argues about it afterwards."),
    )
    must = forms.BooleanField(
        label=lazy("A must"), required=False, help_text=lazy("Without it the customer does not decide for us.")
    )
    agreed_on = day_field(lazy("Agreed on"))

    def __init__(self, data: Any = None, *, contacts: Sequence[Contact], criterion: Criterion | None = None) -> None:
        names = ("text", "measure", "must", "agreed_with_id", "agreed_on")
        initial = {name: getattr(criterion, name) for name in names} if criterion else {"must": True}
        super().__init__(data, initial=initial)
        self.fields["agreed_with_id"] = choice_field(contact_choices(contacts), label=_("Agreed with"))
        self.order_fields(names)


class ResultForm(DoForm):
    result = forms.ChoiceField(
        label=lazy("What came out"),
        choices=[(result.value, name) for result, name in RESULT_NAMES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose one of the four results.")},
    )
    evidence = area(
        lazy("Evidence"),
        limit=CRITERION["evidence"],
        rows=3,
        needs=lazy("Say what shows it. A result without evidence is an opinion."),
        help=lazy("Numbers, a link, who saw it."),
    )

    def __init__(self, data: Any = None, *, criterion: Criterion) -> None:
        super().__init__(data, initial={"result": criterion.result, "evidence": criterion.evidence})


class QuestionForm(DoForm):
    text = area(lazy("The question"), limit=QUESTION["text"], needs=lazy("Write the question as it was asked."))
    raised_by = forms.CharField(
        label=lazy("Who asked"), max_length=QUESTION["raised_by"], required=False,
        help_text=lazy("You, where it is left empty."),
    )  # fmt: skip


class AnswerForm(DoForm):
    answer = area(
        lazy("The answer"), limit=QUESTION["answer"], rows=3, needs=lazy("Write the answer the customer gets.")
    )

    def __init__(self, data: Any = None, *, question: Question) -> None:
        super().__init__(data, initial={"answer": question.answer})


class NoteForm(DoForm):
    text = area(lazy("Note"), limit=5000, needs=lazy("Write the note."), help=lazy("How it goes, in a sentence."))
