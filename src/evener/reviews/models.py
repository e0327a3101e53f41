"""Devil's-advocate reviews, and what goes on with a customer who decided nothing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evener.customers.models import Contact
from evener.deals.models import Deal, NextStep, OfDealQuerySet, deal_sight
from evener.deals.rules import OUTCOME_NAMES
from evener.people.rules import Viewer
from evener.reviews.rules.course import AHEAD, RIGHT_NAMES, STATUS_NAMES, ReviewStatus
from evener.reviews.rules.lightly import USUAL_WEEKS


class ReviewQuerySet(OfDealQuerySet["Review"]):
    pass


class Review(models.Model):
    """One review of one deal, with a named dissenter. `waiting`: it wants something of somebody now."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="reviews", db_index=False)
    status = models.CharField(max_length=10, choices=list(STATUS_NAMES.items()), default=ReviewStatus.ASKED)
    waiting = models.BooleanField(default=True)
    # Asked for because of the deal's size, not of somebody's doubt.
    large = models.BooleanField(default=False)
    why = models.TextField(blank=True, default="")
    hold_on = models.DateField(_("to be held on"), null=True, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    dissenter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    dissenter_why = models.CharField(max_length=300)
    counter_case = models.TextField(blank=True, default="")
    cause_of_death = models.TextField(blank=True, default="")
    prepared_at = models.DateTimeField(null=True)

    # From here on everybody sees what each reviewer gave, and nobody changes it.
    revealed_at = models.DateTimeField(null=True)
    held_on = models.DateField(null=True)
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    # What the stage alone gave when it was held, in percent: what the reviewers are held against.
    stage_chance = models.PositiveSmallIntegerField(null=True)

    outcome = models.CharField(max_length=12, choices=list(OUTCOME_NAMES.items()), blank=True, default="")
    cause_right = models.CharField(max_length=6, choices=list(RIGHT_NAMES.items()), blank=True, default="")
    lesson = models.TextField(blank=True, default="")
    scored_at = models.DateTimeField(null=True)
    scored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    called_off_why = models.TextField(blank=True, default="")

    version = models.PositiveIntegerField(default=1)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deal"], condition=Q(status__in=sorted(AHEAD)), name="reviews_one_ahead"),
            models.CheckConstraint(
                condition=Q(prepared_at=None) | (~Q(counter_case="") & ~Q(cause_of_death="")),
                name="reviews_prepared_has_its_case",
            ),
            models.CheckConstraint(
                condition=Q(held_on=None, held_by=None)
                | Q(held_on__isnull=False, held_by__isnull=False, prepared_at__isnull=False),
                name="reviews_held_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(scored_at=None, scored_by=None, outcome="")
                | (Q(scored_at__isnull=False, scored_by__isnull=False) & ~Q(outcome="")),
                name="reviews_scored_by_someone",
            ),
        ]
        indexes = [
            models.Index(fields=["deal", "id"], name="reviews_by_deal"),
            models.Index(fields=["status", "id"], name="reviews_by_status"),
            models.Index(fields=["dissenter", "id"], name="reviews_by_dissenter"),
            models.Index(fields=["id"], condition=Q(waiting=True), name="reviews_waiting"),
            models.Index(
                fields=["dissenter", "id"], condition=Q(status="asked", waiting=True), name="reviews_to_write"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.deal_id}: {self.status}"


class Reviewer(models.Model):
    """Somebody asked for a chance that the deal is won. What they gave stands here only once it is revealed."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="reviewers", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    given_at = models.DateTimeField(null=True)
    # In whole percent; lost and nothing both or neither. Null while they are sealed.
    won = models.PositiveSmallIntegerField(null=True)
    lost = models.PositiveSmallIntegerField(null=True)
    nothing = models.PositiveSmallIntegerField(null=True)
    # Brier scores: of won or not, and of all three. Null until the review is scored.
    score = models.FloatField(null=True)
    score_of_three = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "user"], name="reviews_reviewer_once"),
            models.CheckConstraint(
                condition=Q(won=None, lost=None, nothing=None) | Q(given_at__isnull=False, won__gte=1, won__lte=99),
                name="reviews_given_has_chance",
            ),
            models.CheckConstraint(
                condition=Q(lost=None, nothing=None)
                | Q(lost__gte=1, nothing__gte=1, won=100 - F("lost") - F("nothing")),
                name="reviews_chances_add_up",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "review"], condition=Q(given_at=None), name="reviews_to_give"),
            models.Index(fields=["user", "id"], condition=Q(score__isnull=False), name="reviews_scores"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.review_id}"


class Sealed(models.Model):
    """What a reviewer gave, while it is private: shown to nobody else, exported nowhere, gone once it is revealed."""

    reviewer = models.OneToOneField(Reviewer, models.CASCADE, related_name="sealed")
    won = models.PositiveSmallIntegerField()
    lost = models.PositiveSmallIntegerField(null=True)
    nothing = models.PositiveSmallIntegerField(null=True)

    def __str__(self) -> str:
        return str(self.reviewer_id)


class Finding(models.Model):
    """What the record showed when the review was held. `told`: it was part of how the deal ended."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="findings", db_index=False)
    key = models.CharField(max_length=20)
    count = models.PositiveIntegerField(default=1)
    detail = models.TextField(blank=True, default="")
    told = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "key"], name="reviews_finding_once")]

    def __str__(self) -> str:
        return self.key


class Decision(models.Model):
    """What the review decided, and who answers for it. Written once; another one corrects it."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="decisions")
    text = models.CharField(_("the decision"), max_length=1000)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    def __str__(self) -> str:
        return self.text


class ReviewStep(models.Model):
    """A next step of the deal that follows from a review."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="steps")
    step = models.OneToOneField(NextStep, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.step_id} from {self.review_id}"


class LightPlanQuerySet(OfDealQuerySet["LightPlan"]):
    pass


class LightPlan(models.Model):
    """A closed deal's day to come back, where it was moved after the close: the deal itself does not change."""

    deal = models.OneToOneField(Deal, models.CASCADE, related_name="light_plan")
    return_on = models.DateField(_("come back on"), null=True)
    version = models.PositiveIntegerField(default=1)

    objects = LightPlanQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.deal_id}: {self.return_on}"


class IdeaQuerySet(OfDealQuerySet["Idea"]):
    pass


class Idea(models.Model):
    """Something worth sharing with a customer who decided nothing. `waiting`: not shared, and they are not back."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="ideas", db_index=False)
    text = models.CharField(_("the idea"), max_length=500)
    due_on = models.DateField(_("by"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    note = models.CharField(max_length=1000, blank=True, default="")
    waiting = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    objects = IdeaQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="reviews_idea_done_by_someone",
            )
        ]
        indexes = [
            models.Index(fields=["deal", "due_on", "id"], name="reviews_ideas_of_deal"),
            models.Index(fields=["owner", "due_on", "id"], condition=Q(waiting=True), name="reviews_ideas_due"),
        ]

    def __str__(self) -> str:
        return self.text


class TieQuerySet(OfDealQuerySet["Tie"]):
    pass


class Tie(models.Model):
    """Somebody at the customer to stay in touch with, how often, and who does. `next_on` follows the last touch."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="ties", db_index=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+", db_index=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    every_weeks = models.PositiveSmallIntegerField(default=USUAL_WEEKS)
    last_on = models.DateField(null=True)
    next_on = models.DateField()
    waiting = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    objects = TieQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deal", "contact"], condition=Q(ended_at=None), name="reviews_tie_once"),
            models.CheckConstraint(condition=Q(every_weeks__gte=1, every_weeks__lte=104), name="reviews_tie_weeks"),
        ]
        indexes = [
            models.Index(fields=["deal", "id"], name="reviews_ties_of_deal"),
            models.Index(fields=["owner", "next_on", "id"], condition=Q(waiting=True), name="reviews_ties_due"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} of {self.deal_id}"


class Touch(models.Model):
    """One time somebody was in touch."""

    tie = models.ForeignKey(Tie, models.CASCADE, related_name="touches")
    on = models.DateField()
    how = models.CharField(max_length=500, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.tie_id} on {self.on}"


class ComeBackQuerySet(models.QuerySet["ComeBack"]):
    def visible_to(self, viewer: Viewer) -> ComeBackQuerySet:
        """Whoever sees the deal that ended."""
        sight = deal_sight(viewer, prefix="former__")
        return self if sight is None else self.filter(sight)


class ComeBack(models.Model):
    """A customer who decided nothing, or bought elsewhere, is back: in a new deal, or in the old one opened again."""

    former = models.ForeignKey(Deal, models.CASCADE, related_name="comebacks", db_index=False)
    # The new deal; the former itself where it was opened again.
    deal = models.ForeignKey(Deal, models.CASCADE, related_name="came_from")
    # How the former stood when they came back: opening it again takes that off the deal itself.
    outcome = models.CharField(max_length=12, choices=list(OUTCOME_NAMES.items()))
    closed_on = models.DateField()
    return_on = models.DateField(null=True)
    on = models.DateField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    objects = ComeBackQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["former", "closed_on"], name="reviews_back_once")]

    def __str__(self) -> str:
        return f"{self.former_id} → {self.deal_id}"
