"""Evaluations as pages show them: rows of the list and of a deal, the facts, the criteria, the questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.deals.models import Deal
from evener.deals.rules import Standing, may_change, may_work_on
from evener.evaluations.models import Criterion, Evaluation, Question
from evener.evaluations.rules import (
    ENDED,
    NAMES,
    RESULT_NAMES,
    STATUS_NAMES,
    Course,
    Event,
    Result,
    allowed,
    is_overdue,
    is_stalled,
    may_change_criteria,
    open_to_result,
)
from evener.pages.facts import Fact
from evener.pages.templatetags.evener import day_text, face_html, locale_of
from evener.people.rules import Viewer
from evener.problems import Text
from evener.promises.presenting.words import until

NOTHING = '<span class="muted">–</span>'
TONES = {
    Course.DRAFT: "", Course.AGREED: "info", Course.RUNNING: "accent", Course.SUCCEEDED: "ok", Course.FAILED: "danger",
    Course.STOPPED: "",
}  # fmt: skip
RESULT_TONES = {
    Result.EXCEEDS: "ok", Result.MEETS: "ok", Result.PARTIALLY: "warn", Result.DOES_NOT_MEET: "danger",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Do:
    """A button: what it says and where it leads."""

    name: str
    label: Text
    url: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """What stands above an evaluation: its status, and what may be done to it now."""

    status: Text
    tone: str
    stalled: bool
    late: bool
    started: bool
    ended: bool
    may_change: bool
    may_add: bool
    may_note: bool
    may_win: bool
    doings: list[Do]


@dataclass(frozen=True, slots=True)
class Long:
    key: str
    label: Text
    text: str
    unset: Text
    press: str


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion as its table shows it."""

    row: Criterion
    result: Text
    tone: str
    late: bool
    may_change: bool
    may_result: bool


@dataclass(frozen=True, slots=True)
class QuestionRow:
    row: Question
    when: Text
    overdue: bool


@dataclass(frozen=True, slots=True)
class DealRow:
    """An evaluation on the tab of its deal."""

    row: Evaluation
    url: str
    status: Text
    tone: str
    stalled: bool
    measured: str
    days: str


def card(viewer: Viewer, evaluation: Evaluation, deal: Deal, stands: Standing, *, at: datetime) -> Card:
    status, works = Course(evaluation.status), bool(may_work_on(viewer, stands))
    changes, ended = bool(may_change(viewer, stands)), status in ENDED
    return Card(
        status=STATUS_NAMES[status],
        tone=TONES[status],
        stalled=is_stalled(status, touched_at=evaluation.touched_at, at=at) and evaluation.waiting,
        late=not ended and evaluation.ends_on < viewer.today(at),
        started=evaluation.started_at is not None,
        ended=ended,
        may_change=changes and not ended,
        may_add=changes and not ended,
        may_note=works,
        may_win=changes and evaluation.started_at is not None,
        doings=_doings(evaluation, status, works=works, changes=changes),
    )


def _doings(evaluation: Evaluation, status: Course, *, works: bool, changes: bool) -> list[Do]:
    labels: list[tuple[Event, Text, bool]] = [
        (Event.AGREE, _("The customer agreed"), status == Course.DRAFT),
        (Event.START, _("Start"), status == Course.AGREED),
        (Event.END, _("End it"), status == Course.RUNNING),
        (Event.REDRAFT, _("Back to a draft"), False),
        (Event.RESUME, _("Resume"), False),
    ]
    able = {Event.END: works}
    return [
        Do(event.value, label, reverse(f"evaluations:{event}", args=[evaluation.pk]), primary)
        for event, label, primary in labels
        if able.get(event, changes) and allowed(event, status)
    ]


def facts(evaluation: Evaluation, *, today: date) -> list[Fact]:
    return [
        Fact("owner", NAMES["owner_id"], str(evaluation.owner or ""), lazy("Nobody: name one"), person=True, press="o"),
        Fact("decider", NAMES["decider_id"], str(evaluation.decider or ""), lazy("Name who decides"), press="d"),
        Fact("days", _("From, to"), days(evaluation.starts_on, evaluation.ends_on, today=today), "",
             note=_days_note(evaluation, today), tone=_days_tone(evaluation, today), press="w"),
        Fact("hours", _("Engineering hours"), _hours(evaluation), lazy("Estimate them"), note=_weight(evaluation),
             press="u"),
    ]  # fmt: skip


def days(starts_on: date, ends_on: date, *, today: date) -> str:
    """`2 Mar – 16 Mar`."""
    return f"{day_text(starts_on, today.year, _locale())} – {day_text(ends_on, today.year, _locale())}"


def _days_note(evaluation: Evaluation, today: date) -> str:
    if evaluation.long_reason and evaluation.long_by:
        words = {"who": evaluation.long_by.name, "reason": evaluation.long_reason}
        return _("%(who)s carries the length: “%(reason)s”") % words
    if evaluation.status not in ENDED and evaluation.ends_on < today:
        return _("The last day has passed.")
    count = (evaluation.ends_on - evaluation.starts_on).days
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def _days_tone(evaluation: Evaluation, today: date) -> str:
    return "danger" if evaluation.status not in ENDED and evaluation.ends_on < today else ""


def _hours(evaluation: Evaluation) -> str:
    if evaluation.hours_likely is None:
        return ""
    words = (evaluation.hours_low, evaluation.hours_likely, evaluation.hours_high)
    return _("%(low)d · %(likely)d · %(high)d h") % dict(zip(("low", "likely", "high"), words, strict=True))


def _weight(evaluation: Evaluation) -> str:
    return _("needed with %(weight)d %%") % {"weight": evaluation.weight} if evaluation.weight < 100 else ""


def longs(evaluation: Evaluation) -> list[Long]:
    return [
        Long("decision", NAMES["decision"], evaluation.decision, "", "b"),
        Long("environment", NAMES["environment"], evaluation.environment,
             lazy("Say where it runs, whose data it uses and who has access."), "v"),
    ]  # fmt: skip


def criteria(evaluation: Evaluation, rows: Sequence[Criterion]) -> list[CriterionRow]:
    status = Course(evaluation.status)
    return [
        CriterionRow(
            row,
            RESULT_NAMES[Result(row.result)] if row.result else "",
            RESULT_TONES[Result(row.result)] if row.result else "",
            late=evaluation.started_at is not None and row.created_at > evaluation.started_at,
            may_change=bool(may_change_criteria(status)),
            may_result=bool(open_to_result(status)),
        )
        for row in rows
    ]


def questions(rows: Sequence[Question], *, at: datetime) -> list[QuestionRow]:
    return [
        QuestionRow(
            row,
            until(row.due_at, at=at) if row.answered_at is None else "",
            is_overdue(answered=row.answered_at is not None, due_at=row.due_at, at=at),
        )
        for row in rows
    ]


def deal_rows(
    found: Sequence[Evaluation], counts: Mapping[int, tuple[int, int]], *, viewer: Viewer, at: datetime
) -> list[DealRow]:
    today = viewer.today(at)
    return [_deal_row(row, counts.get(row.pk, (0, 0)), today=today, at=at) for row in found]


def _deal_row(row: Evaluation, counts: tuple[int, int], *, today: date, at: datetime) -> DealRow:
    status = Course(row.status)
    return DealRow(
        row=row,
        url=reverse("evaluations:page", args=[row.pk]),
        status=STATUS_NAMES[status],
        tone=TONES[status],
        stalled=is_stalled(status, touched_at=row.touched_at, at=at),
        measured=measured_text(*counts),
        days=days(row.starts_on, row.ends_on, today=today),
    )


def measured_text(all: int, done: int) -> str:
    """`2 of 5`."""
    return _("%(done)d of %(all)d") % {"done": done, "all": all} if all else ""


def list_rows(found: Iterable[Mapping[str, Any]], *, today: date, at: datetime) -> SafeString:
    """The rows of the list as finished HTML."""
    nobody, stalled, none = escape(_("Nobody")), escape(_("Stalled")), escape(_("No criteria"))
    return mark_safe("".join(_row(row, nobody, stalled, none, today, at) for row in found))


def _row(row: Mapping[str, Any], nobody: str, stalled: str, none: str, today: date, at: datetime) -> str:
    owner, status = row["owner__name"] or "", Course(row["status"])
    words = f'<span class="cut">{escape(owner)}</span>' if owner else f'<span class="warn-text">{nobody}</span>'
    quiet = is_stalled(status, touched_at=row["touched_at"], at=at)
    extra = f' <span class="pill warn">{stalled}</span>' if quiet else ""
    late = " danger-text" if status not in ENDED and row["ends_on"] < today else ""
    deal = ", ".join(filter(None, (row["deal__name"], row["deal__account__name"])))
    measured = escape(measured_text(row["criteria"], row["measured"])) or f'<span class="warn-text">{none}</span>'
    return (
        f'<tr><th scope="row" class="main-cell words-cell"><a class="row-link" href="/evaluations/{row["id"]}/">'
        f"{escape(row['name'])}</a></th>"
        f'<td class="states"><span class="pill {TONES[status]}">{escape(str(STATUS_NAMES[status]))}</span>{extra}</td>'
        f'<td class="quiet eval-deal"><span class="cut"><a class="plain" href="/evaluations/deal/{row["deal_id"]}/">'
        f"{escape(deal)}</a></span></td>"
        f'<td class="num">{measured}</td>'
        f'<td class="num nowrap{late}">{escape(day_text(row["ends_on"], today.year, _locale()))}</td>'
        f'<td><span class="who">{face_html(owner)}{words}</span></td></tr>'
    )


def _locale() -> str:
    return locale_of(get_language() or "en")
