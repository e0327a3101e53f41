"""Calendars people bring in, what of them was seen, files being looked at, and the addresses of their own feeds."""

from __future__ import annotations

import base64

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from evener.calendars.rules import KEY_LENGTH, NAME, URL, shown
from evener.meetings.models import Meeting
from evener.people.rules import Viewer


def proof(key: str) -> str:
    """The half of a feed's token that is not stored: 192 bits made from the key with the installation's secret.

    So its address can be shown to its owner again, and whoever reads the database alone can read no calendar.
    """
    made = salted_hmac("evener.calendars", key, algorithm="sha256").digest()[:24]
    return base64.urlsafe_b64encode(made).decode()


class SourceQuerySet(models.QuerySet["Source"]):
    def visible_to(self, viewer: Viewer) -> SourceQuerySet:
        """Nobody but its owner, whoever asks: a calendar is private."""
        return self.filter(owner_id=viewer.id)


class Source(models.Model):
    """A calendar's address that is fetched for its owner. `url` is a secret: shown once, when it is typed."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(_("name"), max_length=NAME)
    url = models.CharField(_("address"), max_length=URL)
    url_digest = models.CharField(max_length=64, editable=False)
    etag = models.CharField(max_length=200, blank=True, default="")
    last_modified = models.CharField(max_length=80, blank=True, default="")

    added_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    """When it is fetched next; None: paused."""
    tried_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True, default="")
    # What the last reading found: counts by fate, and the sentences about what could not be taken.
    counts = models.JSONField(default=dict)
    faults = models.JSONField(default=list)

    objects = SourceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "url_digest"], name="calendars_source_once")]
        indexes = [models.Index(fields=["due_at", "id"], condition=Q(due_at__isnull=False), name="calendars_due")]

    def __str__(self) -> str:
        return self.name

    @property
    def shown(self) -> str:
        return shown(self.url)

    @property
    def is_paused(self) -> bool:
        return self.due_at is None


class SeenQuerySet(models.QuerySet["Seen"]):
    def visible_to(self, viewer: Viewer) -> SeenQuerySet:
        """Nobody but whose calendar it is."""
        return self.filter(owner_id=viewer.id)


class Seen(models.Model):
    """An event of somebody's calendar as it was last taken in. `meeting` None: its owner left it out for good.

    `key` is the event's uid and occurrence. `title` and `place` are the calendar's, so that what somebody wrote over
    them here is told from them. Nothing is kept of events that never came in.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=240)
    source = models.ForeignKey(Source, models.SET_NULL, null=True, related_name="+")
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, related_name="+")
    sequence = models.PositiveIntegerField(default=0)
    fingerprint = models.CharField(max_length=32)
    changed_at = models.DateTimeField(null=True)
    title = models.CharField(max_length=300, blank=True, default="")
    place = models.CharField(max_length=300, blank=True, default="")
    cancelled = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    objects = SeenQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="calendars_seen_once")]

    def __str__(self) -> str:
        return self.title


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, viewer: Viewer) -> BatchQuerySet:
        """Nobody but who uploaded it."""
        return self.filter(owner_id=viewer.id)


class Batch(models.Model):
    """A file's events, read and not yet taken in: its owner looks at them first. Forgotten after a week."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    events = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    found = models.PositiveIntegerField(default=0)
    """How many events there were; `events` holds the first ones."""
    made_at = models.DateTimeField(db_index=True)

    objects = BatchQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Feed(models.Model):
    """The secret address under which a person's meetings are fetched by their own calendar."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=KEY_LENGTH, unique=True, editable=False)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    """The last time somebody fetched it, to the hour."""

    def __str__(self) -> str:
        return str(self.owner_id)

    @property
    def token(self) -> str:
        return self.key + proof(self.key)
