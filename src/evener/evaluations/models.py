"""Proofs of concept and pilots: what is measured, what came out, what was asked meanwhile."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evener.customers.models import Contact
from evener.deals.models import Deal
from evener.evaluations.rules import RESULT_NAMES, STATUS_NAMES, Course, Result
from evener.people.models import Team
from evener.people.rules import Viewer
from evener.promises.models import promise_sight


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def visible_to(self, viewer: Viewer) -> EvaluationQuerySet:
        """Whoever sees the deal. An evaluation carries the same columns of its deal as a promise does."""
        sight = promise_sight(viewer)
        return self if sight is None else self.filter(sight)


class Evaluation(models.Model):
    """One proof of concept on a deal. `owner` is the engineer who runs it, `decider` who decides at the customer."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="evaluations", db_index=False)
    # The deal's team and confidentiality, copied by `evaluations.follow` so that sight needs no join.
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", db_index=False, editable=False)
    confidential = models.BooleanField(default=False, editable=False)
    name = models.CharField(_("name"), max_length=200)
    decision = models.TextField(_("decision"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decider = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    environment = models.TextField(_("environment"), blank=True, default="")
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"))
    long_reason = models.TextField(blank=True, default="")
    long_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    # Person hours, and the chance in percent that they are needed at all.
    hours_low = models.PositiveIntegerField(null=True, blank=True)
    hours_likely = models.PositiveIntegerField(null=True, blank=True)
    hours_high = models.PositiveIntegerField(null=True, blank=True)
    weight = models.PositiveSmallIntegerField(default=100)

    status = models.CharField(max_length=10, choices=list(STATUS_NAMES.items()), default=Course.DRAFT)
    # Not ended, on an open deal: what lists and Today look through. Kept by the actions and `follow`.
    waiting = models.BooleanField(default=True)
    agreed_on = models.DateField(null=True)
    started_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    # What spoke against the start, a line each, and why it started nevertheless.
    start_warnings = models.TextField(blank=True, default="")
    start_reason = models.TextField(blank=True, default="")
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    ended_note = models.TextField(blank=True, default="")

    win_on = models.DateField(_("technical win"), null=True)
    win_by = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+", db_index=False)
    win_how = models.CharField(max_length=300, blank=True, default="")

    # The last result, question, answer or note.
    touched_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="evaluations_end_after_start"),
            models.CheckConstraint(
                condition=Q(started_at=None, started_by=None) | Q(started_at__isnull=False, started_by__isnull=False),
                name="evaluations_started_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_by=None) | Q(ended_on__isnull=False, ended_by__isnull=False),
                name="evaluations_ended_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(win_on=None, win_how="") | (Q(win_on__isnull=False) & ~Q(win_how="")),
                name="evaluations_win_has_its_how",
            ),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="evaluations_weight_in_percent"),
        ]
        indexes = [
            models.Index(fields=["deal", "id"], name="evaluations_by_deal"),
            # Every order of the list, over all and over those that wait; and its filters, in the same order.
            models.Index(fields=["ends_on", "id"], name="evaluations_by_end"),
            models.Index(fields=["ends_on", "id"], condition=Q(waiting=True), name="evaluations_open_by_end"),
            models.Index(fields=["id"], condition=Q(waiting=True), name="evaluations_open"),
            models.Index(fields=["status", "id"], name="evaluations_by_status"),
            models.Index(fields=["status", "ends_on", "id"], name="evaluations_by_status_end"),
            models.Index(fields=["owner", "ends_on", "id"], name="evaluations_by_owner_end"),
            models.Index(fields=["owner", "ends_on", "id"], condition=Q(waiting=True), name="evaluations_of_owner"),
            models.Index(fields=["touched_at", "id"], condition=Q(status="running"), name="evaluations_by_touched"),
        ]

    def __str__(self) -> str:
        return self.name


class Criterion(models.Model):
    """What is measured and how. Its result comes with its evidence, or not at all."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="criteria")
    text = models.CharField(_("what must be true"), max_length=300)
    measure = models.CharField(_("how it is measured"), max_length=500)
    must = models.BooleanField(_("a must"), default=True)
    agreed_with = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    agreed_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=16, choices=list(RESULT_NAMES.items()), blank=True, default="")
    evidence = models.TextField(blank=True, default="")
    result_at = models.DateTimeField(null=True)
    result_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(result="", evidence="", result_at=None, result_by=None)
                | (Q(result__in=list(Result), result_at__isnull=False, result_by__isnull=False) & ~Q(evidence="")),
                name="evaluations_result_has_evidence",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Question(models.Model):
    """Something asked while it runs, to be answered within a day."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="questions")
    text = models.TextField(_("the question"))
    raised_by = models.CharField(_("who asked"), max_length=120)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="evaluations_answer_by_someone",
            ),
        ]
        indexes = [
            models.Index(fields=["evaluation", "due_at"], condition=Q(answered_at=None), name="evaluations_unanswered"),
        ]

    def __str__(self) -> str:
        return self.text[:80]
