"""Imports: files in, a report out; large ones are worked on in the background."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any, Literal

from django.conf import settings
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import File, Form
from ninja.files import UploadedFile
from pydantic import BaseModel, Field

from evener.connect import actions, queries
from evener.connect.actions import Choice, Upload, stored
from evener.connect.fields import Kind
from evener.connect.files import Limits
from evener.connect.jobs import apply_import, check_import
from evener.connect.models import ImportBatch, ImportStatus
from evener.connect.pipeline import Settings
from evener.connect.views.steps import DIRECT_ROWS
from evener.jobs.actions import start_work
from evener.jobs.models import Work
from evener.jobs.queries import work
from evener.problems import Invalid, NotThere, Problem
from evener.rest.answers import answer, gone, list_of
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import ListOf, Shown
from evener.rest.values import FormFlag, FormText, PathId

routes = Routes("Imports")


class Import(BaseModel):
    """What to do with the files. They are told apart by their headers."""

    dry_run: FormFlag = Field(False, description="Say what would happen, and write nothing.")
    currency: FormText = Field("", description="For amounts without one; the organisation's otherwise.")
    day_first: FormFlag | None = Field(None, description="How to read 03/04 where nothing else tells.")
    map: list[FormText] = Field([], description="`field=column`, or `kind.field=column` for other files than deals.")
    stage: list[FormText] = Field([], description="`theirs=ours`: what a stage of the file is called here.")


class FileRead(Shown):
    name: str
    kind: Kind
    rows: int
    columns: dict[str, str] = Field(description="Field to column, as it was read.")


class CountShown(Shown):
    created: int
    updated: int
    unchanged: int
    rejected: int


class RowProblem(Shown):
    """One value that cannot be taken; a row with an empty `column`, a whole file with `line` 0."""

    file: str
    line: int
    column: str
    value: str
    reason: str


class RuleApplied(Shown):
    """What was reconciled by which rule."""

    rule: str
    text: str
    count: int
    file: str


class ImportFinding(Shown):
    """Dirt in the deals of a file, or a column that looks as if it had been filled in when the deal ended."""

    file: str
    rule: str
    suspect: bool
    title: str
    count: str
    effect: str
    advice: str
    rows: int
    lines: list[int] = Field(description="A few examples.")


class RejectsShown(Shown):
    number: int
    name: str
    rows: int


class WorkShown(Shown):
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    done: int
    total: int
    message: str


class ImportShown(Shown):
    id: int
    status: Literal["uploaded", "checked", "applied"]
    files: list[FileRead]
    counts: dict[str, CountShown] = Field(description="By kind; per file the four add up to its rows.")
    problems: list[RowProblem] = Field(description="The first thousand.")
    problem_count: int
    notes: list[RuleApplied]
    findings: list[ImportFinding] = Field(description="What the numbers should know about the deals of the file.")
    rejects: list[RejectsShown] = Field(description="Files of the rows left out, to be mended and imported again.")
    work: WorkShown | None = Field(description="How far it is, where it is worked on in the background.")
    created_at: datetime
    applied_at: datetime | None


class ImportRow(Shown):
    id: int
    status: Literal["uploaded", "checked", "applied"]
    files: list[str]
    problem_count: int
    created_at: datetime
    applied_at: datetime | None


class ImportList(ListOf[ImportRow]):
    pass


@routes.on("POST", "/imports", gives=ImportShown, summary="Import files (CSV or XLSX)")
def start_import(request: Call, file: File[list[UploadedFile]], given: Form[Import]) -> HttpResponse:
    """Up to ten files of deals, accounts, products or people. Importing the same again changes nothing.

    Files with more than 10,000 rows are worked on in the background: `work` says how far it is; ask again for the
    report. A dry run can be imported afterwards as it is: `POST /imports/{import_id}/apply`.
    """
    uploads = [Upload(PurePath(one.name or "file").name[:200], one.read()) for one in file]
    limits = Limits(bytes=settings.MAX_UPLOAD_BYTES)
    batch = actions.receive(by=request.viewer, at=request.at, uploads=uploads, limits=limits)
    try:
        _choose(request, batch, given)
        _go_on(request, batch.pk, check_only=given.dry_run)
    except Problem:
        actions.discard(by=request.viewer, batch_id=batch.pk)
        stored.remove(batch.files)  # also where all this is rolled back
        raise
    shown = _shown(request, queries.batch(request.viewer, batch.pk))
    return answer(shown, status=201, location=f"/api/v1/imports/{batch.pk}")


def _choose(request: Call, batch: ImportBatch, given: Import) -> None:
    said = _columns(given.map)
    choices = [Choice(Kind(file["kind"]), _merged(file["columns"], said.get(file["kind"], {}))) for file in batch.files]
    meant = Settings(given.currency.strip().upper(), given.day_first, _pairs(given.stage, "stage"))
    actions.choose_columns(by=request.viewer, batch_id=batch.pk, choices=choices, settings=meant)


def _columns(texts: Sequence[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, header in _pairs(texts, "map").items():
        kind, dot, field = name.rpartition(".")
        if dot and kind not in list(Kind):
            raise Invalid(
                {"map": _("Write field=column, or kind.field=column with deals, accounts, products or people.")}
            )
        found.setdefault(kind or Kind.DEALS, {})[field] = header
    return found


def _pairs(texts: Sequence[str], field: str) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    if not all(name.strip() and equals for name, equals, _value in pairs):
        raise Invalid({field: _("Write it as name=value.")})
    return {name.strip(): value.strip() for name, _equals, value in pairs}


def _merged(guessed: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    """What was said over what was guessed; a column is one field's, an empty column leaves the field out."""
    kept = {name: header for name, header in guessed.items() if header not in said.values()}
    return {name: header for name, header in {**kept, **said}.items() if header}


def _go_on(request: Call, batch_id: int, *, check_only: bool) -> None:
    """Check or import now, or in the background where it takes long."""
    viewer = request.viewer
    batch = queries.batch(viewer, batch_id)
    if sum(int(file["rows"]) for file in batch.files) <= DIRECT_ROWS:
        (actions.check_batch if check_only else actions.apply_batch)(by=viewer, at=request.at, batch_id=batch_id)
        return
    title = (_("Checking %(name)s") if check_only else _("Importing %(name)s")) % {"name": str(batch)}
    with transaction.atomic():
        started = start_work(
            by=viewer,
            at=request.at,
            kind="import",
            title=title,
            task=check_import if check_only else apply_import,
            args=[batch_id],
            page=f"/import/{batch_id}/",
        )
        actions.give_to_work(by=viewer, batch_id=batch_id, work_id=started.pk)


@routes.on("GET", "/imports", gives=ImportList, summary="One's latest imports")
def imports(request: Call) -> HttpResponse:
    return list_of(
        [
            {
                "id": row.pk,
                "status": row.status,
                "files": [file["name"] for file in row.files],
                "problem_count": row.problem_count,
                "created_at": row.created_at,
                "applied_at": row.applied_at,
            }
            for row in queries.batches(request.viewer)
        ]
    )


@routes.on("GET", "/imports/{import_id}", gives=ImportShown, summary="What an import did or would do")
def show_import(request: Call, import_id: PathId) -> HttpResponse:
    return answer(_shown(request, queries.batch(request.viewer, import_id)))


@routes.on("POST", "/imports/{import_id}/apply", gives=ImportShown, status=200, summary="Import what was checked")
def apply_checked(request: Call, import_id: PathId) -> HttpResponse:
    actions.require_import(request.viewer)
    _go_on(request, import_id, check_only=False)
    return answer(_shown(request, queries.batch(request.viewer, import_id)))


@routes.on("DELETE", "/imports/{import_id}", summary="Forget an import that was not made")
def discard_import(request: Call, import_id: PathId) -> HttpResponse:
    actions.require_import(request.viewer)
    actions.discard(by=request.viewer, batch_id=import_id)
    return gone()


@routes.on(
    "GET",
    "/imports/{import_id}/rejects/{number}",
    gives=bytes,
    media_type="text/csv",
    summary="Rows left out of a file",
)
def import_rejects(request: Call, import_id: PathId, number: PathId) -> HttpResponseBase:
    file = queries.rejects(queries.batch(request.viewer, import_id), number)
    return FileResponse(
        stored.path_of(file).open("rb"),
        as_attachment=True,
        filename=file["name"],
        content_type="text/csv; charset=utf-8",
    )


def _shown(request: Call, batch: ImportBatch) -> dict[str, Any]:
    files = [{name: file[name] for name in ("name", "kind", "rows", "columns")} for file in batch.files]
    numbered = enumerate(batch.rejects, start=1)
    return {
        "id": batch.pk,
        "status": batch.status,
        "files": files,
        "counts": batch.counts,
        "problems": batch.problems,
        "problem_count": batch.problem_count,
        "notes": batch.notes,
        "findings": batch.findings,
        "rejects": [{"number": n, "name": file["name"], "rows": file["rows"]} for n, file in numbered],
        "work": _work(request, batch),
        "created_at": batch.created_at,
        "applied_at": batch.applied_at,
    }


def _work(request: Call, batch: ImportBatch) -> dict[str, Any] | None:
    if batch.work_id is None or batch.status == ImportStatus.APPLIED:
        return None
    try:
        found: Work = work(request.viewer, batch.work_id)
    except NotThere:  # an admin looking at somebody else's
        return None
    return {"state": found.state, "done": found.done, "total": found.total, "message": found.message}
