"""Links as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evener.deals.models import Deal
from evener.people.rules import Viewer
from evener.problems import Text
from evener.sharing import queries
from evener.sharing.models import Link, View
from evener.sharing.rules import STATE_NAMES, LinkState, Of, state

# Pages the rooms above have for link holders, by name.
PAGES = {Of.PLAN: "pursuit:shared", Of.PAPER: "papers:shared"}
TONES = {LinkState.OPEN: "ok", LinkState.EXPIRED: "warn", LinkState.TAKEN_BACK: ""}


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link. `address` is whole, with the secret; '' for whoever may not share, and for a link that ended."""

    link: Link
    state: Text
    tone: str
    open: bool
    address: str
    looked: str
    last_look: datetime | None


def address(link: Link, *, request: HttpRequest) -> str:
    """Where the reader goes, as it is sent to them."""
    return request.build_absolute_uri(reverse(PAGES[Of(link.of)], args=[link.token]))


def row(link: Link, *, request: HttpRequest, today: date, may_share: bool) -> LinkRow:
    """`link` as `queries.links` reads it."""
    stands = state(expires_on=link.expires_on, taken_back=link.taken_back_at is not None, today=today)
    shown = may_share and stands == LinkState.OPEN
    looks = getattr(link, "looks", 0)
    return LinkRow(
        link=link,
        state=STATE_NAMES[stands],
        tone=TONES[stands],
        open=stands == LinkState.OPEN,
        address=address(link, request=request) if shown else "",
        looked=looked(looks, getattr(link, "lookers", 0)),
        last_look=getattr(link, "last_look", None),
    )


def looked(looks: int, lookers: int) -> str:
    """`Seen 3 times, by 2 browsers`; a browser stands for a reader, as nobody signs in."""
    if not looks:
        return _("Not seen yet")
    times = ngettext("Seen once", "Seen %(looks)d times", looks) % {"looks": looks}
    if lookers < 2:
        return times
    return _("%(times)s, in %(lookers)d browsers") % {"times": times, "lookers": lookers}


def panel(
    viewer: Viewer, deal: Deal, *, of: Of, subject_id: int, request: HttpRequest, at: datetime, may_share: bool
) -> dict[str, Any]:
    """What `sharing/links.html` needs: the links to one thing, and where to make another. Two queries with views."""
    found: Iterable[Link] = queries.links(viewer, deal_id=deal.pk, of=of, subject_id=subject_id)
    today = viewer.today(at)
    return {
        "links": [row(link, request=request, today=today, may_share=may_share) for link in found],
        "may_share": may_share,
        "share_url": reverse("sharing:new", args=[deal.pk, of.value, subject_id]),
    }


@dataclass(frozen=True, slots=True)
class Look:
    """One line of the log of views."""

    at: datetime
    what: str
    who: str
    ours: bool


def looks(views: Iterable[View]) -> list[Look]:
    """Readers are told apart by their browser: A is who came first."""
    rows = list(views)
    letters: dict[str, str] = {}
    for each in reversed(rows):
        if each.seen_by_id is None:
            letters.setdefault(each.visitor, _letter(len(letters)))
    return [_look(each, letters) for each in rows]


def _look(view: View, letters: dict[str, str]) -> Look:
    if view.seen_by is not None:
        return Look(view.at, view.what, _("%(name)s, one of us") % {"name": view.seen_by.name}, ours=True)
    named = _("Reader %(letter)s") % {"letter": letters[view.visitor]}
    return Look(view.at, view.what, f"{named} ({view.device})" if view.device else named, ours=False)


def _letter(number: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
