"""Today: what needs this person now, from every room that has something to say (wiring `today`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from evener.asks import answers
from evener.deals.models import Deal
from evener.pages.access import signed_in
from evener.pages.asks import Nudge
from evener.people.rules import Viewer
from evener.problems import Text

# So many of a kind are shown in a group; so many are looked for; `?all=kind` shows that many of one.
SHOWN, SOUGHT, ALL = 6, 20, 200


@dataclass(frozen=True, slots=True)
class More:
    """What a group leaves out of one kind, and where all of it is."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """One panel: the nudges shown, and what is left out."""

    key: str
    title: Text
    nudges: Sequence[Nudge]
    more: Sequence[More]
    count: str


@require_safe
@signed_in
def today(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    at = timezone.now()
    every = request.GET.get("all", "")
    limit = ALL if every else SOUGHT
    nudges = [nudge for source in answers("today") for nudge in source(viewer=viewer, at=at, limit=limit)]
    if every:
        nudges = [nudge for nudge in nudges if nudge.kind == every]
    shown = ALL if every else SHOWN
    context = {
        "nav": "today",
        "day": viewer.today(at),
        "groups": groups(nudges, today=viewer.today(at), viewer=viewer, shown=shown, limit=limit),
        "every": every,
        "first_steps": not nudges and not every and not Deal.objects.exists(),
    }
    return render(request, "web/today.html", context)


def groups(nudges: Iterable[Nudge], *, today: date, viewer: Viewer, shown: int, limit: int) -> list[Group]:
    """Now (late or due today), soon, and what nobody owns; each sorted by when it is due, without empty ones."""
    titles = {"now": _("Now"), "soon": _("Soon"), "unowned": _("Nobody's")}
    piles: dict[str, list[Nudge]] = {key: [] for key in titles}
    for nudge in nudges:
        piles[_group(nudge, today=today, viewer=viewer)].append(nudge)
    return [_shown(key, titles[key], pile, shown=shown, limit=limit) for key, pile in piles.items() if pile]


def _group(nudge: Nudge, *, today: date, viewer: Viewer) -> str:
    if nudge.unowned:
        return "unowned"
    if nudge.late or (nudge.due is not None and viewer.today(nudge.due) <= today):
        return "now"
    return "soon"


def urgency(nudge: Nudge) -> tuple[bool, datetime, str]:
    """The longest late first; what has no date last."""
    return nudge.due is None, nudge.due or datetime.max.replace(tzinfo=timezone.get_current_timezone()), nudge.what


def _shown(key: str, title: Text, pile: list[Nudge], *, shown: int, limit: int) -> Group:
    """At most `shown` of each kind; what was left out is counted, with its list."""
    kept: list[Nudge] = []
    counts: dict[str, list[Nudge]] = {}
    for nudge in sorted(pile, key=urgency):
        of_kind = counts.setdefault(nudge.kind, [])
        of_kind.append(nudge)
        if len(of_kind) <= shown:
            kept.append(nudge)
    more = [_more(found, shown=shown, limit=limit) for found in counts.values() if len(found) > shown]
    full = any(len(found) >= limit for found in counts.values())
    return Group(key, title, kept, more, f"{len(pile)}+" if full else str(len(pile)))


def _more(found: Sequence[Nudge], *, shown: int, limit: int) -> More:
    first, left = found[0], len(found) - shown
    if len(found) >= limit:
        text = _("and more than %(count)d more %(what)s") % {"count": left, "what": first.more}
    else:
        text = ngettext("and %(count)d more: %(what)s", "and %(count)d more: %(what)s", left) % {
            "count": left,
            "what": first.more,
        }
    return More(text, first.more_url or f"?all={first.kind}")
