"""Meetings, who comes in which part, and what they taught."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from evener.customers.models import Contact
from evener.deals.models import Deal, NextStep, OfDealQuerySet
from evener.discovery.models import Answer
from evener.meetings.rules.debrief import CREDIT_NAMES
from evener.meetings.rules.plan import KIND_NAMES, PART_NAMES, MeetingKind, MeetingPart
from evener.people.models import Team
from evener.people.rules import Role, Viewer
from evener.promises.models import Promise, promise_sight


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, viewer: Viewer) -> MeetingQuerySet:
        """Whoever sees the deal. One that belongs to no deal yet: its attendees and admins.

        A meeting carries the same columns of its deal as a promise does; without one it is confidential and of no team.
        """
        sight = promise_sight(viewer)
        if sight is None:
            return self
        mine = Attendee.objects.filter(meeting_id=OuterRef("id"), user_id=viewer.id)
        return self.filter(sight | (Q(deal=None) & Q(Exists(mine))))


class Meeting(models.Model):
    """One meeting with the customer. `source`, `source_uid` and `sequence` are those of the calendar it came from."""

    deal = models.ForeignKey(Deal, models.CASCADE, null=True, blank=True, related_name="meetings", db_index=False)
    # The deal's team and confidentiality, copied by `meetings.follow` so that sight needs no join.
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", db_index=False, editable=False)
    confidential = models.BooleanField(default=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=13, choices=list(KIND_NAMES.items()), default=MeetingKind.OTHER)
    purpose = models.TextField(_("purpose"), blank=True, default="")
    decision_wanted = models.TextField(_("decision wanted"), blank=True, default="")
    agenda = models.TextField(_("agenda"), blank=True, default="")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place or link"), max_length=500, blank=True, default="")
    organiser = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    # Why a closing call goes without the deal's engineer.
    no_engineer_reason = models.TextField(blank=True, default="")

    # Somebody in it said that it is about no deal: nobody is asked to file it any more.
    no_deal = models.BooleanField(default=False)

    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    cancel_reason = models.TextField(blank=True, default="")
    # The first debrief.
    debriefed_at = models.DateTimeField(null=True)

    source = models.CharField(max_length=40, blank=True, default="")
    source_uid = models.CharField(max_length=500, null=True)
    sequence = models.PositiveIntegerField(default=0)

    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meetings_end_after_start"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="meetings_cancelled_by_someone",
            ),
            models.CheckConstraint(condition=Q(deal__isnull=False) | Q(confidential=True), name="meetings_unfiled"),
            models.UniqueConstraint(fields=["source", "source_uid"], name="meetings_source_once"),
        ]
        indexes = [
            # Every order of the list, and its filters in the same order.
            models.Index(fields=["starts_at", "id"], name="meetings_by_start"),
            models.Index(fields=["kind", "starts_at", "id"], name="meetings_by_kind"),
            models.Index(fields=["deal", "starts_at", "id"], name="meetings_by_deal"),
            models.Index(fields=["organiser", "starts_at", "id"], name="meetings_by_organiser"),
            models.Index(
                fields=["starts_at", "id"],
                condition=Q(debriefed_at=None, cancelled_at=None),
                name="meetings_undebriefed",
            ),
            models.Index(fields=["starts_at", "id"], condition=Q(deal=None), name="meetings_of_no_deal"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None


class Attendee(models.Model):
    """Somebody who comes: one of ours, a contact, or a guest known by address or name alone."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendees", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="+", db_index=False)
    email = models.CharField(max_length=254, blank=True, default="")
    name = models.CharField(max_length=120, blank=True, default="")
    part = models.CharField(max_length=12, choices=list(PART_NAMES.items()), blank=True, default=MeetingPart.NONE)
    # Was invited, and was not there.
    absent = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, contact=None, email="", name="")
                | Q(user=None, contact__isnull=False, email="", name="", part="")
                | (Q(user=None, contact=None, part="") & ~Q(email="", name="")),
                name="meetings_attendee_is_one_of_three",
            ),
            models.UniqueConstraint(fields=["meeting", "user"], name="meetings_user_once"),
            models.UniqueConstraint(fields=["meeting", "contact"], name="meetings_contact_once"),
        ]
        indexes = [
            models.Index(fields=["user", "meeting"], name="meetings_of_user"),
            models.Index(fields=["contact", "meeting"], name="meetings_of_contact"),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def ours(self) -> bool:
        return self.user_id is not None

    @property
    def shown(self) -> str:
        """The name; loads `user` or `contact`."""
        return str(self.user or self.contact or self.name or self.email)


class OfMeetingQuerySet(models.QuerySet["Debrief"]):
    def visible_to(self, viewer: Viewer) -> OfMeetingQuerySet:
        """Whoever sees the meeting."""
        return self.filter(meeting__in=Meeting.objects.visible_to(viewer))


class Debrief(models.Model):
    """What one person wrote after a meeting, saved once for its `key`. What landed elsewhere stands in `landed`."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="debriefs", db_index=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=64)
    note = models.TextField(blank=True, default="")
    written_at = models.DateTimeField()

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "author", "key"], name="meetings_debrief_once")]

    def __str__(self) -> str:
        return f"{self.author_id} on {self.meeting_id}"


class Landed(models.Model):
    """What a debrief wrote down elsewhere: an answer, a promise, or a next step."""

    debrief = models.ForeignKey(Debrief, models.CASCADE, related_name="landed")
    answer = models.ForeignKey(Answer, models.CASCADE, null=True, related_name="+", db_index=False)
    promise = models.ForeignKey(Promise, models.CASCADE, null=True, related_name="+", db_index=False)
    step = models.ForeignKey(NextStep, models.CASCADE, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__isnull=False, promise=None, step=None)
                | Q(answer=None, promise__isnull=False, step=None)
                | Q(answer=None, promise=None, step__isnull=False),
                name="meetings_landed_in_one_place",
            )
        ]

    def __str__(self) -> str:
        return str(self.answer or self.promise or self.step)


class CreditQuerySet(models.QuerySet["Credit"]):
    def visible_to(self, viewer: Viewer) -> CreditQuerySet:
        """Who got it, who gave it, the leaders over who got it, and admins."""
        if viewer.is_admin:
            return self
        mine = Q(person_id=viewer.id) | Q(given_by_id=viewer.id)
        if viewer.role == Role.LEADER and viewer.team_path:
            mine |= Q(person__team__path__startswith=viewer.team_path)
        return self.filter(mine)


class Credit(models.Model):
    """Who helped in a meeting and how, in the words of a colleague."""

    debrief = models.ForeignKey(Debrief, models.CASCADE, related_name="credits")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=list(CREDIT_NAMES.items()))
    line = models.CharField(max_length=300, blank=True, default="")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    given_at = models.DateTimeField()

    objects = CreditQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "id"], name="meetings_credit_person"),
            models.Index(fields=["given_by", "id"], name="meetings_credit_giver"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind}"


class SelfCheckQuerySet(models.QuerySet["SelfCheck"]):
    def visible_to(self, viewer: Viewer) -> SelfCheckQuerySet:
        """Nobody but the person: no leader and no admin either."""
        return self.filter(user_id=viewer.id)


class SelfCheck(models.Model):
    """Which habits somebody saw in themselves. Private: in no journal, no export and nobody else's page."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="+", db_index=False)
    habits = models.JSONField(default=list)
    note = models.TextField(blank=True, default="")
    checked_at = models.DateTimeField()

    objects = SelfCheckQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "meeting"], name="meetings_self_check_once")]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.meeting_id}"


class JointDebriefQuerySet(OfDealQuerySet["JointDebrief"]):
    pass


class JointDebrief(models.Model):
    """What seller and engineer found together after a close. `seller_at` and `engineer_at`: each stands by it."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="joint_debriefs", db_index=False)
    outcome = models.CharField(max_length=12)
    closed_on = models.DateField()
    decided = models.TextField(_("what decided it"))
    engineer_said = models.TextField(blank=True, default="")
    again = models.TextField(blank=True, default="")
    differently = models.TextField(blank=True, default="")
    seller = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    seller_at = models.DateTimeField(null=True)
    engineer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    engineer_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    objects = JointDebriefQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deal", "outcome", "closed_on"], name="meetings_joint_once"),
            models.CheckConstraint(
                condition=Q(seller=None, seller_at=None) | Q(seller__isnull=False, seller_at__isnull=False),
                name="meetings_seller_stands_by_it",
            ),
            models.CheckConstraint(
                condition=Q(engineer=None, engineer_at=None) | Q(engineer__isnull=False, engineer_at__isnull=False),
                name="meetings_engineer_stands_by_it",
            ),
        ]

    def __str__(self) -> str:
        return self.decided[:80]
