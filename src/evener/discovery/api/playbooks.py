"""Playbooks, their versions and questions as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from pydantic import Field, Strict

from evener.discovery import actions
from evener.discovery.models import Playbook, PlaybookVersion, Question
from evener.discovery.queries import outcomes as fared
from evener.discovery.queries import playbooks as queries
from evener.discovery.rules.questions import MOST_CHOICES, NAMES, AnswerKind, Group
from evener.discovery.rules.spread import ENOUGH, Rate
from evener.rest.answers import answer, gone, list_of, made
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, ListOf, Shown
from evener.rest.values import LEFT_OUT, Id, Line, PathId, Text, Title, Version

routes = Routes("Playbooks")

Weight = Annotated[int, Strict(), Field(ge=1, le=3)]
Chance = Annotated[int, Strict(), Field(ge=1, le=100)]
Key = Annotated[str, Strict(), Field(max_length=60, pattern=r"^([a-z][a-z0-9_-]*)?$")]
Choices = Annotated[list[Title], Field(max_length=MOST_CHOICES)]
FileText = Annotated[str, Strict(), Field(max_length=1024 * 1024, pattern=r"^[^\x00]*$")]


class PlaybookShown(Shown):
    id: int
    name: str
    deal_type: str = Field(description="For which deals it is.")
    product_id: int | None
    purpose: str
    published: int | None = Field(description="The newest published version; null before there is one.")
    draft: int | None = Field(description="The version that is being written, if any.")
    version: int
    created_at: datetime
    created_by_id: int


class PlaybookList(ListOf[PlaybookShown]):
    pass


class QuestionShown(Shown):
    id: int
    key: str = Field(description="The same through the versions; answers follow it.")
    position: int
    group: Group
    text: str = Field(description="As an engineer asks it.")
    why: str = Field(description="Why it is asked.")
    wording: str = Field(description="As a salesperson can say it.")
    kind: AnswerKind
    unit: str
    choices: list[str]
    weight: int = Field(description="How much it opens, 1 to 3.")
    before: int = Field(description="Due before the first stage with this chance to win, in percent; 100 is the win.")
    version: int


class PlaybookVersionShown(Shown):
    number: int
    published_at: datetime | None = Field(description="Null: a draft.")
    published_by_id: int | None
    questions: list[QuestionShown]


class RateShown(Shown):
    outcome: str
    deals: int = Field(description="Closed deals that were asked this.")
    answered: int | None = Field(description="Told or observed before the end; null where fewer than 10 deals stand.")
    low: float | None = Field(description="Lower end of the Wilson 90 % interval.")
    high: float | None


class OutcomeLine(Shown):
    key: str
    text: str
    rates: list[RateShown]


class OutcomeList(ListOf[OutcomeLine]):
    pass


class NewPlaybook(Given):
    name: Title
    deal_type: Title = LEFT_OUT
    product_id: Id | None = LEFT_OUT
    purpose: Text = LEFT_OUT


class PlaybookChange(Given):
    version: Version = Field(description="The version this change was made on.")
    name: Title = LEFT_OUT
    deal_type: Title = LEFT_OUT
    product_id: Id | None = LEFT_OUT
    purpose: Text = LEFT_OUT


class PlaybookFile(Given):
    file: FileText = Field(description="The text of a playbook file (TOML).")


class PlaybookFileShown(Shown):
    file: str


class NewQuestion(Given):
    text: Line
    why: Line
    group: Group
    before: Chance = Field(description="Due before the first stage with this chance to win, in percent.")
    key: Key = Field(default_factory=str, description="Made from the words where it is left out.")
    wording: Line = LEFT_OUT
    kind: AnswerKind = LEFT_OUT
    unit: Title = LEFT_OUT
    choices: Choices = LEFT_OUT
    weight: Weight = LEFT_OUT


class QuestionChange(Given):
    version: Version = Field(description="The version of the question this change was made on.")
    text: Line = LEFT_OUT
    why: Line = LEFT_OUT
    group: Group = LEFT_OUT
    before: Chance = LEFT_OUT
    key: Key = LEFT_OUT
    wording: Line = LEFT_OUT
    kind: AnswerKind = LEFT_OUT
    unit: Title = LEFT_OUT
    choices: Choices = LEFT_OUT
    weight: Weight = LEFT_OUT


def _one(playbook: Playbook) -> dict[str, Any]:
    versions = queries.versions(playbook.pk)
    return _playbook(
        playbook,
        published=next((each.number for each in versions if not each.is_draft), None),
        draft=next((each.number for each in versions if each.is_draft), None),
    )


def _playbook(playbook: Playbook, *, published: int | None, draft: int | None) -> dict[str, Any]:
    names = ("id", "name", "deal_type", "product_id", "purpose", "version", "created_at", "created_by_id")
    return {name: getattr(playbook, name) for name in names} | {"published": published, "draft": draft}


def question_row(question: Question) -> dict[str, Any]:
    return {name: getattr(question, name) for name in ("id", "position", "version", *NAMES)}


def _version(version: PlaybookVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "published_at": version.published_at,
        "published_by_id": version.published_by_id,
        "questions": [question_row(row) for row in queries.questions(version.pk)],
    }


@routes.on("GET", "/playbooks", gives=PlaybookList, summary="All playbooks, by name")
def playbooks(request: Call) -> HttpResponse:
    rows = {row.pk: row for row in Playbook.objects.all()}
    listed = queries.playbooks(request.viewer)
    return list_of([_playbook(rows[each.id], published=each.number, draft=each.draft) for each in listed])


@routes.on("POST", "/playbooks", gives=PlaybookShown, summary="Write a playbook")
def create_playbook(request: Call, body: NewPlaybook) -> HttpResponse:
    """It begins with an empty draft of version 1."""
    playbook = actions.create_playbook(by=request.viewer, at=request.at, values=body.values())
    return made(_one(playbook), at=f"/playbooks/{playbook.pk}")


@routes.on("POST", "/playbooks/file", gives=PlaybookShown, summary="Take a playbook from a file")
def take_file(request: Call, body: PlaybookFile) -> HttpResponse:
    """A draft of a new playbook, or the next draft of the one that has its name."""
    playbook = actions.take_file(by=request.viewer, at=request.at, raw=body.file.encode())
    return made(_one(queries.playbook(playbook.pk)), at=f"/playbooks/{playbook.pk}")


@routes.on("GET", "/playbooks/{playbook_id}", gives=PlaybookShown, summary="One playbook")
def playbook(request: Call, playbook_id: PathId) -> HttpResponse:
    return answer(_one(queries.playbook(playbook_id)))


@routes.on("PATCH", "/playbooks/{playbook_id}", gives=PlaybookShown, summary="Change a playbook")
def change_playbook(request: Call, playbook_id: PathId, body: PlaybookChange) -> HttpResponse:
    """Its name and what it is for; its questions change in a draft."""
    actions.change_playbook(
        by=request.viewer, at=request.at, playbook_id=playbook_id, values=body.values(), seen_version=body.version
    )
    return answer(_one(queries.playbook(playbook_id)))


@routes.on("GET", "/playbooks/{playbook_id}/file", gives=PlaybookFileShown, summary="A playbook as a file")
def file(request: Call, playbook_id: PathId) -> HttpResponse:
    """Of the newest version."""
    return answer({"file": queries.file_text(queries.playbook(playbook_id), queries.version(playbook_id, None).pk)})


@routes.on("GET", "/playbooks/{playbook_id}/outcomes", gives=OutcomeList, summary="Which answers go with which outcome")
def outcomes(request: Call, playbook_id: PathId) -> HttpResponse:
    """Over the closed deals you see: of those asked a question, how many had it answered before the end."""
    queries.playbook(playbook_id)
    found = fared.outcomes(request.viewer, playbook_id)
    return list_of(
        [
            {"key": line.key, "text": line.text, "rates": [_rate(end, line.rates[end]) for end in fared.ENDS]}
            for line in found.lines
        ]
    )


def _rate(outcome: str, rate: Rate) -> dict[str, Any]:
    known = (rate.hits, round(rate.low, 4), round(rate.high, 4)) if rate.n >= ENOUGH else (None, None, None)
    return dict(zip(("answered", "low", "high"), known, strict=True)) | {"outcome": str(outcome), "deals": rate.n}


@routes.on("GET", "/playbooks/{playbook_id}/versions/{number}", gives=PlaybookVersionShown, summary="A version whole")
def version(request: Call, playbook_id: PathId, number: PathId) -> HttpResponse:
    queries.playbook(playbook_id)
    return answer(_version(queries.version(playbook_id, number)))


@routes.on(
    "POST", "/playbooks/{playbook_id}/draft", gives=PlaybookVersionShown, summary="Start a new version", status=200
)
def start_draft(request: Call, playbook_id: PathId) -> HttpResponse:
    """As a copy of the newest."""
    return answer(_version(actions.start_draft(by=request.viewer, at=request.at, playbook_id=playbook_id)))


@routes.on("DELETE", "/playbooks/{playbook_id}/draft", summary="Throw a draft away")
def discard_draft(request: Call, playbook_id: PathId) -> HttpResponse:
    actions.discard_draft(by=request.viewer, at=request.at, playbook_id=playbook_id)
    return gone()


@routes.on(
    "POST", "/playbooks/{playbook_id}/publish", gives=PlaybookVersionShown, summary="Publish the draft", status=200
)
def publish(request: Call, playbook_id: PathId) -> HttpResponse:
    """From then on deals may go by it, and it never changes again."""
    return answer(_version(actions.publish(by=request.viewer, at=request.at, playbook_id=playbook_id)))


@routes.on("POST", "/playbooks/{playbook_id}/questions", gives=QuestionShown, summary="Add a question to the draft")
def add_question(request: Call, playbook_id: PathId, body: NewQuestion) -> HttpResponse:
    question = actions.add_question(by=request.viewer, at=request.at, playbook_id=playbook_id, values=body.values())
    return made(question_row(question), at=f"/questions/{question.pk}")


@routes.on("GET", "/questions/{question_id}", gives=QuestionShown, summary="One question")
def question(request: Call, question_id: PathId) -> HttpResponse:
    return answer(question_row(queries.question(question_id)))


@routes.on("PATCH", "/questions/{question_id}", gives=QuestionShown, summary="Change a question of a draft")
def change_question(request: Call, question_id: PathId, body: QuestionChange) -> HttpResponse:
    found = actions.change_question(
        by=request.viewer, at=request.at, question_id=question_id, values=body.values(), seen_version=body.version
    )
    return answer(question_row(found))


@routes.on("DELETE", "/questions/{question_id}", summary="Take a question out of a draft")
def remove_question(request: Call, question_id: PathId) -> HttpResponse:
    actions.remove_question(by=request.viewer, at=request.at, question_id=question_id)
    return gone()
