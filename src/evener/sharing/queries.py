"""Reading links and their views, and opening one by its secret."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from evener.people.rules import Viewer
from evener.problems import NotThere
from evener.sharing.models import Link, View, proof
from evener.sharing.rules import LinkState, Of, split, state

# More links or views than this are not listed.
LINKS, VIEWS = 100, 200


def nowhere() -> NotThere:
    """The one answer to a link that does not work, whatever the reason."""
    return NotThere(_("This link leads nowhere. It may have ended: ask whoever sent it for a new one."))


def by_token(token: str, *, of: Of, at: datetime) -> Link:
    """The open link of a secret, with its deal and account; NotThere for a guess, one that ended, and one of another
    kind. A guess costs no query.
    """
    parts = split(token)
    if parts is None or not constant_time_compare(proof(parts[0]), parts[1]):
        raise nowhere()
    rows = Link.objects.select_related("deal", "deal__account", "contact").filter(key=parts[0], of=of)
    link = rows.first()
    if link is None:
        raise nowhere()
    today = timezone.localdate(at)
    if state(expires_on=link.expires_on, taken_back=link.taken_back_at is not None, today=today) != LinkState.OPEN:
        raise nowhere()
    return link


def links(viewer: Viewer, *, deal_id: int, of: Of | None = None, subject_id: int | None = None) -> QuerySet[Link]:
    """Links of a deal, newest first, each with `looks` of people outside, `lookers` and `last_look`."""
    outside = Q(views__seen_by=None)
    rows = Link.objects.visible_to(viewer).filter(deal_id=deal_id).select_related("made_by", "contact")
    if of is not None:
        rows = rows.filter(of=of)
    if subject_id is not None:
        rows = rows.filter(subject_id=subject_id)
    counted = rows.annotate(
        looks=Count("views", filter=outside),
        lookers=Count("views__visitor", filter=outside, distinct=True),
        last_look=Max("views__at", filter=outside),
    )
    return counted.order_by("-id")[:LINKS]


def link(viewer: Viewer, id: int) -> Link:
    found = Link.objects.visible_to(viewer).select_related("deal", "made_by", "contact").filter(id=id).first()
    if found is None:
        raise NotThere(_("There is no such link, or you are not on its deal."))
    return found


def views_of(viewer: Viewer, link_id: int) -> list[View]:
    """The newest looks at a link the viewer may see."""
    found = link(viewer, link_id)
    return list(View.objects.filter(link=found).select_related("seen_by").order_by("-id")[:VIEWS])
