"""One evaluation: its page, the facts changed on it, and every form of what is done to it.

A form is this page with the form open: a browser without JavaScript loads all of it, htmx takes the page's content.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
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
from evener.deals.rules import join_reasons, may_work_on
from evener.evaluations import actions, presenting, queries
from evener.evaluations.forms import FORMS, EvaluationFact
from evener.evaluations.rules import Course, may_change_facts
from evener.evaluations.views.doings import DOINGS, At
from evener.pages.access import back, signed_in, whole_number
from evener.pages.changing import change_fact, fact_key
from evener.pages.facts import FactEdit
from evener.pages.telling import tell
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, NotAllowed, NotThere, Problem, Refused


@dataclass(frozen=True, slots=True)
class Opened:
    """The form open on the page: `of` is the criterion or question it is about, 0 for the evaluation itself."""

    name: str
    form: Any
    at: At
    facts: dict[str, Any]
    conflict: str = ""
    next: str = ""

    @property
    def doing(self) -> Any:
        return DOINGS[self.name]

    @property
    def of(self) -> int:
        part = self.at.criterion or self.at.question
        return part.pk if part else 0

    @property
    def url(self) -> str:
        ids = [self.at.evaluation.pk, self.of] if self.of else [self.at.evaluation.pk]
        return reverse(f"evaluations:{self.name}", args=ids)

    @property
    def version(self) -> int:
        return self.at.version


@require_safe
@signed_in
def page(request: HttpRequest, viewer: Viewer, evaluation_id: int) -> HttpResponse:
    return show(request, stand(viewer, evaluation_id))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def act(
    request: HttpRequest, viewer: Viewer, evaluation_id: int, name: str, criterion_id: int | None = None,
    question_id: int | None = None,
) -> HttpResponse:  # fmt: skip
    """Anything that is done to an evaluation: `name` is one of `DOINGS`."""
    doing = DOINGS[name]
    at = stand(viewer, evaluation_id, criterion_id=criterion_id, question_id=question_id)
    works = may_work_on(viewer, at.stands)
    if not works:
        raise NotAllowed(join_reasons(works.reasons))
    if request.method != "POST":
        return show(request, at, opened=Opened(name, doing.form(at, None), at, doing.facts(at)))
    form = doing.form(at, request.POST)
    if not form.is_valid():
        return show(request, at, opened=Opened(name, form, at, doing.facts(at)), status=422)
    try:
        said = doing.write(at, form, whole_number(request.POST.get("version")) or 0)
    except (NotThere, NotAllowed):
        raise
    except Problem as problem:
        return _again(request, at, name, form, problem)
    if not request.headers.get("HX-Request"):
        messages.success(request, said)
    return back(request, reverse("evaluations:page", args=[evaluation_id]) + f"#{doing.place}")


def stand(viewer: Viewer, id: int, *, criterion_id: int | None = None, question_id: int | None = None) -> At:
    evaluation = queries.evaluation(viewer, id)
    deal = deals.deal(viewer, evaluation.deal_id)
    return At(
        viewer, evaluation, deal, deals.standing(viewer, deal), timezone.now(),
        criterion=queries.criterion(id, criterion_id) if criterion_id else None,
        question=queries.question(id, question_id) if question_id else None,
    )  # fmt: skip


def _again(request: HttpRequest, at: At, name: str, form: Any, problem: Problem) -> HttpResponse:
    """The form once more, with what was typed and why it was not taken. A conflict shows everything as it is now."""
    criterion, question = at.criterion, at.question
    now = stand(
        at.viewer, at.evaluation.pk, criterion_id=criterion.pk if criterion else None,
        question_id=question.pk if question else None,
    )  # fmt: skip
    facts = DOINGS[name].facts(now)
    if isinstance(problem, Conflict):
        return show(request, now, opened=Opened(name, form, now, facts, conflict=str(problem)), status=409)
    if isinstance(problem, Invalid):
        problem.show_on(form)
    else:
        form.add_error(None, str(problem))
    status = 409 if isinstance(problem, Refused) else 422
    return show(request, now, opened=Opened(name, form, now, facts), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, viewer: Viewer, evaluation_id: int) -> HttpResponse:
    """`?field=` names the fact."""
    key = fact_key(request, FORMS, missing=_("An evaluation has no such field."))
    return change_fact(
        request,
        key,
        read=lambda: _editable(viewer, evaluation_id),
        form=lambda thing, data: _form(key, thing, data),
        version=lambda thing: thing.evaluation.version,
        write=lambda form, seen: actions.change_evaluation(
            by=viewer, at=timezone.now(), evaluation_id=evaluation_id, values=form.values(), seen_version=seen
        ),
        show=partial(show, request),
        page=reverse("evaluations:page", args=[evaluation_id]),
    )


def _form(key: str, at: At, data: Any = None) -> EvaluationFact:
    contacts = at.contacts if key == "decider" else ()
    return FORMS[key](data, thing=at.evaluation, viewer=at.viewer, contacts=contacts)


def _editable(viewer: Viewer, id: int) -> At:
    """The evaluation, where the viewer may change it; refused in words otherwise."""
    at = stand(viewer, id)
    works, open_ = may_work_on(viewer, at.stands), may_change_facts(Course(at.evaluation.status))
    if not works:
        raise NotAllowed(join_reasons(works.reasons))
    if at.deal.is_closed:
        raise Refused(_("This deal is closed. Reopen it first; the journal keeps both."))
    if not open_:
        raise Refused(join_reasons(open_.reasons))
    return at


def show(
    request: HttpRequest, at: At, *, opened: Opened | None = None, fact: FactEdit | None = None, status: int = 200
) -> HttpResponse:
    if fact and not request.headers.get("HX-Request"):
        fact.form.focus()
    evaluation = at.evaluation
    shown = presenting.card(at.viewer, evaluation, at.deal, at.stands, at=at.now)
    criteria, questions = queries.criteria(evaluation), queries.questions(evaluation)
    context = {
        **deal_head(at.viewer, at.deal, tab="proof", at=at.now),
        "here": reverse("evaluations:page", args=[evaluation.pk]),
        "evaluation": evaluation,
        "card": shown,
        "may_change": shown.may_change,
        "facts": presenting.facts(evaluation, today=at.today),
        "longs": presenting.longs(evaluation),
        "criteria": presenting.criteria(evaluation, criteria),
        "questions": presenting.questions(questions, at=at.now),
        "opened": opened,
        "fact": fact,
        "entries": tell(queries.journal(evaluation), on="evaluation"),
    }
    return render(request, "evaluations/page.html", context, status=status)
