"""Reading imports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from evener.connect.models import ImportBatch
from evener.deals.queries import stages
from evener.people.rules import Viewer
from evener.problems import NotThere


def batch(viewer: Viewer, id: int) -> ImportBatch:
    """One import the viewer made, or NotThere. Admins see everybody's."""
    found = ImportBatch.objects.visible_to(viewer).select_related("owner").filter(id=id).first()
    if found is None:
        raise NotThere(_("There is no such import, or somebody else made it."))
    return found


def batches(viewer: Viewer, *, limit: int = 20) -> list[ImportBatch]:
    """The latest imports, without their reports."""
    rows = ImportBatch.objects.visible_to(viewer).select_related("owner").order_by("-id")
    shown = ("files", "status", "counts", "created_at", "applied_at", "problem_count", "owner__name")
    return list(rows.only(*shown)[:limit])


def rejects(found: ImportBatch, number: int) -> Mapping[str, Any]:
    """The `number`-th file of rows left out (from 1)."""
    if not 1 <= number <= len(found.rejects):
        raise NotThere(_("There is no such file."))
    kept: Mapping[str, Any] = found.rejects[number - 1]
    return kept


def stage_names() -> list[str]:
    return [stage.name for stage in stages()]
