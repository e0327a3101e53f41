"""The forecasts of the sample company's nights: each from what stood in the records then, and scored later on."""

from __future__ import annotations

from datetime import datetime

from evener.forecast.actions import inspecting, making, marking
from evener.forecast.actions.asking import begin_nightly
from evener.people.rules import Viewer
from evener.upkeep.sample.scene import Event, Scene

# Every fourth week of half a year, a week ago, and the last night.
NIGHTS = (-182, -154, -126, -98, -63, -35, -7, 0)
WHO = "clara"  # nobody asks for it; a moment of the story has somebody's clock
EARLY = 5


def given() -> list[Event]:
    return [Event(night, WHO, _night, minute=EARLY) for night in NIGHTS]


def _night(scene: Scene, by: Viewer, at: datetime) -> None:
    today = by.today(at)
    marking.mark_due(today=today)
    inspecting.inspect(at=at, today=today.toordinal(), progress=_nobody_looks)
    begun = begin_nightly(at=at, as_of=today)
    if begun is not None:
        making.make(at=at, as_of=today, forecast_id=begun.pk, progress=_nobody_looks)


def _nobody_looks(done: int, total: int, message: str) -> None:
    pass
