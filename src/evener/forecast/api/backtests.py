"""Backtests as JSON: the same questions, the same engine, the same answers as on the page and the command line."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath
from typing import Any, Literal

from django.http import HttpResponse
from ninja import File, Form
from ninja.files import UploadedFile
from pydantic import BaseModel, Field

from evener.forecast.actions.backtesting import Upload, Wanted, remove_backtest, start_backtest
from evener.forecast.jobs import backtest as compute
from evener.forecast.models import Backtest
from evener.forecast.queries import backtests as queries
from evener.rest.answers import answer, gone, list_of, made
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, ListOf, Shown
from evener.rest.values import Day, FormText, PathId, QueryDay, QuerySize, Small

routes = Routes("Backtests")
OwnCohort = Literal["open", "new"]
Cohort = Literal["open", "new", "all"]


class BacktestAsked(Given):
    as_of: Day = Field(description="A past day: only what was known then is used.")
    horizon: Small | None = Field(90, description="Days ahead; null, of new deals: how they end at last.")
    cohort: OwnCohort = Field("open", description="Deals open on that day, or created after it.")
    seed: Small = 1


class FileAsked(BaseModel):
    """A question about a file."""

    as_of: QueryDay | None = Field(None, description="A past day: only what was known then is used. For all: none.")
    horizon: QuerySize | None = Field(None, description="Days ahead; left out, of new deals: how they end at last.")
    cohort: Cohort = Field(
        "open", description="Deals open on that day, created after it, or all of a file without days."
    )
    allow: list[FormText] = Field([], description="Columns to use although they look like leaks.")


class BacktestShown(Shown):
    id: int
    own: bool = Field(description="Of the organisation's own deals.")
    file: str
    as_of: str = Field(description="Of a file without days, the day on which it was asked.")
    horizon: int | None
    cohort: Cohort
    seed: int
    made_at: datetime
    made_by_id: int
    is_ready: bool = Field(description="False while it is computed: ask again.")
    work_id: int | None
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    message: str = Field(description="Why it failed, if it did.")
    engine: str
    digest: str
    found: dict[str, Any] = Field(description="As `evener backtest deals --json` says it; empty until it is ready.")


class BacktestRow(Shown):
    id: int
    own: bool
    file: str
    as_of: str
    horizon: int | None
    cohort: Cohort
    made_at: datetime
    is_ready: bool
    says: str


class BacktestList(ListOf[BacktestRow]):
    pass


@routes.on("POST", "/forecast/backtests", gives=BacktestShown, summary="Hold the model against your own deals")
def backtest_own(request: Call, body: BacktestAsked) -> HttpResponse:
    """Computed in the background. Leaders and admins."""
    wanted = Wanted(body.as_of, body.horizon, body.cohort, body.seed)
    row = start_backtest(by=request.viewer, at=request.at, wanted=wanted, task=compute)
    return made(_shown(row), at=f"/forecast/backtests/{row.pk}")


@routes.on("POST", "/forecast/backtests/files", gives=BacktestShown, summary="Hold the model against a file of deals")
def backtest_file(
    request: Call, given: Form[FileAsked], file: File[UploadedFile], history: File[UploadedFile | None] = None
) -> HttpResponse:
    """Columns id, created, closed, outcome; every other one is a feature. Nobody but you sees it.

    A file without days has id and outcome, and is asked about with the cohort all.
    """
    wanted = Wanted(given.as_of, given.horizon, given.cohort, allowed=given.allow)
    row = start_backtest(
        by=request.viewer, at=request.at, wanted=wanted, task=compute, deals=_upload(file),
        history=_upload(history) if history is not None else None,
    )  # fmt: skip
    return made(_shown(row), at=f"/forecast/backtests/{row.pk}")


def _upload(file: UploadedFile) -> Upload:
    return Upload(PurePath((file.name or "").replace("\\", "/")).name[:200] or "file", file.read())


@routes.on("GET", "/forecast/backtests", gives=BacktestList, summary="The latest backtests")
def list_backtests(request: Call) -> HttpResponse:
    """Your own, and for leaders and admins those of the organisation's deals."""
    return list_of(
        [
            {
                "id": row.pk, "own": row.is_own, "file": _file(row), "as_of": row.as_of.isoformat(),
                "horizon": row.horizon, "cohort": row.cohort, "made_at": row.made_at, "is_ready": row.is_ready,
                "says": row.found.get("says", ""),
            }
            for row in queries.backtests(request.viewer)
        ]
    )  # fmt: skip


@routes.on("GET", "/forecast/backtests/{backtest_id}", gives=BacktestShown, summary="A backtest")
def show_backtest(request: Call, backtest_id: PathId) -> HttpResponse:
    return answer(_shown(queries.backtest(request.viewer, backtest_id)))


@routes.on(
    "GET",
    "/forecast/backtests/{backtest_id}/predictions",
    gives=bytes,
    media_type="text/csv",
    summary="The chances a backtest gave each deal",
)
def backtest_predictions(request: Call, backtest_id: PathId) -> HttpResponse:
    """`id, p_won, p_lost, p_no_decision, p_open`. Of the organisation's deals those you see."""
    row = queries.backtest(request.viewer, backtest_id)
    return HttpResponse(queries.predictions(request.viewer, row), content_type="text/csv; charset=utf-8")


@routes.on("DELETE", "/forecast/backtests/{backtest_id}", summary="Remove a backtest of yours")
def delete_backtest(request: Call, backtest_id: PathId) -> HttpResponse:
    remove_backtest(by=request.viewer, at=request.at, backtest_id=backtest_id)
    return gone()


def _file(row: Backtest) -> str:
    return str(row.files[0]["name"]) if row.files else ""


def _shown(row: Backtest) -> dict[str, Any]:
    return {
        "id": row.pk, "own": row.is_own, "file": _file(row), "as_of": row.as_of.isoformat(), "horizon": row.horizon,
        "cohort": row.cohort, "seed": row.seed, "made_at": row.made_at, "made_by_id": row.owner_id,
        "is_ready": row.is_ready, "work_id": row.work_id, "state": row.work.state if row.work else "done",
        "message": row.work.message if row.work else "", "engine": row.engine, "digest": row.digest,
        "found": row.found,
    }  # fmt: skip
