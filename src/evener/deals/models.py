"""Deals, who works on them, and what happens next."""

from __future__ import annotations

from datetime import date
from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from evener.customers.models import Account, Contact
from evener.deals.rules import OUTCOME_NAMES, PART_NAMES, Outcome, Part
from evener.listing.reach import Walked
from evener.people.models import Team
from evener.people.rules import Role, Viewer, Visibility

FAR = date(9999, 12, 31)
OfDeal = TypeVar("OfDeal", bound=models.Model)


class Stage(models.Model):
    """A column of the board; `prior_won` is the chance in percent that a deal standing here is won."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(_("position"))
    prior_won = models.PositiveSmallIntegerField(_("chance to win, %"))

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """What is sold. `key` is the name without blanks and case: `GTXPro` and `GTX Pro` are one product."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    key = models.CharField(max_length=120, unique=True, editable=False)
    series = models.CharField(_("series"), max_length=120, blank=True, default="")
    price_minor = models.BigIntegerField(_("list price"), null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")

    def __str__(self) -> str:
        return self.name


def deal_sight(viewer: Viewer, *, prefix: str = "", walk: bool = False) -> Q | None:
    """The rows a viewer may see, as a condition on a deal reached by `prefix` (`"deal__"`); None: all of them.

    Company: every deal that is not confidential. Team: those of one's team and below. Own: those one works on. Always:
    those one works on, and for a leader those of the team tree, confidential or not. Admins see all.
    """
    if viewer.is_admin:
        return None
    sight = _works_on(viewer, prefix, looked_up=not walk and viewer.visibility != Visibility.COMPANY)
    if viewer.visibility == Visibility.COMPANY:
        sight = Q(**{f"{prefix}confidential": False}) | sight
    elif viewer.visibility == Visibility.TEAM and viewer.team_path:
        sight = Q(**{f"{prefix}team__in": team_tree(viewer), f"{prefix}confidential": False}) | sight
    if viewer.role == Role.LEADER and viewer.team_path:
        sight = sight | Q(**{f"{prefix}team__in": team_tree(viewer)})
    return sight


def _works_on(viewer: Viewer, prefix: str, *, looked_up: bool) -> Q:
    """Deals the viewer works on: looked up first where that is what leads to the rows, else asked row by row.

    Somebody may work on thousands; where most rows are visible anyway, listing them costs more than asking for the few.
    """
    if looked_up:
        return Q(**{f"{prefix}id__in": DealMember.objects.filter(user_id=viewer.id).values("deal_id")})
    return Q(Exists(DealMember.objects.filter(deal_id=OuterRef(f"{prefix}id"), user_id=viewer.id)))


def team_tree(viewer: Viewer) -> models.QuerySet[Team, Any]:
    """Ids of the viewer's team and those below it, as a subquery."""
    return Team.objects.filter(path__startswith=viewer.team_path).values("id")


def chance_to_win(prefix: str = "") -> Coalesce:
    """The chance in percent that a deal reached by `prefix` is won: as forecast, or what its stage gives."""
    return Coalesce(F(f"{prefix}outlook__won"), F(f"{prefix}stage__prior_won"))


class DealQuerySet(models.QuerySet["Deal"]):
    def visible_to(self, viewer: Viewer, *, walk: bool = False) -> DealQuerySet:
        """The viewer's deals. `walk` keeps SQLite from gathering all of them to find a few (`listing.reach`)."""
        sight = deal_sight(viewer, walk=walk)
        if sight is None:
            return self
        return self.filter(Walked(sight) if walk else sight)


class Deal(models.Model):
    """One opportunity. `version` counts its changes; `touched_at` is the last sign of life from anybody on it."""

    name = models.CharField(_("name"), max_length=200)
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, db_index=False, related_name="deals")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    lead_engineer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, db_index=False, related_name="+", editable=False
    )
    stage = models.ForeignKey(Stage, models.PROTECT, db_index=False, related_name="+")
    stage_since = models.DateField()
    amount_minor = models.BigIntegerField(_("amount"), default=0)
    currency = models.CharField(_("currency"), max_length=3)
    close_on = models.DateField(_("expected close"), null=True, blank=True)
    close_order = models.GeneratedField(
        expression=Coalesce(F("close_on"), Value(FAR)), output_field=models.DateField(), db_persist=True
    )
    product = models.ForeignKey(Product, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    source = models.CharField(_("source"), max_length=80, blank=True, default="")
    about = models.TextField(_("about"), blank=True, default="")
    confidential = models.BooleanField(_("confidential"), default=False)
    opened_on = models.DateField(_("opened"))

    technical_win_on = models.DateField(_("technical win"), null=True, blank=True)
    technical_win_note = models.CharField(_("who said yes to what"), max_length=300, blank=True, default="")
    technical_win_by = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, db_index=False, related_name="+"
    )

    outcome = models.CharField(max_length=12, choices=list(OUTCOME_NAMES.items()), default=Outcome.OPEN, blank=True)
    outcome_reason = models.CharField(max_length=16, blank=True, default="")
    outcome_note = models.TextField(blank=True, default="")
    closed_on = models.DateField(null=True)
    return_on = models.DateField(_("come back on"), null=True, blank=True)
    gate_overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    gate_reason = models.TextField(blank=True, default="")

    promises_open = models.PositiveIntegerField(default=0)
    promises_blind = models.PositiveIntegerField(default=0)
    promises_stale = models.PositiveIntegerField(default=0)
    # How much of what engineering asks is known, in whole percent; none: the deal goes by no playbook.
    coverage = models.PositiveSmallIntegerField(null=True)

    external_id = models.CharField(max_length=120, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField()

    objects = DealQuerySet.as_manager()

    class Meta:
        constraints = [
            # Not `unique=True`: on PostgreSQL that makes a second index for LIKE, which nobody asks.
            models.UniqueConstraint(fields=["external_id"], name="deals_external_id"),
            models.CheckConstraint(
                condition=Q(outcome="", closed_on=None) | (~Q(outcome="") & Q(closed_on__isnull=False)),
                name="deals_closed_has_date",
            ),
            models.CheckConstraint(
                condition=Q(gate_overridden_by=None, gate_reason="")
                | (Q(gate_overridden_by__isnull=False) & ~Q(gate_reason="")),
                name="deals_gate_override_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(technical_win_on=None, technical_win_note="")
                | (Q(technical_win_on__isnull=False) & ~Q(technical_win_note="")),
                name="deals_technical_win_has_note",
            ),
        ]
        # References have no index of their own where one of these begins with them.
        indexes = [
            # Every order offered, over all deals and over the open or closed ones.
            models.Index(fields=["close_order", "id"], name="deals_by_close"),
            models.Index(fields=["outcome", "close_order", "id"], name="deals_by_outcome_close"),
            models.Index(fields=["name", "id"], name="deals_by_name"),
            models.Index(fields=["outcome", "name", "id"], name="deals_by_outcome_name"),
            models.Index(fields=["currency", "amount_minor", "id"], name="deals_by_amount"),
            models.Index(fields=["outcome", "currency", "amount_minor", "id"], name="deals_by_outcome_amount"),
            models.Index(fields=["touched_at", "id"], name="deals_by_touched"),
            models.Index(fields=["outcome", "touched_at", "id"], name="deals_by_outcome_touched"),
            models.Index(fields=["outcome", "id"], name="deals_by_outcome"),
            # What ended so of late.
            models.Index(fields=["outcome", "closed_on", "id"], name="deals_by_closed"),
            # Counting what somebody may see, without looking at the rows.
            models.Index(fields=["outcome", "confidential", "team", "id"], name="deals_by_sight"),
            # The few that are confidential, whatever statistics say about the many.
            models.Index(fields=["outcome", "id"], condition=Q(confidential=True), name="deals_by_confidential"),
            # Filters, each in the list's own order; the stage one is also the board's.
            models.Index(fields=["owner", "outcome", "close_order", "id"], name="deals_by_owner"),
            models.Index(fields=["stage", "outcome", "close_order", "id"], name="deals_by_stage"),
            models.Index(fields=["team", "outcome", "close_order", "id"], name="deals_by_team"),
            models.Index(fields=["product", "outcome", "close_order", "id"], name="deals_by_product"),
            # Those of a customer, and when the first of them was won.
            models.Index(fields=["account", "outcome", "confidential", "closed_on"], name="deals_by_account"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_closed(self) -> bool:
        return self.outcome != Outcome.OPEN

    @property
    def foretold(self) -> DealOutlook | None:
        """What is forecast of it, where there is a forecast; read it along (`select_related("outlook")`)."""
        found: DealOutlook | None = getattr(self, "outlook", None)
        return found

    def is_new(self) -> None:
        """Nothing can be forecast of it yet, so nobody has to ask."""
        self._state.fields_cache["outlook"] = None

    @property
    def chance(self) -> int:
        """The chance to be won in percent, as `chance_to_win` has it."""
        return self.foretold.won if self.foretold else self.stage.prior_won


class DealOutlook(models.Model):
    """What is forecast of an open deal, in whole percent (`deals.rules.Outlook`): written by the room `forecast`.

    Until there is one, the stage prior stands there. `low` and `high`: an 80 % range for `won`.
    """

    deal = models.OneToOneField(Deal, models.CASCADE, related_name="outlook")
    won = models.PositiveSmallIntegerField()
    lost = models.PositiveSmallIntegerField()
    no_decision = models.PositiveSmallIntegerField()
    low = models.PositiveSmallIntegerField()
    high = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=10)
    as_of = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(won__gte=1, won__lte=98, lost__gte=1, no_decision__gte=1), name="deals_outlook_never_sure"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id}: {self.won}"


class DealMember(models.Model):
    """Somebody's part on a deal. Owner and lead engineer are members too, so visibility asks this table alone."""

    deal = models.ForeignKey(Deal, models.CASCADE, db_index=False, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+")
    part = models.CharField(max_length=16, choices=list(PART_NAMES.items()), default=Part.OTHER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "user"], name="deals_member_once")]
        indexes = [models.Index(fields=["user", "deal"], name="deals_by_member_user")]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.deal_id}"


class OfDealQuerySet(models.QuerySet[OfDeal]):
    """Rows that belong to a deal and are seen by whoever sees it."""

    def visible_to(self, viewer: Viewer) -> Self:
        sight = deal_sight(viewer, prefix="deal__")
        return self if sight is None else self.filter(sight)


class NextStepQuerySet(OfDealQuerySet["NextStep"]):
    pass


LOOSE = Q(waiting=True) & (Q(owner=None, contact=None) | Q(due_on=None))
# Steps the customer takes.
THEIRS = Q(waiting=True, contact__isnull=False)


class NextStep(models.Model):
    """What happens next: one owner and one date, or it shows up as unowned.

    The owner is one of us, or somebody at the customer (`contact`). `shared` steps stand on the plan the customer sees;
    `done_as` says who ticked one through a link, in the words of that link.
    """

    deal = models.ForeignKey(Deal, models.CASCADE, db_index=False, related_name="steps")
    what = models.CharField(_("what"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, db_index=False, related_name="+")
    shared = models.BooleanField(_("customer sees this"), default=False)
    due_on = models.DateField(_("by"), null=True, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    done_as = models.CharField(max_length=120, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    # An open step of an open deal: what Today looks through. Kept by the actions that close either.
    waiting = models.BooleanField(default=True)

    objects = NextStepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="deals_step_done_by_someone",
            ),
            models.CheckConstraint(condition=Q(owner=None) | Q(contact=None), name="deals_step_has_one_owner"),
        ]
        indexes = [
            models.Index(fields=["deal", "id"], name="deals_by_step_deal"),
            # What waits. A condition and not a column: SQLite reads `WHERE waiting` only so off an index.
            models.Index(fields=["deal", "due_on", "id"], condition=Q(waiting=True), name="deals_by_step_waiting"),
            models.Index(fields=["owner", "due_on", "id"], condition=Q(waiting=True), name="deals_by_step_owner"),
            # What nobody takes, or not by a day: of one's own deals, and newest first for those who see many.
            models.Index(fields=["deal", "id"], condition=LOOSE, name="deals_by_step_loose"),
            models.Index(fields=["id"], condition=LOOSE, name="deals_by_step_loose_newest"),
            # What the customer owes, on one's own deals.
            models.Index(fields=["deal", "due_on", "id"], condition=THEIRS, name="deals_by_step_theirs"),
            models.Index(fields=["contact"], condition=Q(contact__isnull=False), name="deals_by_step_contact"),
        ]

    def __str__(self) -> str:
        return self.what


class NoteQuerySet(OfDealQuerySet["Note"]):
    pass


class Note(models.Model):
    """Free words about a deal. Written once, never changed: a correction is another note."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField()

    objects = NoteQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text[:60]


class DealFileQuerySet(OfDealQuerySet["DealFile"]):
    pass


class DealFile(models.Model):
    """A file kept with a deal, under a random name in the data folder."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored = models.FileField(upload_to="deals/%Y/%m/", max_length=200)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = DealFileQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
