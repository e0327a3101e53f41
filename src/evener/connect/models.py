"""Imports: what was brought in, by whom, and what came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evener.people.rules import Viewer


class ImportStatus(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    CHECKED = "checked", _("Checked")
    RUNNING = "running", _("Running")
    APPLIED = "applied", _("Imported")
    FAILED = "failed", _("Failed")


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, viewer: Viewer) -> ImportBatchQuerySet:
        """One's own; admins see everybody's."""
        return self if viewer.is_admin else self.filter(owner_id=viewer.id)


class ImportBatch(models.Model):
    """One import. `status` `applied` is written in the transaction of the rows themselves, so the two never differ.

    `files`: a list of `{name, stored, sha256, size, rows, kind, columns}`; `stored` is a random name below the data
    folder ('' once it is cleared away), `columns` maps fields to headers. `choices`: currency, day_first, stages.
    `counts`, `problems` (the first thousand) and `notes` are the report; `rejects` the stored files of rows left out.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=ImportStatus.choices, default=ImportStatus.UPLOADED)
    files = models.JSONField(default=list)
    choices = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    problem_count = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list)
    rejects = models.JSONField(default=list)
    failure = models.CharField(max_length=500, blank=True, default="")
    work_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "-id"], name="connect_batch_of")]

    def __str__(self) -> str:
        return ", ".join(file["name"] for file in self.files)
