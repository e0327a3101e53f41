"""What is done to a request through a form: which form, and the action it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.capacity.queries import skill_names
from evener.engineering import actions, queries
from evener.engineering.forms import (
    AcceptForm,
    DeclineForm,
    NoteForm,
    OfferForm,
    PlaceForm,
    RequestForm,
    WhyForm,
)
from evener.engineering.models import Request
from evener.engineering.rules import Event
from evener.people.rules import Viewer
from evener.problems import Text


@dataclass(frozen=True, slots=True)
class At:
    """Who does something to which request, when, and on which version."""

    viewer: Viewer
    request: Request
    now: datetime
    version: int | None

    @property
    def call(self) -> dict[str, Any]:
        return {"by": self.viewer, "at": self.now, "request_id": self.request.pk, "seen_version": self.version}


@dataclass(frozen=True, slots=True)
class Doing:
    """`label` is the button that opens it and sends it; `write` returns what is said when it is done."""

    event: Event
    label: Text
    form: Callable[[At, Any], Any]
    write: Callable[[At, Any], str]
    main: bool = False
    danger: bool = False


def _change(at: At, form: RequestForm) -> str:
    actions.change_request(**at.call, values=form.values())
    return _("Changed.")


def _accept(at: At, form: AcceptForm) -> str:
    data = form.cleaned_data
    made = actions.accept(
        **at.call, person_id=data.get("person_id"), partner_id=data.get("partner_id"), note=data["note"]
    )
    return _("%(who)s does it.") % {"who": made.person.name if made.person else ""}


def _offer(at: At, form: OfferForm) -> str:
    actions.offer(**at.call, **form.cleaned_data)
    return _("The smaller thing is offered. The deal's team decides.")


def _decline(at: At, form: DeclineForm) -> str:
    actions.decline(**at.call, **form.cleaned_data)
    return _("Declined.")


def _agree(at: At, form: NoteForm) -> str:
    actions.agree(**at.call)
    return _("Agreed: the smaller thing it is.")


def _insist(at: At, form: WhyForm) -> str:
    actions.insist(**at.call, why=form.cleaned_data["why"])
    return _("Back in the queue.")


def _withdraw(at: At, form: NoteForm) -> str:
    actions.withdraw(**at.call, why=form.cleaned_data["note"])
    return _("Withdrawn.")


def _hand_back(at: At, form: WhyForm) -> str:
    actions.hand_back(**at.call, why=form.cleaned_data["why"])
    return _("Back in the queue.")


def _finish(at: At, form: NoteForm) -> str:
    actions.finish(**at.call, note=form.cleaned_data["note"])
    return _("Done.")


def _place(at: At, form: PlaceForm) -> str:
    actions.place(**at.call, **form.cleaned_data)
    return _("It has the place you gave it.")


def _request_form(at: At, data: Any) -> RequestForm:
    kinds = queries.kinds(offered_only=True, keep=at.request.kind_id)
    return RequestForm(data, kinds=kinds, skills=skill_names(), request=at.request)


def _accept_form(at: At, data: Any) -> AcceptForm:
    return AcceptForm(data, leads=at.viewer.leads, person=at.request.person, viewer_id=at.viewer.id)


DOINGS: dict[str, Doing] = {
    "accept": Doing(Event.ACCEPT, lazy("Accept"), _accept_form, _accept, main=True),
    "agree": Doing(Event.AGREE, lazy("Take the smaller thing"), lambda at, data: NoteForm(data), _agree, main=True),
    "finish": Doing(Event.FINISH, lazy("Done"), lambda at, data: NoteForm(data), _finish, main=True),
    "offer": Doing(Event.OFFER, lazy("Offer a smaller thing"), lambda at, data: OfferForm(data), _offer),
    "insist": Doing(Event.INSIST, lazy("Ask for all of it"), lambda at, data: WhyForm(data), _insist),
    "hand_back": Doing(Event.HAND_BACK, lazy("Hand back"), lambda at, data: WhyForm(data), _hand_back),
    "decline": Doing(Event.DECLINE, lazy("Decline"), lambda at, data: DeclineForm(data), _decline, danger=True),
    "place": Doing(Event.PLACE, lazy("Give it a place"), lambda at, data: PlaceForm(data), _place),
    "change": Doing(Event.CHANGE, lazy("Change"), _request_form, _change),
    "withdraw": Doing(Event.WITHDRAW, lazy("Withdraw"), lambda at, data: NoteForm(data), _withdraw, danger=True),
}
