"""Promises and verdicts as JSON: the same queries and actions as the pages."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import BaseModel, Field

from evener.capabilities.rules import Status
from evener.capacity.api import DateShown, date_shown
from evener.deals.names import Person, names_for
from evener.problems import Invalid
from evener.promises import actions, gaps, ledger, queries
from evener.promises.dates import date_of
from evener.promises.models import Promise, Verdict
from evener.promises.rules import Answer, Event, Life, Review, State, VerdictKind
from evener.promises.similar import similar
from evener.rest.answers import answer, list_of, made, page_of
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, ListOf, Ordered, PageOf, Shown
from evener.rest.values import (
    LEFT_OUT,
    Day,
    Flag,
    Id,
    Line,
    Minor,
    Number,
    PathId,
    QueryDay,
    QueryId,
    QueryPerson,
    QueryText,
    Text,
    Title,
    Version,
    Word,
)

routes = Routes("Promises")


class PromiseRow(Shown):
    """A promise as a list shows it."""

    id: int
    deal_id: int
    deal_name: str
    words: str
    due_on: date | None = Field(description="The day it is promised for.")
    services_minor: int = Field(description="Minor units of `currency`, the deal's.")
    currency: str
    told: str = Field(description="Who was told.")
    deal_breaker: bool = Field(description="Without it the customer does not buy.")
    engineer_id: int | None = Field(description="Who answers for the verdict.")
    engineer_name: str | None
    owner_id: int | None = Field(description="Who keeps it once it is made.")
    owner_name: str | None
    state: State
    life: Life = Field(description="What happened to the words.")
    review: Review = Field(description="What engineering said about them.")
    blind: bool = Field(description="It was said before an engineer cleared it.")
    stale: bool = Field(description="It changed since the verdict.")
    asked_at: datetime | None
    verdict_due_at: datetime | None
    made_on: date | None
    ended_on: date | None
    version: int
    created_at: datetime


class PromisePage(PageOf[PromiseRow]):
    pass


class VerdictShown(Shown):
    """One engineer's answer to the words as they then were."""

    id: int
    kind: VerdictKind
    engineer_id: int
    engineer_name: str
    given_at: datetime
    words: str
    scope: str
    due_on: date | None
    hours_low: int | None
    hours_likely: int | None
    hours_high: int | None
    skill: str
    conditions: str
    reason: str
    alternative: str
    note: str


class VerdictList(ListOf[VerdictShown]):
    pass


class PromiseShown(PromiseRow):
    """A promise with everything written on it."""

    scope: str
    capability_id: int | None = Field(description="What it rests on.")
    capability_name: str | None
    asked_by_id: int | None
    overridden_at: datetime | None
    overridden_by_id: int | None
    override_reason: str
    made_by_id: int | None
    ended_by_id: int | None
    ended_note: str
    verdict: VerdictShown | None


class NewPromise(Given):
    deal_id: Id
    words: Line = Field(description="What the customer would hear, in those words.")
    scope: Text = LEFT_OUT
    due_on: Day | None = LEFT_OUT
    services_minor: Minor = LEFT_OUT
    told: Title = LEFT_OUT
    deal_breaker: Flag = Field(False, description="Without it the customer does not buy.")
    capability_id: Id | None = Field(default_factory=lambda: None, description="What it rests on.")
    engineer_id: Id | None = Field(
        default_factory=lambda: None, description="The lead engineer, unless said otherwise."
    )
    owner_id: Id | None = Field(default_factory=lambda: None, description="The lead engineer, unless said otherwise.")
    ask: Flag = Field(False, description="Ask engineering at once.")
    made_on: Day | None = Field(None, description="The customer was told on this day already: a blind promise.")


class PromiseChange(Given):
    version: Version
    words: Line = LEFT_OUT
    scope: Text = LEFT_OUT
    due_on: Day | None = LEFT_OUT
    services_minor: Minor = LEFT_OUT
    told: Title = LEFT_OUT
    deal_breaker: Flag = LEFT_OUT
    capability_id: Id | None = LEFT_OUT
    engineer_id: Id | None = LEFT_OUT
    owner_id: Id | None = LEFT_OUT


class Asking(Given):
    engineer_id: Id | None = Field(None, description="Who shall answer; the lead engineer, unless said otherwise.")


class VerdictGiven(Given):
    kind: VerdictKind
    hours_low: Number | None = Field(None, description="Person hours; with `with_work` all three are needed.")
    hours_likely: Number | None = None
    hours_high: Number | None = None
    skill: Word = ""
    conditions: Text = Field("", description="Needed with `if`.")
    reason: Text = Field("", description="Needed with `no`.")
    alternative: Text = Field("", description="The nearest thing we can do; needed with `no`.")
    note: Text = ""
    version: Version | None = Field(None, description="Refuse if the promise changed since this version.")


class Overriding(Given):
    reason: Text


class Making(Given):
    made_on: Day | None = Field(None, description="Today, unless said otherwise.")
    told: Title = ""


class Ending(Given):
    how: Literal["keep", "break", "release", "void"]
    on: Day | None = Field(None, description="Today, unless said otherwise.")
    note: Text = Field("", description="Needed unless it was kept.")


class CapabilityLike(Shown):
    id: int
    name: str
    status: Status
    wording: str = Field(description="What sales may say.")


class PromiseLike(Shown):
    id: int
    deal_id: int
    deal_name: str
    words: str
    state: State
    verdict: VerdictKind | None
    ended_note: str


class SimilarShown(Shown):
    capabilities: list[CapabilityLike]
    promises: list[PromiseLike]


class SimilarAsked(BaseModel):
    words: QueryText = Field(description="The words of a promise, as the customer would hear them.")


class GapsAsked(BaseModel):
    deals: Literal["open", "won", "lost", "no_decision", "disqualified"] = Field(
        "open", description="The open ones, or those that ended so in the last twelve months."
    )


class WeighedShown(Shown):
    deals: int
    money: int = Field(description="Minor units of the organisation's currency.")
    breaker_deals: int
    breaker_money: int


class GapShown(WeighedShown):
    """One thing the product lacks."""

    name: str = Field(description="The capability, or the words of a promise that rests on none.")
    capability_id: int | None
    status: Status | None
    promise_id: int | None = Field(description="One that asks for what is not in the catalogue.")
    score: float = Field(description="From 0 to 1.")
    breaker_share: float
    ask_share: float
    other_money: dict[str, int] = Field(description="Minor units by currency, which rank nowhere.")


class GapsShown(Shown):
    currency: str
    weight: int = Field(description="Percent that deal breakers weigh.")
    total: WeighedShown = Field(description="Every deal that lacks something, once.")
    capped: bool = Field(description="There are more asks beside the catalogue than were looked at.")
    items: list[GapShown]


ROW = (
    "id", "deal_id", "words", "due_on", "services_minor", "told", "deal_breaker", "engineer_id", "owner_id", "state",
    "life", "review", "blind", "stale", "asked_at", "verdict_due_at", "made_on", "ended_on", "version", "created_at",
)  # fmt: skip
WRITTEN = (
    "scope", "capability_id", "asked_by_id", "overridden_at", "overridden_by_id", "override_reason", "made_by_id",
    "ended_by_id", "ended_note",
)  # fmt: skip
VERDICT = (
    "kind", "engineer_id", "given_at", "words", "scope", "due_on", "hours_low", "hours_likely", "hours_high", "skill",
    "conditions", "reason", "alternative", "note",
)  # fmt: skip


def _verdict(row: Verdict) -> dict[str, Any]:
    return {"id": row.pk, "engineer_name": row.engineer.name} | {name: getattr(row, name) for name in VERDICT}


def _promise(row: Promise) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*ROW, *WRITTEN)} | {
        "deal_name": row.deal.name,
        "currency": row.deal.currency,
        "capability_name": row.capability.name if row.capability else None,
        "engineer_name": row.engineer.name if row.engineer else None,
        "owner_name": row.owner.name if row.owner else None,
        "verdict": _verdict(row.verdict) if row.verdict else None,
    }


def _read(request: Call, promise_id: int) -> dict[str, Any]:
    return _promise(queries.promise(request.viewer, promise_id))


SHOWN = {"deal__name": "deal_name", "deal__currency": "currency"}
LEFT_AWAY = ("deal__account__name", "deal__outcome", "waiting", "verdict__kind")


class PromisesAsked(Ordered):
    """The parameters of the ledger, under the same names."""

    q: QueryText = Field("", description="Words of the promise or its scope, each by its beginning.")
    state: Literal["open", "all"] | State = Field("open", description="Open: it still needs somebody.")
    review: Literal["waiting", "refused", "overridden", "cleared", "none"] | None = None
    blind: Literal["yes", "no"] = "no"
    stale: Literal["yes", "no"] = "no"
    late: Literal["yes", "no"] = Field("no", description="Made, and its day is over.")
    engineer: QueryPerson | None = Field(None, description="An id, `me` or `nobody`.")
    owner: QueryPerson | None = Field(None, description="An id, `me` or `nobody`.")
    deal: QueryId | None = None
    account: QueryId | None = None
    from_: QueryDay | None = Field(None, alias="from", description="Promised for this day or later.")
    to: QueryDay | None = Field(None, description="Promised for this day or before.")


class RatesShown(Shown):
    """What became of the promises you see. Shares are null where there is nothing to divide by."""

    total: int
    made: int
    kept: int
    kept_late: int
    broken: int
    blind: int
    overridden: int
    waiting: int
    kept_share: float | None = Field(description="Kept on time among those that were kept, kept late or broken.")
    blind_share: float | None = Field(description="Said before an engineer cleared them, among all said.")
    overridden_share: float | None = Field(description="Carried by a leader's override, among all.")
    overrides: dict[str, int] = Field(description="How the overridden ones went on, by state.")


@routes.on("GET", "/promises", gives=PromisePage, summary="The ledger: promises of all deals, page by page")
def promises(request: Call, asked: Query[PromisesAsked]) -> HttpResponse:
    """Orders: `due` (default), `created` and `verdict` (only those waiting for one), each with a leading `-` for
    descending. Without `state` those that still need somebody."""
    wanted, wrong = ledger.read(asked.parameters())
    if wrong:
        raise Invalid(wrong)
    viewer = request.viewer
    ask = asked.ask(asked.order or ledger.DEFAULT_ORDER)
    found = ledger.ledger(viewer, asked=wanted, ask=ask, today=viewer.today(request.at))
    people = names_for(viewer).people if found.rows else {}
    return page_of(found, [_row(row, people) for row in found.rows])


def _row(row: dict[str, Any], people: dict[int, Person]) -> dict[str, Any]:
    for name in LEFT_AWAY:
        del row[name]
    for column, name in SHOWN.items():
        row[name] = row.pop(column)
    for part in ("engineer", "owner"):
        person = people.get(row[f"{part}_id"] or 0)
        row[f"{part}_name"] = person.name if person else None
    return row


@routes.on("GET", "/promises/rates", gives=RatesShown, summary="What became of promises")
def rates(request: Call) -> HttpResponse:
    sums = ledger.sums(request.viewer)
    found = asdict(sums.rates)
    found |= {name: getattr(sums.rates, name) for name in ("kept_share", "blind_share", "overridden_share")}
    return answer(found | {"overrides": {state.value: count for state, count in sums.overrides.items()}})


@routes.on("GET", "/promises/gaps", gives=GapsShown, summary="What customers ask for and the product lacks")
def gap_report(request: Call, asked: Query[GapsAsked]) -> HttpResponse:
    """Over the deals you see, the highest score first; `docs/algorithms/gaps.md` says how it is made."""
    found = gaps.gaps(request.viewer, which=asked.deals, today=request.viewer.today(request.at))
    return answer(
        {
            "currency": found.currency, "weight": found.weight, "total": asdict(found.total), "capped": found.capped,
            "items": [_gap(row) for row in found.rows],
        }
    )  # fmt: skip


def _gap(row: gaps.Gap) -> dict[str, Any]:
    line = row.capability
    return {
        "name": row.name, "capability_id": line.pk if line else None, "status": line.status if line else None,
        "promise_id": row.promise_id, "score": row.score.value, "breaker_share": row.score.breakers.value,
        "ask_share": row.score.asks.value, "other_money": row.other, **asdict(row.weighed),
    }  # fmt: skip


@routes.on("GET", "/promises/similar", gives=SimilarShown, summary="What was said like this before")
def similar_to(request: Call, asked: Query[SimilarAsked]) -> HttpResponse:
    """The nearest first: lines of the catalogue, and promises you see with their verdict and how they ended."""
    found = similar(request.viewer, asked.words)
    lines = [
        {"id": row.pk, "name": row.name, "status": row.status, "wording": row.wording} for row in found.capabilities
    ]
    return answer({"capabilities": lines, "promises": [_like(row) for row in found.promises]})


def _like(row: Promise) -> dict[str, Any]:
    verdict = row.verdict.kind if row.verdict else None
    return {
        "id": row.pk, "deal_id": row.deal_id, "deal_name": row.deal.name, "words": row.words, "state": row.state,
        "verdict": verdict, "ended_note": row.ended_note,
    }  # fmt: skip


@routes.on("POST", "/promises", gives=PromiseShown, summary="Write down a promise")
def create_promise(request: Call, body: NewPromise) -> HttpResponse:
    """A draft; with `ask` engineering is asked at once; with `made_on` it was said already, and is blind."""
    values = body.values("deal_id", "ask", "made_on")
    if body.made_on is None:
        promise = actions.draft_promise(
            by=request.viewer, at=request.at, deal_id=body.deal_id, values=values, ask=body.ask
        )
    elif body.ask:
        raise Invalid({"ask": _("Record what was said first, then ask about it.")})
    else:
        promise = actions.record_blind(
            by=request.viewer, at=request.at, deal_id=body.deal_id, values=values, made_on=body.made_on
        )
    return made(_read(request, promise.pk), at=f"/promises/{promise.pk}")


@routes.on("GET", "/promises/{promise_id}", gives=PromiseShown, summary="One promise")
def promise(request: Call, promise_id: PathId) -> HttpResponse:
    return answer(_read(request, promise_id))


@routes.on("PATCH", "/promises/{promise_id}", gives=PromiseShown, summary="Change a promise")
def change_promise(request: Call, promise_id: PathId, body: PromiseChange) -> HttpResponse:
    """Changing the words, scope, day or services makes a verdict stale."""
    actions.change_promise(
        by=request.viewer, at=request.at, promise_id=promise_id, values=body.values(), seen_version=body.version
    )
    return answer(_read(request, promise_id))


@routes.on("POST", "/promises/{promise_id}/ask", gives=PromiseShown, status=200, summary="Ask for a verdict")
def ask_verdict(request: Call, promise_id: PathId, body: Asking) -> HttpResponse:
    actions.ask_verdict(by=request.viewer, at=request.at, promise_id=promise_id, engineer_id=body.engineer_id)
    return answer(_read(request, promise_id))


@routes.on("POST", "/promises/{promise_id}/verdict", gives=PromiseShown, status=200, summary="Give a verdict")
def give_verdict(request: Call, promise_id: PathId, body: VerdictGiven) -> HttpResponse:
    """Today, with work, if, or no; a no needs its reason and the nearest alternative. Where there is a verdict already
    this one takes its place, asked for or not, and the old one stays among `/verdicts`."""
    given = Answer(**body.model_dump(exclude={"version"}))
    actions.give_verdict(
        by=request.viewer, at=request.at, promise_id=promise_id, answer=given, seen_version=body.version
    )
    return answer(_read(request, promise_id))


@routes.on("GET", "/promises/{promise_id}/date", gives=DateShown, summary="When it can be kept")
def date_told(request: Call, promise_id: PathId) -> HttpResponse:
    """The chance of its day, from the hours of its verdict with work; `cannot` where there is none."""
    found = queries.promise(request.viewer, promise_id)
    today = request.viewer.today(request.at)
    return answer(date_shown(date_of(request.viewer, found, found.deal, today=today)))


@routes.on("GET", "/promises/{promise_id}/verdicts", gives=VerdictList, summary="Every verdict on it, newest first")
def verdicts(request: Call, promise_id: PathId) -> HttpResponse:
    queries.promise(request.viewer, promise_id)
    return list_of([_verdict(row) for row in queries.verdicts([promise_id]).get(promise_id, [])])


@routes.on("POST", "/promises/{promise_id}/override", gives=PromiseShown, status=200, summary="Carry it as a leader")
def override(request: Call, promise_id: PathId, body: Overriding) -> HttpResponse:
    actions.override(by=request.viewer, at=request.at, promise_id=promise_id, reason=body.reason)
    return answer(_read(request, promise_id))


@routes.on("POST", "/promises/{promise_id}/make", gives=PromiseShown, status=200, summary="The customer was told")
def make(request: Call, promise_id: PathId, body: Making) -> HttpResponse:
    """Said before it was cleared, it is blind for good."""
    day = body.made_on or request.viewer.today(request.at)
    actions.make(by=request.viewer, at=request.at, promise_id=promise_id, made_on=day, told=body.told)
    return answer(_read(request, promise_id))


@routes.on("POST", "/promises/{promise_id}/end", gives=PromiseShown, status=200, summary="How it ended")
def end(request: Call, promise_id: PathId, body: Ending) -> HttpResponse:
    """Kept, broken, released by the customer, or void (recorded by mistake). On closed deals too."""
    day = body.on or request.viewer.today(request.at)
    actions.end(by=request.viewer, at=request.at, promise_id=promise_id, event=Event(body.how), on=day, note=body.note)
    return answer(_read(request, promise_id))
