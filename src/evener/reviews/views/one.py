"""One review: its page, and every form of what is done to it.

A form is this page with the form open: a browser without JavaScript loads all of it, htmx takes the page's content.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evener.deals import queries as deals
from evener.deals.presenting import deal_head
from evener.deals.rules import OUTCOME_NAMES, Outcome, join_reasons, may_work_on
from evener.pages.access import back, signed_in, whole_number
from evener.pages.telling import tell
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, NotAllowed, NotThere, Problem, Refused
from evener.reviews.models import Reviewer
from evener.reviews.presenting.cards import card
from evener.reviews.presenting.questions import questions, shown_then
from evener.reviews.queries import reviews as queries
from evener.reviews.queries.facts import facts
from evener.reviews.rules.course import RIGHT_NAMES, CauseRight
from evener.reviews.rules.signs import signs
from evener.reviews.views.doings import DOINGS, At


@dataclass(frozen=True, slots=True)
class Opened:
    """The form open on the page."""

    name: str
    form: Any
    at: At
    conflict: str = ""

    @property
    def doing(self) -> Any:
        return DOINGS[self.name]

    @property
    def url(self) -> str:
        return reverse(f"reviews:{self.name}", args=[self.at.review.pk])

    @property
    def version(self) -> int:
        return self.at.review.version


@require_safe
@signed_in
def page(request: HttpRequest, viewer: Viewer, review_id: int) -> HttpResponse:
    return show(request, stand(viewer, review_id))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def act(request: HttpRequest, viewer: Viewer, review_id: int, name: str) -> HttpResponse:
    """Anything that is done to a review: `name` is one of `DOINGS`."""
    doing = DOINGS[name]
    at = stand(viewer, review_id)
    _require(at, name)
    if request.method != "POST":
        return show(request, at, opened=Opened(name, doing.form(at, None), at))
    form = doing.form(at, request.POST)
    if not form.is_valid():
        return show(request, at, opened=Opened(name, form, at), status=422)
    try:
        said = doing.write(at, form, whole_number(request.POST.get("version")) or 0)
    except (NotThere, NotAllowed):
        raise
    except Problem as problem:
        return _again(request, at, name, form, problem)
    if not request.headers.get("HX-Request"):
        messages.success(request, said)
    return back(request, reverse("reviews:page", args=[review_id]) + f"#{doing.place}")


def _require(at: At, name: str) -> None:
    """Who may open a form at all; the action decides again."""
    works = may_work_on(at.viewer, at.stands)
    if not at.viewer.may_write:
        raise NotAllowed(join_reasons(works.reasons))
    if name == "prepare":
        if at.viewer.id != at.review.dissenter_id:
            raise NotAllowed(_("Only %(name)s writes the case against it.") % {"name": at.review.dissenter.name})
    elif name == "chance":
        if not Reviewer.objects.filter(review=at.review, user_id=at.viewer.id).exists():
            raise NotAllowed(_("You are not a reviewer of this deal. Ask whoever runs the review to add you."))
    elif not works and (at.viewer.id != at.review.dissenter_id or name == "step"):
        raise NotAllowed(join_reasons(works.reasons))


def stand(viewer: Viewer, id: int) -> At:
    review = queries.review(viewer, id)
    deal = deals.deal(viewer, review.deal_id)
    return At(viewer, review, deal, deals.standing(viewer, deal), timezone.now())


def _again(request: HttpRequest, at: At, name: str, form: Any, problem: Problem) -> HttpResponse:
    """The form once more, with what was typed and why it was not taken. A conflict shows everything as it is now."""
    now = stand(at.viewer, at.review.pk)
    if isinstance(problem, Conflict):
        return show(request, now, opened=Opened(name, form, now, conflict=str(problem)), status=409)
    if isinstance(problem, Invalid):
        problem.show_on(form)
    else:
        form.add_error(None, str(problem))
    return show(request, now, opened=Opened(name, form, now), status=409 if isinstance(problem, Refused) else 422)


def show(request: HttpRequest, at: At, *, opened: Opened | None = None, status: int = 200) -> HttpResponse:
    review, deal = at.review, at.deal
    given = queries.reviewers(at.viewer, review)
    if review.held_on is not None:
        asked = shown_then(deal, queries.findings(review))
    elif deal.is_closed:
        asked = []
    else:
        asked = questions(deal, signs(facts(at.viewer, deal, at=at.now)))
    context = {
        **deal_head(at.viewer, deal, tab="review", at=at.now),
        "here": reverse("reviews:page", args=[review.pk]),
        "review": review,
        "card": card(at.viewer, review, deal, at.stands, given),
        "questions": asked,
        "given": given,
        "given_count": sum(row.given for row in given),
        "mine": next((row for row in given if row.user_id == at.viewer.id), None),
        "decisions": queries.decisions(review),
        "steps": queries.steps(review),
        "outcome": OUTCOME_NAMES[Outcome(review.outcome)] if review.outcome else "",
        "cause_right": RIGHT_NAMES[CauseRight(review.cause_right)] if review.cause_right else "",
        "opened": opened,
        "entries": tell(queries.journal(review), on="review"),
    }
    return render(request, "reviews/page.html", context, status=status)
