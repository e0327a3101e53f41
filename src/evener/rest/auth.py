"""Who calls, and whether the call may come in: bearer token, scope, size and kind of content.

There is no sign-in by cookie here, so no request another site makes a browser send can carry anybody's rights.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from ninja.security.base import AuthBase

from evener.people import tokens
from evener.people.actions import note_token_use
from evener.people.models import ApiToken
from evener.people.rules import Viewer
from evener.problems import NotAllowed
from evener.rest.errors import Turned
from evener.rest.throttle import count_failure

Scope = Literal["read", "write", "admin"]
Takes = Literal["nothing", "json", "file"]

MEDIA_TYPES: dict[Takes, str] = {"json": "application/json", "file": "multipart/form-data"}
# What a form with one file weighs beside the file.
FORM_ROOM = 64 * 1024


class Call(HttpRequest):
    """A request that came in: who is looking, and when."""

    viewer: Viewer
    at: datetime


class BearerToken(AuthBase):
    """Lets a request in. One query: the token with its person, team and organisation."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "A token of a person, made under Settings, Tokens: `Authorization: Bearer evn_…`"

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope
        self.takes: Takes = "nothing"

    def __call__(self, request: HttpRequest) -> Viewer:
        at = timezone.now()
        viewer = sign_in(request, at=at)
        if self.scope not in viewer.scopes:
            raise NotAllowed(_("This token lacks the scope “%(scope)s”. Make one that has it.") % {"scope": self.scope})
        if self.scope == "admin" and not viewer.may_administer:
            raise NotAllowed(_("Only an admin does this."))
        self._look_at_content(request)
        request.viewer, request.at = viewer, at  # type: ignore[attr-defined]
        return viewer

    def _look_at_content(self, request: HttpRequest) -> None:
        size = request.META.get("CONTENT_LENGTH") or "0"
        length = int(size) if size.isascii() and size.isdigit() else 0  # as the framework reads it
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if self.takes == "file":
            limit = settings.MAX_UPLOAD_BYTES + FORM_ROOM
        if length > limit:
            megabytes = limit // 1024 // 1024
            raise Turned("too-large", _("A request here may have up to %(limit)d MB.") % {"limit": megabytes})
        if length and self.takes != "nothing" and request.content_type != MEDIA_TYPES[self.takes]:
            raise Turned("media-type", _("Send this as %(type)s.") % {"type": MEDIA_TYPES[self.takes]})


def sign_in(request: HttpRequest, *, at: datetime) -> Viewer:
    """The person of the request's token, with the token's scopes; their language from here on.

    Tokens are found by the SHA-256 of the secret: how long that takes says nothing about how close a guess was.
    """
    header = request.headers.get("Authorization", "")
    if not header:
        raise _stranger(_("Send a token: Authorization: Bearer evn_…"), error="")
    scheme, _blank, secret = header.partition(" ")
    token = _find(secret.strip(), at=at) if scheme.lower() == "bearer" else None
    if token is None:
        count_failure(request, at=at)
        raise _stranger(
            _("This token does not work: it is wrong, has expired or was revoked. Make a new one under Settings."),
            error="invalid_token",
        )
    viewer = replace(token.user.viewer(via="api"), scopes=frozenset(token.scopes))
    translation.activate(viewer.language)
    today = at.date()
    if token.last_used_on != today:
        note_token_use(token_id=token.pk, on=today)
    return viewer


def _find(secret: str, *, at: datetime) -> ApiToken | None:
    rows = ApiToken.objects.select_related("user__team", "user__organisation")
    try:
        token = rows.get(token_hash=tokens.digest(secret), revoked_at=None, user__is_active=True)
    except ApiToken.DoesNotExist:
        return None
    return token if token.expires_at is None or token.expires_at > at else None


def _stranger(detail: str, *, error: str) -> Turned:
    challenge = 'Bearer realm="Evener"' + (f', error="{error}"' if error else "")
    return Turned("signed-out", detail, headers={"WWW-Authenticate": challenge})
