"""A paper of the world's deal, as tests start from it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from evener.meetings.models import Meeting
from evener.meetings.rules.plan import MeetingKind
from evener.papers import actions
from evener.papers.models import Paper, Piece
from evener.promises import actions as promises
from evener.promises.models import Promise
from evener.promises.rules import Answer, VerdictKind
from tests.meetings.planned import meeting
from tests.world import NOW, World, promise

GOOD = "Pumps -> *Pump Watch*: readings\n*Pump Watch* -> Control room"
# The meeting was on Friday: the paper is due on Tuesday.
MET = datetime(2026, 2, 27, 9, 0, tzinfo=NOW.tzinfo)


def met(world: World, *, starts_at: datetime = MET, **values: Any) -> Meeting:
    return meeting(world, starts_at=starts_at, kind=MeetingKind.DISCOVERY, **values)


def begun(world: World, *, meeting_id: int | None = None, at: datetime = NOW) -> Paper:
    return actions.begin_paper(by=world.viewer("owner"), at=at, deal_id=world.deal.pk, meeting_id=meeting_id)


def written(world: World, *, meeting_id: int | None = None, **values: Any) -> Paper:
    """One that may go out."""
    row = begun(world, meeting_id=meeting_id)
    given = {
        "title": "Fewer stops in hall 3", "problem": "The pumps stop twice a week.", "idea": "We watch them.",
        "picture": GOOD, **values,
    }  # fmt: skip
    return actions.change_paper(
        by=world.viewer("owner"), at=NOW, paper_id=row.pk, values=given, seen_version=row.version
    )


def cleared(world: World, words: str = "Readings arrive every minute", **values: Any) -> Promise:
    row = promise(world, ask=True, words=words, **values)
    answer = Answer(VerdictKind.TODAY)
    promises.give_verdict(by=world.viewer("engineer"), at=NOW, promise_id=row.pk, answer=answer)
    return Promise.objects.get(pk=row.pk)


def piece(world: World, *, who: str = "owner", at: datetime = NOW, **values: Any) -> Piece:
    given = {"title": "How we watch pumps", "body": "A small box listens to each pump.", "tags": "pumps", **values}
    return actions.write_piece(by=world.viewer(who), at=at, values=given)


def sent(
    world: World, paper: Paper, *, who: str = "owner", at: datetime = NOW + timedelta(hours=1), **values: Any
) -> Any:
    return actions.send_out(by=world.viewer(who), at=at, paper_id=paper.pk, **values)


__all__ = ["GOOD", "MET", "begun", "cleared", "met", "piece", "sent", "written"]
