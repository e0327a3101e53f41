"""A calendar file taken in: uploaded, looked at, and brought in as its owner says."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from evener.calendars import actions, jobs, presenting, queries
from evener.calendars.forms import choices
from evener.calendars.models import Batch
from evener.calendars.presenting import Said
from evener.calendars.queries import Proposal
from evener.calendars.rules import MOST_TAKEN, Fate, event_of
from evener.calendars.views import own
from evener.lazily import lazily
from evener.pages.access import signed_in
from evener.people.rules import Viewer

if TYPE_CHECKING:
    from evener.calendars.engine import reading
else:
    reading = lazily("evener.calendars.engine.reading")

# What a form adds to its file: boundaries, headers, the token.
FORM_BYTES = 64 * 1024


@csrf_exempt
@require_POST
@signed_in
def upload(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Checks the announced size before a byte is read, then the token (which reads the form), then reads the file."""
    actions.require_writer(viewer)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > jobs.limits().bytes + FORM_BYTES:
        most = {"most": jobs.limits().bytes // 1024 // 1024}
        text = _("The file has more than %(most)d MB. Export fewer months of the calendar.") % most
        return own.show(request, viewer, error=text)
    return _upload(request, viewer)


@csrf_protect
def _upload(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return own.show(request, viewer, error=_("Choose a file first."))
    at = timezone.now()
    since, until = jobs.window(at)
    found = reading.read(file.read(), since=since, until=until, zone=ZoneInfo(viewer.time_zone), limits=jobs.limits())
    if not found.events and not found.whole:
        return own.show(request, viewer, error=str(found.faults[0].sentence))
    made = actions.keep_batch(by=viewer, at=at, name=PurePath(file.name or "").name, read=found)
    return redirect("calendars:batch", made.pk)


@signed_in
def batch(request: HttpRequest, viewer: Viewer, id: int) -> HttpResponse:
    """What the file would do; posting does it."""
    found = queries.batch(viewer, id)
    proposed = queries.proposals(viewer, [event_of(each) for each in found.events])
    if request.method == "POST":
        return _take(request, viewer, found, proposed)
    shown = presenting.rows(proposed, viewer=viewer)
    counts: dict[str, int] = {}
    for each in proposed:
        counts[each.fate] = counts.get(each.fate, 0) + 1
    told = {fate: [row for row, each in zip(shown, proposed, strict=True) if each.fate == fate] for fate in Fate}
    context = {
        "nav": "settings",
        "batch": found,
        "new": told[Fate.NEW],
        "other": [*told[Fate.CHANGED], *told[Fate.CANCELLED]],
        "there": told[Fate.THERE],
        "out": told[Fate.OUT],
        "counted": presenting.counted(counts),
        "faults": [Said(*each) for each in found.faults],
        "deals": queries.my_deals(viewer),
        "cut": found.found - len(found.events),
        "most": MOST_TAKEN,
    }
    return render(request, "calendars/batch.html", context)


def _take(request: HttpRequest, viewer: Viewer, found: Batch, proposed: list[Proposal]) -> HttpResponse:
    at = timezone.now()
    chosen = choices(request.POST, [each.key for each in proposed])
    taken = actions.take_in(by=viewer, at=at, proposed=proposed, choices=chosen)
    actions.taken_from(by=viewer, at=at, batch=found, taken=taken)
    told = presenting.counted({fate: taken.counts.get(fate, 0) for fate in (Fate.NEW, Fate.CHANGED, Fate.CANCELLED)})
    messages.success(request, _("Taken in: %(counted)s.") % {"counted": told or _("nothing new")})
    for title, text in taken.faults[:5]:
        messages.error(request, f"{title}: {text}")
    if taken.left_over:
        messages.info(request, _("There is more in this file. Take in the rest now."))
        return redirect("calendars:batch", found.pk)
    return redirect("meetings:list")
