"""What a deal looks like in requests and answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from evener.deals.rules import Part, StepStatus
from evener.rest.shapes import Given, ListOf, PageOf, Shown, Via
from evener.rest.values import LEFT_OUT, Currency, Day, Flag, Id, Line, Minor, Name, Text, Version, Word

OutcomeName = Literal["open", "won", "lost", "no_decision", "disqualified"]
Ended = Literal["won", "lost", "no_decision", "disqualified"]


class DealRow(Shown):
    """A deal as a list shows it."""

    id: int
    name: str
    account_id: int | None
    account_name: str | None
    owner_id: int | None
    owner_name: str | None
    lead_engineer_id: int | None
    lead_engineer_name: str | None
    team_id: int | None
    team_name: str | None
    stage_id: int
    stage_name: str
    stage_since: date
    amount_minor: int = Field(description="Minor units of `currency`: 1250000 EUR is €12,500.00.")
    currency: str
    close_on: date | None = Field(description="When it is expected to close.")
    product_id: int | None
    product_name: str | None
    source: str
    confidential: bool
    opened_on: date
    technical_win_on: date | None
    outcome: OutcomeName
    closed_on: date | None
    promises_open: int
    promises_blind: int
    promises_stale: int
    coverage: int | None = Field(description="Percent of what engineering asks that is known; null without a playbook.")
    external_id: str | None
    version: int = Field(description="Send it back with a change.")
    created_at: datetime
    touched_at: datetime = Field(description="The last sign of life from anybody on it.")


class DealPage(PageOf[DealRow]):
    pass


class OutlookShown(Shown):
    """Chances in whole percent, adding up to 100."""

    won: int
    lost: int
    no_decision: int
    source: str = Field(description="Where they come from.")
    low: int | None = Field(description="With `high` an 80 % range of `won`; null where it is the stage's prior.")
    high: int | None


class DealShown(DealRow):
    """A deal with everything written on it."""

    about: str
    technical_win_note: str
    technical_win_by_id: int | None = Field(description="The contact who said it.")
    outcome_reason: str
    outcome_note: str
    return_on: date | None
    gate_overridden_by_id: int | None
    gate_reason: str
    outlook: OutlookShown | None = Field(description="Null once it is closed.")


class NewDeal(Given):
    name: Name
    account_id: Id | None = LEFT_OUT
    owner_id: Id | None = Field(
        default_factory=lambda: None, description="The sales owner; you, unless said otherwise."
    )
    lead_engineer_id: Id | None = LEFT_OUT
    stage_id: Id = Field(default_factory=lambda: 0, description="The first stage, unless said otherwise.")
    amount_minor: Minor = LEFT_OUT
    currency: Currency = Field(default_factory=str, description="The organisation's, unless said otherwise.")
    close_on: Day | None = LEFT_OUT
    opened_on: Day = Field(default_factory=lambda: date.min, description="Today, unless said otherwise.")
    product_id: Id | None = LEFT_OUT
    source: Word = LEFT_OUT
    about: Text = LEFT_OUT
    confidential: Flag = LEFT_OUT


class DealChange(Given):
    version: Version = Field(description="The version this change was made on. Fields others changed since clash.")
    name: Name = LEFT_OUT
    account_id: Id | None = LEFT_OUT
    owner_id: Id | None = LEFT_OUT
    lead_engineer_id: Id | None = LEFT_OUT
    stage_id: Id = LEFT_OUT
    amount_minor: Minor = LEFT_OUT
    currency: Currency = LEFT_OUT
    close_on: Day | None = LEFT_OUT
    opened_on: Day = LEFT_OUT
    product_id: Id | None = LEFT_OUT
    source: Word = LEFT_OUT
    about: Text = LEFT_OUT
    confidential: Flag = LEFT_OUT
    technical_win_on: Day | None = LEFT_OUT
    technical_win_note: Name = LEFT_OUT
    technical_win_by_id: Id | None = LEFT_OUT


class ManyChange(Given):
    """The same change to several deals."""

    deal_ids: list[Id] = Field(min_length=1, max_length=200)
    owner_id: Id | None = LEFT_OUT
    lead_engineer_id: Id | None = LEFT_OUT
    stage_id: Id = LEFT_OUT


class RefusedDeal(Shown):
    id: int
    why: str


class ManyChanged(Shown):
    """Each deal is changed or refused on its own."""

    changed: list[int]
    refused: list[RefusedDeal]


class ClosingGiven(Given):
    outcome: Ended
    reason: Word = Field(description="A key of the outcome's reasons: see `GET /closing-reasons`.")
    note: Text = ""
    closed_on: Day | None = Field(None, description="Today, unless said otherwise.")
    return_on: Day | None = Field(None, description="When to come back to this customer.")
    gate_reason: Text = Field("", description="With it a leader overrides the gate, in writing.")
    version: Version | None = Field(None, description="Refuse if the deal changed since this version.")


class Reopening(Given):
    reason: Line


class ObstacleShown(Shown):
    promise_id: int
    words: str
    why: str


class GateShown(Shown):
    """What stands between a deal and its win."""

    mode: Literal["block", "warn", "off"]
    open: bool = Field(description="Whether this deal could be won now without an override.")
    may_override: bool = Field(description="Whether you may override it, in writing.")
    obstacles: list[ObstacleShown]


class ReasonShown(Shown):
    outcome: Ended
    reason: str
    words: str


class ReasonList(ListOf[ReasonShown]):
    pass


class MemberShown(Shown):
    user_id: int
    name: str
    part: Part


class MemberList(ListOf[MemberShown]):
    pass


class NewMember(Given):
    user_id: Id
    part: Part = Field(Part.OTHER, description="Owner and lead engineer are set in the deal's own fields.")


class StepShown(Shown):
    id: int
    deal_id: int
    what: str
    owner_id: int | None
    owner_name: str | None
    contact_id: int | None = Field(description="Who at the customer takes it, where it is theirs.")
    contact_name: str | None
    shared: bool = Field(description="It stands on the plan the customer sees.")
    status: StepStatus = Field(description="At risk 1 to 6 days late, stalled from 7.")
    due_on: date | None
    done_at: datetime | None
    done_by_id: int | None
    done_as: str = Field(description="Who ticked it through a link; empty where one of us did.")
    version: int
    created_at: datetime


class StepList(ListOf[StepShown]):
    pass


class NewStep(Given):
    what: Line
    owner_id: Id | None = None
    contact_id: Id | None = Field(None, description="Somebody at the customer instead of an owner.")
    due_on: Day | None = None
    shared: Flag = Field(False, description="The customer sees it on their plan.")


class StepChange(Given):
    version: Version
    what: Line = LEFT_OUT
    owner_id: Id | None = LEFT_OUT
    contact_id: Id | None = LEFT_OUT
    due_on: Day | None = LEFT_OUT
    shared: Flag = LEFT_OUT


class StepDone(Given):
    note: Line = ""


class NoteShown(Shown):
    id: int
    deal_id: int
    author_id: int
    author_name: str
    text: str
    created_at: datetime


class NotePage(PageOf[NoteShown]):
    pass


class NewNote(Given):
    text: Text


class FileShown(Shown):
    id: int
    deal_id: int
    name: str
    size: int = Field(description="Bytes.")
    sha256: str
    author_id: int
    author_name: str
    created_at: datetime


class FileList(ListOf[FileShown]):
    pass


class ChangeShown(Shown):
    field: str
    before: str | int | float | bool | None
    after: str | int | float | bool | None


class EntryShown(Shown):
    """One change: who, what, when, why, from what to what."""

    id: int
    at: datetime
    actor_id: int
    actor_name: str
    via: Via
    what: str
    subject_kind: str
    subject_id: int
    subject_name: str
    changes: list[ChangeShown]
    reason: str
    version: int | None


class EntryPage(PageOf[EntryShown]):
    pass


class StageShown(Shown):
    id: int
    name: str
    position: int
    prior_won: int = Field(description="Chance in percent that a deal standing here is won.")


class StageList(ListOf[StageShown]):
    pass


class ProductShown(Shown):
    id: int
    name: str
    series: str
    price_minor: int | None
    currency: str


class ProductList(ListOf[ProductShown]):
    pass
