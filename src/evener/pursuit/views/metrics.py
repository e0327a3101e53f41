"""Metrics and their readings."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from evener.deals import queries as deals
from evener.deals.models import Deal
from evener.deals.rules import join_reasons, may_work_on
from evener.pages.access import back, signed_in, whole_number
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, NotAllowed, Refused
from evener.pursuit import actions, queries
from evener.pursuit.forms import MetricForm, ReadingForm
from evener.pursuit.models import Metric
from evener.pursuit.views.page import Opened, show


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    deal = deals.editable(viewer, deal_id)
    form = _form(request, viewer, deal)
    opened = Opened("new_metric", form, reverse("pursuit:add_metric", args=[deal_id]))
    if request.method != "POST":
        return show(request, viewer, deal, opened=opened)
    if form.is_valid():
        try:
            made = actions.add_metric(by=viewer, at=timezone.now(), deal_id=deal_id, values=form.values())
        except Invalid as problem:
            form.refuse(problem.fields)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _to(deal_id, made.pk)
    return show(request, viewer, deal, opened=opened, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, viewer: Viewer, deal_id: int, metric_id: int) -> HttpResponse:
    deal = deals.editable(viewer, deal_id)
    metric = _of(viewer, deal_id, metric_id)
    form = _form(request, viewer, deal, metric)
    url = reverse("pursuit:metric", args=[deal_id, metric_id])
    if request.method != "POST":
        return show(request, viewer, deal, opened=Opened("metric", form, url, of=metric_id, version=metric.version))
    seen = whole_number(request.POST.get("version")) or metric.version
    status, conflict = 422, ""
    if form.is_valid():
        try:
            actions.change_metric(
                by=viewer, at=timezone.now(), metric_id=metric_id, values=form.values(), seen_version=seen
            )
        except Invalid as problem:
            form.refuse(problem.fields)
        except Conflict as problem:
            seen, status, conflict = problem.version, 409, str(problem)
        else:
            return _to(deal_id, metric_id)
    opened = Opened("metric", form, url, of=metric_id, version=seen, conflict=conflict)
    return show(request, viewer, deal, opened=opened, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def remove(request: HttpRequest, viewer: Viewer, deal_id: int, metric_id: int) -> HttpResponse:
    deal = deals.editable(viewer, deal_id)
    _of(viewer, deal_id, metric_id)
    if request.method != "POST":
        url = reverse("pursuit:remove_metric", args=[deal_id, metric_id])
        return show(request, viewer, deal, opened=Opened("remove_metric", None, url, of=metric_id))
    actions.remove_metric(by=viewer, at=timezone.now(), metric_id=metric_id)
    return HttpResponseRedirect(f"{reverse('pursuit:of_deal', args=[deal_id])}#metrics")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def read(request: HttpRequest, viewer: Viewer, deal_id: int, metric_id: int) -> HttpResponse:
    """A reading; also after the sale."""
    deal = deals.deal(viewer, deal_id)
    works = may_work_on(viewer, deals.standing(viewer, deal))
    if not works:
        raise NotAllowed(join_reasons(works.reasons))
    metric, at = _of(viewer, deal_id, metric_id), timezone.now()
    form = ReadingForm(request.POST if request.method == "POST" else None, metric=metric, today=viewer.today(at))
    opened = Opened("reading", form, reverse("pursuit:read_metric", args=[deal_id, metric_id]), of=metric_id)
    if request.method != "POST":
        return show(request, viewer, deal, opened=opened)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.add_reading(
                by=viewer, at=at, metric_id=metric_id, value_minor=given["value"], on=given["on"], note=given["note"]
            )
        except Invalid as problem:
            problem.show_on(form)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return back(request, f"{reverse('pursuit:of_deal', args=[deal_id])}#metric-{metric_id}")
    return show(request, viewer, deal, opened=opened, status=422)


@require_POST
@signed_in
def unread(request: HttpRequest, viewer: Viewer, deal_id: int, metric_id: int, reading_id: int) -> HttpResponse:
    _of(viewer, deal_id, metric_id)
    actions.remove_reading(by=viewer, at=timezone.now(), metric_id=metric_id, reading_id=reading_id)
    return _to(deal_id, metric_id)


def _form(request: HttpRequest, viewer: Viewer, deal: Deal, metric: Metric | None = None) -> MetricForm:
    data: Any = request.POST if request.method == "POST" else None
    form = MetricForm(data, contacts=deals.contacts_of(viewer, deal), metric=metric)
    if data is None and not request.headers.get("HX-Request"):
        form.fields["name"].widget.attrs["autofocus"] = True
    return form


def _of(viewer: Viewer, deal_id: int, metric_id: int) -> Metric:
    found = queries.metric(viewer, metric_id)
    if found.deal_id != deal_id:
        raise queries.missing()
    return found


def _to(deal_id: int, metric_id: int) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('pursuit:of_deal', args=[deal_id])}#metric-{metric_id}")
