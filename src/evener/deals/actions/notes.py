"""Notes and files on a deal."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from evener.deals.actions.held import hold, hold_to_change, require, thing, touch
from evener.deals.models import DealFile, Note
from evener.deals.rules import may_work_on
from evener.journal.actions import record
from evener.journal.rules import Thing
from evener.people.rules import Viewer
from evener.problems import Invalid, NotThere


def add_note(*, by: Viewer, at: datetime, deal_id: int, text: str) -> Note:
    """A note; also on a closed deal, as what is learned later belongs there too."""
    body = text.strip()
    if not body:
        raise Invalid({"text": _("Write something first.")})
    if len(body) > 20_000 or "\x00" in body:
        raise Invalid({"text": _("Keep it under %(limit)d characters.") % {"limit": 20_000}})
    with transaction.atomic():
        deal, stands = hold(by, deal_id)
        require(may_work_on(by, stands))
        note = Note.objects.create(deal=deal, author_id=by.id, text=body, created_at=at)
        touch(deal, at=at)
        record(by=by, at=at, what="note.added", subject=Thing("note", note.pk, beginning(body)), thread=thing(deal))
    return note


def beginning(text: str) -> str:
    """The first words of a note, on one line: what the journal calls it."""
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79].rstrip()}…"


def add_file(*, by: Viewer, at: datetime, deal_id: int, upload: File[bytes]) -> DealFile:
    """Keep an uploaded file with the deal. Written to disk before the transaction, removed if that fails."""
    name = PurePath(str(upload.name or "").replace("\\", "/")).name[:200].strip()
    size = upload.size or 0
    if not name or size == 0:
        raise Invalid({"file": _("This file is empty. Choose another one.")})
    if size > settings.MAX_UPLOAD_BYTES:
        limit = settings.MAX_UPLOAD_BYTES // 1024 // 1024
        raise Invalid({"file": _("Files may have up to %(limit)d MB.") % {"limit": limit}})
    with transaction.atomic():
        require(may_work_on(by, hold(by, deal_id)[1]))
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    kept = DealFile(deal_id=deal_id, name=name, size=size, sha256=digest.hexdigest(), author_id=by.id, created_at=at)
    kept.stored.save(secrets.token_hex(16), upload, save=False)
    try:
        with transaction.atomic():
            deal = hold_to_change(by, deal_id)
            kept.save(force_insert=True)
            touch(deal, at=at)
            record(by=by, at=at, what="file.added", subject=Thing("file", kept.pk, name), thread=thing(deal))
    except BaseException:
        kept.stored.delete(save=False)
        raise
    return kept


def remove_file(*, by: Viewer, at: datetime, file_id: int) -> None:
    """Take a file off the deal; that it was there stays in the journal, with its SHA-256."""
    with transaction.atomic():
        kept = DealFile.objects.visible_to(by).filter(id=file_id).first()
        if kept is None:
            raise NotThere(_("There is no such file, or you are not on its deal."))
        deal = hold_to_change(by, kept.deal_id)
        subject = Thing("file", kept.pk, kept.name)
        stored = kept.stored
        kept.delete()
        touch(deal, at=at)
        record(
            by=by,
            at=at,
            what="file.removed",
            subject=subject,
            thread=thing(deal),
            changes=[("sha256", kept.sha256, None)],
        )
        transaction.on_commit(lambda: stored.delete(save=False))
