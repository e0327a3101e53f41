"""The catalogue of what the product can, will or will not do."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evener.capabilities.rules import STATUS_NAMES, Status
from evener.deals.models import Product


class Capability(models.Model):
    """One thing the product can. Everybody may read the catalogue: it is there so that nobody promises blind."""

    name = models.CharField(_("name"), max_length=200)
    status = models.CharField(_("status"), max_length=10, choices=list(STATUS_NAMES.items()), default=Status.SHIPPED)
    planned_for = models.DateField(_("planned for"), null=True, blank=True)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="capabilities", db_index=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    wording = models.TextField(_("what sales may say"), blank=True, default="")
    limits = models.TextField(_("limits"), blank=True, default="")
    evidence = models.TextField(_("evidence"), blank=True, default="")
    folded_name = models.CharField(max_length=200, editable=False)
    # Since when the status and the planned day are what they are.
    settled_at = models.DateTimeField(db_index=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="planned", planned_for__isnull=False) | (~Q(status="planned") & Q(planned_for=None)),
                name="capabilities_planned_has_a_day",
            ),
            models.UniqueConstraint(fields=["product", "folded_name"], name="capabilities_once_a_product"),
            models.UniqueConstraint(
                fields=["folded_name"], condition=Q(product=None), name="capabilities_once_of_no_product"
            ),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="capabilities_by_name"),
            models.Index(fields=["status", "name", "id"], name="capabilities_by_status"),
            models.Index(fields=["product", "name", "id"], name="capabilities_by_product"),
            models.Index(fields=["owner", "name", "id"], name="capabilities_by_owner"),
        ]

    def __str__(self) -> str:
        return self.name
