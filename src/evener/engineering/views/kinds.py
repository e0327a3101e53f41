"""What engineering can be asked for, edited by those who lead."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evener.engineering import actions, presenting, queries
from evener.engineering.forms import KindForm
from evener.pages.access import signed_in
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every kind, and a new one."""
    form = KindForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        _leader(viewer)
        status = 422
        if form.is_valid():
            try:
                actions.make_kind(by=viewer, at=timezone.now(), values=form.values())
            except Invalid as problem:
                form.refuse(problem)
            else:
                messages.success(request, _("It can be asked for now."))
                return HttpResponseRedirect(reverse("engineering:kinds"))
    context = {
        "nav": "engineering",
        "tab": "kinds",
        "kinds": presenting.kind_rows(queries.kinds()),
        "form": form,
        "may_change": viewer.may_write and viewer.leads,
    }
    return render(request, "engineering/kinds.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def one(request: HttpRequest, viewer: Viewer, kind_id: int) -> HttpResponse:
    """Change a kind."""
    _leader(viewer)
    kind = queries.kind(kind_id)
    form = KindForm(request.POST if request.method == "POST" else None, kind=kind)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.change_kind(by=viewer, at=timezone.now(), kind_id=kind_id, values=form.values())
            except Invalid as problem:
                form.refuse(problem)
            else:
                return HttpResponseRedirect(reverse("engineering:kinds"))
    context = {"nav": "engineering", "tab": "kinds", "kind": kind, "form": form}
    return render(request, "engineering/kind.html", context, status=status)


def _leader(viewer: Viewer) -> None:
    if not (viewer.may_write and viewer.leads):
        raise NotAllowed(_("Those who lead say what engineering can be asked for."))
