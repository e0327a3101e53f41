"""Reading long work. Only whoever started it sees it."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from evener.jobs import live
from evener.jobs.models import Work
from evener.jobs.rules import State, percent
from evener.people.rules import Viewer
from evener.problems import NotThere


def work(viewer: Viewer, id: int) -> Work:
    """One's own work with its latest progress, or NotThere."""
    found = Work.objects.visible_to(viewer).filter(id=id).first()
    if found is None:
        raise NotThere(_("There is no such work, or somebody else started it."))
    return _freshest(found)


def works(viewer: Viewer, *, kind: str, limit: int = 10) -> list[Work]:
    """One's own latest work of a kind, newest first."""
    rows = Work.objects.visible_to(viewer).filter(kind=kind).order_by("-id")[:limit]
    return [_freshest(row) for row in rows]


def _freshest(found: Work) -> Work:
    known = live.progress.get(found.pk)
    if known is not None and found.state == State.RUNNING:
        found.done, found.total, found.message = known.done, known.total, known.message
    return found


def share(found: Work) -> int | None:
    """How much is done, in percent; None while nobody knows."""
    return 100 if found.state == State.DONE else percent(found.done, found.total)


def result_file(viewer: Viewer, id: int) -> tuple[Path, str]:
    """The file that came of the work, and its name."""
    found = work(viewer, id)
    path = settings.DATA_DIR / found.file
    if not found.file or not path.is_file():
        raise NotThere(_("This file is not kept any more. Start again to make a new one."))
    return path, found.file_name
