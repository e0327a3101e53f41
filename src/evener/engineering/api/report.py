"""The report on requests as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpResponse
from ninja import Query
from pydantic import BaseModel, BeforeValidator, Field

from evener.deals.rules import Outcome
from evener.engineering.report import FEWEST, Line, report
from evener.engineering.rules import Way
from evener.rest.answers import answer
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Shown
from evener.rest.values import whole_number

routes = Routes("Engineering")

Days = Annotated[Literal[30, 90, 365], BeforeValidator(whole_number)]


class WaysShown(Shown):
    waiting: int
    accepted: int = Field(description="As it was asked; with those that are done.")
    smaller: int = Field(description="A smaller thing is on offer, or was taken.")
    declined: int
    withdrawn: int


class MinutesShown(Shown):
    won: int
    lost: int
    no_decision: int
    disqualified: int
    open: int


class LineShown(Shown):
    id: int | None = Field(description="Of the team, kind or person; null: all of them, or no team.")
    name: str
    asked: int
    answered: int
    median_hours: float | None = Field(description=f"From asking to the first answer; null under {FEWEST} answers.")
    due: int = Field(description="Answered, or waiting for more than 24 hours.")
    in_time: int = Field(description="Of those, answered within 24 hours.")
    in_time_share: float | None = Field(description=f"Null under {FEWEST}.")
    ways: WaysShown
    minutes: MinutesShown = Field(description="What was written down, else the expected effort of what was accepted.")
    worked: int = Field(description="Requests that took time.")
    logged: int = Field(description="Of those, the ones with time that somebody wrote down.")


class ReportShown(Shown):
    since: datetime
    capped: bool = Field(description="There were more requests than are looked at: these are the newest.")
    total: LineShown
    teams: list[LineShown] = Field(description="By the team whose deal it is.")
    kinds: list[LineShown]
    people: list[LineShown] = Field(description="Yourself, and the people you lead.")


class ReportAsked(BaseModel):
    days: Days = Field(90, description="How far back, by when it was asked.")


@routes.on("GET", "/requests/report", gives=ReportShown, summary="How requests were answered, where the hours went")
def request_report(request: Call, asked: Query[ReportAsked]) -> HttpResponse:
    """Over the deals you see."""
    found = report(request.viewer, at=request.at, days=asked.days)
    groups = {"teams": found.teams, "kinds": found.kinds, "people": found.people}
    return answer(
        {
            "since": found.since, "capped": found.capped, "total": _line(found.total),
            **{name: [_line(line) for line in lines] for name, lines in groups.items()},
        }
    )  # fmt: skip


def _line(line: Line) -> dict[str, object]:
    plain = ("id", "name", "asked", "answered", "median_hours", "due", "in_time", "worked", "logged")
    return {name: getattr(line, name) for name in plain} | {
        "in_time_share": line.within_a_day.value,
        "ways": {way.value: line.ways[way] for way in Way},
        "minutes": {outcome.value or "open": line.minutes[outcome] for outcome in Outcome},
    }
