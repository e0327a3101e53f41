"""Mail to people."""

from __future__ import annotations

from django.core.mail import send_mail
from django.utils.translation import gettext as _

from evener.people.actions import LINK_MINUTES
from evener.people.models import User


def send_link(user: User, link: str) -> None:
    """The sign-in link somebody asked for."""
    text = _(
        "Hello %(name)s,\n\nthis link signs you in to Evener, once, within %(minutes)d minutes:\n\n%(link)s\n\n"
        "If you did not ask for it, nothing happens without it: delete this mail."
    ) % {"name": user.get_short_name(), "minutes": LINK_MINUTES, "link": link}
    send_mail(_("Your sign-in link"), text, None, [user.email])
