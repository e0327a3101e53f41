"""Long work a person started and can watch, and the runners that do it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evener.jobs.rules import ENDED, STATE_NAMES, State
from evener.people.rules import Viewer


class WorkQuerySet(models.QuerySet["Work"]):
    def visible_to(self, viewer: Viewer) -> WorkQuerySet:
        """Only whoever started it."""
        return self.filter(owner_id=viewer.id)


class Work(models.Model):
    """An import, an export: how far it is, and what came of it.

    `page` is the address (a path) of the page the work is about, `file` the path of its result below the data folder.
    `task_id` is its entry in the queue.
    """

    kind = models.CharField(max_length=16)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    title = models.CharField(_("what"), max_length=200)
    page = models.CharField(max_length=200, default="")
    state = models.CharField(max_length=10, choices=list(STATE_NAMES.items()), default=State.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    message = models.CharField(max_length=500, default="")
    cancel_requested = models.BooleanField(default=False)
    file = models.CharField(max_length=200, default="")
    file_name = models.CharField(max_length=120, default="")
    file_size = models.PositiveBigIntegerField(default=0)
    task_id = models.CharField(max_length=36, default="", db_index=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = WorkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(ENDED), ended_at__isnull=False)
                | (~Q(state__in=sorted(ENDED)) & Q(ended_at=None)),
                name="jobs_work_ended_has_time",
            )
        ]
        indexes = [models.Index(fields=["owner", "-id"], name="jobs_work_of")]

    def __str__(self) -> str:
        return self.title

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED


class Runner(models.Model):
    """A process that runs jobs. It writes `beat_at` every few seconds; see `rules.is_gone`."""

    name = models.CharField(max_length=32, unique=True)
    host = models.CharField(max_length=120)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"
