"""What belongs to a deal: its team, next steps, notes and files."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import File, Query
from ninja.files import UploadedFile

from evener.deals import actions, queries
from evener.deals.api.shapes import (
    FileList,
    FileShown,
    MemberList,
    MemberShown,
    NewMember,
    NewNote,
    NewStep,
    NotePage,
    NoteShown,
    StepChange,
    StepDone,
    StepList,
    StepShown,
)
from evener.deals.models import DealFile, NextStep, Note
from evener.deals.rules import step_status
from evener.listing.queries import page
from evener.listing.rules import Order
from evener.problems import NotThere
from evener.rest.answers import answer, gone, list_of, made, page_of
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Paging
from evener.rest.values import PathId

routes = Routes("Parts of a deal")

NEWEST = {"id": Order("id", gettext_lazy("Newest"), ("id",))}


@routes.on("GET", "/deals/{deal_id}/team", gives=MemberList, summary="Who works on a deal")
def deal_team(request: Call, deal_id: PathId) -> HttpResponse:
    queries.deal(request.viewer, deal_id)
    return list_of(
        [{"user_id": row.user_id, "name": row.user.name, "part": row.part} for row in queries.members(deal_id)]
    )


@routes.on("POST", "/deals/{deal_id}/team", gives=MemberShown, summary="Put somebody on the deal team")
def add_member(request: Call, deal_id: PathId, body: NewMember) -> HttpResponse:
    """Somebody who is on it already gets the other part."""
    row = actions.add_member(by=request.viewer, at=request.at, deal_id=deal_id, user_id=body.user_id, part=body.part)
    return answer({"user_id": row.user_id, "name": row.user.name, "part": row.part}, status=201)


@routes.on("DELETE", "/deals/{deal_id}/team/{user_id}", summary="Take somebody off the deal team")
def remove_member(request: Call, deal_id: PathId, user_id: PathId) -> HttpResponse:
    actions.remove_member(by=request.viewer, at=request.at, deal_id=deal_id, user_id=user_id)
    return gone()


@routes.on("GET", "/deals/{deal_id}/steps", gives=StepList, summary="Next steps of a deal, open ones first")
def steps(request: Call, deal_id: PathId) -> HttpResponse:
    queries.deal(request.viewer, deal_id)
    return list_of([_step(row, request) for row in queries.steps(deal_id)])


@routes.on("POST", "/deals/{deal_id}/steps", gives=StepShown, summary="Add a next step")
def add_step(request: Call, deal_id: PathId, body: NewStep) -> HttpResponse:
    """Without owner or date it is taken, and shows up as unowned on Today."""
    row = actions.add_step(by=request.viewer, at=request.at, deal_id=deal_id, **body.model_dump())
    return answer(_step(row, request), status=201)


@routes.on("PATCH", "/steps/{step_id}", gives=StepShown, summary="Change a next step")
def change_step(request: Call, step_id: PathId, body: StepChange) -> HttpResponse:
    row = actions.change_step(
        by=request.viewer, at=request.at, step_id=step_id, values=body.values(), seen_version=body.version
    )
    return answer(_step(row, request))


@routes.on("POST", "/steps/{step_id}/done", gives=StepShown, status=200, summary="A next step is done")
def finish_step(request: Call, step_id: PathId, body: StepDone) -> HttpResponse:
    row = actions.finish_step(by=request.viewer, at=request.at, step_id=step_id, note=body.note)
    return answer(_step(row, request))


@routes.on("POST", "/steps/{step_id}/resume", gives=StepShown, status=200, summary="A step thought done is not")
def resume_step(request: Call, step_id: PathId) -> HttpResponse:
    return answer(_step(actions.resume_step(by=request.viewer, at=request.at, step_id=step_id), request))


def _step(row: NextStep, request: Call) -> dict[str, Any]:
    today = request.viewer.today(request.at)
    return {
        "id": row.pk,
        "deal_id": row.deal_id,
        "what": row.what,
        "owner_id": row.owner_id,
        "owner_name": row.owner.name if row.owner else None,
        "contact_id": row.contact_id,
        "contact_name": row.contact.name if row.contact else None,
        "shared": row.shared,
        "status": step_status(done=row.done_at is not None, due_on=row.due_on, today=today).value,
        "due_on": row.due_on,
        "done_at": row.done_at,
        "done_by_id": row.done_by_id,
        "done_as": row.done_as,
        "version": row.version,
        "created_at": row.created_at,
    }


@routes.on("GET", "/deals/{deal_id}/notes", gives=NotePage, summary="Notes on a deal, newest first")
def notes(request: Call, deal_id: PathId, asked: Query[Paging]) -> HttpResponse:
    queries.deal(request.viewer, deal_id)
    rows = Note.objects.filter(deal_id=deal_id).values(
        "id", "deal_id", "author_id", "text", "created_at", author_name=F("author__name")
    )
    return page_of(page(rows, ask=asked.ask("-id"), orders=NEWEST))


@routes.on("POST", "/deals/{deal_id}/notes", gives=NoteShown, summary="Add a note; on closed deals too")
def add_note(request: Call, deal_id: PathId, body: NewNote) -> HttpResponse:
    note = actions.add_note(by=request.viewer, at=request.at, deal_id=deal_id, text=body.text)
    row = {
        "id": note.pk,
        "deal_id": deal_id,
        "author_id": note.author_id,
        "author_name": request.viewer.name,
        "text": note.text,
        "created_at": note.created_at,
    }
    return answer(row, status=201)


@routes.on("GET", "/deals/{deal_id}/files", gives=FileList, summary="Files of a deal, newest first")
def files(request: Call, deal_id: PathId) -> HttpResponse:
    queries.deal(request.viewer, deal_id)
    return list_of([_file(row, row.author.name) for row in queries.files(deal_id)])


@routes.on("POST", "/deals/{deal_id}/files", gives=FileShown, summary="Add a file")
def add_file(request: Call, deal_id: PathId, file: File[UploadedFile]) -> HttpResponse:
    """As a form (multipart/form-data) with one field, `file`."""
    kept = actions.add_file(by=request.viewer, at=request.at, deal_id=deal_id, upload=file)
    return made(_file(kept, request.viewer.name), at=f"/files/{kept.pk}")


@routes.on(
    "GET", "/files/{file_id}", gives=bytes, media_type="application/octet-stream", summary="The content of a file"
)
def download(request: Call, file_id: PathId) -> HttpResponseBase:
    kept = queries.file(request.viewer, file_id)
    try:
        content = kept.stored.open("rb")
    except FileNotFoundError as error:
        raise NotThere(_("The content of this file is lost. Tell whoever runs this Evener.")) from error
    return FileResponse(content, as_attachment=True, filename=kept.name, content_type="application/octet-stream")


@routes.on("DELETE", "/files/{file_id}", summary="Remove a file; the journal keeps that it was there")
def remove_file(request: Call, file_id: PathId) -> HttpResponse:
    actions.remove_file(by=request.viewer, at=request.at, file_id=file_id)
    return gone()


def _file(row: DealFile, author: str) -> dict[str, Any]:
    return {
        "id": row.pk,
        "deal_id": row.deal_id,
        "name": row.name,
        "size": row.size,
        "sha256": row.sha256,
        "author_id": row.author_id,
        "author_name": author,
        "created_at": row.created_at,
    }
