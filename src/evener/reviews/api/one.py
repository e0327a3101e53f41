"""Devil's-advocate reviews, and the signs that a customer will do nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from evener.deals import queries as deals
from evener.listing.rules import Ask as AskPage
from evener.people.rules import Viewer
from evener.problems import Invalid
from evener.rest.answers import answer, made, page_of
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, Ordered, PageOf, Shown
from evener.rest.values import Day, Id, Line, PathId, QueryText, Small, Text, Version
from evener.reviews import actions
from evener.reviews.queries import reviews as queries
from evener.reviews.queries.facts import facts
from evener.reviews.queries.reviews import Given as Chance
from evener.reviews.rules.course import CauseRight, Chances, ReviewStatus
from evener.reviews.rules.keys import SignAsk, SignFamily, SignKey
from evener.reviews.rules.meanings import MEANINGS
from evener.reviews.rules.signs import RiskLevel, Sign, risk, signs

routes = Routes("Reviews")


class ReviewRow(Shown):
    """A devil's-advocate review as a list shows it."""

    id: int
    deal_id: int
    deal_name: str
    status: ReviewStatus
    waiting: bool = Field(description="It wants something of somebody: to be held, or to be scored.")
    dissenter_id: int
    dissenter_name: str
    hold_on: date | None
    held_on: date | None
    asked_at: datetime
    given: int = Field(description="How many reviewers gave a chance.")
    reviewers: int


class ReviewPage(PageOf[ReviewRow]):
    pass


class ReviewQuestion(Shown):
    """A why, how or when that the record of the deal leaves open."""

    key: SignKey
    ask: SignAsk
    question: str
    fact: str
    detail: str = Field(description="What it is about, in the record's own words.")
    told: bool | None = Field(description="Whether it was part of how the deal ended, once scored.")


class ReviewerShown(Shown):
    """A reviewer. The chances are null while they are private; your own are not."""

    user_id: int
    name: str
    given: bool
    won: int | None
    lost: int | None
    nothing: int | None
    score: float | None = Field(description="Brier score of “won”, once scored.")
    score_of_three: float | None


class ReviewDecision(Shown):
    id: int
    text: str
    who_id: int
    created_at: datetime


class ReviewShown(ReviewRow):
    """A review with everything written on it."""

    why: str
    large: bool = Field(description="Asked for because of the deal's size.")
    dissenter_why: str = Field(description="Why it was this person's turn.")
    counter_case: str
    cause_of_death: str
    stage_chance: int | None = Field(description="What the stage alone gave when it was held, in percent.")
    outcome: str
    cause_right: CauseRight | None
    lesson: str
    called_off_why: str
    questions: list[ReviewQuestion] = Field(description="What is open now; from the review on, what was open then.")
    chances: list[ReviewerShown]
    decisions: list[ReviewDecision]
    step_ids: list[int]
    version: int


class RiskSign(Shown):
    key: SignKey
    family: SignFamily
    weight: int
    fact: str
    detail: str
    do: str = Field(description="What helps.")


class NoDecisionRisk(Shown):
    """The signs that a customer will do nothing. A count, no probability."""

    level: RiskLevel
    weight: int
    signs: list[RiskSign]


class NewReview(Given):
    why: Line = ""
    hold_on: Day | None = Field(None, description="When it is to be held.")
    dissenter_id: Id | None = Field(None, description="Whose turn it is, unless said otherwise; then with a reason.")
    dissenter_why: Line = ""
    reviewer_ids: list[Id] | None = Field(None, description="The deal team and its leader, unless said otherwise.")


class CounterCase(Given):
    version: Version
    counter_case: Text
    cause_of_death: Line


class ReviewChance(Given):
    won: Small = Field(description="1 to 99 percent.")
    lost: Small | None = Field(None, description="Both this and the next, or neither: the three add up to 100.")
    nothing: Small | None = None


class DissenterSwap(Given):
    dissenter_id: Id
    reason: Line


class ReviewerAsked(Given):
    user_id: Id


class NewReviewDecision(Given):
    text: Line
    who_id: Id


class NewReviewStep(Given):
    what: Line
    owner_id: Id
    due_on: Day


class ReviewHeld(Given):
    version: Version
    held_on: Day | None = Field(None, description="Today, unless said otherwise.")
    decision: Line = Field("", description="Needed where neither a decision nor a step stands yet.")
    who_id: Id | None = None


class ReviewScore(Given):
    version: Version
    cause_right: CauseRight
    told: list[SignKey] = Field(default_factory=list, description="The open questions that told how it ended.")
    lesson: Line = ""


class ReviewReason(Given):
    reason: Line


class SignStep(Given):
    key: SignKey
    due_on: Day


class SignPlanned(Shown):
    id: int = Field(description="The next step.")


class ReviewsAsked(Ordered):
    q: QueryText = Field("", description="Words of the case, the cause of death or the lesson.")
    status: Literal["open", "all", "to_score"] | ReviewStatus = Field("open", description="Open: it wants something.")
    mine: Literal["yes", "no"] = Field("no", description="Where you dissent or review.")


PLAIN = (
    "deal_id", "status", "waiting", "dissenter_id", "hold_on", "held_on", "asked_at", "why", "large", "dissenter_why",
    "counter_case", "cause_of_death", "stage_chance", "outcome", "lesson", "called_off_why", "version",
)  # fmt: skip
CHANCE = ("user_id", "name", "given", "won", "lost", "nothing", "score", "score_of_three")


def _question(sign: Sign, *, told: bool | None = None) -> dict[str, Any]:
    meaning = MEANINGS[sign.key]
    return {
        "key": sign.key, "ask": meaning.ask, "question": str(meaning.question), "fact": meaning.said(sign.count),
        "detail": sign.detail, "told": told,
    }  # fmt: skip


def _read(request: Call, id: int) -> dict[str, Any]:
    viewer = request.viewer
    row = queries.review(viewer, id)
    given: list[Chance] = queries.reviewers(viewer, row)
    return {"id": row.pk} | {name: getattr(row, name) for name in PLAIN} | {
        "deal_name": row.deal.name,
        "dissenter_name": row.dissenter.name,
        "cause_right": row.cause_right or None,
        "given": sum(each.given for each in given),
        "reviewers": len(given),
        "questions": _questions(viewer, row, request.at),
        "chances": [{name: getattr(each, name) for name in CHANCE} for each in given],
        "decisions": [
            {"id": each.pk, "text": each.text, "who_id": each.who_id, "created_at": each.created_at}
            for each in queries.decisions(row)
        ],
        "step_ids": [each.step_id for each in queries.steps(row)],
    }  # fmt: skip


def _questions(viewer: Viewer, row: Any, at: datetime) -> list[dict[str, Any]]:
    if row.held_on is not None:
        known = set(SignKey)
        rows = [each for each in queries.findings(row) if each.key in known]
        return [_question(Sign(SignKey(each.key), each.count, each.detail), told=each.told) for each in rows]
    deal = deals.deal(viewer, row.deal_id)
    return [] if deal.is_closed else [_question(sign) for sign in signs(facts(viewer, deal, at=at))]


def _row(row: dict[str, Any]) -> dict[str, Any]:
    named = {"deal_name": row["deal__name"], "dissenter_name": row["dissenter__name"]}
    return {name: row[name] for name in ReviewRow.model_fields if name in row} | named


def _who(request: Call, review_id: int) -> dict[str, Any]:
    return {"by": request.viewer, "at": request.at, "review_id": review_id}


@routes.on("GET", "/reviews", gives=ReviewPage, summary="Devil's-advocate reviews, page by page")
def reviews(request: Call, asked: Query[ReviewsAsked]) -> HttpResponse:
    """Order: `asked`, with a leading `-` for descending (default)."""
    ask: AskPage = asked.ask(asked.order or "-asked")
    wanted = queries.Filter(q=asked.q, status=asked.status, mine=asked.mine == "yes")
    found = queries.reviews(request.viewer, asked=wanted, ask=ask).page
    return page_of(found, [_row(row) for row in found.rows])


@routes.on("GET", "/reviews/{review_id}", gives=ReviewShown, summary="One review")
def review(request: Call, review_id: PathId) -> HttpResponse:
    return answer(_read(request, review_id))


@routes.on("GET", "/deals/{deal_id}/risk", gives=NoDecisionRisk, summary="Signs that they will do nothing")
def no_decision_risk(request: Call, deal_id: PathId) -> HttpResponse:
    """From the record of an open deal; a closed one has none."""
    deal = deals.deal(request.viewer, deal_id)
    if deal.is_closed:
        return answer({"level": RiskLevel.NONE, "weight": 0, "signs": []})
    found = risk(facts(request.viewer, deal, at=request.at))
    rows = [
        {
            "key": sign.key, "family": sign.family, "weight": sign.weight, "detail": sign.detail,
            "fact": MEANINGS[sign.key].said(sign.count), "do": str(MEANINGS[sign.key].do),
        }
        for sign in found.signs
    ]  # fmt: skip
    return answer({"level": found.level, "weight": found.weight, "signs": rows})


@routes.on("POST", "/deals/{deal_id}/risk/steps", gives=SignPlanned, summary="Plan what helps against a sign")
def plan_against_sign(request: Call, deal_id: PathId, body: SignStep) -> HttpResponse:
    """A next step of the deal's owner."""
    step = actions.step_from_sign(
        by=request.viewer, at=request.at, deal_id=deal_id, key=body.key.value, due_on=body.due_on
    )
    return answer({"id": step.pk}, status=201)


@routes.on("POST", "/deals/{deal_id}/reviews", gives=ReviewShown, summary="SignAsk for a review")
def ask_review(request: Call, deal_id: PathId, body: NewReview) -> HttpResponse:
    row = actions.ask_review(by=request.viewer, at=request.at, deal_id=deal_id, **body.values())
    return made(_read(request, row.pk), at=f"/reviews/{row.pk}")


@routes.on("POST", "/reviews/{review_id}/case", gives=ReviewShown, status=200, summary="Write the case against it")
def write_counter_case(request: Call, review_id: PathId, body: CounterCase) -> HttpResponse:
    """For the dissenter."""
    actions.prepare(**_who(request, review_id), **body.values("version"), seen_version=body.version)
    return answer(_read(request, review_id))


@routes.on("POST", "/reviews/{review_id}/chance", gives=ReviewShown, status=200, summary="Give a chance")
def give_review_chance(request: Call, review_id: PathId, body: ReviewChance) -> HttpResponse:
    """For reviewers, between the case and the review. Nobody sees it until all have given theirs, or it is held."""
    actions.give_chance(**_who(request, review_id), given=Chances(body.won, body.lost, body.nothing))
    return answer(_read(request, review_id))


@routes.on("POST", "/reviews/{review_id}/swap", gives=ReviewShown, status=200, summary="Somebody else dissents")
def swap_dissenter(request: Call, review_id: PathId, body: DissenterSwap) -> HttpResponse:
    actions.swap_dissenter(**_who(request, review_id), dissenter_id=body.dissenter_id, reason=body.reason)
    return answer(_read(request, review_id))


@routes.on("POST", "/reviews/{review_id}/reviewers", gives=ReviewShown, status=200, summary="SignAsk one more reviewer")
def invite_reviewer(request: Call, review_id: PathId, body: ReviewerAsked) -> HttpResponse:
    actions.invite_reviewer(**_who(request, review_id), user_id=body.user_id)
    return answer(_read(request, review_id))


@routes.on("POST", "/reviews/{review_id}/decisions", gives=ReviewShown, status=200, summary="Write down a decision")
def decide_in_review(request: Call, review_id: PathId, body: NewReviewDecision) -> HttpResponse:
    actions.decide(**_who(request, review_id), text=body.text, who_id=body.who_id)
    return answer(_read(request, review_id))


@routes.on("POST", "/reviews/{review_id}/steps", gives=ReviewShown, status=200, summary="Add a next step")
def add_review_step(request: Call, review_id: PathId, body: NewReviewStep) -> HttpResponse:
    """It lands on the deal's plan."""
    actions.add_review_step(**_who(request, review_id), what=body.what, owner_id=body.owner_id, due_on=body.due_on)
    return answer(_read(request, review_id))


@routes.on("POST", "/reviews/{review_id}/hold", gives=ReviewShown, status=200, summary="It was held")
def hold_review(request: Call, review_id: PathId, body: ReviewHeld) -> HttpResponse:
    actions.hold_review(
        **_who(request, review_id), held_on=body.held_on or request.viewer.today(request.at), decision=body.decision,
        who_id=body.who_id, seen_version=body.version,
    )  # fmt: skip
    return answer(_read(request, review_id))


@routes.on("POST", "/reviews/{review_id}/score", gives=ReviewShown, status=200, summary="Score it after the close")
def score_review(request: Call, review_id: PathId, body: ReviewScore) -> HttpResponse:
    row = queries.review(request.viewer, review_id)
    ids = {each.key: each.pk for each in queries.findings(row)}
    strange = [key for key in body.told if key not in ids]
    if strange:
        raise Invalid({"told": _("Choose among the questions the review was shown.")})
    actions.score_review(
        **_who(request, review_id), cause_right=body.cause_right.value, told=[ids[key] for key in body.told],
        lesson=body.lesson, seen_version=body.version,
    )  # fmt: skip
    return answer(_read(request, review_id))


@routes.on("POST", "/reviews/{review_id}/call-off", gives=ReviewShown, status=200, summary="Call it off")
def call_off_review(request: Call, review_id: PathId, body: ReviewReason) -> HttpResponse:
    actions.call_off(**_who(request, review_id), reason=body.reason)
    return answer(_read(request, review_id))
