"""The playbooks there are, and the three ways to a new one: by hand, from one that ships, from a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evener.discovery import files
from evener.discovery.actions import create_playbook, take_file
from evener.discovery.actions.playbooks import require_author
from evener.discovery.forms import FileForm, NewPlaybookForm
from evener.discovery.queries import playbooks as queries
from evener.discovery.rules.questions import may_write_playbooks
from evener.pages.access import signed_in
from evener.people.rules import Viewer
from evener.problems import Invalid, NotThere, Refused


@require_safe
@signed_in
def index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    found = queries.playbooks(viewer)
    names = {row.name for row in found}
    context = {
        "nav": "discovery",
        "playbooks": found,
        "may_write": may_write_playbooks(viewer),
        "shipped": [(key, read) for key, read in files.shipped().items() if read.values["name"] not in names],
    }
    return render(request, "discovery/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """A playbook by hand."""
    require_author(viewer)
    form = NewPlaybookForm(request.POST if request.method == "POST" else None, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        try:
            playbook = create_playbook(by=viewer, at=timezone.now(), values=form.values())
        except Invalid as problem:
            form.refuse(problem)
        else:
            return HttpResponseRedirect(reverse("discovery:add_question", args=[playbook.pk]))
    context = {"nav": "discovery", "form": form}
    return render(request, "discovery/new.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def start(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """From one of the playbooks that ship."""
    require_author(viewer)
    read = files.shipped().get(request.POST.get("playbook", ""))
    if read is None:
        raise NotThere(_("There is no such playbook."))
    playbook = create_playbook(by=viewer, at=timezone.now(), values=read.values, questions=read.questions)
    messages.success(request, _("It is a draft now: make it yours, then publish it."))
    return HttpResponseRedirect(reverse("discovery:playbook", args=[playbook.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def upload(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """From a file; one that has the name of a playbook becomes its next draft."""
    require_author(viewer)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    said: list[str] = []
    if request.method == "POST" and form.is_valid():
        # One byte more than may be: whoever sends more is told so without all of it being read.
        raw = form.cleaned_data["file"].read(files.LARGEST + 1)
        try:
            playbook = take_file(by=viewer, at=timezone.now(), raw=raw)
        except (Invalid, Refused) as problem:
            said = str(problem).splitlines()
        else:
            messages.success(request, _("The file was read. It is a draft now: look it over, then publish it."))
            return HttpResponseRedirect(reverse("discovery:playbook", args=[playbook.pk]))
    context = {"nav": "discovery", "form": form, "said": said}
    return render(request, "discovery/upload.html", context, status=422 if said or form.errors else 200)
