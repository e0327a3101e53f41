"""What is done to a review through a form: which form, where it opens, and the action it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.deals.models import Deal
from evener.deals.rules import Standing
from evener.people.rules import Viewer
from evener.problems import Text
from evener.reviews import actions
from evener.reviews.forms import (
    ChanceForm,
    DecideForm,
    HoldForm,
    InviteForm,
    PrepareForm,
    ReasonForm,
    ScoreForm,
    StepForm,
    SwapForm,
)
from evener.reviews.models import Review
from evener.reviews.queries import reviews as queries
from evener.reviews.rules.course import Chances
from evener.reviews.rules.signs import foretold

# By when a step that follows from a review is due, unless said otherwise.
STEP_IN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class At:
    """Who does something to which review of which deal, and when."""

    viewer: Viewer
    review: Review
    deal: Deal
    stands: Standing
    now: datetime

    @property
    def today(self) -> date:
        return self.viewer.today(self.now)


@dataclass(frozen=True, slots=True)
class Doing:
    """`place` is the part of the page it opens in; `write` calls the action and returns what is said afterwards."""

    title: Text
    button: Text
    place: str
    form: Callable[[At, Any], Any]
    write: Callable[[At, Any, int], str]


def _who(at: At) -> dict[str, Any]:
    return {"by": at.viewer, "at": at.now, "review_id": at.review.pk}


def _prepare_form(at: At, data: Any) -> PrepareForm:
    names = ("counter_case", "cause_of_death")
    return PrepareForm(data, initial={name: getattr(at.review, name) for name in names})


def _prepare(at: At, form: PrepareForm, seen: int) -> str:
    actions.prepare(**_who(at), **form.cleaned_data, seen_version=seen)
    return _("Written. Now everybody gives a chance of their own.")


def _chance_form(at: At, data: Any) -> ChanceForm:
    mine = next((row for row in queries.reviewers(at.viewer, at.review) if row.user_id == at.viewer.id), None)
    initial = {"won": mine.won, "lost": mine.lost, "nothing": mine.nothing} if mine else {}
    return ChanceForm(data, initial=initial)


def _chance(at: At, form: ChanceForm, seen: int) -> str:
    actions.give_chance(**_who(at), given=Chances(**form.cleaned_data))
    return _("Kept. Nobody sees it until all have given theirs.")


def _swap_form(at: At, data: Any) -> SwapForm:
    return SwapForm(data, owner_id=at.deal.owner_id, now_id=at.review.dissenter_id)


def _swap(at: At, form: SwapForm, seen: int) -> str:
    actions.swap_dissenter(**_who(at), **form.cleaned_data, seen_version=seen)
    return _("Somebody else dissents.")


def _invite_form(at: At, data: Any) -> InviteForm:
    return InviteForm(data, there=[row.user_id for row in queries.reviewers(at.viewer, at.review)])


def _invite(at: At, form: InviteForm, seen: int) -> str:
    actions.invite_reviewer(**_who(at), **form.cleaned_data)
    return _("Asked.")


def _decide_form(at: At, data: Any) -> DecideForm:
    return DecideForm(data, who_id=at.deal.owner_id)


def _decide(at: At, form: DecideForm, seen: int) -> str:
    actions.decide(**_who(at), **form.cleaned_data)
    return _("Written down.")


def _step_form(at: At, data: Any) -> StepForm:
    return StepForm(data, owner_id=at.deal.owner_id, due_on=at.today + STEP_IN)


def _step(at: At, form: StepForm, seen: int) -> str:
    actions.add_review_step(**_who(at), **form.cleaned_data)
    return _("The step is on the deal’s plan.")


def _hold_form(at: At, data: Any) -> HoldForm:
    return HoldForm(data, today=at.today, who_id=at.deal.owner_id)


def _hold(at: At, form: HoldForm, seen: int) -> str:
    actions.hold_review(**_who(at), **form.cleaned_data, seen_version=seen)
    return _("Held. Everybody sees now what each of you gave.")


def _score_form(at: At, data: Any) -> ScoreForm:
    rows = queries.findings(at.review)
    marked = foretold(at.deal.outcome, at.deal.outcome_reason)
    return ScoreForm(data, findings=rows, told=[row.pk for row in rows if row.key in marked])


def _score(at: At, form: ScoreForm, seen: int) -> str:
    actions.score_review(**_who(at), **form.cleaned_data, seen_version=seen)
    return _("Scored.")


def _reason(at: At, data: Any) -> ReasonForm:
    return ReasonForm(data)


def _call_off(at: At, form: ReasonForm, seen: int) -> str:
    actions.call_off(**_who(at), **form.cleaned_data, seen_version=seen)
    return _("Called off.")


DOINGS: dict[str, Doing] = {
    "prepare": Doing(lazy("The case against it"), lazy("Hand it in"), "case", _prepare_form, _prepare),
    "chance": Doing(lazy("Your own chance"), lazy("Keep it"), "chances", _chance_form, _chance),
    "swap": Doing(lazy("Somebody else dissents"), lazy("Swap"), "top", _swap_form, _swap),
    "invite": Doing(lazy("One more reviewer"), lazy("Ask them"), "chances", _invite_form, _invite),
    "decide": Doing(lazy("A decision"), lazy("Write it down"), "results", _decide_form, _decide),
    "step": Doing(lazy("A next step"), lazy("Add the step"), "results", _step_form, _step),
    "hold": Doing(lazy("The review was held"), lazy("Record it"), "top", _hold_form, _hold),
    "score": Doing(lazy("Score it"), lazy("Score"), "top", _score_form, _score),
    "call_off": Doing(lazy("Call it off?"), lazy("Call it off"), "top", _reason, _call_off),
}
