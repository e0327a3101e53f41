"""A contact's role in a deal, and whom they listen to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evener.customers.models import Contact
from evener.deals.models import Deal, OfDealQuerySet
from evener.stakeholders.rules.parts import COLUMNS, INFLUENCE_NAMES, STAKES, STANCE_NAMES, DealRole, Influence, Stance

# Against us with a strong word, and nobody of ours looks after them.
OPPOSED = Q(stance=Stance.AGAINST, influence__gte=Influence.HIGH, relationship_owner=None)


class StakeholderQuerySet(OfDealQuerySet["Stakeholder"]):
    pass


class Stakeholder(models.Model):
    """One contact on one deal. Who reports to whom is kept on the deal, not on the account: consultants and the
    customer's customers stand in it, and what is drawn on a confidential deal stays there.

    An empty stake is one nobody knows; that there is none is written in words.
    """

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="stakeholders", db_index=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="stakes", db_index=False)
    is_economic_buyer = models.BooleanField(default=False)
    is_champion = models.BooleanField(default=False)
    is_technical_evaluator = models.BooleanField(default=False)
    is_user = models.BooleanField(default=False)
    is_procurement = models.BooleanField(default=False)
    is_legal = models.BooleanField(default=False)
    is_blocker = models.BooleanField(default=False)
    is_customers_customer = models.BooleanField(default=False)
    stance = models.CharField(max_length=12, choices=list(STANCE_NAMES.items()), default=Stance.UNKNOWN)
    influence = models.PositiveSmallIntegerField(
        choices=[(each.value, name) for each, name in INFLUENCE_NAMES.items()], default=Influence.UNKNOWN.value
    )
    reports_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="reports")
    listens_to: models.ManyToManyField[Stakeholder, Listening] = models.ManyToManyField(
        "self", through="Listening", symmetrical=False, related_name="heard_by"
    )
    stake_time = models.TextField(_("time at stake"), blank=True, default="")
    stake_money = models.TextField(_("money at stake"), blank=True, default="")
    stake_reputation = models.TextField(_("reputation at stake"), blank=True, default="")
    lowers_risk = models.TextField(_("what would lower the risk"), blank=True, default="")
    relationship_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    objects = StakeholderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "deal"], name="stakeholders_once_on_a_deal"),
            models.CheckConstraint(condition=Q(influence__lte=Influence.DECIDES), name="stakeholders_influence"),
            models.CheckConstraint(condition=~Q(reports_to=F("id")), name="stakeholders_not_their_own_boss"),
        ]
        indexes = [
            # The table and the map: the most influential first.
            models.Index(fields=["deal", "influence", "id"], name="stakeholders_by_influence"),
            models.Index(fields=["deal", "id"], name="stakeholders_by_deal"),
            # What warnings and Today ask, deal by deal.
            models.Index(fields=["deal"], condition=Q(is_economic_buyer=True), name="stakeholders_buyers"),
            models.Index(fields=["deal"], condition=OPPOSED, name="stakeholders_opposed"),
        ]

    def __str__(self) -> str:
        return self.contact.name

    @property
    def roles(self) -> list[DealRole]:
        """What they are in the deal, in the order roles are shown."""
        return [role for role, column in COLUMNS.items() if getattr(self, column)]

    @property
    def is_opposed(self) -> bool:
        """As `OPPOSED` says of the rows in the database."""
        return self.stance == Stance.AGAINST and self.influence >= Influence.HIGH and self.relationship_owner_id is None

    @property
    def stakes_known(self) -> bool:
        return all(getattr(self, name) for name in STAKES)


class Listening(models.Model):
    """Whose word somebody listens to, on the same deal."""

    listener = models.ForeignKey(Stakeholder, models.CASCADE, related_name="+", db_index=False)
    heard = models.ForeignKey(Stakeholder, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listener", "heard"], name="stakeholders_listens_once"),
            models.CheckConstraint(condition=~Q(listener=F("heard")), name="stakeholders_not_to_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.listener_id} listens to {self.heard_id}"
