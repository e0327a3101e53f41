"""What every write to a paper begins and ends with: hold the rows, check the right, save, journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from evener.deals.actions.held import hold_to_change, seat, thing, touch
from evener.deals.models import Deal
from evener.deals.rules import Part
from evener.journal.actions import record
from evener.journal.rules import Change, Thing
from evener.papers.models import Paper
from evener.papers.queries.clock import due_day
from evener.papers.queries.one import NAMED, missing
from evener.people.rules import Viewer
from evener.problems import Conflict
from evener.search.actions import put
from evener.search.rules import Kind


def hold_paper(by: Viewer, id: int) -> tuple[Paper, Deal]:
    """The paper and its open deal, both locked, of somebody who works on it. Deals are locked first."""
    deal_id = Paper.objects.visible_to(by).filter(id=id).values_list("deal_id", flat=True).first()
    if deal_id is None:
        raise missing()
    deal = hold_to_change(by, deal_id)
    rows = Paper.objects.select_for_update(of=("self",)).select_related(*NAMED)
    found = rows.filter(id=id).first()
    if found is None:
        raise missing()
    return found, deal


def same_version(seen: int | None, now: int) -> None:
    """Refuse what was decided on another version than this."""
    if seen is not None and seen != now:
        text = _("Somebody changed this paper while you were at it. Look at it again, then decide.")
        raise Conflict(text, version=now)


def wind(paper: Paper) -> None:
    """Set the day it is due by the clock of its meeting."""
    paper.due_on = due_day(met_at=paper.meeting.starts_at, writer_id=paper.owner_id) if paper.meeting else None


def save(
    paper: Paper, deal: Deal, *, by: Viewer, at: datetime, what: str,
    changes: Sequence[Change] = (), reason: str = "",
) -> None:  # fmt: skip
    """Write it as its next version, with its journal entry in the deal's thread."""
    paper.version += 1
    paper.touched_at = at
    paper.save(force_update=True)
    index(paper)
    tell(paper, deal, by=by, at=at, what=what, changes=changes, reason=reason)


def tell(
    paper: Paper, deal: Deal, *, by: Viewer, at: datetime, what: str,
    changes: Sequence[Change] = (), reason: str = "",
) -> None:  # fmt: skip
    touch(deal, at=at)
    record(
        by=by, at=at, what=what, subject=Thing("paper", paper.pk, paper.title), thread=thing(deal),
        changes=list(changes), reason=reason,
    )  # fmt: skip


def seat_owner(paper: Paper, deal: Deal) -> None:
    """Whoever writes it works on its deal, and so sees it."""
    if paper.owner_id is not None:
        seat(deal, {paper.owner_id: Part.OTHER})


def found_by(paper: Paper) -> tuple[str, ...]:
    return (paper.title, paper.problem, paper.idea)


def index(paper: Paper) -> None:
    put(Kind.PAPER, paper.pk, *found_by(paper))
