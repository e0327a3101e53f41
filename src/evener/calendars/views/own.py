"""A person's calendars: the address of their feed, the addresses they bring, where a file is taken in."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evener.calendars import actions, jobs, presenting, queries
from evener.calendars.forms import SourceForm
from evener.calendars.models import Feed, Source
from evener.calendars.rules import MOST_SOURCES
from evener.jobs.actions import start_work
from evener.pages.access import signed_in
from evener.people.rules import Viewer
from evener.problems import Invalid, Refused


@signed_in
def page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Everything about one's calendars; posting adds an address."""
    form = SourceForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.add_source(by=viewer, at=timezone.now(), **form.cleaned_data)
        except Invalid as problem:
            problem.show_on(form)
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            return _fetch(viewer, made)
    return show(request, viewer, form=form)


def show(request: HttpRequest, viewer: Viewer, *, form: SourceForm | None = None, error: str = "") -> HttpResponse:
    form = form or SourceForm()
    found = queries.sources(viewer)
    feed = queries.feed(viewer)
    context = {
        "nav": "settings",
        "form": form,
        "error": error,
        "feed": feed,
        "feed_url": feed_url(request, feed) if feed is not None else "",
        "sources": presenting.sources(found, at=timezone.now()),
        "full": len(found) >= MOST_SOURCES,
        "limit_mb": jobs.limits().bytes // 1024 // 1024,
    }
    return render(request, "calendars/page.html", context, status=422 if form.errors or error else 200)


def feed_url(request: HttpRequest, feed: Feed) -> str:
    place = reverse("calendars:feed", args=[feed.token])
    return settings.BASE_URL + place if settings.BASE_URL else request.build_absolute_uri(place)


def _fetch(viewer: Viewer, source: Source) -> HttpResponse:
    at = timezone.now()
    started = start_work(
        by=viewer, at=at, kind="calendar", title=_("Reading %(name)s") % {"name": source.name}, task=jobs.fetch_now,
        args=[source.pk], page=reverse("calendars:page"),
    )  # fmt: skip
    jobs.see_to_it(at=jobs.next_round(at))
    return redirect("jobs:work", started.pk)


@require_POST
@signed_in
def fetch(request: HttpRequest, viewer: Viewer, id: int) -> HttpResponse:
    """Now, and again from now on where it was paused."""
    source = queries.source(viewer, id)
    actions.resume_source(by=viewer, at=timezone.now(), source_id=id)
    return _fetch(viewer, source)


@require_POST
@signed_in
def remove(request: HttpRequest, viewer: Viewer, id: int) -> HttpResponse:
    actions.remove_source(by=viewer, at=timezone.now(), source_id=id)
    messages.success(request, _("The calendar is fetched no more. Meetings it brought stay."))
    return redirect("calendars:page")


@require_POST
@signed_in
def renew(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    actions.renew_feed(by=viewer, at=timezone.now())
    messages.success(request, _("This is the address now. One you had before leads nowhere any more."))
    return redirect("calendars:page")


@require_POST
@signed_in
def stop(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    actions.stop_feed(by=viewer, at=timezone.now())
    messages.success(request, _("The address leads nowhere any more."))
    return redirect("calendars:page")
