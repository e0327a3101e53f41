"""The plan as the customer sees it: one page behind a link, without an account, a session or a script.

Every form on it posts and comes back to the page, at the place it was sent from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from evener.deals import queries as deals
from evener.pages.access import signed_in, whole_number
from evener.people.rules import Viewer
from evener.problems import Invalid, NotThere, Problem, Text
from evener.pursuit import actions, shared
from evener.pursuit.presenting import MetricCard, metric_card
from evener.sharing.access import Opened, by_link
from evener.sharing.rules import Of

# Where a step's number goes in a form drawn for all of them: a character for private use, in no text of ours.
PLACE = "\ue000"


@dataclass(frozen=True, slots=True)
class Typed:
    """A comment that could not be taken, as it was typed; `on` is the step it is about, 0 for the plan."""

    on: int
    name: str
    text: str
    errors: dict[str, Text] = field(default_factory=dict)
    refused: str = ""


@require_safe
@by_link(Of.PLAN, what=lazy("the plan"))
def plan(request: HttpRequest, opened: Opened) -> HttpResponse:
    return _page(request, opened)


@require_safe
@signed_in
def preview(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    """The same page as a reader would see it now, for us; nothing can be done on it."""
    deal, today = deals.deal(viewer, deal_id), viewer.today(timezone.now())
    shown = shared.shared_plan(deal, token="", today=today)
    context = {
        "plan": shown,
        "steps": [(step, "") for step in shown.steps],
        "metrics": cards(shown, today=today),
        "preview": deal_id,
        "today": today,
    }
    return render(request, "pursuit/shared.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(Of.PLAN)
def tick(request: HttpRequest, opened: Opened, *, step_id: int, done: bool) -> HttpResponse:
    if request.method != "POST":
        return _back(opened, f"step-{step_id}")
    try:
        actions.tick(by=opened.author, at=opened.at, link=opened.link, step_id=step_id, done=done)
    except NotThere:
        raise
    except Problem as problem:
        return _page(request, opened, said=str(problem), status=409)
    return _back(opened, f"step-{step_id}")


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(Of.PLAN)
def comment(request: HttpRequest, opened: Opened) -> HttpResponse:
    """`step` names the step it is about; without it, it is about the plan."""
    if request.method != "POST":
        return _back(opened, "said")
    given = request.POST.get("step", "")
    step_id = whole_number(given)
    if given and step_id is None:
        raise NotThere("")
    name, text = request.POST.get("name", ""), request.POST.get("text", "")
    try:
        made = actions.comment(by=opened.author, at=opened.at, link=opened.link, name=name, text=text, step_id=step_id)
    except NotThere:
        raise
    except Invalid as problem:
        typed = Typed(step_id or 0, name[:200], text[:20_000], errors=problem.fields)
        return _page(request, opened, typed=typed, status=422)
    except Problem as problem:
        status = 429 if isinstance(problem, actions.TooMuch) else 409
        typed = Typed(step_id or 0, name, text, refused=str(problem))
        return _page(request, opened, typed=typed, status=status)
    return _back(opened, f"comment-{made.pk}")


@require_safe
@by_link(Of.PLAN, what=lazy("a document"))
def file(request: HttpRequest, opened: Opened, file_id: int) -> HttpResponseBase:
    """As an attachment of no particular type, whatever the name says it is."""
    kept = shared.file(opened.link.subject_id, file_id)
    try:
        content = kept.stored.open("rb")
    except FileNotFoundError as error:
        raise NotThere("") from error
    response = FileResponse(content, as_attachment=True, filename=kept.name, content_type="application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _page(
    request: HttpRequest, opened: Opened, *, typed: Typed | None = None, said: str = "", status: int = 200
) -> HttpResponse:
    link = opened.link
    shown = shared.shared_plan(link.deal, token=link.token, today=opened.today)
    here = reverse("pursuit:shared", args=[link.token])
    # What they are called to each other. The link's label is our own note, and stays ours.
    name = link.contact.name if link.contact else ""
    forms = {} if shown.closed else _forms(request, shown, here=here, name=name, typed=typed)
    context = {
        "plan": shown,
        "steps": [(step, forms.get(step.id, "")) for step in shown.steps],
        "form": forms.get(0, ""),
        "metrics": cards(shown, today=opened.today),
        "here": here,
        "until": link.expires_on,
        "token": format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request)),
        "said": said,
        "today": opened.today,
    }
    return render(request, "pursuit/shared.html", context, status=status)


def _forms(
    request: HttpRequest, plan: shared.SharedPlan, *, here: str, name: str, typed: Typed | None
) -> dict[int, SafeString]:
    """The comment form of each step by its id, and that of the plan by 0.

    Drawn once and copied for every step: they differ in a number, and were most of what the page cost.
    """
    given = {"here": here, "name": name}
    blank = render_to_string("pursuit/shared_form.html", {**given, "about": True, "on": PLACE}, request)
    # What stands in the place of the number is a whole number.
    forms = {step.id: mark_safe(blank.replace(PLACE, str(step.id))) for step in plan.steps}
    forms[0] = render_to_string("pursuit/shared_form.html", {**given, "on": 0}, request)
    if typed is not None:
        filled = {**given, "about": bool(typed.on), "on": typed.on, "typed": typed}
        forms[typed.on] = render_to_string("pursuit/shared_form.html", filled, request)
    return forms


def cards(plan: shared.SharedPlan, *, today: date) -> list[MetricCard]:
    return [metric_card(each, today=today) for each in plan.metrics]


def _back(opened: Opened, place: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('pursuit:shared', args=[opened.link.token])}#{place}")
