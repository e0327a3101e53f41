"""A deal's point of view on paper, whatever there is of it: what went out, what is written, what the record gives."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from django.utils.translation import gettext as _

from evener.deals import queries as deals
from evener.deals.models import Deal
from evener.papers import drawing
from evener.papers.filling import filled
from evener.papers.models import Edition, Paper
from evener.papers.queries import one
from evener.papers.rules.content import Content
from evener.people.rules import Viewer
from evener.problems import NotThere, Refused


@dataclass(frozen=True, slots=True)
class Printed:
    """`paper_id` None: from the record alone. `edition` is the number of what went out, where it is just that."""

    deal_id: int
    deal_name: str
    paper_id: int | None
    edition: int | None
    title: str
    pdf: bytes
    pages: int
    source: str
    warnings: tuple[str, ...]

    @property
    def digest(self) -> str:
        return sha256(self.pdf).hexdigest()


def print_paper(*, by: Viewer, at: datetime, called: str) -> Printed:
    """The newest paper of the deal `called` so; refused in words where it cannot be printed."""
    deal = deals.deal(by, deal_called(by, called))
    paper = Paper.objects.visible_to(by).select_related(*one.NAMED).filter(deal=deal).order_by("-id").first()
    if paper is None:
        return _from_record(by, deal, at=at)
    if paper.is_out and not paper.changed_since:
        return _went_out(deal, paper)
    content = one.content(by, paper, deal, day=by.today(at), company=one.company())
    held = [f"“{each.words}”: {each.why}. {each.remedy}" for each in one.obstacles(paper.pk)]
    source = _("It is the paper as it is saved now. To send it out, open it in Evener.")
    return _draw(deal, content, paper_id=paper.pk, source=source, warnings=tuple(held))


def _went_out(deal: Deal, paper: Paper) -> Printed:
    row = Edition.objects.filter(paper=paper).order_by("-number")[0]
    source = _("It is edition %(number)d, as it went out.") % {"number": row.number}
    return Printed(deal.pk, deal.name, paper.pk, row.number, row.title, bytes(row.pdf), row.pages, source, ())


def _from_record(by: Viewer, deal: Deal, *, at: datetime) -> Printed:
    start = filled(by, deal, meeting=None, at=at)
    empty = Content(
        title=start.title, customer=deal.account.name if deal.account else "", author=by.name, company=one.company(),
        day=by.today(at), steps=tuple(one.lines(by, deal, start.steps)),
    )  # fmt: skip
    content = replace(
        empty, readers=start.readers, problem=start.problem, idea=start.idea, picture=start.picture,
        picture_says=start.picture_says,
    )  # fmt: skip
    missing = [
        str(text)
        for there, text in (
            (start.problem, _("The record says nothing of the problem: discovery has no answer in words.")),
            (start.idea, _("The record says nothing of our idea: no promise is cleared.")),
        )
        if not there.strip()
    ]
    source = _("Nobody wrote a paper yet: it is what the record gives.")
    return _draw(deal, content, paper_id=None, source=source, warnings=tuple(missing))


def _draw(deal: Deal, content: Content, *, paper_id: int | None, source: str, warnings: tuple[str, ...]) -> Printed:
    brand = one.brand()
    drawn = drawing.draw(content, look=drawing.look_of(brand), logo=brand.logo)
    return Printed(deal.pk, deal.name, paper_id, None, content.title, drawn.pdf, drawn.pages, source, warnings)


def deal_called(viewer: Viewer, text: str) -> int:
    """The id of the deal of this id, external id or name; NotThere, or Refused where several are called so."""
    text = text.strip()
    seen = Deal.objects.visible_to(viewer)
    wanted = [seen.filter(external_id=text), seen.filter(name=text), seen.filter(name__iexact=text)]
    if text.isascii() and text.isdigit() and len(text) < 19:
        wanted.insert(0, seen.filter(id=int(text)))
    for rows in wanted:
        found = list(rows.order_by("id").values_list("id", flat=True)[:2])
        if len(found) > 1:
            raise Refused(
                _("Several deals are called “%(name)s”. Give the number of the one you mean.") % {"name": text}
            )
        if found:
            return found[0]
    raise NotThere(_("There is no deal “%(name)s”, or you are not on it.") % {"name": text})
