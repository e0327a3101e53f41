"""What readers of a plan do and say, as we see it; and our answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from evener.deals import queries as deals
from evener.deals.actions import share_step
from evener.pages.access import back, signed_in, whole_number
from evener.people.rules import Viewer
from evener.problems import Invalid, Refused
from evener.pursuit import actions, queries
from evener.pursuit.forms import ReplyForm
from evener.pursuit.views.page import Opened, show


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def reply(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    """`?step=` names the step it is about; without it, it is about the plan."""
    deal = deals.editable(viewer, deal_id)
    form = ReplyForm(
        request.POST if request.method == "POST" else None, steps=queries.shared_steps(deal_id),
        step_id=whole_number(request.GET.get("step")),
    )  # fmt: skip
    opened = Opened("reply", form, reverse("pursuit:reply", args=[deal_id]))
    if request.method != "POST":
        return show(request, viewer, deal, opened=opened)
    if form.is_valid():
        try:
            actions.reply(by=viewer, at=timezone.now(), deal_id=deal_id, **form.cleaned_data)
        except Invalid as problem:
            problem.show_on(form)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _to(deal_id, "said")
    return show(request, viewer, deal, opened=opened, status=422)


@require_POST
@signed_in
def remove(request: HttpRequest, viewer: Viewer, deal_id: int, comment_id: int) -> HttpResponse:
    actions.remove_comment(by=viewer, at=timezone.now(), deal_id=deal_id, comment_id=comment_id)
    return _to(deal_id, "said")


@require_POST
@signed_in
def see(request: HttpRequest, viewer: Viewer, deal_id: int, heard_id: int) -> HttpResponse:
    """From Today: one of us has seen it."""
    actions.see(by=viewer, at=timezone.now(), deal_id=deal_id, heard_id=heard_id)
    return back(request, _url(deal_id, "said"))


@require_POST
@signed_in
def see_all(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    actions.see(by=viewer, at=timezone.now(), deal_id=deal_id)
    return _to(deal_id, "said")


@require_POST
@signed_in
def share(request: HttpRequest, viewer: Viewer, deal_id: int, step_id: int) -> HttpResponse:
    """A step goes onto the customer's plan, or off it: `shared` is `on` or empty."""
    step = deals.step(deals.editable(viewer, deal_id).pk, step_id)
    share_step(by=viewer, at=timezone.now(), step_id=step.pk, shared=request.POST.get("shared") == "on")
    return _to(deal_id, "seen")


@require_POST
@signed_in
def share_file(request: HttpRequest, viewer: Viewer, deal_id: int, file_id: int) -> HttpResponse:
    """A file goes onto the customer's plan, or off it: `shared` is `on` or empty."""
    shared = request.POST.get("shared") == "on"
    actions.share_file(by=viewer, at=timezone.now(), deal_id=deal_id, file_id=file_id, shared=shared)
    return _to(deal_id, "seen")


def _url(deal_id: int, place: str) -> str:
    return f"{reverse('pursuit:of_deal', args=[deal_id])}#{place}"


def _to(deal_id: int, place: str) -> HttpResponse:
    return HttpResponseRedirect(_url(deal_id, place))
