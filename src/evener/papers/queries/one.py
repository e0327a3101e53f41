"""One paper: what stands in it, what it rests on, what went out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from evener.deals.models import Deal, NextStep
from evener.deals.queries import contacts_of
from evener.deals.rules import Obstacle
from evener.journal.models import Entry
from evener.meetings.models import Meeting
from evener.papers.models import Brand, Claim, Edition, Paper, PaperPiece, PieceText
from evener.papers.rules.content import Content, Line
from evener.papers.rules.going import claim_obstacle
from evener.papers.rules.writing import MOST_CLAIMS, Step, step_of
from evener.people.models import Organisation, User
from evener.people.rules import Viewer
from evener.problems import NotThere
from evener.promises.models import Promise
from evener.promises.rules import ENDED

NAMED = ("deal", "deal__account", "deal__team", "meeting", "owner", "created_by")
# What makes a new version.
VERSIONS = ("paper.begun", "paper.changed", "paper.piece", "paper.out")
ENTRIES, SHOWN_EDITIONS, OFFERED_STEPS, OFFERED_MEETINGS = 100, 50, 30, 20


def paper(viewer: Viewer, id: int) -> Paper:
    """One with its deal, meeting and owner, or NotThere. Read its deal by `deals.queries.deal`."""
    found = Paper.objects.visible_to(viewer).select_related(*NAMED).filter(id=id).first()
    if found is None:
        raise missing()
    return found


def missing() -> NotThere:
    return NotThere(_("There is no such paper, or you are not on its deal."))


def edition(viewer: Viewer, id: int) -> Edition:
    """One edition with its paper, or NotThere."""
    rows = Edition.objects.visible_to(viewer).select_related("paper__deal", "out_by", "override_by", "logo")
    found = rows.filter(id=id).first()
    if found is None:
        raise NotThere(_("There is no such edition, or you are not on its deal."))
    return found


def editions(paper: Paper) -> list[Edition]:
    """What went out of a paper the caller has read, newest first, without the bytes."""
    rows = Edition.objects.filter(paper=paper).select_related("out_by").defer("pdf", "content", "look")
    return list(rows.order_by("-number")[:SHOWN_EDITIONS])


@dataclass(frozen=True, slots=True)
class Claimed:
    """A promise of the deal beside a paper: whether the text rests on it, and what holds it back, if anything."""

    promise: Promise
    ticked: bool
    obstacle: Obstacle | None


def claims(paper: Paper) -> list[Claimed]:
    """The deal's promises, those it rests on first. One query."""
    kept = Exists(Claim.objects.filter(paper=paper, promise_id=OuterRef("id")))
    rows: Any = Promise.objects.filter(deal_id=paper.deal_id).annotate(kept=kept).select_related("verdict")
    found = [
        Claimed(row, row.kept, claim_obstacle(row.pk, row.words, row.standing))
        for row in rows.order_by("due_order", "id")[:MOST_CLAIMS]
        if row.kept or row.life not in ENDED
    ]
    return sorted(found, key=lambda each: not each.ticked)


def obstacles(paper_id: int) -> list[Obstacle]:
    """The promises a paper rests on that hold it back. One query."""
    rows = Promise.objects.filter(claimed_in__paper_id=paper_id).order_by("id")
    found = (claim_obstacle(row.pk, row.words, row.standing) for row in rows)
    return [each for each in found if each is not None]


def put_in(paper: Paper) -> list[PaperPiece]:
    """The pieces in a paper with how they are now, and the wording they had (`old`), where it is another."""
    rows = list(PaperPiece.objects.filter(paper=paper).select_related("piece").order_by("id"))
    behind = {row.piece_id: row.number for row in rows if row.number != row.piece.version}
    texts = PieceText.objects.filter(piece_id__in=behind) if behind else []
    old = {text.piece_id: text.body for text in texts if behind[text.piece_id] == text.number}
    for row in rows:
        row.old = old.get(row.piece_id)  # type: ignore[attr-defined]
    return rows


def steps_of(kept: Sequence[dict[str, object]]) -> list[Step]:
    return [step_of(each) for each in kept]


def offered_steps(paper: Paper) -> list[NextStep]:
    """The deal's open steps and those the paper names already, by date."""
    named = [step.step_id for step in steps_of(paper.steps) if step.step_id]
    rows = NextStep.objects.filter(Q(waiting=True) | Q(id__in=named), deal_id=paper.deal_id)
    found = rows.select_related("owner", "contact").order_by("due_on", "id")[:OFFERED_STEPS]
    return sorted(found, key=lambda row: (row.due_on is None, row.due_on or row.created_at.date(), row.pk))


def lines(viewer: Viewer, deal: Deal, steps: Sequence[Step]) -> list[Line]:
    """The steps as they are read: those of the deal as they stand now, the typed ones as they were typed."""
    chosen = [step.step_id for step in steps if step.step_id]
    rows = {row.pk: row for row in NextStep.objects.filter(deal=deal, id__in=chosen).select_related("owner", "contact")}
    typed = [step for step in steps if step.step_id is None]
    people = {id for id in (step.owner_id for step in typed) if id}
    ours = dict(User.objects.filter(id__in=people).values_list("id", "name")) if people else {}
    theirs = {row.pk: row.name for row in contacts_of(viewer, deal)} if any(s.contact_id for s in typed) else {}
    found = []
    for step in steps:
        row = rows.get(step.step_id or 0)
        if row is not None:
            found.append(Line(row.what, _who(row), row.due_on))
        elif step.step_id is None:
            who = ours.get(step.owner_id or 0) or theirs.get(step.contact_id or 0) or ""
            found.append(Line(step.what, who, step.due_on))
    return found


def _who(row: NextStep) -> str:
    return str(row.owner or row.contact or "")


def content(viewer: Viewer, paper: Paper, deal: Deal, *, day: date, company: str) -> Content:
    """The paper as a document of this day."""
    return Content(
        title=paper.title,
        customer=deal.account.name if deal.account else "",
        author=paper.owner.name if paper.owner else "",
        company=company,
        day=day,
        readers=paper.readers,
        language=paper.language,
        problem=paper.problem,
        idea=paper.idea,
        picture=paper.picture,
        picture_says=paper.picture_says,
        steps=tuple(lines(viewer, deal, steps_of(paper.steps))),
    )


def brand() -> Brand:
    """How papers look, with the logo and the organisation's name; the defaults where nobody chose. One query."""
    organisation = Organisation.objects.select_related("brand__logo").order_by("id")[0]
    chosen: Brand | None = getattr(organisation, "brand", None)
    return chosen or Brand(organisation=organisation)


def company() -> str:
    """The name of the organisation."""
    return Organisation.objects.order_by("id").values_list("name", flat=True)[0]


def meetings_of(paper: Paper) -> list[Meeting]:
    """The deal's meetings a paper may be for, newest first, and the one it is for."""
    found = meetings_of_deal(paper.deal_id)
    if paper.meeting is not None and all(each.pk != paper.meeting_id for each in found):
        found.append(paper.meeting)
    return found


def meetings_of_deal(deal_id: int) -> list[Meeting]:
    rows = Meeting.objects.filter(deal_id=deal_id, cancelled_at=None)
    return list(rows.order_by("-starts_at", "-id")[:OFFERED_MEETINGS])


def journal(paper: Paper) -> list[Entry]:
    """What was written about it, newest first. It stands in its deal's thread."""
    entries = Entry.objects.filter(
        thread_kind="deal", thread_id=paper.deal_id, subject_kind="paper", subject_id=paper.pk
    )
    return list(entries.select_related("actor").order_by("-id")[:ENTRIES])


def versions(paper: Paper) -> list[Entry]:
    """The entry of each version, the first first."""
    entries = Entry.objects.filter(
        thread_kind="deal", thread_id=paper.deal_id, subject_kind="paper", subject_id=paper.pk, what__in=VERSIONS
    )
    return list(entries.select_related("actor").order_by("id"))
