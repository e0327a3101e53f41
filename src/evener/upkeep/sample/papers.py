"""Points of view of the sample company, and the library they draw on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from evener.customers.models import Contact
from evener.meetings.models import Meeting
from evener.papers import actions
from evener.papers.models import Piece
from evener.papers.rules.writing import Step
from evener.people.rules import Viewer
from evener.promises.models import Promise
from evener.sharing.actions import record_view, share
from evener.sharing.rules import Of
from evener.upkeep.sample.deal import DealLine
from evener.upkeep.sample.scene import Event, Scene

# A reader looks a few hours after the link came, then again.
AFTER = (timedelta(hours=3), timedelta(hours=26))


@dataclass(frozen=True, slots=True)
class PieceLine:
    """A piece `who` writes on `day`. `reworded` is (day, who, text), `checked` (day, who); `retired` a day."""

    day: int
    who: str
    title: str
    section: str
    body: str
    tags: str
    reworded: tuple[int, str, str] | None = None
    checked: tuple[int, str] | None = None
    retired: int | None = None


@dataclass(frozen=True, slots=True)
class StepLine:
    """A next step: `ours` by key, or `theirs` by name; `due` a day from today."""

    what: str
    due: int
    ours: str = ""
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper for the meeting of that title, begun on `day` by `who`. `out` is the day it goes out."""

    day: int
    who: str
    meeting: str
    title: str
    values: Mapping[str, str]
    claims: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    steps: tuple[StepLine, ...] = ()
    out: int | None = None
    # Who gets a link, and on which device they looked.
    reader: str = ""
    device: str = ""


def library(pieces: Iterable[PieceLine]) -> list[Event]:
    """The pieces written, worded anew, checked and retired."""
    found: list[Event] = []
    for line in pieces:
        found += _piece(line)
    return found


def _piece(line: PieceLine) -> Iterable[Event]:
    def write(scene: Scene, by: Viewer, at: datetime) -> None:
        values = {"title": line.title, "section": line.section, "body": line.body, "tags": line.tags}
        actions.write_piece(by=by, at=at, values=values)

    def reword(scene: Scene, by: Viewer, at: datetime) -> None:
        text = line.reworded[2] if line.reworded else ""
        actions.change_piece(by=by, at=at, piece_id=_id(line.title), values={"body": text}, seen_version=None)

    def check(scene: Scene, by: Viewer, at: datetime) -> None:
        actions.check_piece(by=by, at=at, piece_id=_id(line.title))

    def retire(scene: Scene, by: Viewer, at: datetime) -> None:
        actions.retire_piece(by=by, at=at, piece_id=_id(line.title), retired=True)

    yield Event(line.day, line.who, write)
    if line.reworded:
        yield Event(line.reworded[0], line.reworded[1], reword)
    if line.checked:
        yield Event(line.checked[0], line.checked[1], check)
    if line.retired is not None:
        yield Event(line.retired, line.who, retire)


def _id(title: str) -> int:
    return Piece.objects.get(title=title).pk


def write(lines: Iterable[DealLine], papers: Mapping[str, Iterable[PaperLine]]) -> None:
    """Let these deals put something on paper."""
    for line in lines:
        for each in papers.get(line.name, ()):
            _write(line, each)


def _write(line: DealLine, paper: PaperLine) -> None:
    made: list[int] = []

    def begin(scene: Scene, by: Viewer, at: datetime) -> None:
        meeting = Meeting.objects.get(deal_id=line.id, title=paper.meeting)
        row = actions.begin_paper(by=by, at=at, deal_id=line.id, meeting_id=meeting.pk)
        made.append(row.pk)
        claims = Promise.objects.filter(deal_id=line.id, words__in=paper.claims).values_list("id", flat=True)
        values = {
            **paper.values, "title": paper.title, "claims": list(claims),
            "steps": [_step(scene, line, step) for step in paper.steps],
        }  # fmt: skip
        actions.change_paper(by=by, at=at, paper_id=row.pk, values=values, seen_version=None)
        for title in paper.pieces:
            actions.put_piece(by=by, at=at, paper_id=row.pk, piece_id=_id(title))

    def send(scene: Scene, by: Viewer, at: datetime) -> None:
        edition = actions.send_out(by=by, at=at, paper_id=made[0])
        if not paper.reader:
            return
        contact = Contact.objects.get(account__name=line.account, name=paper.reader)
        link = share(
            by=by, at=at, deal_id=line.id, of=Of.PAPER, subject_id=edition.pk, label=paper.reader, contact_id=contact.pk
        )
        for later, what in zip(AFTER, ("The paper", "The PDF"), strict=True):
            record_view(link=link, at=at + later, what=what, visitor="5a1e", device=paper.device)

    line.happens(paper.day, paper.who, begin)
    if paper.out is not None:
        line.happens(paper.out, paper.who, send)


def _step(scene: Scene, line: DealLine, step: StepLine) -> Step:
    theirs = Contact.objects.get(account__name=line.account, name=step.theirs).pk if step.theirs else None
    return Step(
        step.what, owner_id=scene.person(step.ours or None), contact_id=theirs, due_on=scene.days.date(step.due)
    )
