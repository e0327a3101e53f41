"""Companies we sell to and the people there."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evener.asks import answers
from evener.people.rules import Viewer, Visibility


class AccountQuerySet(models.QuerySet["Account"]):
    def visible_to(self, viewer: Viewer) -> AccountQuerySet:
        """Company: every account. Team or own: one's own, and those of deals one may see."""
        if viewer.is_admin or viewer.visibility == Visibility.COMPANY:
            return self
        known = Q(owner_id=viewer.id)
        for sight in answers("customers.sight"):
            known |= Q(id__in=sight(viewer=viewer))
        return self.filter(known)


class Account(models.Model):
    """A company. `external_id` is its id where it was imported from."""

    name = models.CharField(_("name"), max_length=200)
    industry = models.CharField(_("industry"), max_length=120, blank=True, default="")
    website = models.CharField(_("website"), max_length=200, blank=True, default="")
    country = models.CharField(_("country"), max_length=80, blank=True, default="")
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="children")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    about = models.TextField(_("about"), blank=True, default="")
    external_id = models.CharField(max_length=120, null=True, blank=True, unique=True)
    folded_name = models.CharField(max_length=200, db_index=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = AccountQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="customers_account_name"),
            # What the list is narrowed to, by name; the first also holds the industries there are.
            models.Index(fields=["industry", "name", "id"], name="customers_by_industry"),
            models.Index(fields=["owner", "name", "id"], name="customers_by_owner"),
        ]

    def __str__(self) -> str:
        return self.name


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, viewer: Viewer) -> ContactQuerySet:
        """Whoever may see the account."""
        if viewer.is_admin or viewer.visibility == Visibility.COMPANY:
            return self
        return self.filter(account__in=Account.objects.visible_to(viewer))


class Contact(models.Model):
    """A person at an account."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("title"), max_length=120, blank=True, default="")
    email = models.EmailField(_("e-mail"), max_length=254, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=40, blank=True, default="")
    created_at = models.DateTimeField()

    objects = ContactQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
