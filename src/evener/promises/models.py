"""What the customer was or will be told, in those words, and what engineering said to it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from evener.capabilities.models import Capability
from evener.deals.models import FAR, Deal, DealMember, team_tree
from evener.people.models import Team
from evener.people.rules import Role, Viewer, Visibility
from evener.promises.rules import STATE_NAMES, VERDICT_NAMES, Life, Review, Standing, State


def promise_sight(viewer: Viewer) -> Q | None:
    """The promises a viewer may see: those of the deals `deal_sight` lets them see, said of the promise's own columns.

    Joined to its deal, a page of the ledger cost PostgreSQL a hash of every deal (160 ms at 100,000); this takes 1 ms.
    """
    if viewer.is_admin:
        return None
    mine = DealMember.objects.filter(user_id=viewer.id)
    tree = team_tree(viewer) if viewer.team_path else None
    if viewer.visibility == Visibility.COMPANY:
        whole = Q(confidential=False)
    elif viewer.visibility == Visibility.TEAM and tree is not None:
        whole = Q(team__in=tree, confidential=False)
    else:
        whole = Q()
    if viewer.role == Role.LEADER and tree is not None:
        whole |= Q(team__in=tree)
    if whole == Q():  # then what they work on leads to the rows; else it is asked of the few that are left
        return Q(deal__in=mine.values("deal_id"))
    return whole | Q(Exists(mine.filter(deal_id=OuterRef("deal_id"))))


class PromiseQuerySet(models.QuerySet["Promise"]):
    def visible_to(self, viewer: Viewer) -> PromiseQuerySet:
        """Whoever sees the deal."""
        sight = promise_sight(viewer)
        return self if sight is None else self.filter(sight)


class Promise(models.Model):
    """One promise. `engineer` answers for the verdict, `owner` keeps it once it is made."""

    # The indexes below begin with deal, engineer and owner; the other people are never looked for.
    deal = models.ForeignKey(Deal, models.CASCADE, related_name="promises", db_index=False)
    # The deal's team and confidentiality, copied by `promises.follow` so that sight needs no join.
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", db_index=False, editable=False)
    confidential = models.BooleanField(default=False, editable=False)
    words = models.CharField(_("the words"), max_length=1000)
    scope = models.TextField(_("scope"), blank=True, default="")
    due_on = models.DateField(_("promised for"), null=True, blank=True)
    due_order = models.GeneratedField(
        expression=Coalesce(F("due_on"), Value(FAR)), output_field=models.DateField(), db_persist=True
    )
    services_minor = models.BigIntegerField(_("services"), default=0)
    capability = models.ForeignKey(
        Capability, models.PROTECT, null=True, blank=True, related_name="promises", db_index=False
    )
    # Without it the customer does not buy.
    deal_breaker = models.BooleanField(_("deal breaker"), default=False)
    # The verdict in force is no or with work: what the gap report looks through. Kept by the actions.
    lacking = models.BooleanField(default=False, editable=False)
    told = models.CharField(_("told to"), max_length=120, blank=True, default="")
    engineer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    life = models.CharField(max_length=10, default=Life.UNSAID)
    review = models.CharField(max_length=10, default=Review.NONE)
    state = models.CharField(max_length=10, choices=list(STATE_NAMES.items()), default=State.DRAFT)
    blind = models.BooleanField(default=False)
    stale = models.BooleanField(default=False)
    # `rules.waits`: still needs somebody. What Today looks through; kept by the actions.
    waiting = models.BooleanField(default=True)

    asked_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    verdict_due_at = models.DateTimeField(null=True)
    verdict = models.ForeignKey("Verdict", models.PROTECT, null=True, related_name="+", db_index=False)
    overridden_at = models.DateTimeField(null=True)
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    override_reason = models.TextField(blank=True, default="")
    made_on = models.DateField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    ended_note = models.TextField(blank=True, default="")

    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_at=None, asked_by=None) | Q(asked_at__isnull=False, asked_by__isnull=False),
                name="promises_asked_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(overridden_at=None, overridden_by=None, override_reason="")
                | (Q(overridden_at__isnull=False, overridden_by__isnull=False) & ~Q(override_reason="")),
                name="promises_override_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(made_on=None, made_by=None) | Q(made_on__isnull=False, made_by__isnull=False),
                name="promises_made_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_by=None) | Q(ended_on__isnull=False, ended_by__isnull=False),
                name="promises_ended_by_someone",
            ),
        ]
        indexes = [
            models.Index(fields=["deal", "id"], condition=Q(confidential=True), name="promises_confidential"),
            # Every order of the ledger, over all promises and over those that wait for somebody. What is true or
            # false is a condition of the index and not a column: SQLite reads `WHERE waiting` only so off an index.
            models.Index(fields=["due_order", "id"], name="promises_by_due"),
            models.Index(fields=["due_order", "id"], condition=Q(waiting=True), name="promises_open_by_due"),
            models.Index(fields=["due_order", "id"], condition=Q(blind=True), name="promises_blind_by_due"),
            models.Index(fields=["due_order", "id"], condition=Q(stale=True), name="promises_stale_by_due"),
            models.Index(fields=["state", "due_order", "id"], name="promises_by_state_due"),
            models.Index(fields=["state", "id"], name="promises_by_state"),
            models.Index(fields=["engineer", "due_order", "id"], name="promises_by_engineer"),
            models.Index(fields=["owner", "due_order", "id"], name="promises_by_owner"),
            # A deal's own, and the way from a person's deals to their promises without reading a row.
            models.Index(fields=["deal", "due_order", "id"], name="promises_by_deal"),
            models.Index(fields=["deal", "due_order", "id"], condition=Q(waiting=True), name="promises_open_by_deal"),
            models.Index(
                fields=["review", "verdict_due_at", "id"], condition=Q(waiting=True), name="promises_by_verdict"
            ),
            # What rests on a line of the catalogue; most promises rest on none.
            models.Index(
                fields=["capability", "due_order", "id"],
                condition=Q(capability__isnull=False),
                name="promises_by_capability",
            ),
            # The gap report: what open deals ask of the catalogue and beside it, and the same of those that closed.
            models.Index(
                fields=["capability", "deal", "deal_breaker", "confidential", "team", "waiting"],
                condition=Q(waiting=True, capability__isnull=False),
                name="promises_gaps",
            ),
            models.Index(
                fields=["deal", "capability", "life", "deal_breaker", "confidential", "team"],
                condition=Q(capability__isnull=False),
                name="promises_gaps_of_deal",
            ),
            models.Index(
                fields=["id"],
                condition=Q(waiting=True, lacking=True, capability__isnull=True),
                name="promises_gaps_open_beside",
            ),
            models.Index(
                fields=["deal", "id"], condition=Q(lacking=True, capability__isnull=True), name="promises_gaps_beside"
            ),
            # What Today asks: whose verdict is out, and what is to be kept.
            models.Index(
                fields=["engineer", "review", "verdict_due_at", "id"],
                condition=Q(waiting=True),
                name="promises_to_answer",
            ),
            models.Index(fields=["owner", "due_order", "id"], condition=Q(waiting=True), name="promises_to_keep"),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def standing(self) -> Standing:
        return Standing(Life(self.life), Review(self.review), self.stale, self.blind)

    def stand(self, at: Standing) -> None:
        """Take on a standing; the stored state is always what the rules make of it."""
        self.life, self.review, self.stale, self.blind = at.life, at.review, at.stale, at.blind
        self.state = at.state

    def is_late(self, today: date) -> bool:
        return self.life == Life.MADE and self.due_on is not None and self.due_on < today


class Verdict(models.Model):
    """One engineer's answer to the words as they then were. Never changed: a new one takes its place."""

    promise = models.ForeignKey(Promise, models.CASCADE, related_name="verdicts")
    kind = models.CharField(max_length=10, choices=list(VERDICT_NAMES.items()))
    engineer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    given_at = models.DateTimeField()
    # When it was to be given: later than that is late, and stays so when the promise is asked about again.
    due_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=1000)
    scope = models.TextField(default="")
    due_on = models.DateField(null=True)
    hours_low = models.PositiveIntegerField(null=True)
    hours_likely = models.PositiveIntegerField(null=True)
    hours_high = models.PositiveIntegerField(null=True)
    skill = models.CharField(max_length=80, default="")
    conditions = models.TextField(default="")
    reason = models.TextField(default="")
    alternative = models.TextField(default="")
    note = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="no") | (~Q(reason="") & ~Q(alternative="")), name="promises_no_has_a_way_out"
            ),
            models.CheckConstraint(
                condition=~Q(kind="with_work")
                | Q(hours_low__isnull=False, hours_likely__gte=F("hours_low"), hours_high__gte=F("hours_likely")),
                name="promises_work_has_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.promise_id}"
