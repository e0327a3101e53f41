"""Deals of the database as the engine reads them: when they were opened, how they ended, and what stays as it is.

A deal we walked away from counts as no decision: nothing was sold, and nobody else won it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from evener import money
from evener.deals.models import Deal, Stage
from evener.deals.rules import Outcome
from evener.forecast.engine.deals import LOST, NOTHING, OPEN, WON, Column, Deals, Flags, Floats, Ints, Words, worded
from evener.forecast.engine.known import look
from evener.forecast.loading.counts import counts
from evener.forecast.loading.journal import changes
from evener.forecast.loading.moments import evening, instant

KINDS = {
    Outcome.WON: WON, Outcome.LOST: LOST, Outcome.NO_DECISION: NOTHING, Outcome.DISQUALIFIED: NOTHING,
    Outcome.OPEN: OPEN,
}  # fmt: skip
# A deal entered within so many days of its opening was on record from the start.
AT_ONCE = 2.0
READ = (
    "id", "opened_on", "closed_on", "outcome", "created_at", "amount_minor", "currency", "close_on", "stage__name",
    "owner_id", "owner__name", "team_id", "team__name", "product_id", "product__name", "source", "account_id",
    "account__industry", "account__country", "account__employees", "confidential", "stage__prior_won",
)  # fmt: skip


Columns = dict[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a deal was on a day: its amount in minor units, the chance its stage gave, its expected close."""

    amount_minor: Floats
    stage_prior: Floats
    close: Floats


@dataclass(frozen=True, slots=True)
class Loaded:
    """The deals, and per deal (in their order) what totals are made of; 0 stands for nobody, no team and so on.

    `priors`: the chance that each stage gives, by its name.
    """

    deals: Deals
    owner: Ints
    team: Ints
    product: Ints
    account: Ints
    amount_minor: Floats
    currency: Words
    confidential: Flags
    stage_prior: Floats
    close: Floats
    priors: dict[str, float]

    def on(self, rows: Ints, day: date) -> Standing:
        """How these deals stood at the end of that day; what is not known of it, as it is now."""
        known = look(self.deals, rows, np.full(len(rows), evening(day)), aged=False).columns
        stage, amount, close = known["stage"], known["amount"].values, known["expected close"].values
        scale = np.array([10.0 ** money.digits(code) for code in self.currency[rows]])
        prior = np.array([self.priors.get(word, np.nan) for word in stage.words])[stage.values.astype(np.int64)]
        return Standing(
            np.where(np.isfinite(amount), np.round(amount * scale), 0.0),
            np.where(np.isfinite(prior), prior, self.stage_prior[rows]),
            np.where(np.isfinite(close), close + self.deals.created[rows], self.close[rows]),
        )


def load() -> Loaded:
    """Everything ever recorded, of every deal: what the model learns from. Nobody is shown a row of it as it is."""
    rows = list(Deal.objects.order_by("id").values_list(*READ))
    column: Columns = dict.fromkeys(READ, ())
    if rows:
        column = dict(zip(READ, zip(*rows, strict=True), strict=True))
    opened = np.array([each.toordinal() for each in column["opened_on"]], float)
    ended = np.array([each.toordinal() if each else np.inf for each in column["closed_on"]], float)
    recorded = np.array([instant(each) for each in column["created_at"]])
    start = np.where(recorded <= opened + 1 + AT_ONCE, opened, recorded)
    deals = Deals(
        ids=np.array(column["id"], dtype=object),
        created=opened,
        closed=np.maximum(ended, opened),
        outcome=np.array([KINDS[Outcome(each)] for each in column["outcome"]], np.int64),
        features=_lasting(column, opened, ended),
    )
    place = {id: number for number, id in enumerate(column["id"])}
    history = changes(place, _now(column, opened), opened=opened, start=start, closed=deals.closed)
    history |= counts(place, start=start, closed=deals.closed)
    return Loaded(
        deals=deals.with_history(history),
        owner=_ids(column["owner_id"]),
        team=_ids(column["team_id"]),
        product=_ids(column["product_id"]),
        account=_ids(column["account_id"]),
        amount_minor=np.array(column["amount_minor"], float),
        currency=np.array(column["currency"], dtype=object),
        confidential=np.array(column["confidential"], bool),
        stage_prior=np.array(column["stage__prior_won"], float) / 100.0,
        close=np.array([each.toordinal() if each else np.inf for each in column["close_on"]], float),
        priors={name: prior / 100.0 for name, prior in Stage.objects.values_list("name", "prior_won")},
    )


def _ids(values: Sequence[int | None]) -> Ints:
    return np.array([value or 0 for value in values], np.int64)


def _lasting(column: Columns, opened: Floats, ended: Floats) -> dict[str, Column]:
    """What was so from the start, as far as anybody wrote down."""
    employees = np.array([np.nan if each is None else float(each) for each in column["account__employees"]])
    return {
        "product": worded([str(each or "") for each in column["product__name"]]),
        "source": worded([str(each) for each in column["source"]]),
        "team": worded([str(each or "") for each in column["team__name"]]),
        "currency": worded([str(each) for each in column["currency"]]),
        "industry": worded([str(each or "") for each in column["account__industry"]]),
        "country": worded([str(each or "") for each in column["account__country"]]),
        "employees": Column(employees),
        "wins before": Column(_wins_before(_ids(column["account_id"]), column["outcome"], opened, ended)),
    }


def _wins_before(account: Ints, outcome: Sequence[str], opened: Floats, ended: Floats) -> Floats:
    """How often the account had bought when the deal was opened."""
    won: dict[int, list[float]] = {}
    for id, kind, day in zip(account.tolist(), outcome, ended.tolist(), strict=True):
        if id and kind == Outcome.WON:
            won.setdefault(id, []).append(day)
    both = zip(account.tolist(), opened.tolist(), strict=True)
    return np.array([sum(day < at for day in won.get(id, ())) for id, at in both], float)


def _now(column: Columns, opened: Floats) -> dict[str, Sequence[Any]]:
    """The fields that have a history, as they are now, by their names in the journal."""
    amounts = [
        minor / 10 ** money.digits(currency)
        for minor, currency in zip(column["amount_minor"], column["currency"], strict=True)
    ]
    return {
        "stage_id": list(column["stage__name"]),
        "amount_minor": amounts,
        "close_on": [each.isoformat() if isinstance(each, date) else None for each in column["close_on"]],
        "owner_id": list(column["owner__name"]),
    }
