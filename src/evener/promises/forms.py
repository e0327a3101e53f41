"""Forms of the promises room. Field names are those of the actions, so that their errors find their place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener import money
from evener.capabilities import queries as catalogue
from evener.capabilities.rules import STATUS_NAMES, Status
from evener.capacity.actions import skill_named
from evener.capacity.forms import EffortForm
from evener.capacity.presenting.dates import Shown
from evener.capacity.queries import skill_names
from evener.capacity.rules import MOST_HOURS
from evener.pages.facts import NO_ADDRESS, choice_field, day_field
from evener.people.models import User
from evener.people.rules import VERDICT_ROLES, Role
from evener.plain.forms import ReadArea, ReadLine
from evener.problems import Text
from evener.promises.models import Promise
from evener.promises.rules import VERDICT_HELP, VERDICT_NAMES, Answer, Event, VerdictKind
from evener.promises.work import minutes_of

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# Everybody, and whether they are on the deal's team (`queries.people_for`).
People = Sequence[tuple[User, bool]]
Choices = list[tuple[Any, Any]]


def long_text(
    label: _StrOrPromise, *, rows: int = 2, required: bool = False, help: _StrOrPromise = ""
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=20_000,
        widget=ReadArea(rows=rows),
        help_text=help,
    )


def engineers(people: People, *, keep: int | None = None) -> Choices:
    """Who may answer, the deal's own first."""
    able = [
        (user, on) for user, on in people if Role(user.role) in VERDICT_ROLES and (user.is_active or user.pk == keep)
    ]
    return _grouped(able, others=lazy("Engineering"))


def owners(people: People, *, keep: int | None = None) -> Choices:
    """Who may keep a promise, the deal's own first."""
    able = [(user, on) for user, on in people if user.role != Role.VIEWER and (user.is_active or user.pk == keep)]
    return _grouped(able, others=lazy("Everyone else"))


def _grouped(people: People, *, others: Text) -> Choices:
    names = [user.name for user, _on in people]

    def option(user: User) -> tuple[str, str]:
        return str(user.pk), f"{user.name} ({user.address or NO_ADDRESS})" if names.count(user.name) > 1 else user.name

    team = [option(user) for user, on in people if on]
    rest = [option(user) for user, on in people if not on]
    groups: Choices = [("", lazy("Nobody yet"))]
    return groups + ([(lazy("On this deal"), team)] if team else []) + ([(others, rest)] if rest else [])


def capabilities(*, product_id: int | None, keep: int | None) -> Choices:
    """What a promise may rest on, each with its status."""
    rows = catalogue.offered(product_id=product_id, keep=keep)
    names = [(str(row.pk), f"{row.name} ({STATUS_NAMES[Status(row.status)]})") for row in rows]
    return [("", lazy("Nothing in the catalogue")), *names]


def _effort(promise: Promise | None) -> dict[str, Any]:
    """What a verdict with work said, for a promise that is changed."""
    minutes = minutes_of(promise) if promise else None
    if promise is None or promise.verdict is None or minutes is None:
        return {"promise": promise.pk if promise else None}
    low, likely, high = minutes
    skill = skill_named(promise.verdict.skill)
    return {"low": low, "likely": likely, "high": high, "skill_id": skill, "promise": promise.pk}


class PromiseForm(forms.Form):
    """What the customer would hear, and who answers for it. `currency` is the deal's."""

    NAMES = (
        "words",
        "scope",
        "due_on",
        "told",
        "services_minor",
        "deal_breaker",
        "capability_id",
        "engineer_id",
        "owner_id",
    )

    words = forms.CharField(
        label=lazy("The words, as the customer will hear them"),
        max_length=1000,
        widget=ReadArea(),
        error_messages={"required": lazy("Write what the customer would hear, in those words.")},
    )
    due_on = day_field(lazy("Promised for"))
    told = forms.CharField(label=lazy("Told to"), max_length=120, required=False)
    scope = long_text(lazy("Scope"), help=lazy("What is part of it and what is not."))
    deal_breaker = forms.BooleanField(
        label=lazy("Deal breaker"), required=False, help_text=lazy("Without it the customer does not buy.")
    )
    services_minor = forms.CharField(
        label=lazy("Services"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(
        self, data: Any = None, *, people: People, currency: str, promise: Promise | None = None,
        lead_id: int | None = None, product_id: int | None = None,
    ) -> None:  # fmt: skip
        self.currency = currency
        initial: dict[str, Any] = {"engineer_id": lead_id, "owner_id": lead_id}
        if promise is not None:
            initial = {name: getattr(promise, name) for name in self.NAMES}
            initial["services_minor"] = money.typed(promise.services_minor, currency) if promise.services_minor else ""
        super().__init__(data, initial=initial, auto_id="promise-%s", label_suffix="")
        self.fields["services_minor"].help_text = _("In %(currency)s; 0 or empty: none.") % {"currency": currency}
        # What was said like this before appears below while somebody types; it is not needed to send the form.
        look = reverse("promises:similar") + (f"?promise={promise.pk}" if promise else "")
        self.fields["words"].widget.attrs |= {
            "hx-get": look, "hx-trigger": "input changed delay:300ms, focus once", "hx-target": "#similar",
            "hx-swap": "innerHTML", "hx-sync": "this:replace",
        }  # fmt: skip
        self.rough = EffortForm(data, skills=skill_names(), initial=_effort(promise))
        self.date: Shown | None = None
        keep = promise or Promise()
        answers = engineers(people, keep=keep.engineer_id)
        self.fields["engineer_id"] = choice_field(answers, label=lazy("Who answers"))
        self.fields["owner_id"] = choice_field(owners(people, keep=keep.owner_id), label=lazy("Who keeps it"))
        self.fields["capability_id"] = choice_field(
            capabilities(product_id=product_id, keep=keep.capability_id), label=lazy("Rests on")
        )
        self.fields["capability_id"].help_text = _("What the product can. When that changes, the verdict is stale.")
        self.order_fields(
            [
                "words",
                "due_on",
                "told",
                "capability_id",
                "engineer_id",
                "owner_id",
                "deal_breaker",
                "scope",
                "services_minor",
            ]
        )

    @property
    def asked(self) -> bool:
        """Whether the date was looked at: the question stays open."""
        return self.is_bound and "look" in self.data

    @property
    def refused(self) -> EffortForm | None:
        """The rough estimate where it was asked about and cannot be taken."""
        return self.rough if self.asked else None

    def clean_services_minor(self) -> int:
        text = self.cleaned_data["services_minor"].strip()
        if not text:
            return 0
        try:
            amount = money.parse(text, currency=self.currency)
        except money.MoneyError as error:
            raise forms.ValidationError(str(error)) from error
        if amount.currency != self.currency:
            raise forms.ValidationError(_("Use the deal's currency, %(currency)s.") % {"currency": self.currency})
        return amount.minor

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.NAMES}


class BlindForm(forms.Form):
    """One line: what was said before any engineer saw it."""

    words = forms.CharField(
        label=lazy("What was said, in those words"),
        max_length=1000,
        widget=ReadLine(),
        error_messages={"required": lazy("Write what the customer heard, in those words.")},
    )
    told = forms.CharField(label=lazy("To whom"), max_length=120, required=False)
    made_on = day_field(lazy("On"), required=True)

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"made_on": today}, auto_id="blind-%s", label_suffix="")


class AskForm(forms.Form):
    """Who shall answer."""

    def __init__(self, data: Any = None, *, people: People, engineer_id: int | None) -> None:
        super().__init__(data, initial={"engineer_id": engineer_id}, auto_id="ask-%s", label_suffix="")
        answers = engineers(people, keep=engineer_id)
        self.fields["engineer_id"] = choice_field(answers, label=lazy("Who shall answer"))


def _hours(label: _StrOrPromise) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=MOST_HOURS,
        error_messages={
            "invalid": lazy("Give whole hours."),
            "max_value": lazy("Give at most 20,000 hours, or cut it into promises of a size."),
        },
    )


class VerdictForm(forms.Form):
    """One of four answers; each kind has its own fields, and only those are taken."""

    TAKEN = {
        VerdictKind.TODAY: (),
        VerdictKind.WITH_WORK: ("hours_low", "hours_likely", "hours_high", "skill"),
        VerdictKind.IF: ("conditions",),
        VerdictKind.NO: ("reason", "alternative"),
    }

    kind = forms.ChoiceField(
        label=lazy("Can we?"),
        choices=[(kind.value, name) for kind, name in VERDICT_NAMES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose one of the four answers.")},
    )
    hours_low = _hours(lazy("Hours, low"))
    hours_likely = _hours(lazy("Hours, likely"))
    hours_high = _hours(lazy("Hours, high"))
    skill = forms.CharField(label=lazy("Skill it needs"), max_length=80, required=False)
    conditions = long_text(lazy("Under which conditions"))
    reason = long_text(lazy("Why not"), help=lazy("In words the customer could hear."))
    alternative = long_text(lazy("The nearest thing we can do"), help=lazy("A no without a way out is no answer."))
    note = long_text(lazy("Note"))

    def __init__(self, data: Any = None, *, skills: Sequence[str] = ()) -> None:
        super().__init__(data, auto_id="verdict-%s", label_suffix="")
        # Known skills are offered while one types; others can be named too.
        self.skills = skills
        self.fields["skill"].widget.attrs |= {"list": "known-skills", "autocomplete": "off"}
        self.fields["skill"].help_text = _("One of those known, so that its day can be told.")

    @property
    def kinds(self) -> list[tuple[str, Text, Text, bool]]:
        """Value, name, help and whether it is chosen, for the radio cards."""
        chosen = self["kind"].value()
        return [(kind.value, name, VERDICT_HELP[kind], kind.value == chosen) for kind, name in VERDICT_NAMES.items()]

    def answer(self) -> Answer:
        kind = VerdictKind(self.cleaned_data["kind"])
        return Answer(kind, **{name: self.cleaned_data[name] for name in (*self.TAKEN[kind], "note")})


class OverrideForm(forms.Form):
    reason = long_text(
        lazy("Why you carry it"),
        required=True,
        help=lazy("It stands in the journal with your name. The ledger shows how overrides ended."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="override-%s", label_suffix="")
        self.fields["reason"].error_messages["required"] = lazy("Say why you carry this promise.")


class MadeForm(forms.Form):
    made_on = day_field(lazy("Said on"), required=True)
    told = forms.CharField(label=lazy("To whom"), max_length=120, required=False)

    def __init__(self, data: Any = None, *, today: date, told: str = "") -> None:
        super().__init__(data, initial={"made_on": today, "told": told}, auto_id="made-%s", label_suffix="")


ENDINGS: dict[Event, tuple[Text, Text]] = {
    Event.KEEP: (lazy("Kept"), lazy("After the day promised it counts as kept late.")),
    Event.BREAK: (lazy("Broken"), lazy("We did not do it, or not as we said.")),
    Event.RELEASE: (lazy("Released"), lazy("The customer let us off.")),
    Event.VOID: (lazy("Void"), lazy("It was recorded by mistake. Counts nowhere.")),
}


class EndForm(forms.Form):
    """How it ended. Only the endings open to it are offered."""

    event = forms.ChoiceField(label=lazy("How did it end?"), error_messages={"required": lazy("Choose how it ended.")})
    on = day_field(lazy("On"), required=True)
    note = long_text(lazy("What happened"), help=lazy("A sentence; not needed when it was kept."))

    def __init__(self, data: Any = None, *, today: date, offered: frozenset[Event], how: str = "") -> None:
        initial = {"on": today, "event": how}
        super().__init__(data, initial=initial, auto_id="end-%s", label_suffix="")
        self.offered = [event for event in ENDINGS if event in offered]
        self.fields["event"].choices = [(event.value, ENDINGS[event][0]) for event in self.offered]  # type: ignore[attr-defined]

    @property
    def kinds(self) -> list[tuple[str, Text, Text, bool]]:
        chosen = self["event"].value()
        return [(event.value, *ENDINGS[event], event.value == chosen) for event in self.offered]
