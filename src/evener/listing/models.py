"""Saved views of lists, and running sums that keep totals constant in the number of rows."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evener.people.rules import Viewer


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, viewer: Viewer) -> SavedViewQuerySet:
        """One's own, and what others shared."""
        return self.filter(models.Q(owner_id=viewer.id) | models.Q(shared=True))


class SavedView(models.Model):
    """A list as somebody likes to see it: its query string, kept under a name."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    list = models.CharField(max_length=16)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    shared = models.BooleanField(_("shared with everyone"), default=False)
    created_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "list", "name"], name="listing_view_name")]

    def __str__(self) -> str:
        return self.name


class Tally(models.Model):
    """How many rows of `what` there are, and their money, for one owner, team, key and currency.

    Board sums and ledger rates are sums over these few rows instead of a scan over all deals or promises. Kept in the
    transaction of every change by `listing.actions.tally`; `evener doctor` recounts them.
    """

    what = models.CharField(max_length=8)
    key = models.CharField(max_length=40)
    owner_id = models.BigIntegerField()
    team_id = models.BigIntegerField()
    confidential = models.BooleanField()
    currency = models.CharField(max_length=3)
    count = models.IntegerField(default=0)
    amount_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["what", "owner_id", "team_id", "confidential", "key", "currency"], name="listing_tally_row"
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.key}"
