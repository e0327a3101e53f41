"""Every write to people: inviting, roles and teams, sign-in links, API tokens, the organisation's settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from evener import money
from evener.asks import answers
from evener.journal.actions import record
from evener.journal.rules import Thing, changed
from evener.people import tokens
from evener.people.models import ApiToken, Organisation, SignInLink, Team, User
from evener.people.rules import ROLE_NAMES, SCOPES, Role, Viewer, Visibility
from evener.problems import Invalid, NotAllowed, NotThere, Refused, Text
from evener.search.actions import put
from evener.search.rules import Kind

INVITE_DAYS = 7
LINK_MINUTES = 30
SETTINGS = (
    "name",
    "visibility",
    "gate",
    "currency",
    "verdict_hours",
    "architect_hours",
    "gap_weight",
    "architect_amount_minor",
    "review_amount_minor",
    "quiet_days",
)


def found_organisation(*, at: datetime, name: str, email: str, person: str, currency: str = "EUR") -> User:
    """The first admin of an empty Evener. Refused where somebody is already here."""
    with transaction.atomic():
        if User.objects.exists():
            raise Refused(_("Evener is set up already. Ask an admin to invite you."))
        Organisation.objects.filter(pk=1).update(name=name, currency=currency)
        user = _make(at=at, email=email, name=person, role=Role.ADMIN, team=None)
        by = user.viewer(via="cli")
        record(by=by, at=at, what="person.made", subject=_thing(user), changes=[("role", None, "Admin")])
    return user


def make_person(
    *,
    by: Viewer,
    at: datetime,
    email: str,
    name: str,
    role: Role,
    team_id: int | None = None,
    active: bool = True,
    is_architect: bool = False,
    time_zone: str = "",
) -> User:
    """A new person, without a password: they come in through an invitation link."""
    _admin(by)
    with transaction.atomic():
        user = _make(
            at=at,
            email=email,
            name=name,
            role=role,
            team=_team(team_id),
            active=active,
            is_architect=is_architect,
            time_zone=time_zone,
        )
        record(by=by, at=at, what="person.made", subject=_thing(user), changes=changed({}, _shown(user)))
    return user


def change_person(*, by: Viewer, at: datetime, user_id: int, values: Mapping[str, Any]) -> User:
    """Name, address, role, team, architect, active. The last active admin stays one.

    Under a new address the links made before and whatever the sign-in pages knew of the old one stop working.
    """
    _admin(by)
    with transaction.atomic():
        user = _person(user_id)
        before, old_team, old_email = _shown(user), user.team_id, user.email
        for field, value in values.items():
            if field == "team_id":
                user.team = _team(value)
            elif field == "email":
                user.email = value.strip().lower()
            elif field in ("name", "role", "is_architect", "is_active"):
                setattr(user, field, value)
            else:
                raise Invalid({field: _("A person has no such field.")})
        _check(user)
        _keep_an_admin(user)
        user.save()
        put(Kind.PERSON, user.pk, user.name, user.email)
        if not user.is_active:
            ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
        if user.email != old_email:
            EmailAddress.objects.filter(user=user).delete()
        if user.email != old_email or not user.is_active:
            SignInLink.objects.filter(user=user, used_at=None).update(used_at=at)
        if user.team_id != old_team:
            for follower in answers("people.followers"):
                follower(user_id=user.pk, team_id=user.team_id)
        record(by=by, at=at, what="person.changed", subject=_thing(user), changes=changed(before, _shown(user)))
    return user


def change_own(*, by: Viewer, at: datetime, name: str, time_zone: str, language: str) -> User:
    """What people set for themselves."""
    with transaction.atomic():
        user = _person(by.id)
        before = {"name": user.name, "time_zone": user.time_zone, "language": user.language}
        user.name, user.time_zone, user.language = name.strip(), time_zone, language
        _check(user)
        user.save(update_fields=["name", "time_zone", "language"])
        put(Kind.PERSON, user.pk, user.name, user.email)
        after = {"name": user.name, "time_zone": user.time_zone, "language": user.language}
        record(by=by, at=at, what="person.changed", subject=_thing(user), changes=changed(before, after))
    return user


def set_preference(*, by: Viewer, name: str, value: Any) -> None:
    """How somebody likes a page to look; not worth a journal entry."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(id=by.id)
        user.preferences[name] = value
        user.save(update_fields=["preferences"])


def make_team(*, by: Viewer, at: datetime, name: str, parent_id: int | None = None) -> Team:
    """A new team, under another or on top."""
    _admin(by)
    if not name.strip() or Team.objects.filter(name__iexact=name.strip()).exists():
        raise Invalid({"name": _("Give the team a name no other team has.")})
    with transaction.atomic():
        parent = _team(parent_id)
        team = Team.objects.create(name=name.strip(), parent=parent)
        team.path = f"{parent.path if parent else '/'}{team.pk}/"
        team.save(update_fields=["path"])
        subject = Thing("team", team.pk, team.name)
        record(by=by, at=at, what="team.made", subject=subject, changes=[("parent", None, str(parent or ""))])
    return team


def change_settings(*, by: Viewer, at: datetime, values: Mapping[str, Any]) -> Organisation:
    """The organisation's settings."""
    _admin(by)
    with transaction.atomic():
        company = Organisation.objects.select_for_update().get(pk=1)
        wrong = _setting_faults(values)
        if wrong:
            raise Invalid(wrong)
        before = {field: getattr(company, field) for field in values}
        for field, value in values.items():
            setattr(company, field, value)
        company.save()
        subject = Thing("organisation", 1, company.name)
        record(by=by, at=at, what="settings.changed", subject=subject, changes=changed(before, values))
    return company


def make_link(*, user_id: int, at: datetime, purpose: str = "sign-in", by: Viewer | None = None) -> str:
    """The secret of a new one-time link; older unused ones of the person stop working.

    An admin makes invitations (seven days); anybody may ask for their own sign-in link by mail (half an hour), and so
    does the command line.
    """
    if by is not None:
        _admin(by)
    secret = tokens.make()
    lasts = timedelta(days=INVITE_DAYS) if purpose == "invite" else timedelta(minutes=LINK_MINUTES)
    with transaction.atomic():
        user = _person(user_id)
        if not user.is_active:
            raise Refused(_("%(name)s cannot sign in. Let them in first.") % {"name": user.name})
        SignInLink.objects.filter(user=user, used_at=None).update(used_at=at)
        SignInLink.objects.create(
            user=user,
            purpose=purpose,
            token_hash=tokens.digest(secret),
            created_at=at,
            expires_at=at + lasts,
            created_by_id=by.id if by else None,
        )
        if by is not None:
            record(by=by, at=at, what=f"link.{purpose}", subject=_thing(user))
    return secret


def use_link(*, secret: str, at: datetime) -> tuple[User, str]:
    """Who a link signs in, once, and what it is for. Wrong, used and expired links get the same answer."""
    with transaction.atomic():
        link = (
            SignInLink.objects.select_for_update(of=("self",))
            .select_related("user", "user__team", "user__organisation")
            .filter(token_hash=tokens.digest(secret), used_at=None, expires_at__gt=at, user__is_active=True)
            .first()
        )
        if link is None:
            raise NotThere(_("This link does not work any more. Ask for a new one."))
        link.used_at = at
        link.save(update_fields=["used_at"])
    return link.user, link.purpose


def make_token(
    *, by: Viewer, at: datetime, name: str, scopes: Sequence[str], expires_at: datetime | None
) -> tuple[ApiToken, str]:
    """A new API token of the person and its secret, which is shown once."""
    wrong: dict[str, Text] = {}
    if not name.strip() or len(name) > 80:
        wrong["name"] = _("Say what the token is for, in up to 80 characters.")
    if not scopes or not set(scopes) <= set(SCOPES):
        wrong["scopes"] = _("Choose what the token may do.")
    if "admin" in scopes and not by.is_admin:
        wrong["scopes"] = _("Only an admin's token may administer.")
    if expires_at is not None and expires_at <= at:
        wrong["expires_at"] = _("This day lies in the past.")
    if wrong:
        raise Invalid(wrong)
    secret = tokens.make(tokens.PREFIX)
    with transaction.atomic():
        token = ApiToken.objects.create(
            user_id=by.id,
            name=name.strip(),
            prefix=secret[:12],
            token_hash=tokens.digest(secret),
            scopes=sorted(set(scopes)),
            created_at=at,
            expires_at=expires_at,
        )
        subject = Thing("token", token.pk, token.name)
        thread = Thing("person", by.id, by.name)
        record(
            by=by,
            at=at,
            what="token.made",
            subject=subject,
            thread=thread,
            changes=[("scopes", None, " ".join(scopes))],
        )
    return token, secret


def revoke_token(*, by: Viewer, at: datetime, token_id: int) -> None:
    """One's own token stops working at once; an admin may revoke anybody's."""
    with transaction.atomic():
        rows = ApiToken.objects.select_for_update().filter(id=token_id, revoked_at=None)
        token = (rows if by.may_administer else rows.filter(user_id=by.id)).first()
        if token is None:
            raise NotThere(_("There is no such token."))
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        thread = Thing("person", token.user_id, token.user.name)
        record(by=by, at=at, what="token.revoked", subject=Thing("token", token.pk, token.name), thread=thread)


def note_token_use(*, token_id: int, on: date) -> None:
    """The last day a token was used: one statement, written once a day, not worth a journal entry."""
    ApiToken.objects.filter(id=token_id).update(last_used_on=on)


def _make(
    *,
    at: datetime,
    email: str,
    name: str,
    role: Role,
    team: Team | None,
    active: bool = True,
    is_architect: bool = False,
    time_zone: str = "",
) -> User:
    user = User(
        email=email.strip(),
        name=name.strip(),
        role=role,
        team=team,
        is_active=active,
        is_architect=is_architect,
        created_at=at,
        organisation_id=1,
    )
    if time_zone:
        user.time_zone = time_zone
    user.set_unusable_password()
    _check(user)
    user.save(force_insert=True)
    put(Kind.PERSON, user.pk, user.name, user.email)
    return user


@cache
def time_zones() -> frozenset[str]:
    """Every time zone this machine knows. Kept, because reading them takes 18 ms."""
    return frozenset(available_timezones())


def _check(user: User) -> None:
    wrong: dict[str, Text] = {}
    if not user.name or len(user.name) > 120:
        wrong["name"] = _("Give a name of up to 120 characters.")
    try:
        validate_email(user.email)
    except ValidationError:
        wrong["email"] = _("This is not an e-mail address.")
    if User.objects.filter(email=user.email).exclude(pk=user.pk).exists():
        wrong["email"] = _("Somebody here has this address already.")
    if user.role not in list(Role):
        wrong["role"] = _("Choose a role.")
    if user.time_zone not in time_zones():
        wrong["time_zone"] = _("Choose a time zone from the list.")
    if user.language not in dict(settings.LANGUAGES):
        wrong["language"] = _("Choose a language from the list.")
    if wrong:
        raise Invalid(wrong)


def _keep_an_admin(user: User) -> None:
    if user.role == Role.ADMIN and user.is_active:
        return
    if not User.objects.filter(role=Role.ADMIN, is_active=True).exclude(pk=user.pk).exists():
        raise Refused(_("Somebody must stay admin. Make another person admin first."))


def _setting_faults(values: Mapping[str, Any]) -> dict[str, Text]:
    wrong: dict[str, Text] = {name: _("There is no such setting.") for name in values if name not in SETTINGS}
    if "name" in values and not values["name"].strip():
        wrong["name"] = _("Give the organisation a name.")
    if "visibility" in values and values["visibility"] not in list(Visibility):
        wrong["visibility"] = _("Choose who sees what.")
    if "gate" in values and values["gate"] not in ("block", "warn", "off"):
        wrong["gate"] = _("Choose how strict the gate is.")
    if "currency" in values and values["currency"] not in money.currencies():
        wrong["currency"] = _("Use a currency code like EUR or USD.")
    ranges = {"verdict_hours": (1, 720), "architect_hours": (1, 10_000), "quiet_days": (1, 365), "gap_weight": (0, 100)}
    for name, (low, high) in ranges.items():
        if name in values and not low <= values[name] <= high:
            wrong[name] = _("Choose a number from %(low)d to %(high)d.") % {"low": low, "high": high}
    for name in ("architect_amount_minor", "review_amount_minor"):
        if values.get(name, 0) < 0:
            wrong[name] = _("The amount cannot be negative.")
    return wrong


def _shown(user: User) -> dict[str, object]:
    return {
        "name": user.name,
        "email": user.address or None,
        "role": str(ROLE_NAMES[Role(user.role)]),
        "team": str(user.team or ""),
        "is_architect": user.is_architect,
        "is_active": user.is_active,
    }


def _person(id: int) -> User:
    found = User.objects.select_for_update(of=("self",)).select_related("team", "organisation").filter(id=id).first()
    if found is None:
        raise NotThere(_("There is no such person."))
    return found


def _team(id: int | None) -> Team | None:
    if id is None:
        return None
    team = Team.objects.filter(id=id).first()
    if team is None:
        raise Invalid({"team_id": _("Choose a team from the list.")})
    return team


def _thing(user: User) -> Thing:
    return Thing("person", user.pk, user.name)


def _admin(by: Viewer) -> None:
    if not by.may_administer:
        raise NotAllowed(_("Only an admin changes this."))
