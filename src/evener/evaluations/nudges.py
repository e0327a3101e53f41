"""What evaluations want of somebody today (pages.asks.NudgeSource)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from evener.evaluations.models import Evaluation, Question
from evener.evaluations.rules import UNSTARTED, Course, is_stalled
from evener.listing.prepared import Question as Asked
from evener.listing.prepared import rows
from evener.pages.addresses import address
from evener.pages.asks import Nudge
from evener.pages.days import due
from evener.people.rules import Viewer
from evener.promises.presenting.words import until

# So long before its first day an evaluation without criteria comes up.
AHEAD = timedelta(days=3)
Row = Mapping[str, Any]


def nudges(*, viewer: Viewer, at: datetime, limit: int) -> list[Nudge]:
    """Questions to answer, and the viewer's own evaluations that need a hand. Two queries."""
    found = [_course(row, viewer=viewer, at=at) for row in rows(running, viewer, limit)]
    return [*_questions(viewer, at=at, limit=limit), *(nudge for nudge in found if nudge is not None)]


def unanswered(viewer: Viewer, limit: int) -> Asked:
    """On evaluations I own, the most overdue first."""
    found = Question.objects.filter(answered_at=None, evaluation__owner_id=viewer.id, evaluation__waiting=True)
    fields = ("id", "text", "raised_by", "due_at", "evaluation_id", "evaluation__name", "evaluation__deal__name")
    return found.order_by("due_at", "id").values(*fields)[:limit]


def _questions(viewer: Viewer, *, at: datetime, limit: int) -> list[Nudge]:
    return [
        Nudge(
            kind="evaluation_question",
            what=_("Answer: %(question)s") % {"question": f"“{row['text'][:120]}”"},
            why=_("%(who)s asked during “%(name)s” on %(deal)s.")
            % {"who": row["raised_by"], "name": row["evaluation__name"], "deal": row["evaluation__deal__name"]},
            url=address("evaluations:page", row["evaluation_id"]),
            due=row["due_at"],
            when=until(row["due_at"], at=at),
            late=row["due_at"] < at,
            action=lazy("Answer"),
            action_url=address("evaluations:answer", row["evaluation_id"], row["id"]) + "?next=/",
            icon="evaluations",
            more=lazy("questions on your evaluations"),
            more_url=f"{address('evaluations:list')}?owner=me",
        )
        for row in rows(unanswered, viewer, limit)
    ]


def running(viewer: Viewer, limit: int) -> Asked:
    """My evaluations that have not ended, by their last day, each with how many criteria it has and lacks results."""
    found = Evaluation.objects.filter(owner_id=viewer.id, waiting=True).order_by("ends_on", "id")
    counted = found.annotate(all=Count("criteria"), open=Count("criteria", filter=Q(criteria__result="")))
    fields = ("id", "name", "status", "starts_on", "ends_on", "touched_at", "deal__name", "all", "open")
    return counted.values(*fields)[:limit]


def _course(row: Row, *, viewer: Viewer, at: datetime) -> Nudge | None:
    """The one thing an evaluation wants now: criteria before it starts, results at its end, a word when it is quiet."""
    today, status = viewer.today(at), Course(row["status"])
    tomorrow = today + timedelta(days=1)
    if status in UNSTARTED:
        if row["all"] or row["starts_on"] > today + AHEAD:
            return None
        return _nudge(
            row, "evaluation_criteria", _("It starts without anything to measure it by. %(deal)s."),
            "starts_on", _("Add a criterion"), "add_criterion", viewer, at,
        )  # fmt: skip
    if row["ends_on"] < today:
        count = row["open"]
        text = ngettext(
            "Its last day is over and %(count)d criterion has no result. %(deal)s.",
            "Its last day is over and %(count)d criteria have no result. %(deal)s.",
            count,
        ) if count else _("Its last day is over. How did it end? %(deal)s.")  # fmt: skip
        return _nudge(row, "evaluation_over", text, "ends_on", _("Look at it"), "page", viewer, at)
    if row["ends_on"] <= tomorrow:
        return _nudge(row, "evaluation_ends", _("It ends. %(deal)s."), "ends_on", _("Look at it"), "page", viewer, at)
    if is_stalled(status, touched_at=row["touched_at"], at=at):
        text = _("Nothing was recorded, asked or noted for two weeks. %(deal)s.")
        return _nudge(row, "evaluation_stalled", text, "ends_on", _("Write how it goes"), "note", viewer, at)
    return None


def _nudge(row: Row, kind: str, why: str, field: str, action: str, to: str, viewer: Viewer, at: datetime) -> Nudge:
    when = due(row[field], viewer=viewer, today=viewer.today(at))
    return Nudge(
        kind=kind,
        what=row["name"],
        why=why % {"deal": row["deal__name"], "count": row["open"]},
        url=address("evaluations:page", row["id"]),
        due=when.at,
        when=when.words,
        late=when.late,
        action=action,
        action_url=address(f"evaluations:{to}", row["id"]) + ("" if to == "page" else "?next=/"),
        icon="evaluations",
        more=lazy("evaluations of yours"),
        more_url=f"{address('evaluations:list')}?owner=me",
    )
