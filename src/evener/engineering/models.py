"""Calls on engineering time, the doors engineering closed, the time that was logged, and proposed assignments."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evener.capacity.models import Skill
from evener.capacity.rules import LEVEL_NAMES, Level
from evener.deals.models import Deal, OfDealQuerySet
from evener.engineering.rules import STATE_NAMES, RequestState
from evener.evaluations.models import Evaluation


class RequestKind(models.Model):
    """What engineering is asked for, with what it usually takes."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    folded_name = models.CharField(max_length=80, unique=True, editable=False)
    low_minutes = models.PositiveIntegerField(_("hours, low"))
    likely_minutes = models.PositiveIntegerField(_("hours, likely"))
    high_minutes = models.PositiveIntegerField(_("hours, high"))
    # How much it is taken to move the chance to win, in percent points: what the queue is ordered by.
    lift = models.PositiveSmallIntegerField(_("lifts the chance to win by"), default=10)
    is_evaluation = models.BooleanField(_("starts an evaluation"), default=False)
    is_offered = models.BooleanField(_("can be asked for"), default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    low_minutes__gt=0, likely_minutes__gte=F("low_minutes"), high_minutes__gte=F("likely_minutes")
                ),
                name="engineering_kind_has_hours",
            ),
            models.CheckConstraint(condition=Q(lift__lte=100), name="engineering_lift_in_percent"),
        ]

    def __str__(self) -> str:
        return self.name


class RequestQuerySet(OfDealQuerySet["Request"]):
    pass


class Request(models.Model):
    """A call on engineering time for a deal."""

    deal = models.ForeignKey(Deal, models.CASCADE, db_index=False, related_name="requests")
    kind = models.ForeignKey(RequestKind, models.PROTECT, related_name="+")
    decides = models.CharField(_("what the customer decides because of it"), max_length=500)
    wants = models.TextField(_("what is wanted"), blank=True, default="")
    needed_by = models.DateField(_("needed by"))
    low_minutes = models.PositiveIntegerField()
    likely_minutes = models.PositiveIntegerField()
    high_minutes = models.PositiveIntegerField()
    skills = models.ManyToManyField(Skill, through="RequestSkill", related_name="+")

    state = models.CharField(max_length=10, choices=list(STATE_NAMES.items()), default=RequestState.ASKED)
    # Open, on an open deal: what the queue and Today look through; kept by the actions and by deals that close.
    waiting = models.BooleanField(default=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    # The first answer, whatever it was: what turnaround is counted by.
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    answer = models.TextField(blank=True, default="")
    offer = models.CharField(_("the smaller thing"), max_length=1000, blank=True, default="")
    offer_minutes = models.PositiveIntegerField(null=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    partner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True)
    # What it began, where it asked for an evaluation.
    evaluation = models.ForeignKey(Evaluation, models.SET_NULL, null=True, related_name="+", db_index=False)

    # A place in the queue given by hand.
    placed = models.PositiveIntegerField(null=True)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    placed_why = models.TextField(blank=True, default="")

    version = models.PositiveIntegerField(default=1)

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    low_minutes__gt=0, likely_minutes__gte=F("low_minutes"), high_minutes__gte=F("likely_minutes")
                ),
                name="engineering_request_has_hours",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="engineering_answered_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(placed=None, placed_by=None, placed_why="")
                | (Q(placed__isnull=False, placed_by__isnull=False) & ~Q(placed_why="")),
                name="engineering_placed_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(person__isnull=False), name="engineering_accepted_by_someone"
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(answer=""), name="engineering_no_has_a_reason"),
        ]
        indexes = [
            models.Index(fields=["deal", "id"], name="engineering_by_deal"),
            models.Index(fields=["state", "needed_by", "id"], condition=Q(waiting=True), name="engineering_queue"),
            models.Index(fields=["person", "state", "needed_by", "id"], name="engineering_by_person"),
            models.Index(fields=["asked_by", "state", "id"], name="engineering_by_asker"),
            models.Index(fields=["asked_at", "id"], name="engineering_by_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.decides}"[:120]


class RequestSkill(models.Model):
    """What somebody must know to do it."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="needs", db_index=False)
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(
        choices=[(each.value, LEVEL_NAMES[each]) for each in Level], default=Level.ALONE.value
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "skill"], name="engineering_skill_once")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.skill_id}"


class NoFit(models.Model):
    """Engineering says that this deal and what we have do not fit: no further requests until a leader opens the door
    again, in writing.
    """

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="no_fits", db_index=False)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    reason = models.TextField()
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    why_opened = models.TextField(blank=True, default="")

    objects = OfDealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_at=None, opened_by=None, why_opened="")
                | (Q(opened_at__isnull=False, opened_by__isnull=False) & ~Q(why_opened="")),
                name="engineering_opened_in_writing",
            ),
            models.UniqueConstraint(fields=["deal"], condition=Q(opened_at=None), name="engineering_one_closed_door"),
        ]
        indexes = [models.Index(fields=["deal", "id"], name="engineering_no_fits_of")]

    def __str__(self) -> str:
        return f"{self.deal_id}"


class LoggedTime(models.Model):
    """Time somebody chose to write down on a request. Nobody has to."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="logged", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    minutes = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["request", "id"], name="engineering_time_of")]

    def __str__(self) -> str:
        return f"{self.minutes}"


class Proposal(models.Model):
    """A proposed assignment of the open requests, as it was computed."""

    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    work = models.OneToOneField("jobs.Work", models.SET_NULL, null=True, related_name="+")
    # See engineering.proposing: the lines, what could not be placed, and how good it is.
    lines = models.JSONField(default=list)
    unplaced = models.JSONField(default=list)
    measures = models.JSONField(default=dict)
    is_ready = models.BooleanField(default=False)
    # Whether it starts from the one before and keeps to it where it can.
    from_earlier = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"


class Plan(models.Model):
    """A coverage plan: what was asked, and what the simulation found (engineering.planning)."""

    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    work = models.OneToOneField("jobs.Work", models.SET_NULL, null=True, related_name="+")
    asked = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    is_ready = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"
