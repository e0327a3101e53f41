"""The Review tab of a deal: signs that nothing is decided, its reviews, and the light plan after its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evener.deals import queries as deals
from evener.deals.models import Deal
from evener.deals.presenting import deal_head
from evener.deals.rules import join_reasons, may_work_on
from evener.money import Money
from evener.pages.access import back, signed_in
from evener.people.queries import organisation
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed, NotThere, Problem, Refused, Text
from evener.reviews import actions
from evener.reviews.forms import AskForm, BackForm, IdeaForm, ReturnForm, ShareForm, TieForm, TouchForm
from evener.reviews.presenting.cards import deal_rows
from evener.reviews.presenting.questions import risk_shown
from evener.reviews.queries import light as lightly
from evener.reviews.queries import reviews as queries
from evener.reviews.queries.facts import facts
from evener.reviews.rules.course import is_over
from evener.reviews.rules.lightly import LIGHT
from evener.reviews.rules.signs import risk
from evener.reviews.rules.turns import turn

# A review is held a week after it is asked for, an idea shared within a month, a sign met within a week.
HOLD_IN, IDEA_IN, STEP_IN = timedelta(days=7), timedelta(days=28), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class At:
    """Who does what on which deal, and when. `thing` is an idea or a tie, where it is about one."""

    viewer: Viewer
    deal: Deal
    now: datetime
    thing: Any = None

    @property
    def today(self) -> date:
        return self.viewer.today(self.now)


@dataclass(frozen=True, slots=True)
class Doing:
    """A form of the tab; `write` returns what is said afterwards and where to go ('' is the tab)."""

    title: Text
    button: Text
    form: Callable[[At, Any], Any]
    write: Callable[[At, Any], tuple[str, str]]


# After these another page comes: the review, or the new deal.
LEAVING = frozenset({"ask", "back"})


@dataclass(frozen=True, slots=True)
class Opened:
    name: str
    form: Any
    url: str
    of: int = 0

    @property
    def doing(self) -> Doing:
        return DOINGS[self.name]

    @property
    def stays(self) -> bool:
        """Whether the tab is what comes after it; otherwise the browser goes to another page."""
        return self.name not in LEAVING


def _ask_form(at: At, data: Any) -> AskForm:
    found = turn(queries.candidates(at.deal, at=at.now), owner_id=at.deal.owner_id)
    usual = queries.usual_reviewers(at.deal)
    return AskForm(
        data, turn=found.name if found else "", owner_id=at.deal.owner_id, usual=usual, hold_on=at.today + HOLD_IN
    )


def _ask(at: At, form: AskForm) -> tuple[str, str]:
    given = dict(form.cleaned_data)
    given["reviewer_ids"] = given["reviewer_ids"] or None
    made = actions.ask_review(by=at.viewer, at=at.now, deal_id=at.deal.pk, **given)
    said = _("%(name)s writes the case against it.") % {"name": made.dissenter.name}
    return said, reverse("reviews:page", args=[made.pk])


def _idea_form(at: At, data: Any) -> IdeaForm:
    return IdeaForm(data, owner_id=at.viewer.id, due_on=at.today + IDEA_IN)


def _idea(at: At, form: IdeaForm) -> tuple[str, str]:
    actions.add_idea(by=at.viewer, at=at.now, deal_id=at.deal.pk, **form.cleaned_data)
    return _("Written down. Today brings it up when it is due."), ""


def _tie_form(at: At, data: Any) -> TieForm:
    contacts = deals.contacts(at.viewer, at.deal.account_id) if at.deal.account_id else []
    return TieForm(data, contacts=contacts, owner_id=at.viewer.id)


def _tie(at: At, form: TieForm) -> tuple[str, str]:
    actions.add_tie(by=at.viewer, at=at.now, deal_id=at.deal.pk, **form.cleaned_data)
    return _("Today brings them up when it is time."), ""


def _return_form(at: At, data: Any) -> ReturnForm:
    return ReturnForm(data)


def _return(at: At, form: ReturnForm) -> tuple[str, str]:
    actions.move_return(by=at.viewer, at=at.now, deal_id=at.deal.pk, **form.cleaned_data)
    return _("Today brings it back on that day."), ""


def _back_form(at: At, data: Any) -> BackForm:
    return BackForm(data, initial={"name": at.deal.name})


def _back(at: At, form: BackForm) -> tuple[str, str]:
    made = actions.come_back(by=at.viewer, at=at.now, deal_id=at.deal.pk, name=form.cleaned_data["name"])
    return _("Welcome back. The new deal begins with what was known."), reverse("deals:page", args=[made.deal_id])


def _share_form(at: At, data: Any) -> ShareForm:
    return ShareForm(data)


def _share(at: At, form: ShareForm) -> tuple[str, str]:
    actions.share_idea(by=at.viewer, at=at.now, idea_id=at.thing.pk, note=form.cleaned_data["note"])
    return _("Shared."), ""


def _touch_form(at: At, data: Any) -> TouchForm:
    return TouchForm(data, initial={"on": at.today})


def _touch(at: At, form: TouchForm) -> tuple[str, str]:
    actions.touch_tie(by=at.viewer, at=at.now, tie_id=at.thing.pk, **form.cleaned_data)
    return _("Noted."), ""


DOINGS: dict[str, Doing] = {
    "ask": Doing(lazy("A devil’s-advocate review"), lazy("Ask for it"), _ask_form, _ask),
    "idea": Doing(lazy("An idea to share"), lazy("Write it down"), _idea_form, _idea),
    "tie": Doing(lazy("Somebody to stay in touch with"), lazy("Add them"), _tie_form, _tie),
    "return": Doing(lazy("Another day to come back"), lazy("Set the day"), _return_form, _return),
    "back": Doing(lazy("They are back"), lazy("Open the new deal"), _back_form, _back),
    "share": Doing(lazy("It was shared"), lazy("Shared"), _share_form, _share),
    "touch": Doing(lazy("We were in touch"), lazy("Note it"), _touch_form, _touch),
}


@require_safe
@signed_in
def of_deal(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    return show(request, At(viewer, deals.deal(viewer, deal_id), timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def act(request: HttpRequest, viewer: Viewer, deal_id: int, name: str) -> HttpResponse:
    """A form of the tab: asking for a review, or something of the light plan."""
    deal = deals.editable(viewer, deal_id) if name == "ask" else deals.deal(viewer, deal_id)
    return _do(request, At(viewer, deal, timezone.now()), name, reverse(f"reviews:{name}", args=[deal_id]))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def share(request: HttpRequest, viewer: Viewer, idea_id: int) -> HttpResponse:
    idea = lightly.idea(viewer, idea_id)
    at = At(viewer, deals.deal(viewer, idea.deal_id), timezone.now(), idea)
    return _do(request, at, "share", reverse("reviews:share", args=[idea_id]))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def touch(request: HttpRequest, viewer: Viewer, tie_id: int) -> HttpResponse:
    tie = lightly.tie(viewer, tie_id)
    at = At(viewer, deals.deal(viewer, tie.deal_id), timezone.now(), tie)
    return _do(request, at, "touch", reverse("reviews:touch", args=[tie_id]))


@require_POST
@signed_in
def untie(request: HttpRequest, viewer: Viewer, tie_id: int) -> HttpResponse:
    tie = actions.end_tie(by=viewer, at=timezone.now(), tie_id=tie_id)
    return back(request, reverse("reviews:of_deal", args=[tie.deal_id]))


@require_POST
@signed_in
def plan(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    """What helps against a sign, as a next step."""
    now = timezone.now()
    try:
        key = request.POST.get("key", "")
        due = viewer.today(now) + STEP_IN
        actions.step_from_sign(by=viewer, at=now, deal_id=deal_id, key=key, due_on=due)
    except Refused as problem:
        if not deals.deal(viewer, deal_id).is_closed:  # planned already: two clicks are one
            messages.warning(request, str(problem))
            return back(request, reverse("reviews:of_deal", args=[deal_id]))
        raise
    if not request.headers.get("HX-Request"):
        messages.success(request, _("It is on the plan, for the deal’s owner, in a week."))
    return back(request, reverse("reviews:of_deal", args=[deal_id]))


def _do(request: HttpRequest, at: At, name: str, url: str) -> HttpResponse:
    works = may_work_on(at.viewer, deals.standing(at.viewer, at.deal))
    if not works:
        raise NotAllowed(join_reasons(works.reasons))
    doing, of = DOINGS[name], at.thing.pk if at.thing else 0
    if request.method != "POST":
        return show(request, at, opened=Opened(name, doing.form(at, None), url, of))
    form = doing.form(at, request.POST)
    if not form.is_valid():
        return show(request, at, opened=Opened(name, form, url, of), status=422)
    try:
        said, to = doing.write(at, form)
    except (NotThere, NotAllowed):
        raise
    except Problem as problem:
        if isinstance(problem, Invalid):
            problem.show_on(form)
        else:
            form.add_error(None, str(problem))
        status = 409 if isinstance(problem, Refused) else 422
        return show(request, at, opened=Opened(name, form, url, of), status=status)
    if to or not request.headers.get("HX-Request"):
        messages.success(request, said)
    return back(request, to or reverse("reviews:of_deal", args=[at.deal.pk]))


def show(request: HttpRequest, at: At, *, opened: Opened | None = None, status: int = 200) -> HttpResponse:
    deal, viewer = at.deal, at.viewer
    rows = queries.of_deal(deal)
    company = organisation()
    context = {
        **deal_head(viewer, deal, tab="review", at=at.now),
        "rows": deal_rows(rows, queries.given(row.pk for row in rows), today=at.today),
        "ahead": any(row.status in ("asked", "prepared") for row in rows),
        "due": not rows
        and not deal.is_closed
        and is_over(deal.amount_minor, deal.currency, limit_minor=company.review_amount_minor, own=company.currency),
        "limit": Money(company.review_amount_minor, company.currency),
        "came_from": lightly.came_from(deal),
        "opened": opened,
        "today": at.today,
    }
    if not deal.is_closed:
        found = risk(facts(viewer, deal, at=at.now))
        planned = {step.what for step in deals.steps(deal.pk) if step.done_at is None}
        context["risk"] = risk_shown(deal, found, planned=planned)
    elif deal.outcome in LIGHT:
        context["light"] = lightly.light(deal)
    return render(request, "reviews/of_deal.html", context, status=status)
