"""Rows of deals. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from evener.connect.cells import Cell, clean, clean_lines, is_nothing
from evener.connect.reading.sheet import Sheet
from evener.connect.values.column import Unreadable, limited, read, too_long
from evener.connect.values.words import StageChoice, StageFound, outcome, reason_key, stage
from evener.deals.fields import LENGTHS
from evener.deals.rules import OUTCOME_NAMES, Outcome
from evener.money import Money

MOST_STEP = 300


@dataclass(slots=True)
class DealRow:
    """What one row says; None where it says nothing. `outcome` is OPEN only where the file says so."""

    index: int
    external_id: str | None
    name: str | None
    account: str | None
    account_id: str | None
    owner: str | None
    lead_engineer: str | None
    stage_id: int | None
    outcome: Outcome | None
    reason: str | None
    amount: Money | None
    opened_on: date | None
    close_on: date | None
    closed_on: date | None
    product: str | None
    next_step: str | None
    next_step_on: date | None
    source: str | None
    about: str | None

    @property
    def is_closed(self) -> bool:
        return bool(self.outcome)


def read_deals(sheet: Sheet, stages: Sequence[StageChoice]) -> list[DealRow]:
    """The rows of `sheet` that can be read, in the file's order. Problems and notes are left on the sheet."""
    found_stages = _stages(sheet, stages)
    stage_ids = [found.stage_id if found else None for found in found_stages]
    outcomes = _outcomes(sheet, found_stages)
    columns = (
        sheet.column("external_id", limited(120, _("The id"))),
        sheet.column("name", limited(LENGTHS["name"], _("The name"))),
        sheet.column("account", limited(200, _("The account’s name"))),
        sheet.column("account_id", limited(120, _("The account’s id"))),
        sheet.column("owner", limited(120, _("The owner’s name"))),
        sheet.column("lead_engineer", limited(120, _("The engineer’s name"))),
        stage_ids,
        outcomes,
        sheet.column("reason", limited(2000, _("The reason"))),
        sheet.money("amount"),
        sheet.dates("opened_on"),
        sheet.dates("close_on"),
        sheet.dates("closed_on"),
        sheet.column("product", limited(120, _("The product’s name"))),
        sheet.column("next_step", limited(MOST_STEP, _("The next step"))),
        sheet.dates("next_step_on"),
        sheet.column("source", limited(LENGTHS["source"], _("The source"))),
        sheet.column("about", _about),
    )
    rows = [DealRow(index, *values) for index, values in enumerate(zip(*columns, strict=True))]
    for row in rows:
        _settle_close(sheet, row)
    _note_settled(sheet, rows)
    return [row for row in rows if row.index not in sheet.bad]


def _about(cell: Cell) -> str | None:
    text = clean_lines(cell)
    if len(text) > LENGTHS["about"]:
        raise Unreadable(too_long(_("The text"), len(text), LENGTHS["about"]))
    return None if is_nothing(text) else text


def _stages(sheet: Sheet, stages: Sequence[StageChoice]) -> list[StageFound | None]:
    found = sheet.column("stage", lambda cell: stage(cell, stages=stages, chosen=sheet.options.stages))
    if not sheet.has("stage"):
        return found
    names = {one.id: one for one in stages}
    taken: Counter[tuple[str, StageFound | None]] = Counter()
    for text, one in zip(read(sheet.cells("stage"), clean).values, found, strict=True):
        if text:
            taken[text, one] += 1
    for (text, one), count in taken.most_common():
        stage_name = names[one.stage_id].name if one and one.stage_id else ""
        ended = one.outcome.value if one and one.outcome else ""
        rule = one.rule if one else "unknown"
        sheet.stages.append({"said": text, "stage": stage_name, "outcome": ended, "rule": rule, "count": count})
        if one is None or one.stage_id is None or rule not in ("chance", "chosen"):
            continue
        words = {"said": text, "name": stage_name, "chance": names[one.stage_id].prior_won}
        if rule == "chance":
            rule_text = _("Stage “%(said)s” was taken as “%(name)s”: its chance to win (%(chance)s %%) is nearest.")
        else:
            rule_text = _("Stage “%(said)s” was taken as “%(name)s”, as you chose.")
        sheet.note(f"stage {rule}", rule_text % words, count)
    return found


def _outcomes(sheet: Sheet, stages: Sequence[StageFound | None]) -> list[Outcome | None]:
    """The outcome column's word, or the one the stage says (`Closed Won`). Two that differ refuse the row."""
    said = sheet.column("outcome", outcome)
    found: list[Outcome | None] = []
    for index, (own, by_stage) in enumerate(zip(said, stages, strict=True)):
        implied = by_stage.outcome if by_stage else None
        if own and implied and own != implied and not _narrows(implied, own):
            words = {"outcome": OUTCOME_NAMES[own], "stage": OUTCOME_NAMES[implied]}
            sheet.refuse(index, "outcome", _("The outcome says %(outcome)s and the stage %(stage)s.") % words)
        found.append(own or implied or own)
    return found


def _narrows(general: Outcome, exact: Outcome) -> bool:
    """Systems without “no decision” and “disqualified” close such deals as lost."""
    return general == Outcome.LOST and exact in (Outcome.NO_DECISION, Outcome.DISQUALIFIED)


def _settle_close(sheet: Sheet, row: DealRow) -> None:
    """A closed deal has a closing day: its own, or the close date. Closing days of open deals are not kept."""
    if not row.is_closed:
        row.closed_on = None
        return
    row.closed_on = row.closed_on or row.close_on
    if row.index in sheet.bad:
        return
    if row.closed_on is None:
        field = next((name for name in ("closed_on", "close_on") if sheet.has(name)), "closed_on")
        words = {"outcome": OUTCOME_NAMES[Outcome(row.outcome or "")]}
        sheet.refuse(row.index, field, _("The deal ended (%(outcome)s), but the day it closed is missing.") % words)


def _note_settled(sheet: Sheet, rows: Sequence[DealRow]) -> None:
    good = [row for row in rows if row.index not in sheet.bad]
    ended = [row for row in good if row.is_closed]
    if not sheet.has("closed_on"):
        closing = _("“%(column)s” is the closing day of deals that ended.") % {"column": sheet.header("close_on")}
        sheet.count_note("closing day", closing, len(ended) if sheet.has("close_on") else 0)
    unknown = sum(1 for row in ended if row.outcome and not _reason_known(row))
    if sheet.has("reason"):
        words = _("The reason is not one of Evener’s: kept as “Something else” with the file’s words.")
        given = sum(1 for row in ended if row.reason and not _reason_known(row))
        sheet.count_note("reason kept as words", words, given)
        unknown -= given
    sheet.count_note("no reason", _("Deals that ended came without a reason; it stays empty."), unknown)


def _reason_known(row: DealRow) -> bool:
    return bool(row.reason and reason_key(Outcome(row.outcome or ""), row.reason))
