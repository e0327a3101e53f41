"""How deals end, and whether working together goes with it, as JSON. Shares are 0 to 1, ages whole days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query
from pydantic import BaseModel, BeforeValidator, Field

from evener.deals.rules import Outcome
from evener.forecast.queries.ended import outcomes, together
from evener.forecast.queries.outcomes import AtStage, Beside, Found, Point
from evener.forecast.queries.past import MOST, Asked
from evener.forecast.queries.together import Compared
from evener.forecast.rules.counting import ENDS, FEWEST, Middle
from evener.forecast.rules.together import AFTER, HALF, LANDMARKS, Hit, Out, Practice
from evener.rest.answers import answer
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Shown
from evener.rest.values import QueryDay, QueryId, QueryText, whole_number

if TYPE_CHECKING:
    from evener.forecast.engine.together import Comparison, Ratio

routes = Routes("Forecast")

Landmark = Annotated[Literal[LANDMARKS], BeforeValidator(whole_number)]  # type: ignore[valid-type]
COUNTED = "The day they were counted: that of the newest forecast where it keeps what is asked for, else today."
NEWEST = f"There are more: only the {MOST} opened last were counted."
COUNTS = ("on", "newest_only", "deals", "open", "ended", "looked_at", "afterwards")
NULL = f"Null under {FEWEST} deals."


class PastAsked(BaseModel):
    """Which deals are counted, of those you see."""

    team: QueryId | None = Field(None, description="With those below it.")
    product: QueryId | None = None
    source: QueryText = ""
    size: Literal["", "smaller", "middle", "larger", "none"] = Field(
        "", description="Third by amount; none: no amount."
    )
    since: QueryDay | None = Field(None, description="Opened on that day or later.")
    until: QueryDay | None = Field(None, description="Opened on that day or before.")

    def deals(self) -> Asked:
        return Asked(**{name: getattr(self, name) for name in PastAsked.model_fields})


class TogetherAsked(PastAsked):
    days: Landmark = Field(LANDMARKS[0], description="The day after opening on which deals are put into groups.")


class DaysShown(Shown):
    deals: int
    low: float | None = Field(description=f"First quartile. {NULL}")
    median: float | None
    high: float | None = Field(description="Third quartile.")


class EndReasonShown(Shown):
    reason: str = Field(description="Empty: none was given.")
    deals: int


class EndShown(Shown):
    outcome: Literal["won", "lost", "no_decision", "disqualified"]
    deals: int
    share: float | None = Field(description=f"Of those that ended. {NULL}")
    days: DaysShown
    reasons: list[EndReasonShown]


class IncidenceShown(Shown):
    day: int
    won: float
    lost: float
    no_decision: float
    disqualified: float
    open: float
    followed: int = Field(description="Deals that neither ended before that day nor are younger.")


class JumpShown(Shown):
    outcome: Literal["won", "lost", "no_decision", "disqualified"]
    first: int
    last: int
    deals: int
    of: int


class StallShown(Shown):
    name: str
    came: int
    days: DaysShown = Field(description="Until a deal moved on.")
    ended: dict[str, int] = Field(description="Deals that ended there, by outcome.")
    here: int = Field(description="Deals that are there now.")
    slow: int | None = Field(description=f"Of those, longer than three of four that moved on took. {NULL}")
    sat: int = Field(description="Deals that ended without a win and stood longest here.")


class MoveShown(Shown):
    stage: str
    to: str = Field(description="A stage; empty where the deal ended or stands there.")
    outcome: str = Field(description="An outcome, `open`, or empty where `to` is a stage.")
    deals: int


class BesideShown(Shown):
    by: Literal["team", "product", "source", "size"]
    of: str = Field(description="As the parameter of that name takes it.")
    deals: int
    ended: int
    won: float | None = Field(description=f"Share of those that ended. {NULL}")
    lost: float | None
    no_decision: float | None
    days: DaysShown = Field(description="Until they were won.")


class OutcomesShown(Shown):
    on: date = Field(description=COUNTED)
    newest_only: bool = Field(description=NEWEST)
    deals: int
    open: int
    ended: int
    ends: list[EndShown]
    curve: list[IncidenceShown] = Field(
        description=f"Cumulative incidence (Aalen–Johansen) on up to 161 days. Empty under {FEWEST} ended."
    )
    jumps: list[JumpShown] = Field(description="Ages at which a rule seems to end deals.")
    stages: list[StallShown]
    flow: list[MoveShown]
    looked_at: int = Field(description="Deals whose way through the stages was read: those that moved or ended last.")
    afterwards: int = Field(description="Deals entered when they had ended: in which stage, nobody wrote down.")
    beside: list[BesideShown] = Field(description="Side by side, of each kind those with most deals.")


class RatioShown(Shown):
    deals: int
    hits: int
    share: float
    adjusted: float = Field(description="As if both groups had the same sizes and kinds of deal.")
    low: float = Field(description="95 % interval of `adjusted`.")
    high: float


class ComparisonShown(Shown):
    counted: Hit
    with_it: RatioShown
    without: RatioShown
    difference: float
    low: float = Field(description="95 % interval of the difference.")
    high: float
    told_apart: bool


class PracticeShown(Shown):
    habit: Practice
    with_it: int = Field(description="Deals in the first group.")
    without: int
    out: dict[Out, int] = Field(description="Deals in neither, and why.")
    compared: list[ComparisonShown] = Field(description=f"Empty while a group has fewer than {FEWEST} deals.")


class TogetherShown(Shown):
    on: date = Field(description=COUNTED)
    newest_only: bool = Field(description=NEWEST)
    ended: int
    days: int
    half: int = Field(HALF, description="Percent of discovery from which on it counts as done.")
    after: int = Field(AFTER, description="Days after a win in which an engineer is looked for.")
    sized: bool = Field(description="False: amounts give the end away, so deals are not evened out for size.")
    habits: list[PracticeShown]


@routes.on(
    "GET", "/forecast/outcomes", gives=OutcomesShown, summary="How deals end: shares, curves, time, stages, reasons"
)
def deal_outcomes(request: Call, asked: Query[PastAsked]) -> HttpResponse:
    """Over the deals you see, without confidential ones."""
    found = outcomes(request.viewer, asked.deals(), today=timezone.localdate(request.at))
    return answer(
        {
            **{name: getattr(found, name) for name in COUNTS},
            "ends": [_end(found, outcome) for outcome in ENDS],
            "curve": [_point(each) for each in found.curve] if found.ended >= FEWEST and found.last else [],
            "jumps": [
                {"outcome": outcome.value, "first": each.first, "last": each.last, "deals": each.count, "of": each.of}
                for outcome, each in found.jumps.items()
            ],
            "stages": [_stage(each) for each in found.stages],
            "flow": [_move(*each) for each in found.flow],
            "beside": [_beside(side, each) for side, groups in found.beside.items() for each in groups],
        }
    )


@routes.on(
    "GET", "/forecast/together", gives=TogetherShown, summary="Whether working together goes with better endings"
)
def working_together(request: Call, asked: Query[TogetherAsked]) -> HttpResponse:
    """Over the deals you see that ended, without confidential ones. An association, not a proof."""
    found = together(request.viewer, asked.deals(), days=asked.days, today=timezone.localdate(request.at))
    habits = [_habit(each) for each in found.habits]
    told = {name: getattr(found, name) for name in ("on", "newest_only", "ended", "days", "sized")}
    return answer({**told, "half": HALF, "after": AFTER, "habits": habits})


def _days(days: Middle) -> dict[str, Any]:
    return {"deals": days.count, "low": days.low, "median": days.median, "high": days.high}


def _end(found: Found, outcome: Outcome) -> dict[str, Any]:
    end = found.end(outcome)
    return {
        "outcome": outcome.value, "deals": end.share.count, "share": end.share.value, "days": _days(end.days),
        "reasons": [{"reason": key, "deals": share.count} for key, share in end.reasons],
    }  # fmt: skip


def _point(each: Point) -> dict[str, Any]:
    named = {outcome.value: share for outcome, share in zip(ENDS, each.shares, strict=True)}
    return {"day": each.day, **named, "open": max(0.0, 1 - sum(each.shares)), "followed": each.followed}


def _beside(side: str, each: Beside) -> dict[str, Any]:
    shares = {outcome.value: each.ended[outcome].value for outcome in ENDS[:3]}
    ended = each.ended[Outcome.WON].of
    return {"by": side, "of": each.of, "deals": each.deals, "ended": ended, **shares, "days": _days(each.days)}


def _stage(each: AtStage) -> dict[str, Any]:
    return {
        "name": each.name, "came": each.came, "days": _days(each.days), "here": each.here, "sat": each.sat.count,
        "ended": {outcome.value: count for outcome, count in each.ended.items()},
        "slow": each.slow.count if each.days.high is not None else None,
    }  # fmt: skip


def _move(stage: str, target: str, deals: int) -> dict[str, Any]:
    ended = target.startswith("=")
    outcome = (target[1:] or "open") if ended else ""
    return {"stage": stage, "to": "" if ended else target, "outcome": outcome, "deals": deals}


def _habit(each: Compared) -> dict[str, Any]:
    return {
        "habit": each.habit.value, "with_it": each.with_it, "without": each.without,
        "out": {out.value: count for out, count in each.out.items()},
        "compared": [{"counted": hit.value, **_comparison(found)} for hit, found in each.found.items()],
    }  # fmt: skip


def _comparison(found: Comparison) -> dict[str, Any]:
    return {
        "with_it": _ratio(found.first), "without": _ratio(found.second), "difference": found.difference,
        "low": found.low, "high": found.high, "told_apart": found.told_apart,
    }  # fmt: skip


def _ratio(ratio: Ratio) -> dict[str, Any]:
    return {
        "deals": ratio.deals, "hits": ratio.hits, "share": ratio.plain, "adjusted": ratio.adjusted,
        "low": ratio.low, "high": ratio.high,
    }  # fmt: skip
