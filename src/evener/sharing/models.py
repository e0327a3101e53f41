"""Links that let somebody without an account see one thing of a deal, and every time it was looked at."""

from __future__ import annotations

import base64

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from evener.customers.models import Contact
from evener.deals.models import Deal, OfDealQuerySet
from evener.sharing.rules import KEY_LENGTH, LABEL, OF_NAMES


def proof(key: str) -> str:
    """The half of a token that is not stored: 192 bits made from the key with the installation's secret.

    So a link can be shown again to those who may share, and whoever reads the database alone can open none.
    """
    made = salted_hmac("evener.sharing", key, algorithm="sha256").digest()[:24]
    return base64.urlsafe_b64encode(made).decode()


class LinkQuerySet(OfDealQuerySet["Link"]):
    pass


class Link(models.Model):
    """One link for one reader. `subject_id` is the id of what it shows: for a plan that of the deal."""

    deal = models.ForeignKey(Deal, models.CASCADE, db_index=False, related_name="+")
    of = models.CharField(max_length=8, choices=list(OF_NAMES.items()))
    subject_id = models.BigIntegerField()
    label = models.CharField(_("for whom"), max_length=LABEL)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=KEY_LENGTH, unique=True, editable=False)
    expires_on = models.DateField(_("works until"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+")
    made_at = models.DateTimeField()
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_back_by=None, taken_back_at=None)
                | Q(taken_back_by__isnull=False, taken_back_at__isnull=False),
                name="sharing_taken_back_by_someone",
            )
        ]
        indexes = [models.Index(fields=["deal", "of", "subject_id", "id"], name="sharing_by_subject")]

    def __str__(self) -> str:
        return self.label

    @property
    def token(self) -> str:
        """The secret part of the address."""
        return self.key + proof(self.key)


class View(models.Model):
    """One look at what a link shows. `visitor` tells browsers apart and names nobody: a keyed hash, no address.

    `seen_by` is set where somebody of ours was signed in: that was not the customer.
    """

    link = models.ForeignKey(Link, models.CASCADE, db_index=False, related_name="views")
    at = models.DateTimeField()
    what = models.CharField(max_length=120)
    visitor = models.CharField(max_length=8)
    device = models.CharField(max_length=40, blank=True, default="")
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["link", "-id"], name="sharing_by_view")]

    def __str__(self) -> str:
        return f"{self.what} {self.at}"
