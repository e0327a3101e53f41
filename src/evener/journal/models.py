"""The append-only record. Database triggers (migration 0002) refuse UPDATE, DELETE and TRUNCATE."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.deconstruct import deconstructible


@deconstructible(path="evener.journal.models.Tells")
class Tells(models.Func):
    """Whether an entry tells of a change of this field (a name in code, never what somebody wrote); on SQLite, whether
    it has the name in quotes anywhere.

    The name stands in the statement itself: SQLite reads an index that has this as its condition only so.
    """

    output_field = models.BooleanField()
    conditional = True

    def __init__(self, field: str) -> None:
        if not field.isidentifier():
            raise ValueError(f"{field!r} is no name of a field")
        super().__init__(models.F("changes"))
        self.name = field

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:  # type: ignore[override]
        changes, params = compiler.compile(self.source_expressions[0])
        if connection.vendor == "sqlite":
            return f"""instr({changes}, '"{self.name}"') > 0""", params
        return f"""{changes} @> '[["{self.name}"]]'""", params


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
        indexes = [
            models.Index(fields=["thread_kind", "thread_id", "-id"], name="journal_thread"),
            # The way of things through stages, without looking at everything else that was written about them.
            models.Index(
                fields=["thread_kind", "thread_id", "id"], condition=Q(Tells("stage_id")), name="journal_stages"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.subject_name}"
