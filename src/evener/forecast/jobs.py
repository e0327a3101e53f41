"""Forecasts, computed in the background: every night, and when somebody asks."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from evener.deals.models import Deal
from evener.forecast.actions import asking, backtesting, writing
from evener.forecast.models import Backtest, Forecast
from evener.jobs.actions import running
from evener.jobs.rules import Cancelled, Stopped
from evener.lazily import lazily
from evener.people.queries import viewer_of

if TYPE_CHECKING:
    from evener.forecast.actions import inspecting, making, marking, trying
else:
    inspecting = lazily("evener.forecast.actions.inspecting")
    making = lazily("evener.forecast.actions.making")
    marking = lazily("evener.forecast.actions.marking")
    trying = lazily("evener.forecast.actions.trying")


@task()
def forecast(work_id: int, forecast_id: int) -> None:
    """One that somebody asked for."""
    with running(work_id) as work:
        by = viewer_of(work.owner_id, via="job")
        with override(by.language):
            as_of = Forecast.objects.get(id=forecast_id).as_of
            making.make(at=timezone.now(), as_of=as_of, forecast_id=forecast_id, progress=work.step)
            work.message = _("There is a new forecast.")


@task()
def nightly_forecast() -> None:
    """Score those whose day has come; then today's, unless there is one: then what its making left to do."""
    now = timezone.now()
    marking.mark_due(today=timezone.localdate(now))
    begun = asking.begin_nightly(at=now, as_of=timezone.localdate(now))
    if begun is None:
        writing.settle()
    else:
        making.make(at=now, as_of=begun.as_of, forecast_id=begun.pk, progress=_nobody_looks)


@task()
def inspection(work_id: int) -> None:
    """A look through the records that somebody asked for."""
    with running(work_id) as work:
        by, now = viewer_of(work.owner_id, via="job"), timezone.now()
        with override(by.language):
            inspecting.inspect(at=now, today=timezone.localdate(now).toordinal(), progress=work.step)
            work.message = _("What was found is on the page.")


@task()
def backtest(work_id: int, backtest_id: int) -> None:
    """A backtest that somebody asked for. However it ends, its files do not stay."""
    try:
        with running(work_id) as work:
            by, row = viewer_of(work.owner_id, via="job"), Backtest.objects.get(id=backtest_id)
            with override(by.language):
                trying.run(row=row, today=by.today(timezone.now()), progress=work.step)
                work.message = _("See what would have been said, and what happened.")
    except Stopped:
        raise  # the server goes down: it begins anew with the same files
    except Cancelled:
        pass  # stopped before it began
    backtesting.give_up(backtest_id=backtest_id)


def clear_unready(*, at: datetime) -> None:
    """Forecasts and backtests that never were finished go (jobs.asks.Daily)."""
    asking.clear_unready(before=at - asking.KEEP_UNREADY)
    backtesting.clear_away(before=at - backtesting.KEEP_UNREADY)


@task()
def nightly_inspection() -> None:
    """What is odd about the records tonight. It comes before the forecast, which leaves out what it suspects."""
    now = timezone.now()
    inspecting.inspect(at=now, today=timezone.localdate(now).toordinal(), progress=_nobody_looks)


def nightly(*, at: datetime) -> None:
    """Put tonight's look and forecast into the queue (jobs.asks.Daily)."""
    if Deal.objects.exists():
        nightly_inspection.enqueue()
        nightly_forecast.enqueue()


def _nobody_looks(done: int, total: int, message: str) -> None:
    pass
