"""Papers, their clock, claims and pieces as pages show them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from evener.deals.presenting.asking import options, picked
from evener.pages.days import words as due_words
from evener.pages.templatetags.evener import day, day_text, face_html, locale_of
from evener.papers.models import Edition, Paper
from evener.papers.queries.one import Claimed
from evener.papers.queries.rows import ALL, ME, NOBODY, PaperFilter
from evener.papers.rules.clock import HitRate
from evener.papers.rules.pieces import PIECE_FOR_NAMES, PieceFor, is_check_due
from evener.papers.rules.writing import (
    ALL_WORDS,
    LONGEST_PAPER,
    PAPER_STATUS_NAMES,
    PROBLEM_WORDS,
    Budget,
    PaperStatus,
    budget,
)
from evener.people.queries import Named
from evener.problems import Text
from evener.promises.presenting.words import Pill, state_pill, verdict_pill
from evener.promises.rules import ENDED, seen

TONES = {PaperStatus.DRAFT: "", PaperStatus.OUT: "ok"}


def pills(paper: Paper, *, today: date) -> list[Pill]:
    """What stands beside its title: draft or out, the clock, whether it changed since."""
    found = [Pill(PAPER_STATUS_NAMES[PaperStatus(paper.status)], TONES[PaperStatus(paper.status)])]
    if paper.is_out and paper.changed_since:
        found.append(Pill(_("Changed since it went out"), "warn"))
    timed = clock_pill(paper.status, paper.due_on, paper.out_at, today=today)
    return [*found, timed] if timed else found


def clock_pill(status: str, due_on: date | None, out_at: datetime | None, *, today: date) -> Pill | None:
    """`due tomorrow`, `in time`, `2 days late`; nothing where no clock runs."""
    if due_on is None:
        return None
    if status == PaperStatus.OUT and out_at is not None:
        if out_at.date() <= due_on:
            return Pill(_("In time"), "ok")
        late = (out_at.date() - due_on).days
        return Pill(ngettext("%(days)d day late", "%(days)d days late", late) % {"days": late}, "warn")
    tone = "danger" if due_on < today else "warn" if (due_on - today).days <= 1 else "info"
    return Pill(_("due %(when)s") % {"when": due_words(due_on, today=today)} if due_on >= today
                else due_words(due_on, today=today), tone)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measure:
    """Words and pages so far, and what is too much of them."""

    words: str
    problem: str
    pages: str
    long: bool
    problem_long: bool
    too_many: bool


def measure(given: Budget, *, pages: int) -> Measure:
    return Measure(
        words=_("%(count)d of %(most)d words") % {"count": given.all, "most": ALL_WORDS},
        problem=_("%(count)d of %(most)d words") % {"count": given.problem, "most": PROBLEM_WORDS},
        pages=ngettext("%(count)d page", "%(count)d pages", pages) % {"count": pages},
        long=given.long,
        problem_long=given.problem_long,
        too_many=pages > LONGEST_PAPER,
    )


def budget_of(values: Mapping[str, Any]) -> Budget:
    steps = [step.what for step in values.get("steps", ()) if step.what]
    return budget(problem=values.get("problem", ""), idea=values.get("idea", ""), steps=steps)


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A promise as an editor ticks it: where it stands, the verdict, and what holds the paper back."""

    id: int
    words: str
    ticked: bool
    near: bool
    pills: list[Pill]
    conditions: str
    why: Text
    remedy: Text
    ok: bool


def claim_rows(
    found: Sequence[Claimed], *, ticked: set[int] | None = None, near: Collection[int] = ()
) -> list[ClaimRow]:
    """`ticked` in place of what is kept; `near` are worded like the text: they come first of what is not ticked."""
    rows = [_claim_row(each, ticked, near) for each in found]
    return sorted(rows, key=lambda row: (not row.ticked, not row.near))


def _claim_row(each: Claimed, ticked: set[int] | None, near: Collection[int]) -> ClaimRow:
    row = each.promise
    on = each.ticked if ticked is None else row.pk in ticked
    shown = [state_pill(row.state)]
    if row.verdict:
        shown.append(verdict_pill(row.verdict.kind))
    if row.stale and row.life not in ENDED:
        shown.append(Pill(_("Stale"), "warn"))
    obstacle = each.obstacle
    return ClaimRow(
        id=row.pk, words=row.words, ticked=on, near=row.pk in near and not on, pills=shown,
        conditions=row.verdict.conditions if row.verdict and seen(row.standing) else "",
        why=obstacle.why if obstacle else "", remedy=obstacle.remedy if obstacle else "", ok=obstacle is None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DealRow:
    """A paper on the tab of its deal."""

    row: Paper
    pills: list[Pill]
    edition: Edition | None
    looked: str


def deal_rows(
    found: Sequence[Paper], editions: Mapping[int, Edition], looks: Mapping[int, str], *, today: date
) -> list[DealRow]:
    return [DealRow(row, pills(row, today=today), editions.get(row.pk), looks.get(row.pk, "")) for row in found]


def rate_text(rate: HitRate) -> str:
    """`83 % · 5 of 6`; a dash where nothing is counted yet."""
    if rate.percent is None:
        return "–"
    return _("%(percent)d %% · %(met)d of %(all)d") % {"percent": rate.percent, "met": rate.met, "all": rate.counted}


def choices(asked: PaperFilter, *, people: Iterable[Named], teams: Iterable[tuple[int, str]]) -> dict[str, SafeString]:
    """The options of the filter bar's selects, by parameter."""
    statuses = ((status.value, name) for status, name in PAPER_STATUS_NAMES.items())
    whose = (("", _("Anybody’s")), (ME, _("Mine")), (NOBODY, _("Nobody’s")))
    return {
        "status": picked(options([(ALL, _("Drafts and out")), *statuses]), asked.status),
        "owner": picked(options([*whose, *((each.id, each.name) for each in people)]), asked.owner),
        "team": picked(options([("", _("Every team")), *teams]), asked.team),
    }


def list_rows(found: Iterable[Mapping[str, Any]], *, today: date) -> SafeString:
    """The rows of the list as finished HTML."""
    return mark_safe("".join(_row(row, today) for row in found))


def _row(row: Mapping[str, Any], today: date) -> str:
    locale = locale_of(get_language() or "en")
    owner, status = row["owner__name"] or "", PaperStatus(row["status"])
    words = (
        f'<span class="cut">{escape(owner)}</span>'
        if owner
        else f'<span class="warn-text">{escape(_("Nobody"))}</span>'
    )
    marks = f'<span class="pill {TONES[status]}">{escape(str(PAPER_STATUS_NAMES[status]))}</span>'
    timed = clock_pill(status, row["due_on"], row["out_at"], today=today) if not row["deal__outcome"] else None
    if timed:
        marks += f' <span class="pill {timed.tone}">{escape(str(timed.text))}</span>'
    if row["out_version"] and row["version"] > row["out_version"]:
        marks += f' <span class="pill warn">{escape(_("Changed since"))}</span>'
    deal = ", ".join(filter(None, (row["deal__name"], row["deal__account__name"])))
    return (
        f'<tr><th scope="row" class="main-cell words-cell"><a class="row-link" href="/papers/{row["id"]}/">'
        f"{escape(row['title'])}</a></th>"
        f'<td class="states">{marks}</td>'
        f'<td class="quiet paper-deal"><span class="cut"><a class="plain" href="/papers/deal/{row["deal_id"]}/">'
        f"{escape(deal)}</a></span></td>"
        f'<td class="num nowrap">{escape(day_text(row["touched_at"].date(), today.year, locale))}</td>'
        f'<td><span class="who">{face_html(owner)}{words}</span></td></tr>'
    )


def piece_rows(found: Iterable[Mapping[str, Any]], *, today: date) -> SafeString:
    return mark_safe("".join(_piece_row(row, today) for row in found))


def _piece_row(row: Mapping[str, Any], today: date) -> str:
    due = is_check_due(row["checked_on"], today=today) and not row["retired"]
    mark = f' <span class="pill warn">{escape(_("Check due"))}</span>' if due else ""
    tags = " ".join(f'<span class="tag">{escape(tag)}</span>' for tag in row["tags"].split())
    body = " ".join(row["body"].split())[:140]
    owner = row["owner__name"] or ""
    who = f'<span class="who">{face_html(owner)}<span class="cut">{escape(owner)}</span></span>' if owner else (
        f'<span class="warn-text">{escape(_("Nobody"))}</span>'
    )  # fmt: skip
    checked = _("%(day)s by %(who)s") % {"day": day(row["checked_on"]), "who": row["checked_by__name"]}
    return (
        f'<tr><th scope="row" class="main-cell words-cell"><a class="row-link" href="/papers/pieces/{row["id"]}/">'
        f'{escape(row["title"])}</a> {tags}<span class="small quiet piece-body">{escape(body)}</span></th>'
        f'<td class="nowrap quiet">{escape(str(PIECE_FOR_NAMES[PieceFor(row["section"])]))}</td>'
        f'<td class="states small">{escape(checked)}{mark}</td>'
        f'<td class="num">{row["used"]}</td><td>{who}</td></tr>'
    )
