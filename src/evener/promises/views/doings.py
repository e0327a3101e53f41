"""What is done to a promise through a form: which form, what stands beside its fields, and the action it calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from evener import money
from evener.capacity.queries import skill_names
from evener.deals.models import Deal
from evener.deals.rules import Standing as DealStanding
from evener.pages.access import whole_number
from evener.people.rules import Viewer
from evener.promises import actions, queries
from evener.promises.forms import AskForm, EndForm, MadeForm, OverrideForm, PromiseForm, VerdictForm
from evener.promises.models import Promise
from evener.promises.rules import REVIEWED, Event, open_to, seen

Sent = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class At:
    """Who does something to which promise of which deal, and when."""

    viewer: Viewer
    promise: Promise
    deal: Deal
    deal_standing: DealStanding
    now: datetime

    @property
    def offered(self) -> frozenset[Event]:
        return open_to(self.viewer, self.deal_standing, self.promise.standing)


@dataclass(frozen=True, slots=True)
class Doing:
    """`events`: any of them open makes the form open. `write` returns what is said when it is done."""

    events: tuple[Event, ...]
    form: Callable[[At, Any, Sent], Any]
    write: Callable[[At, Any, Sent], str]
    facts: Callable[[At], dict[str, Any]] = lambda at: {}


def _change_form(at: At, data: Any, query: Sent) -> PromiseForm:
    people = queries.people_for(at.deal.pk)
    return PromiseForm(
        data, people=people, currency=at.deal.currency, promise=at.promise, product_id=at.deal.product_id
    )


def _change(at: At, form: PromiseForm, sent: Sent) -> str:
    """Write the change; with `ask`, ask engineering again where that is open afterwards."""
    promise = actions.change_promise(
        by=at.viewer, at=at.now, promise_id=at.promise.pk, values=form.values(),
        seen_version=whole_number(sent.get("version")) or 0,
    )  # fmt: skip
    if "ask" in sent and Event.ASK in open_to(at.viewer, at.deal_standing, promise.standing):
        actions.ask_verdict(by=at.viewer, at=at.now, promise_id=promise.pk)
        return _("Changed, and engineering is asked again.")
    return _("Changed.")


def _change_facts(at: At) -> dict[str, Any]:
    """`turns_stale`: saving a change of substance ends the verdict there is."""
    standing = at.promise.standing
    return {"turns_stale": standing.review in REVIEWED and not standing.stale}


def _ask_form(at: At, data: Any, query: Sent) -> AskForm:
    engineer = at.promise.engineer_id or at.deal.lead_engineer_id
    return AskForm(data, people=queries.people_for(at.deal.pk), engineer_id=engineer)


def _ask(at: At, form: AskForm, sent: Sent) -> str:
    """Ask; where a verdict is out already, hand it to somebody else: the time it is due stays."""
    engineer = form.cleaned_data["engineer_id"]
    if at.promise.standing.asked:
        actions.change_promise(
            by=at.viewer, at=at.now, promise_id=at.promise.pk, values={"engineer_id": engineer}, seen_version=None
        )
        return _("Handed on.")
    actions.ask_verdict(by=at.viewer, at=at.now, promise_id=at.promise.pk, engineer_id=engineer)
    return _("Engineering is asked.")


def _verdict_form(at: At, data: Any, query: Sent) -> VerdictForm:
    return VerdictForm(data, skills=[name for _id, name in skill_names()])


def _verdict(at: At, form: VerdictForm, sent: Sent) -> str:
    actions.give_verdict(
        by=at.viewer, at=at.now, promise_id=at.promise.pk, answer=form.answer(),
        seen_version=whole_number(sent.get("version")) or 0,
    )  # fmt: skip
    return _("Verdict given.")


def _verdict_facts(at: At) -> dict[str, Any]:
    """From where an architect answers, and whether this viewer may go beyond."""
    limits = actions.limits()
    services = money.Money(at.promise.services_minor, at.deal.currency)
    return {
        "hours": limits.hours,
        "amount": money.show(limits.services.minor, limits.services.currency),
        "beyond": at.viewer.is_architect or at.viewer.leads,
        "over": limits.exceeded_by(services),
        "incomparable": services.minor and services.currency != limits.services.currency,
        "services": money.show(at.promise.services_minor, at.deal.currency),
    }


def _override_form(at: At, data: Any, query: Sent) -> OverrideForm:
    return OverrideForm(data)


def _override(at: At, form: OverrideForm, sent: Sent) -> str:
    actions.override(by=at.viewer, at=at.now, promise_id=at.promise.pk, reason=form.cleaned_data["reason"])
    return _("You carry this promise now. The journal says why.")


def _made_form(at: At, data: Any, query: Sent) -> MadeForm:
    return MadeForm(data, today=at.viewer.today(at.now), told=at.promise.told)


def _made(at: At, form: MadeForm, sent: Sent) -> str:
    promise = actions.make(by=at.viewer, at=at.now, promise_id=at.promise.pk, **form.cleaned_data)
    return _("Recorded. It was said blind.") if promise.blind else _("Recorded.")


def _made_facts(at: At) -> dict[str, Any]:
    return {"turns_blind": not at.promise.blind and not seen(at.promise.standing)}


def _end_form(at: At, data: Any, query: Sent) -> EndForm:
    return EndForm(data, today=at.viewer.today(at.now), offered=at.offered, how=query.get("how", ""))


def _end(at: At, form: EndForm, sent: Sent) -> str:
    given = form.cleaned_data
    actions.end(
        by=at.viewer, at=at.now, promise_id=at.promise.pk, event=Event(given["event"]), on=given["on"],
        note=given["note"],
    )  # fmt: skip
    return _("Recorded how it ended.")


DOINGS: dict[str, Doing] = {
    "change": Doing((Event.CHANGE,), _change_form, _change, _change_facts),
    "ask": Doing((Event.ASK,), _ask_form, _ask),
    "verdict": Doing((Event.CLEAR,), _verdict_form, _verdict, _verdict_facts),
    "override": Doing((Event.OVERRIDE,), _override_form, _override),
    "made": Doing((Event.MAKE,), _made_form, _made, _made_facts),
    "end": Doing((Event.KEEP, Event.BREAK, Event.RELEASE, Event.VOID), _end_form, _end),
}
