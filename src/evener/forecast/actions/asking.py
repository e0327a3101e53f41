"""Asking for a forecast, by hand or by night."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks.base import Task

from evener.forecast.actions.writing import clear
from evener.forecast.models import Forecast
from evener.jobs.actions import start_work
from evener.jobs.models import Work
from evener.jobs.rules import ENDED
from evener.people.rules import Viewer
from evener.problems import NotAllowed, Refused

KIND = "forecast"
# A forecast takes minutes; one that is not ready after this was given up. The next night it is.
KEEP_UNREADY = timedelta(hours=12)


def start_forecast(*, by: Viewer, at: datetime, task: Task[Any, Any]) -> Forecast:
    """A forecast of today, computed in the background; its work says how far it is. One at a time, for everybody."""
    with transaction.atomic():
        forecast = begin(by=by, at=at)
        if Work.objects.filter(kind=KIND).exclude(state__in=list(ENDED)).exists():
            raise Refused(_("A forecast is being made already. It will be everybody’s: wait for it."))
        forecast.work = start_work(
            by=by, at=at, kind=KIND, title=_("Forecast"), task=task, args=[forecast.pk], page="/forecast/"
        )
        forecast.save(update_fields=["work"])
    return forecast


def begin(*, by: Viewer, at: datetime) -> Forecast:
    """The row of a forecast of today that somebody asks for, to be computed by the caller."""
    if not (by.leads and by.may_write):
        raise NotAllowed(_("Leaders and admins ask for a new forecast. There is a new one every night."))
    # The organisation's day and not that of whoever asks: elsewhere it may be tomorrow already.
    today = timezone.localdate(at, timezone.get_default_timezone())
    return Forecast.objects.create(as_of=today, made_at=at, made_by_id=by.id)


def begin_nightly(*, at: datetime, as_of: date) -> Forecast | None:
    """The row of tonight's forecast; None: there is one of this day already."""
    with transaction.atomic():
        if Forecast.objects.filter(as_of=as_of, is_ready=True).exists():
            return None
        return Forecast.objects.create(as_of=as_of, made_at=at)


def clear_unready(*, before: datetime) -> None:
    """Forecasts begun before then that never became ready go, unless their work still waits or runs."""
    no_work = Q(work=None) | Q(work__state__in=list(ENDED))
    given_up = Forecast.objects.filter(no_work, is_ready=False, made_at__lt=before)
    for id in list(given_up.values_list("id", flat=True)):
        clear(id)
    given_up.delete()
