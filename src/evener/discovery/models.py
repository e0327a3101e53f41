"""Playbooks of questions, and what is known of a deal."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evener.customers.models import Contact
from evener.deals.models import Deal, OfDealQuerySet, Product
from evener.discovery.rules.answers import SOURCE_NAMES
from evener.discovery.rules.questions import GROUP_NAMES, KIND_NAMES, AnswerKind


class Playbook(models.Model):
    """What engineering wants to know of one kind of deal. Everybody reads it; its questions stand in its versions."""

    name = models.CharField(_("name"), max_length=120)
    folded_name = models.CharField(max_length=120, unique=True, editable=False)
    deal_type = models.CharField(_("kind of deal"), max_length=120, blank=True, default="")
    product = models.ForeignKey(Product, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    purpose = models.TextField(_("purpose"), blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    def __str__(self) -> str:
        return self.name


class PlaybookVersion(models.Model):
    """A draft until it is published, and from then on as it is for ever."""

    playbook = models.ForeignKey(Playbook, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["playbook", "number"], name="discovery_version_number"),
            models.UniqueConstraint(fields=["playbook"], condition=Q(published_at=None), name="discovery_one_draft"),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="discovery_published_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.playbook_id}, version {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


class Question(models.Model):
    """One question of one version. `key` is the same through the versions: answers follow it."""

    of_version = models.ForeignKey(PlaybookVersion, models.CASCADE, related_name="questions", db_index=False)
    key = models.CharField(_("key"), max_length=60)
    position = models.PositiveIntegerField()
    group = models.CharField(_("group"), max_length=20, choices=list(GROUP_NAMES.items()))
    text = models.CharField(_("question"), max_length=500)
    why = models.CharField(_("why it is asked"), max_length=1000)
    wording = models.CharField(_("how to say it"), max_length=1000, blank=True, default="")
    kind = models.CharField(_("answer"), max_length=10, choices=list(KIND_NAMES.items()), default=AnswerKind.TEXT)
    unit = models.CharField(_("unit"), max_length=40, blank=True, default="")
    choices = models.JSONField(_("choices"), default=list, blank=True)
    weight = models.PositiveSmallIntegerField(_("opens"), default=2)
    # The chance to win, in percent, of the stage before which it must be answered.
    before = models.PositiveSmallIntegerField(_("to be answered before"))
    # Counts its changes while it is a draft.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of_version", "key"], name="discovery_key_once"),
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=3, before__gte=1, before__lte=100), name="discovery_in_range"
            ),
        ]
        indexes = [models.Index(fields=["of_version", "position", "id"], name="discovery_in_order")]

    def __str__(self) -> str:
        return self.text


class DiscoveryQuerySet(OfDealQuerySet["Discovery"]):
    pass


class Discovery(models.Model):
    """The version of a playbook a deal goes by."""

    deal = models.OneToOneField(Deal, models.CASCADE, related_name="discovery")
    of_version = models.ForeignKey(PlaybookVersion, models.PROTECT, related_name="discoveries")
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    objects = DiscoveryQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.deal_id} by {self.of_version_id}"


class AnswerQuerySet(OfDealQuerySet["Answer"]):
    pass


class Answer(models.Model):
    """What is known, since when and from whom. Never changed: a new one takes its place, and it stays in the history.

    `key` is the question's; answers belong to the deal and the playbook, so that they follow into the next version.
    """

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="answers", db_index=False)
    playbook = models.ForeignKey(Playbook, models.PROTECT, related_name="answers", db_index=False)
    key = models.CharField(max_length=60)
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers", db_index=False)
    value = models.TextField()
    source = models.CharField(max_length=10, choices=list(SOURCE_NAMES.items()))
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="answers", db_index=False)
    meeting = models.CharField(_("meeting"), max_length=200, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deal", "playbook", "key"], condition=Q(ended_at=None), name="discovery_one_answer"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="discovery_ended_by_someone",
            ),
        ]
        indexes = [
            models.Index(fields=["deal", "playbook", "key", "id"], name="discovery_of_deal"),
            models.Index(fields=["playbook", "key"], condition=Q(ended_at=None), name="discovery_standing"),
            models.Index(fields=["contact"], condition=Q(contact__isnull=False), name="discovery_of_contact"),
        ]

    def __str__(self) -> str:
        return self.value
