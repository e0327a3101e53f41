"""A deal's plan: five answers, what the customer values, and what was said about it through links."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evener.customers.models import Contact
from evener.deals.models import Deal, DealFile, NextStep, OfDealQuerySet
from evener.discovery.models import Answer
from evener.pursuit.rules import DEED_NAMES, KIND_NAMES, LONGEST_NAME, QUESTIONS
from evener.sharing.models import Link

QUESTION_CHOICES = [(each.question.value, each.text) for each in QUESTIONS]


class PlanAnswerQuerySet(OfDealQuerySet["PlanAnswer"]):
    pass


class PlanAnswer(models.Model):
    """What we know of one of the five questions; no text: it was taken back. `version` counts its changes."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="plan_answers", db_index=False)
    question = models.CharField(max_length=10, choices=QUESTION_CHOICES)
    text = models.TextField(_("answer"), blank=True, default="")
    shared = models.BooleanField(_("customer sees this"), default=False)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    objects = PlanAnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "question"], name="pursuit_answer_once")]

    def __str__(self) -> str:
        return self.text[:80]


class Citation(models.Model):
    """An answer of the plan rests on something discovery knows."""

    plan_answer = models.ForeignKey(PlanAnswer, models.CASCADE, related_name="citations", db_index=False)
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan_answer", "answer"], name="pursuit_cited_once")]

    def __str__(self) -> str:
        return f"{self.plan_answer_id} on {self.answer_id}"


class MetricQuerySet(OfDealQuerySet["Metric"]):
    pass


class Metric(models.Model):
    """A number the customer wants to move. Values are minor units where `unit` begins with a currency code, else
    thousandths (`rules.places`).
    """

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="metrics")
    kind = models.CharField(_("kind of value"), max_length=4, choices=list(KIND_NAMES.items()))
    name = models.CharField(_("what is measured"), max_length=200)
    unit = models.CharField(_("unit"), max_length=40)
    baseline_minor = models.BigIntegerField(_("today"), null=True, blank=True)
    target_minor = models.BigIntegerField(_("target"))
    by_when = models.DateField(_("by when"), null=True, blank=True)
    how = models.TextField(_("how the customer works it out"), blank=True, default="")
    said_by = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    shared = models.BooleanField(_("customer sees this"), default=False)
    # When it is to be read next (`rules.next_reading`), kept by the actions and `follow`.
    read_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    objects = MetricQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["read_on", "id"], condition=Q(read_on__isnull=False), name="pursuit_to_read"),
            models.Index(fields=["said_by"], condition=Q(said_by__isnull=False), name="pursuit_said_by"),
        ]

    def __str__(self) -> str:
        return self.name


class Reading(models.Model):
    """What a metric came to on a day."""

    metric = models.ForeignKey(Metric, models.CASCADE, related_name="readings", db_index=False)
    value_minor = models.BigIntegerField(_("value"))
    on = models.DateField(_("on"))
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["metric", "on", "id"], name="pursuit_by_metric")]

    def __str__(self) -> str:
        return f"{self.value_minor} on {self.on}"


class PlanCommentQuerySet(OfDealQuerySet["PlanComment"]):
    pass


class PlanComment(models.Model):
    """Words on a plan, or on one of its steps, that whoever opens it reads. Written through a link by `name`, or by one
    of us; never changed, but ours may take it off.
    """

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="plan_comments", db_index=False)
    step = models.ForeignKey(NextStep, models.CASCADE, null=True, related_name="comments")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    text = models.TextField(_("comment"))
    link = models.ForeignKey(Link, models.CASCADE, null=True, related_name="+", db_index=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    objects = PlanCommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(link=None, author__isnull=False) | Q(link__isnull=False, author=None),
                name="pursuit_comment_by_someone",
            )
        ]
        indexes = [
            models.Index(fields=["deal", "id"], name="pursuit_comments_of_deal"),
            # How many came through a link of late.
            models.Index(fields=["link", "at"], condition=Q(link__isnull=False), name="pursuit_comments_of_link"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class HeardQuerySet(OfDealQuerySet["Heard"]):
    pass


class Heard(models.Model):
    """What a reader did through a link, until one of us says they have seen it."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="heard", db_index=False)
    link = models.ForeignKey(Link, models.CASCADE, related_name="+", db_index=False)
    deed = models.CharField(max_length=10, choices=list(DEED_NAMES.items()))
    step = models.ForeignKey(NextStep, models.CASCADE, null=True, related_name="+")
    comment = models.ForeignKey(PlanComment, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    objects = HeardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by=None) | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="pursuit_seen_by_someone",
            )
        ]
        indexes = [models.Index(fields=["deal", "id"], condition=Q(seen_at=None), name="pursuit_unseen")]

    def __str__(self) -> str:
        return f"{self.deed} {self.at}"


class SharedFile(models.Model):
    """A file of the deal that stands on the plan the customer sees."""

    file = models.OneToOneField(DealFile, models.CASCADE, related_name="shared_on_plan")
    shared_at = models.DateTimeField()
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    def __str__(self) -> str:
        return f"{self.file_id}"
