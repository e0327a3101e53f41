"""Deal rows held against the deals that are here. Pure but for reading those.

An empty cell changes nothing. A deal that is closed here stays as it is: a row that says otherwise is reported, and the
way to take it is to reopen the deal, which the journal keeps.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from evener import money
from evener.connect.fields import Kind
from evener.connect.known import KnownDeal, is_closed
from evener.connect.plan.planner import Planner
from evener.connect.reading.deals import DealRow
from evener.connect.reading.sheet import Sheet
from evener.connect.values.column import Unreadable
from evener.connect.values.words import reason_key
from evener.deals.actions.bulk import NewDeal, NewStep
from evener.deals.actions.bulk_changes import DealChange, gate_reason
from evener.deals.fields import faults
from evener.deals.rules import OUTCOME_NAMES, Closing, Outcome, closing_faults
from evener.people.rules import Role
from evener.problems import Text

# Columns of a deal → fields of a file, where a fault of the one is shown at the other.
SHOWN_AT = {
    "account_id": "account", "owner_id": "owner", "lead_engineer_id": "lead_engineer", "stage_id": "stage",
    "amount_minor": "amount", "product_id": "product",
}  # fmt: skip


SAMPLE = 8
PLAIN = ("name", "close_on", "opened_on", "source", "about", "stage_id")


def identify(sheet: Sheet, rows: Sequence[DealRow]) -> dict[int, str]:
    """Row index → id. A row without one gets one made of what tells it apart, so that a second import finds it."""
    ids: dict[int, str] = {}
    seen: Counter[str] = Counter()
    made = 0
    for row in rows:
        if row.external_id:
            ids[row.index] = row.external_id
            continue
        marks = (row.name, row.account or row.account_id, None if row.name else row.product, row.opened_on)
        digest = hashlib.sha256("\x1f".join(str(mark or "") for mark in marks).encode()).hexdigest()[:20]
        seen[digest] += 1
        ids[row.index] = f"row-{digest}" + (f"-{seen[digest]}" if seen[digest] > 1 else "")
        made += 1
    text = _("Rows without an id were told apart by name, account, product and opening day.")
    sheet.count_note("no id", text, made)
    return ids


class DealPlanner:
    """Plans the rows of one file of deals. `deals` and `hidden` are what is here under the file's ids."""

    def __init__(
        self, planner: Planner, sheet: Sheet, deals: Mapping[str, KnownDeal], hidden: frozenset[str],
        steps: Mapping[int, set[str]],
    ) -> None:  # fmt: skip
        self.planner = planner
        self.sheet = sheet
        self.deals = deals
        self.hidden = hidden
        self.steps = steps
        self.noted: Counter[str] = Counter()
        by_chance = sorted(planner.known.stages, key=lambda stage: stage.prior_won)
        self.first_stage = by_chance[0].id
        self.last_stage = by_chance[-1].id

    def run(self, rows: Sequence[DealRow], ids: Mapping[int, str]) -> None:
        for row in rows:
            external_id = ids[row.index]
            if not self.planner.claim(Kind.DEALS, external_id, self.sheet, row.index):
                continue
            try:
                self._row(row, external_id)
            except _Refusal as refusal:
                for field, reason in refusal.reasons.items():
                    self.sheet.refuse(row.index, field, reason)
        self._say()

    def _row(self, row: DealRow, external_id: str) -> None:
        if external_id in self.hidden:
            raise _Refusal({"external_id": _("This deal is here and you cannot see it. Ask an admin to import it.")})
        known = self.deals.get(external_id)
        if known is None:
            self._create(row, external_id)
        else:
            self._compare(row, known)

    # New deals.

    def _create(self, row: DealRow, external_id: str) -> None:
        values = _plain(row)
        values["name"] = row.name or self._name(row, external_id)
        if row.stage_id is None:
            values["stage_id"] = self._stage(row)
        values.setdefault("currency", self.sheet.options.currency)
        if row.opened_on is None:
            values["opened_on"] = self._opened(row)
        self._check(values)
        closing = self._closing(row) if row.is_closed else {}
        values |= self._references(row) | closing
        if not closing:
            self.noted["no owner"] += row.owner is None
            self.noted["no close date"] += row.close_on is None
        self.noted["no account"] += row.account is None and row.account_id is None
        step = NewStep(row.next_step, row.next_step_on) if row.next_step and not row.is_closed else None
        self.planner.plan.deals.append(NewDeal(values, external_id, step))
        if len(self.planner.plan.sample) < SAMPLE:
            self.planner.plan.sample.append(self._shown(row, values))
        self.planner.plan.counts[Kind.DEALS].created += 1

    def _name(self, row: DealRow, external_id: str) -> str:
        self.noted["name made"] += 1
        parts = [part for part in (row.account, row.product) if part]
        return " – ".join(parts)[:200] or external_id

    def _stage(self, row: DealRow) -> int:
        if row.is_closed:
            self.noted["ended without stage"] += 1
            return self.last_stage
        self.noted["no stage"] += 1
        return self.first_stage

    def _opened(self, row: DealRow) -> date:
        self.noted["no opening day"] += 1
        return min(row.closed_on or self.planner.today, self.planner.today)

    def _shown(self, row: DealRow, values: Mapping[str, Any]) -> dict[str, str]:
        """A deal in words, for the preview."""
        stages = {stage.id: stage.name for stage in self.planner.known.stages}
        closed = str(OUTCOME_NAMES[row.outcome]) if row.outcome else ""
        return {
            "name": values["name"],
            "account": row.account or row.account_id or "",
            "owner": row.owner or "",
            "stage": closed or stages[values["stage_id"]],
            "amount": money.show(values.get("amount_minor", 0), values["currency"]),
            "close_on": str(row.closed_on or row.close_on or ""),
        }

    # Deals that are here.

    def _compare(self, row: DealRow, known: KnownDeal) -> None:
        counts = self.planner.plan.counts[Kind.DEALS]
        values = _differences(_plain(row), known)
        closing = self._new_closing(row, known)
        new_step = row.next_step and not is_closed(known) and row.next_step not in self.steps.get(known.id, ())
        refused = self._refused(closing, known)
        if refused:
            with self.planner.only_known():  # a row that is left out adds nothing it refers to
                values |= _differences(self._references(row), known)
        else:
            self._check(values)
            values |= _differences(self._references(row), known)
        if not (values or closing or new_step):
            counts.unchanged += 1
            return
        if refused:
            raise _Refusal({self._first_field(values, closing): refused})
        step = NewStep(str(row.next_step), row.next_step_on) if new_step and not closing else None
        self.planner.plan.deal_changes.append(DealChange(known.id, known.version, values, closing, step))
        counts.updated += 1

    def _refused(self, closing: Mapping[str, Any], known: KnownDeal) -> Text | None:
        """Why nothing of this deal can be changed here, or why it cannot be closed so."""
        if is_closed(known):
            text = _("This deal is closed here (%(outcome)s, %(day)s). Reopen it first, or leave the row out.")
            return text % {"outcome": OUTCOME_NAMES[Outcome(known.outcome)], "day": known.closed_on}
        if not known.may_work:
            return _("Only the deal team and its leaders change this deal. Ask the sales owner to add you.")
        if closing.get("outcome") == Outcome.WON and known.promises_open:
            return gate_reason(known.id, mode=self.planner.known.gate)
        return None

    def _new_closing(self, row: DealRow, known: KnownDeal) -> dict[str, Any]:
        """The outcome columns the row gives and the deal has otherwise; a row that says “open” reopens nothing."""
        if row.is_closed:
            closing = self._closing(row)
            if not is_closed(known):
                return closing
            given = {"outcome", "closed_on"} | ({"outcome_reason", "outcome_note"} if row.reason else set())
            return {name: value for name, value in closing.items() if name in given and getattr(known, name) != value}
        if is_closed(known) and (row.outcome is not None or row.stage_id is not None):
            return {"outcome": Outcome.OPEN}
        return {}

    def _first_field(self, values: Mapping[str, Any], closing: Mapping[str, Any]) -> str:
        """Where the difference shows in the file. A stage may say the outcome."""
        for name in (*closing, *values):
            field = SHOWN_AT.get(name, name)
            for place in (field, "stage") if field == "outcome" else (field,):
                if self.sheet.has(place):
                    return place
        return ""

    # Both.

    def _references(self, row: DealRow) -> dict[str, Any]:
        """What the row refers to. The account comes last: it is added where unknown, and nothing refuses after."""
        values: dict[str, Any] = {}
        planner, refused = self.planner, {}
        for field, role in (("owner", Role.SALES), ("lead_engineer", Role.ENGINEER)):
            text = getattr(row, field)
            try:
                if text is not None:
                    values[f"{field}_id"] = planner.person(text, role=role)
            except Unreadable as why:
                refused[field] = str(why)
        try:
            if row.product is not None:
                values["product_id"] = planner.product(row.product)
        except Unreadable as why:
            refused["product"] = str(why)
        try:
            if not refused and (row.account is not None or row.account_id is not None):
                values["account_id"] = planner.account(row.account, row.account_id)
        except Unreadable as why:
            refused["account" if row.account else "account_id"] = str(why)
        if refused:
            raise _Refusal(refused)
        return values

    def _check(self, values: Mapping[str, Any]) -> None:
        """The rules every change of a deal goes by."""
        wrong = faults(values)
        if wrong:
            raise _Refusal({SHOWN_AT.get(name, name): text for name, text in wrong.items()})

    def _closing(self, row: DealRow) -> dict[str, Any]:
        """The outcome columns of a row that ended. A reason Evener does not list is kept as words."""
        assert row.outcome and row.closed_on  # noqa: S101 - read_deals refused the others
        closing = Closing(outcome=row.outcome, reason="other", note="?", closed_on=row.closed_on)
        wrong = closing_faults(closing, today=self.planner.today)
        if wrong:
            column = "closed_on" if self.sheet.has("closed_on") else "close_on"
            raise _Refusal({column: " ".join(str(text) for text in wrong.values())})
        key = reason_key(row.outcome, row.reason) if row.reason else ""
        return {
            "outcome": row.outcome,
            "outcome_reason": "other" if row.reason and not key else key,
            "outcome_note": row.reason if row.reason and not key else "",
            "closed_on": row.closed_on,
        }

    def _say(self) -> None:
        texts: dict[str, Text] = {
            "no account": _("Deals came without an account; Today shows them to their owner."),
            "no owner": _("Open deals came without an owner; they show up as unowned."),
            "no close date": _("Open deals came without a close date; it stays empty."),
            "no opening day": _("The opening day is missing: the day of the import, or of closing, stands there."),
            "no stage": _("The stage is missing: the first one was taken."),
            "ended without stage": _("Deals that ended came without a stage: the last one was taken."),
            "name made": _("The name is missing: it was made of account and product."),
        }
        for rule, text in texts.items():
            self.sheet.count_note(rule, text, self.noted[rule])


def _differences(given: Mapping[str, Any], known: KnownDeal) -> dict[str, Any]:
    return {name: value for name, value in given.items() if getattr(known, name) != value}


def _plain(row: DealRow) -> dict[str, Any]:
    """The row's own values by column of a deal."""
    values = {name: getattr(row, name) for name in PLAIN if getattr(row, name) is not None}
    if row.amount is not None:
        values["amount_minor"], values["currency"] = row.amount.minor, row.amount.currency
    return values


class _Refusal(Exception):
    """A row that cannot be taken: reasons by field of the file."""

    def __init__(self, reasons: Mapping[str, Text]) -> None:
        super().__init__()
        self.reasons = reasons
