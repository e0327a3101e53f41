"""What the forecast room wants of somebody today (pages.asks.NudgeSource)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from evener.forecast.actions.allowing import may_decide
from evener.forecast.queries.hygiene import new_to
from evener.forecast.rules.dirt import TITLES, Dirt
from evener.pages.addresses import address
from evener.pages.asks import Nudge
from evener.people.rules import Viewer

# What nobody looked at for so long is not news any more.
NEWS = timedelta(days=14)


def nudges(*, viewer: Viewer, at: datetime, limit: int) -> list[Nudge]:
    """To leaders and admins, once: new suspects, new dirt. Three queries, none for others."""
    if not may_decide(viewer):
        return []
    waiting, dirt = new_to(viewer, since=at - NEWS)
    page = address("forecast:data")
    found = []
    if waiting:
        names = ", ".join(f"“{row.feature}”" for row in waiting[:3])
        text = ngettext(
            "Decide about a field that gives the end away", "Decide about %(count)d fields that give the end away",
            len(waiting),
        )  # fmt: skip
        why = _("Left out of the forecast until then: %(names)s.") % {"names": names}
        found.append(_nudge("suspect", text % {"count": len(waiting)}, why, page))
    if dirt:
        names = "; ".join(str(TITLES[Dirt(row.kind)]) for row in dirt[:3])
        text = _("Something odd was found in the records")
        found.append(_nudge("dirt", text, _("It changes the numbers: %(names)s.") % {"names": names}, page))
    return found[:limit] if limit else []


def _nudge(kind: str, what: str, why: str, page: str) -> Nudge:
    return Nudge(
        kind=kind, what=what, why=why, url=page, due=None, when="", late=False, action=lazy("Look at it"),
        action_url=address("forecast:seen"), post=True, icon="forecast",
    )  # fmt: skip
