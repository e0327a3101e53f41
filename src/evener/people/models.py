"""The organisation, its teams and people, their sign-in links and API tokens."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from evener.people.rules import ROLE_NAMES, VISIBILITY_NAMES, Role, Viewer, Visibility, address


class Organisation(models.Model):
    """The one row of settings everybody shares. Defaults carry their source in `docs/defaults.md`."""

    name = models.CharField(_("name"), max_length=120, default="Our company")
    visibility = models.CharField(
        _("who sees what"), max_length=8, choices=list(VISIBILITY_NAMES.items()), default=Visibility.COMPANY
    )
    gate = models.CharField(
        _("the gate"),
        max_length=5,
        choices=[("block", _("Block: a win needs every promise cleared")), ("warn", _("Warn")), ("off", _("Off"))],
        default="block",
    )
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    verdict_hours = models.PositiveSmallIntegerField(_("hours to a verdict"), default=24)
    architect_hours = models.PositiveSmallIntegerField(_("hours from which an architect answers"), default=80)
    architect_amount_minor = models.BigIntegerField(_("services from which an architect answers"), default=5_000_000)
    review_amount_minor = models.BigIntegerField(_("amount from which a deal is reviewed"), default=25_000_000)
    gap_weight = models.PositiveSmallIntegerField(_("weight of deal breakers in the gap report, %"), default=60)
    quiet_days = models.PositiveSmallIntegerField(_("quiet days until a deal counts as stale"), default=14)

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A team under another; `path` holds the ids from the top down to itself: `/1/4/`."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=200, db_index=True, editable=False, default="")

    def __str__(self) -> str:
        return self.name


def usual_time_zone() -> str:
    """Of people who have not chosen one: `EVENER_TIME_ZONE`."""
    return settings.TIME_ZONE


def usual_language() -> str:
    """Of people who have not chosen one: `EVENER_LANGUAGE`, where Evener speaks it."""
    code = settings.LANGUAGE_CODE
    return code if code in dict(settings.LANGUAGES) else "en"


class UserManager(BaseUserManager["User"]):
    """Only what the framework needs to find people; they are made by `people.actions`."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.select_related("team", "organisation").get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person who works here. `is_active` false: cannot sign in (left, or named by an import and not invited)."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=8, choices=list(ROLE_NAMES.items()), default=Role.SALES)
    is_architect = models.BooleanField(_("architect"), default=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="people")
    organisation = models.ForeignKey(Organisation, models.PROTECT, default=1, related_name="people")
    time_zone = models.CharField(_("time zone"), max_length=40, default=usual_time_zone)
    language = models.CharField(_("language"), max_length=8, default=usual_language)
    preferences = models.JSONField(default=dict)
    is_active = models.BooleanField(_("can sign in"), default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="people_user_email_folded"),
            models.CheckConstraint(condition=models.Q(role__in=list(Role)), name="people_user_role"),
        ]
        indexes = [models.Index(fields=["name", "id"], name="people_user_name")]

    def __str__(self) -> str:
        return self.name

    def viewer(self, *, via: str = "web") -> Viewer:
        """This person as every rule sees them. Reads `team` and `organisation`: load them with the user."""
        return Viewer(
            id=self.pk,
            name=self.name,
            role=Role(self.role),
            team_id=self.team_id,
            team_path=self.team.path if self.team else "",
            visibility=Visibility(self.organisation.visibility),
            is_architect=self.is_architect,
            time_zone=self.time_zone,
            language=self.language,
            currency=self.organisation.currency,
            via=via,
        )

    @property
    def address(self) -> str:
        """Where mail reaches this person; '' for whoever was imported without an address."""
        return address(self.email)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ", 1)[0]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = self.email.lower()


class SignInLink(models.Model):
    """A link that signs one person in once. Only the SHA-256 of its token is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_in_links")
    purpose = models.CharField(max_length=8, choices=[("sign-in", _("Sign in")), ("invite", _("Invitation"))])
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.purpose} {self.user_id}"


class ApiToken(models.Model):
    """A bearer token of one person. Only its SHA-256 is kept; `prefix` tells tokens apart."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
