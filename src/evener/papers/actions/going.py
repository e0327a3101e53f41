"""A paper goes out: an edition that never changes is kept, and the steps it names stand in the shared plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from evener.deals import queries as deals
from evener.deals.actions.steps import add_step, share_step
from evener.deals.models import Deal, NextStep
from evener.deals.rules import Obstacle, may_override
from evener.journal.rules import Change
from evener.papers import drawing
from evener.papers.actions.held import hold_paper, same_version, save, tell
from evener.papers.models import Edition, Paper
from evener.papers.queries import one
from evener.papers.rules.going import lacking, may_go_out
from evener.papers.rules.writing import PaperStatus, Step
from evener.people.rules import Viewer
from evener.problems import Refused


def send_out(*, by: Viewer, at: datetime, paper_id: int, seen_version: int | None = None, reason: str = "") -> Edition:
    """The paper as it is now becomes an edition. `reason` is a leader's, where a promise it rests on is not cleared.

    It is drawn before the transaction, and only kept where nothing changed meanwhile.
    """
    paper = one.paper(by, paper_id)
    deal = deals.editable(by, paper.deal_id)
    same_version(seen_version, paper.version)
    brand = one.brand()
    content = one.content(by, paper, deal, day=by.today(at), company=brand.organisation.name)
    missing = lacking(drawing.whole(content, brand))
    if missing:
        raise Refused(" ".join(str(each) for each in missing), reasons=missing)
    drawn = drawing.draw(content, look=drawing.look_of(brand), logo=brand.logo)
    with transaction.atomic():
        paper, deal = hold_paper(by, paper_id)
        same_version(paper.version if seen_version is None else seen_version, paper.version)
        if one.content(by, paper, deal, day=by.today(at), company=brand.organisation.name) != content:
            raise Refused(_("A step it names changed a moment ago. Look at the paper again, then send it."))
        found = one.obstacles(paper.pk)
        overrides = may_override(by, deals.standing(by, deals.deal(by, deal.pk)))
        decision = may_go_out(found, reason=reason, overrides=overrides)
        if not decision:
            raise Refused(" ".join(str(each) for each in decision.reasons), reasons=decision.reasons)
        edition = _keep(
            paper, content=content, drawn=drawn, brand=brand, obstacles=found, by=by, at=at, reason=reason.strip()
        )
        _plan(paper, by=by, at=at)
        _stand(paper, edition, deal, by=by, at=at)
    return edition


def _keep(
    paper: Paper, *, content: Any, drawn: drawing.Drawn, brand: Any, obstacles: Sequence[Obstacle], by: Viewer,
    at: datetime, reason: str,
) -> Edition:  # fmt: skip
    held = {each.promise_id: str(each.why) for each in obstacles}
    claims = [
        {"promise": row.promise.pk, "words": row.promise.words, "review": row.promise.review,
         "stale": row.promise.stale, "why": held.get(row.promise.pk, "")}
        for row in one.claims(paper) if row.ticked
    ]  # fmt: skip
    return Edition.objects.create(
        paper=paper, number=Edition.objects.filter(paper=paper).count() + 1, version=paper.version + 1,
        title=paper.title, content=content.kept(), look=drawing.look_of(brand), logo=brand.logo, claims=claims,
        pdf=drawn.pdf, digest=sha256(drawn.pdf).hexdigest(), size=len(drawn.pdf), pages=drawn.pages,
        words=content.words, in_time=_in_time(paper, at=at), out_at=at, out_by_id=by.id,
        override_by_id=by.id if obstacles else None, override_reason=reason if obstacles else "",
    )  # fmt: skip


def _in_time(paper: Paper, *, at: datetime) -> bool | None:
    """By the clock of its meeting, where there was one: the first edition counts."""
    if paper.due_on is None:
        return None
    zone = ZoneInfo(paper.owner.time_zone) if paper.owner else ZoneInfo("UTC")
    return (paper.out_at or at).astimezone(zone).date() <= paper.due_on


def _plan(paper: Paper, *, by: Viewer, at: datetime) -> None:
    """The steps it names stand in the plan the customer sees; typed ones become steps of the deal."""
    kept = []
    for step in one.steps_of(paper.steps):
        if step.step_id is not None:
            if NextStep.objects.filter(id=step.step_id, deal_id=paper.deal_id).exists():
                share_step(by=by, at=at, step_id=step.step_id, shared=True)
                kept.append(step)
            continue
        made = add_step(
            by=by, at=at, deal_id=paper.deal_id, what=step.what, owner_id=step.owner_id, due_on=step.due_on,
            contact_id=step.contact_id, shared=True,
        )  # fmt: skip
        kept.append(Step("", step_id=made.pk))
    paper.steps = [step.kept() for step in kept]


def _stand(paper: Paper, edition: Edition, deal: Deal, *, by: Viewer, at: datetime) -> None:
    before = paper.status
    paper.status, paper.out_at, paper.out_version = PaperStatus.OUT, paper.out_at or at, edition.version
    changes: list[Change] = [("status", before, paper.status), ("edition", None, edition.number)]
    changes.append(("digest", None, edition.digest[:12]))
    save(paper, deal, by=by, at=at, what="paper.out", changes=changes, reason=edition.override_reason)


def show_on_plan(*, by: Viewer, at: datetime, paper_id: int, shown: bool) -> Paper:
    """Whoever reads the plan shared with the customer finds what went out last of this paper there, or no longer."""
    with transaction.atomic():
        paper, deal = hold_paper(by, paper_id)
        if not paper.is_out:
            raise Refused(_("It did not go out yet. Send it out first; then it can stand on the plan."))
        if paper.on_plan != shown:
            paper.on_plan = shown
            paper.save(update_fields=["on_plan"])
            tell(paper, deal, by=by, at=at, what="paper.on_plan" if shown else "paper.off_plan")
    return paper
