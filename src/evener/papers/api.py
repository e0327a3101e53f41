"""Papers, the library of pieces and the look as JSON: the same queries and actions as the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Query
from pydantic import Field

from evener.listing.rules import Ask
from evener.papers import actions
from evener.papers.models import Edition, Paper, Piece
from evener.papers.queries import library, one, rows
from evener.papers.rules.pieces import PieceFor, check_due
from evener.papers.rules.writing import PaperStatus, Step, step_of
from evener.rest.answers import answer, gone, made, page_of
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, Ordered, PageOf, Shown
from evener.rest.values import (
    LEFT_OUT,
    Day,
    Flag,
    Id,
    Line,
    Name,
    PathId,
    QueryId,
    QueryPerson,
    QueryText,
    Text,
    Version,
    Word,
)

routes = Routes("Papers")


class PaperRow(Shown):
    """A point of view as a list shows it."""

    id: int
    deal_id: int
    deal_name: str
    title: str
    status: PaperStatus
    owner_id: int | None = Field(description="Who writes it.")
    owner_name: str | None
    due_on: date | None = Field(description="Two business days after its meeting; none without one.")
    out_at: datetime | None = Field(description="When it went out first.")
    version: int
    touched_at: datetime


class PaperPage(PageOf[PaperRow]):
    pass


class PaperStep(Shown):
    """A line of the next steps: a step of the deal, or one that becomes one when the paper goes out."""

    step_id: int | None
    what: str
    owner_id: int | None
    contact_id: int | None
    due_on: date | None


class PaperClaim(Shown):
    """A promise the text rests on, and what holds the paper back because of it ('' where nothing does)."""

    promise_id: int
    words: str
    obstacle: str
    remedy: str


class PaperEdition(Shown):
    """What went out, and never changes."""

    id: int
    paper_id: int
    number: int
    title: str
    digest: str = Field(description="SHA-256 of the PDF.")
    size: int = Field(description="Bytes of the PDF.")
    pages: int
    words: int
    in_time: bool | None = Field(description="Within two business days of the meeting; null without one.")
    out_at: datetime
    out_by_id: int
    override_by_id: int | None
    override_reason: str


class PaperShown(PaperRow):
    """A point of view with everything written in it."""

    meeting_id: int | None
    on_plan: bool = Field(description="What went out last stands on the plan shared with the customer.")
    language: str
    readers: str
    problem: str
    idea: str
    picture: str = Field(description="Lines of boxes and arrows: `Pump -> Gateway: readings`.")
    picture_says: str
    steps: list[PaperStep]
    claims: list[PaperClaim]
    piece_ids: list[int]
    editions: list[PaperEdition]
    created_at: datetime


class NewPaper(Given):
    deal_id: Id
    meeting_id: Id | None = Field(None, description="The meeting it is for; its clock runs from there.")


class PaperStepGiven(Given):
    step_id: Id | None = Field(None, description="A step of the deal; or leave it out and say what.")
    what: Name = ""
    owner_id: Id | None = None
    contact_id: Id | None = None
    due_on: Day | None = None


class PaperChange(Given):
    version: Version = Field(description="The version this change was made on.")
    title: Name = LEFT_OUT
    readers: Name = LEFT_OUT
    language: Word = LEFT_OUT
    owner_id: Id | None = LEFT_OUT
    meeting_id: Id | None = LEFT_OUT
    problem: Text = LEFT_OUT
    idea: Text = LEFT_OUT
    picture: Text = LEFT_OUT
    picture_says: Line = LEFT_OUT
    steps: list[PaperStepGiven] = LEFT_OUT
    claims: list[Id] = LEFT_OUT


class PaperOut(Given):
    version: Version = Field(description="The version that goes out.")
    reason: Text = Field("", description="A leader's, where a promise it rests on is not cleared.")


class PaperOnPlan(Given):
    shown: Flag = Field(True)


class PieceInto(Given):
    piece_id: Id


class PieceRow(Shown):
    """A reusable piece as the library lists it."""

    id: int
    title: str
    section: PieceFor
    body: str
    tags: list[str]
    owner_id: int | None
    checked_on: date
    checked_by_id: int
    check_due_on: date
    retired: bool
    version: int


class PiecePage(PageOf[PieceRow]):
    pass


class NewPiece(Given):
    title: Name
    body: Text
    section: PieceFor = Field(default_factory=lambda: PieceFor.IDEA)
    tags: Name = Field("", description="Words with blanks between them.")
    owner_id: Id | None = Field(default_factory=lambda: None, description="You, unless said otherwise.")


class PieceChange(Given):
    version: Version
    title: Name = LEFT_OUT
    body: Text = LEFT_OUT
    section: PieceFor = LEFT_OUT
    tags: Name = LEFT_OUT
    owner_id: Id | None = LEFT_OUT


class PieceRetiring(Given):
    retired: Flag = Field(True)


class PapersAsked(Ordered):
    q: QueryText = Field("", description="Words of the title, problem or idea, each by its beginning.")
    status: Literal["all"] | PaperStatus = "all"
    owner: QueryPerson | None = Field(None, description="An id, `me` or `nobody`.")
    team: QueryId | None = None
    late: Literal["yes", "no"] = "no"


class PiecesAsked(Ordered):
    q: QueryText = ""
    section: PieceFor | None = None
    tag: QueryText = ""
    due: Literal["yes", "no"] = "no"
    retired: Literal["yes", "no"] = "no"


ROW = ("deal_id", "title", "status", "owner_id", "due_on", "out_at", "version", "touched_at")
PLAIN = (
    *ROW,
    "meeting_id",
    "on_plan",
    "language",
    "readers",
    "problem",
    "idea",
    "picture",
    "picture_says",
    "created_at",
)
EDITION = (
    "paper_id", "number", "title", "digest", "size", "pages", "words", "in_time", "out_at", "out_by_id",
    "override_by_id", "override_reason",
)  # fmt: skip
PIECE = ("title", "section", "body", "owner_id", "checked_on", "checked_by_id", "retired", "version")


def _edition(row: Edition) -> dict[str, Any]:
    return {"id": row.pk} | {name: getattr(row, name) for name in EDITION}


def _piece(row: Piece) -> dict[str, Any]:
    return {"id": row.pk, "tags": row.tags.split(), "check_due_on": check_due(row.checked_on)} | {
        name: getattr(row, name) for name in PIECE
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "step_id": step.step_id, "what": step.what, "owner_id": step.owner_id, "contact_id": step.contact_id,
        "due_on": step.due_on,
    }  # fmt: skip


def _shown(row: Paper) -> dict[str, Any]:
    claims = [each for each in one.claims(row) if each.ticked]
    return {"id": row.pk} | {name: getattr(row, name) for name in PLAIN} | {
        "deal_name": row.deal.name,
        "owner_name": row.owner.name if row.owner else None,
        "steps": [_step(step_of(each)) for each in row.steps],
        "claims": [
            {
                "promise_id": each.promise.pk, "words": each.promise.words,
                "obstacle": str(each.obstacle.why) if each.obstacle else "",
                "remedy": str(each.obstacle.remedy) if each.obstacle else "",
            }
            for each in claims
        ],
        "piece_ids": [use.piece_id for use in one.put_in(row)],
        "editions": [_edition(each) for each in one.editions(row)],
    }  # fmt: skip


def _read(request: Call, id: int) -> dict[str, Any]:
    return _shown(one.paper(request.viewer, id))


def _who(request: Call, paper_id: int) -> dict[str, Any]:
    return {"by": request.viewer, "at": request.at, "paper_id": paper_id}


@routes.on("GET", "/papers", gives=PaperPage, summary="Points of view, page by page")
def papers(request: Call, asked: Query[PapersAsked]) -> HttpResponse:
    """Orders: `touched` (default descending) and `title`, each with a leading `-` for descending."""
    ask: Ask = asked.ask(asked.order or "-touched")
    wanted = rows.PaperFilter(
        q=asked.q, status=asked.status, owner=asked.owner or "", team=str(asked.team or ""), late=asked.late == "yes"
    )
    found = rows.papers(request.viewer, asked=wanted, ask=ask, today=request.viewer.today(request.at)).page
    names = {"deal_name": "deal__name", "owner_name": "owner__name"}
    items = [
        {name: row[name] for name in ("id", *ROW)} | {name: row[path] for name, path in names.items()}
        for row in found.rows
    ]
    return page_of(found, items)


@routes.on("POST", "/papers", gives=PaperShown, summary="Begin a paper")
def begin_paper(request: Call, body: NewPaper) -> HttpResponse:
    """A draft on an open deal, filled from the record."""
    row = actions.begin_paper(by=request.viewer, at=request.at, deal_id=body.deal_id, meeting_id=body.meeting_id)
    return made(_read(request, row.pk), at=f"/papers/{row.pk}")


@routes.on("GET", "/papers/{paper_id}", gives=PaperShown, summary="One paper")
def paper(request: Call, paper_id: PathId) -> HttpResponse:
    return answer(_read(request, paper_id))


@routes.on("PATCH", "/papers/{paper_id}", gives=PaperShown, summary="Change a paper")
def change_paper(request: Call, paper_id: PathId, body: PaperChange) -> HttpResponse:
    values = body.values("version")
    if body.steps is not None and "steps" in values:
        values["steps"] = [Step(**each.model_dump()) for each in body.steps]
    actions.change_paper(**_who(request, paper_id), values=values, seen_version=body.version)
    return answer(_read(request, paper_id))


@routes.on("POST", "/papers/{paper_id}/discard", status=204, summary="Discard a draft")
def discard_paper(request: Call, paper_id: PathId) -> HttpResponse:
    """What went out cannot be discarded."""
    actions.discard_paper(**_who(request, paper_id))
    return gone()


@routes.on("POST", "/papers/{paper_id}/pieces", gives=PaperShown, status=200, summary="Put a piece in")
def put_piece_into_paper(request: Call, paper_id: PathId, body: PieceInto) -> HttpResponse:
    """Below what stands in its part."""
    actions.put_piece(**_who(request, paper_id), piece_id=body.piece_id)
    return answer(_read(request, paper_id))


@routes.on("POST", "/papers/{paper_id}/out", gives=PaperEdition, summary="Send a paper out")
def send_paper_out(request: Call, paper_id: PathId, body: PaperOut) -> HttpResponse:
    """An edition is kept as it is now; the steps it names stand in the shared plan. Share it with a link to `paper`."""
    row = actions.send_out(**_who(request, paper_id), seen_version=body.version, reason=body.reason)
    return made(_edition(row), at=f"/editions/{row.pk}")


@routes.on("POST", "/papers/{paper_id}/plan", gives=PaperShown, status=200, summary="Show a paper on the shared plan")
def show_paper_on_plan(request: Call, paper_id: PathId, body: PaperOnPlan) -> HttpResponse:
    """What went out last of it, to whoever holds a link to the plan."""
    actions.show_on_plan(**_who(request, paper_id), shown=body.shown)
    return answer(_read(request, paper_id))


@routes.on("GET", "/editions/{edition_id}", gives=PaperEdition, summary="What went out")
def paper_edition(request: Call, edition_id: PathId) -> HttpResponse:
    return answer(_edition(one.edition(request.viewer, edition_id)))


@routes.on(
    "GET", "/editions/{edition_id}/pdf", gives=bytes, media_type="application/pdf", summary="The PDF that went out"
)
def paper_edition_pdf(request: Call, edition_id: PathId) -> HttpResponse:
    """The bytes whose digest the edition names."""
    found = one.edition(request.viewer, edition_id)
    return HttpResponse(bytes(found.pdf), content_type="application/pdf")


@routes.on("GET", "/pieces", gives=PiecePage, summary="The library of pieces, page by page")
def pieces(request: Call, asked: Query[PiecesAsked]) -> HttpResponse:
    """Orders: `title` (default) and `checked`, each with a leading `-` for descending."""
    ask: Ask = asked.ask(asked.order or "title")
    wanted = library.PieceFilter(
        q=asked.q, section=asked.section or "", tag=asked.tag, due=asked.due == "yes", retired=asked.retired == "yes"
    )
    found, _count = library.pieces(request.viewer, asked=wanted, ask=ask, today=request.viewer.today(request.at))
    by_id = library.by_ids(row["id"] for row in found.rows)
    return page_of(found, [_piece(by_id[row["id"]]) for row in found.rows])


@routes.on("POST", "/pieces", gives=PieceRow, summary="Write a piece")
def write_piece(request: Call, body: NewPiece) -> HttpResponse:
    """You say with it that it is true today."""
    values = body.values()
    if values.get("owner_id") is None:
        values.pop("owner_id", None)
    row = actions.write_piece(by=request.viewer, at=request.at, values=values)
    return made(_piece(row), at=f"/pieces/{row.pk}")


@routes.on("GET", "/pieces/{piece_id}", gives=PieceRow, summary="One piece")
def piece(request: Call, piece_id: PathId) -> HttpResponse:
    return answer(_piece(library.piece(piece_id)))


@routes.on("PATCH", "/pieces/{piece_id}", gives=PieceRow, summary="Change a piece")
def change_piece(request: Call, piece_id: PathId, body: PieceChange) -> HttpResponse:
    """Other words are a new version."""
    row = actions.change_piece(
        by=request.viewer, at=request.at, piece_id=piece_id, values=body.values("version"), seen_version=body.version
    )
    return answer(_piece(row))


@routes.on("POST", "/pieces/{piece_id}/check", gives=PieceRow, status=200, summary="It is still true")
def check_piece(request: Call, piece_id: PathId) -> HttpResponse:
    return answer(_piece(actions.check_piece(by=request.viewer, at=request.at, piece_id=piece_id)))


@routes.on("POST", "/pieces/{piece_id}/retire", gives=PieceRow, status=200, summary="Retire a piece, or bring it back")
def retire_piece(request: Call, piece_id: PathId, body: PieceRetiring) -> HttpResponse:
    row = actions.retire_piece(by=request.viewer, at=request.at, piece_id=piece_id, retired=body.retired)
    return answer(_piece(row))
