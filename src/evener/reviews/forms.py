"""Forms of the reviews room. Each is one thing that is done; the fields carry the names its action takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.customers.models import Contact
from evener.pages.facts import choice_field, day_field, people_choices
from evener.people import queries as people
from evener.plain.forms import ReadLine, area
from evener.problems import Text
from evener.reviews.models import Finding
from evener.reviews.queries.reviews import ABLE
from evener.reviews.rules.course import HIGHEST, LENGTHS, LOWEST, RIGHT_NAMES
from evener.reviews.rules.keys import SignKey
from evener.reviews.rules.lightly import FEWEST_WEEKS, MOST_WEEKS, USUAL_WEEKS
from evener.reviews.rules.meanings import MEANINGS


class DoForm(forms.Form):
    """Base of all."""

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="do-%s", label_suffix="")


class AskForm(DoForm):
    why = area(lazy("What is this review to find out?"), limit=LENGTHS["why"], help=lazy("A doubt, if you have one."))
    hold_on = day_field(lazy("To be held on"))
    dissenter_why = forms.CharField(
        label=lazy("Why not whose turn it is"), max_length=LENGTHS["dissenter_why"], required=False, widget=ReadLine()
    )

    def __init__(
        self, data: Any = None, *, turn: str, owner_id: int | None, usual: Sequence[int], hold_on: date
    ) -> None:
        super().__init__(data, initial={"hold_on": hold_on, "reviewer_ids": list(usual)})
        everybody = [one for one in people.named() if one.role in ABLE]
        nobody = _("Whose turn it is: %(name)s") % {"name": turn} if turn else _("Choose somebody")
        dissenters = people_choices(ABLE, among=[one for one in everybody if one.id != owner_id], nobody=nobody)
        self.fields["dissenter_id"] = choice_field(dissenters, label=_("Dissenter"))
        near = [(str(one.id), one.name) for one in everybody if one.id in set(usual)]
        self.fields["reviewer_ids"] = forms.TypedMultipleChoiceField(
            label=_("Reviewers"),
            choices=near,
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("The deal team and its leader. The dissenter is always one of them; more are asked later."),
        )
        self.order_fields(["why", "hold_on", "dissenter_id", "dissenter_why", "reviewer_ids"])


class PrepareForm(DoForm):
    counter_case = area(
        lazy("The counter-case"),
        limit=LENGTHS["counter_case"],
        rows=8,
        needs=lazy("Write why this deal is not won: the best case you can make against it."),
        help=lazy("The best case against it, from what the record shows. You argue it, you need not believe it."),
    )
    cause_of_death = area(
        lazy("Cause of death"),
        limit=LENGTHS["cause_of_death"],
        needs=lazy("It is a year later and nothing came of it. Write in a sentence what it died of."),
        help=lazy("It is a year later and nothing came of it. What did it die of?"),
    )


def chance(label: Any, *, required: bool, help: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=LOWEST,
        max_value=HIGHEST,
        help_text=help,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            lazy("Give a whole number from 1 to 99: nobody knows for sure."),
        ),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class ChanceForm(DoForm):
    won = chance(lazy("Won, %"), required=True)
    lost = chance(lazy("Lost, %"), required=False)
    nothing = chance(lazy("No decision, %"), required=False)


class SwapForm(DoForm):
    reason = area(lazy("Why"), limit=LENGTHS["reason"], needs=lazy("Say in a sentence why somebody else dissents."))

    def __init__(self, data: Any = None, *, owner_id: int | None, now_id: int) -> None:
        super().__init__(data)
        others = [one for one in people.named() if one.id not in (owner_id, now_id)]
        choices = people_choices(ABLE, among=others, nobody=lazy("Choose somebody"))
        self.fields["dissenter_id"] = choice_field(choices, label=_("Who dissents instead"), required=True)
        self.order_fields(["dissenter_id", "reason"])


class InviteForm(DoForm):
    def __init__(self, data: Any = None, *, there: Sequence[int]) -> None:
        super().__init__(data)
        others = [one for one in people.named() if one.id not in set(there)]
        choices = people_choices(ABLE, among=others, nobody=lazy("Choose somebody"))
        self.fields["user_id"] = choice_field(choices, label=_("Who else"), required=True)


class DecideForm(DoForm):
    text = area(lazy("The decision"), limit=LENGTHS["text"], needs=lazy("Write what was decided."))

    def __init__(self, data: Any = None, *, who_id: int | None) -> None:
        super().__init__(data, initial={"who_id": who_id})
        self.fields["who_id"] = choice_field(
            people_choices(ABLE, nobody=None), label=_("Answers for it"), required=True
        )


class StepForm(DoForm):
    what = forms.CharField(
        label=lazy("What happens next"),
        max_length=300,
        widget=ReadLine(),
        error_messages={"required": lazy("Say what happens next.")},
    )
    due_on = day_field(lazy("By"), required=True)

    def __init__(self, data: Any = None, *, owner_id: int | None, due_on: date) -> None:
        super().__init__(data, initial={"owner_id": owner_id, "due_on": due_on})
        self.fields["owner_id"] = choice_field(people_choices(ABLE, nobody=None), label=_("Who"), required=True)
        self.order_fields(["what", "owner_id", "due_on"])


class HoldForm(DoForm):
    held_on = day_field(lazy("Held on"), required=True)
    decision = area(
        lazy("What was decided"),
        limit=LENGTHS["text"],
        help=lazy("“We go on as planned” is a decision too. Leave it empty where decisions or steps stand already."),
    )

    def __init__(self, data: Any = None, *, today: date, who_id: int | None) -> None:
        super().__init__(data, initial={"held_on": today, "who_id": who_id})
        self.fields["who_id"] = choice_field(
            people_choices(ABLE, nobody=lazy("The deal’s owner")), label=_("Answers for it")
        )


class ScoreForm(DoForm):
    cause_right = forms.ChoiceField(
        label=lazy("Did it die of what the dissenter foresaw?"),
        choices=[(right.value, name) for right, name in RIGHT_NAMES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Say whether it died of what the dissenter foresaw.")},
    )
    lesson = area(
        lazy("What we take from it"), limit=LENGTHS["lesson"], help=lazy("A sentence for whoever reviews the next one.")
    )

    def __init__(self, data: Any = None, *, findings: Sequence[Finding], told: Sequence[int]) -> None:
        super().__init__(data, initial={"told": list(told)})
        choices = [(str(row.pk), _said(row)) for row in findings]
        self.fields["told"] = forms.TypedMultipleChoiceField(
            label=_("Which of these told how it ended?"),
            choices=choices,
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Marked already is what the reason of the close suggests. Correct it: you were there."),
        )
        self.order_fields(["cause_right", "told", "lesson"])


def _said(row: Finding) -> str:
    return MEANINGS[SignKey(row.key)].said(row.count) if row.key in set(SignKey) else row.key


class ReasonForm(DoForm):
    reason = area(lazy("Why"), limit=LENGTHS["reason"], needs=lazy("Say in a sentence why it is not held."))


class IdeaForm(DoForm):
    text = forms.CharField(
        label=lazy("What would be worth their time"),
        max_length=500,
        widget=ReadLine(),
        help_text=lazy("A result of somebody like them, an article, a person to meet, something new we can do."),
        error_messages={
            "required": lazy("Say what would be worth their time: a result, an article, somebody to meet.")
        },
    )
    due_on = day_field(lazy("By"), required=True)

    def __init__(self, data: Any = None, *, owner_id: int, due_on: date) -> None:
        super().__init__(data, initial={"owner_id": owner_id, "due_on": due_on})
        self.fields["owner_id"] = choice_field(people_choices(ABLE, nobody=lazy("Me")), label=_("Who shares it"))


class ShareForm(DoForm):
    note = forms.CharField(label=lazy("What they said"), max_length=1000, required=False, widget=ReadLine())


class TieForm(DoForm):
    every_weeks = forms.IntegerField(
        label=lazy("Every so many weeks"), min_value=FEWEST_WEEKS, max_value=MOST_WEEKS, initial=USUAL_WEEKS
    )

    def __init__(self, data: Any = None, *, contacts: Sequence[Contact], owner_id: int) -> None:
        super().__init__(data, initial={"owner_id": owner_id, "every_weeks": USUAL_WEEKS})
        named: list[tuple[str, Text]] = [("", lazy("Choose somebody"))]
        named += [(str(row.pk), f"{row.name}, {row.title}" if row.title else row.name) for row in contacts]
        self.fields["contact_id"] = choice_field(named, label=_("Who at the customer"), required=True)
        self.fields["owner_id"] = choice_field(people_choices(ABLE, nobody=lazy("Me")), label=_("Who of us"))
        self.order_fields(["contact_id", "every_weeks", "owner_id"])


class TouchForm(DoForm):
    on = day_field(lazy("On"))
    how = forms.CharField(label=lazy("How, and what they said"), max_length=500, required=False, widget=ReadLine())


class ReturnForm(DoForm):
    return_on = day_field(lazy("Come back on"), required=True)
    reason = forms.CharField(label=lazy("Why then"), max_length=1000, required=False, widget=ReadLine())


class BackForm(DoForm):
    name = forms.CharField(
        label=lazy("Name of the new deal"),
        max_length=200,
        error_messages={"required": lazy("Give the new deal a name.")},
        help_text=lazy(
            "The old deal stays as it ended. Its people come along, how they stand is asked again. What was known there"
            " counts as assumed."
        ),
    )
