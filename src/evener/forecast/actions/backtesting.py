"""Backtests people ask for: of the organisation's own deals, or of a file that stays theirs alone.

Files are kept below the data folder while they are worked on and no longer; what stays is their digest and the result.
"""

from __future__ import annotations

import base64
import hashlib
import io
import secrets
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks.base import Task

from evener.forecast.loading.files import as_text
from evener.forecast.models import Backtest, Predictions
from evener.forecast.rules.backtests import UNDATED, faults, may_backtest, may_backtest_own
from evener.jobs.actions import cancel_work, start_work
from evener.jobs.rules import ENDED, Cancelled
from evener.lazily import lazily
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed, NotThere, Refused, Text

if TYPE_CHECKING:
    from evener.forecast.engine import deal_file
else:
    deal_file = lazily("evener.forecast.engine.deal_file")

FOLDER = "backtests"
# Of one person: how many may wait or run, and how many results are kept.
MOST_WAITING = 3
MOST_KEPT = 50
# What never was finished goes after this.
KEEP_UNREADY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Wanted:
    """`horizon` None: how deals end at last (of new ones). `allowed`: suspects of a file to be used all the same.

    `cohort` "all": each deal of a file without days is predicted from the others; no day and no horizon are asked.
    """

    as_of: date | None
    horizon: int | None
    cohort: str = "open"
    seed: int = 1
    allowed: Sequence[str] = ()


def start_backtest(
    *, by: Viewer, at: datetime, wanted: Wanted, task: Task[Any, Any], deals: Upload | None = None,
    history: Upload | None = None,
) -> Backtest:  # fmt: skip
    """Computed in the background. Without `deals` of the organisation's own, which leaders and admins may ask for."""
    _require(by, own=deals is None)
    wrong = _faults(wanted, today=by.today(at), own=deals is None)
    if deals is None and history is not None:
        wrong["file"] = _("A history goes with a file of deals. Choose that file too.")
    dated = wanted.cohort != UNDATED
    if history is not None and not dated:
        wrong["history"] = _("Deals without days have no history. Leave it out, or ask about a day.")
    for name, upload in (("file", deals), ("history", history)):
        if upload is not None and (fault := _unreadable(upload, dated=dated, history=name == "history")):
            wrong.setdefault(name, fault)
    if wrong:
        raise Invalid(wrong)
    kept = [_store(role, each) for role, each in (("deals", deals), ("history", history)) if each is not None]
    try:
        with transaction.atomic():
            return _start(by, at, wanted, task, kept)
    except BaseException:
        forget(kept)
        raise


def _require(by: Viewer, *, own: bool) -> None:
    if not may_backtest(by):
        raise NotAllowed(_("Your role lets you read, not change. Ask an admin if you need more."))
    if own and not may_backtest_own(by):
        raise NotAllowed(_("Leaders and admins hold the forecast against your own deals. A file of yours you may try."))


def _faults(wanted: Wanted, *, today: date, own: bool) -> dict[str, Text]:
    return faults(
        as_of=wanted.as_of, horizon=wanted.horizon, cohort=wanted.cohort, seed=wanted.seed, allowed=wanted.allowed,
        today=today, own=own,
    )  # fmt: skip


def _unreadable(upload: Upload, *, dated: bool, history: bool) -> Text:
    """What is wrong with a file as far as its header tells, so that nobody waits for it. '': nothing."""
    if not upload.data:
        return _("This file is empty. Choose another one.")
    if len(upload.data) > settings.MAX_UPLOAD_BYTES:
        return _("Files may have up to %(limit)d MB.") % {"limit": settings.MAX_UPLOAD_BYTES // 1024 // 1024}
    try:
        deal_file.check_head(as_text(io.BytesIO(upload.data)), dated=dated, history=history)
    except Refused as problem:
        return problem.message
    return ""


def _start(by: Viewer, at: datetime, wanted: Wanted, task: Task[Any, Any], kept: list[dict[str, Any]]) -> Backtest:
    as_of = wanted.as_of if wanted.cohort != UNDATED else by.today(at)
    assert as_of is not None  # noqa: S101 - _faults refused the others
    mine = Backtest.objects.filter(owner_id=by.id)
    if mine.filter(is_ready=False, work__isnull=False).exclude(work__state__in=list(ENDED)).count() >= MOST_WAITING:
        raise Refused(_("Several of yours are at work already. Wait for one of them, or stop it."))
    for old in mine.order_by("-id")[MOST_KEPT - 1 :]:
        forget(old.files)
        old.delete()
    made = Backtest.objects.create(
        owner_id=by.id, made_at=at, is_own=not kept, as_of=as_of,
        horizon=wanted.horizon if wanted.cohort != UNDATED else None, cohort=wanted.cohort, seed=wanted.seed,
        allowed=list(wanted.allowed), files=kept,
    )  # fmt: skip
    title = _("Backtest of %(name)s") % {"name": kept[0]["name"]} if kept else _("Backtest of our own deals")
    page = f"/forecast/backtest/{made.pk}/"
    made.work = start_work(by=by, at=at, kind="backtest", title=title, task=task, args=[made.pk], page=page)
    made.save(update_fields=["work"])
    return made


def finish_backtest(
    *, backtest_id: int, found: dict[str, Any], predictions: str, digest: str, engine: str
) -> None:  # fmt: skip
    """Keep what was found; the files are not needed any more."""
    with transaction.atomic():
        row = Backtest.objects.select_for_update().filter(id=backtest_id).first()
        if row is None:
            raise Cancelled  # it was removed meanwhile
        files = list(row.files)
        row.found, row.digest, row.engine, row.is_ready = found, digest, engine, True
        row.files = [each | {"stored": ""} for each in files]
        row.save(update_fields=["found", "digest", "engine", "is_ready", "files"])
        Predictions.objects.update_or_create(backtest=row, defaults={"packed": pack(predictions)})
    forget(files)


def give_up(*, backtest_id: int) -> None:
    """It failed or was stopped: its files go."""
    for row in Backtest.objects.filter(id=backtest_id, is_ready=False):
        forget(row.files)
        row.files = [each | {"stored": ""} for each in row.files]
        row.save(update_fields=["files"])


def remove_backtest(*, by: Viewer, at: datetime, backtest_id: int) -> None:
    """Whoever asked for it removes it; what is still computed stops."""
    with transaction.atomic():
        row = Backtest.objects.select_for_update().filter(id=backtest_id, owner_id=by.id).first()
        if row is None:
            raise NotThere(_("There is no such backtest, or somebody else made it."))
        if not may_backtest(by):
            raise NotAllowed(_("Your role lets you read, not change. Ask an admin if you need more."))
        if row.work is not None and not row.work.has_ended:
            cancel_work(by=by, at=at, work_id=row.work.pk)
        files = list(row.files)
        row.delete()
    forget(files)


def clear_away(*, before: datetime) -> None:
    """What was never finished goes, with its files."""
    for row in Backtest.objects.filter(is_ready=False, made_at__lt=before):
        forget(row.files)
        row.delete()


def pack(text: str) -> str:
    return base64.b64encode(zlib.compress(text.encode(), 6)).decode()


def _store(role: str, upload: Upload) -> dict[str, Any]:
    """Under a name nobody can guess; `name` is what it was called."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stored = f"{FOLDER}/{secrets.token_hex(16)}"
    path = Path(settings.MEDIA_ROOT) / stored
    path.write_bytes(upload.data)
    path.chmod(0o600)
    digest = hashlib.sha256(upload.data).hexdigest()
    return {"role": role, "name": upload.name, "stored": stored, "size": len(upload.data), "sha256": digest}


def forget(files: Sequence[dict[str, Any]]) -> None:
    for file in files:
        if file.get("stored"):
            (Path(settings.MEDIA_ROOT) / file["stored"]).unlink(missing_ok=True)
