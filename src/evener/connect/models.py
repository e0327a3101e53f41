"""Imports: what was brought in, by whom, and what came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evener.people.rules import Viewer


class ImportStatus(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    CHECKED = "checked", _("Checked")
    APPLIED = "applied", _("Imported")


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, viewer: Viewer) -> ImportBatchQuerySet:
        """One's own; admins see everybody's."""
        return self if viewer.is_admin else self.filter(owner_id=viewer.id)


class ImportBatch(models.Model):
    """One import. `status` `applied` is written in the transaction of the rows themselves, so the two never differ.

    `files`: a list of `{name, stored, sha256, size, rows, kind, columns, headers, samples}`; `stored` is a random name
    below the data folder ('' when the file is not kept), `columns` maps fields to headers, `samples` holds a few values
    of each column. `choices`: currency, day_first, stages. `counts`, `problems` (the first thousand) and `notes` are
    the report of the check or, once applied, of the import; `findings` the dirt and suspects of its deals; `rejects`
    the stored files of rows left out; `preview` a few deals as they would be made, and the stages of the file.
    `work_id`: the long work that does it, if any.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=ImportStatus.choices, default=ImportStatus.UPLOADED)
    files = models.JSONField(default=list)
    choices = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    problem_count = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    rejects = models.JSONField(default=list)
    preview = models.JSONField(default=dict)
    work_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "-id"], name="connect_batch_of")]

    def __str__(self) -> str:
        return ", ".join(file["name"] for file in self.files)
