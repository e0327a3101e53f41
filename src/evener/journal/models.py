"""The append-only record. Database triggers (migration 0002) refuse UPDATE, DELETE and TRUNCATE."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One change: who, what, when, why, from what to what.

    `thread` is the thing whose page shows the entry (`deal`, 12); `subject` the thing that changed (`promise`, 7).
    `changes` is a list of `[field, from, to]`, each a plain JSON value as a person would read it.
    `version` is the thread's version after the change, where it has one.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    via = models.CharField(max_length=8)
    what = models.CharField(max_length=40)
    thread_kind = models.CharField(max_length=16)
    thread_id = models.BigIntegerField()
    subject_kind = models.CharField(max_length=16)
    subject_id = models.BigIntegerField()
    subject_name = models.CharField(max_length=300)
    changes = models.JSONField(default=list)
    reason = models.TextField(default="")
    version = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["thread_kind", "thread_id", "-id"], name="journal_thread")]

    def __str__(self) -> str:
        return f"{self.what} {self.subject_name}"
