"""One deal's part of the story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from evener import money
from evener.deals import actions
from evener.deals.rules import Closing, Outcome, Part
from evener.people.rules import Viewer
from evener.promises import actions as promise_actions
from evener.upkeep.sample.capabilities import breaks, resting
from evener.upkeep.sample.promise import PromiseLine
from evener.upkeep.sample.scene import Act, Event, Scene

# Values told by name or day, and the field each stands for.
PEOPLE = {"owner": "owner_id", "lead": "lead_engineer_id"}
DAYS = ("close_on", "technical_win_on")


@dataclass(slots=True)
class DealLine:
    """What happens on one deal. `by` acts where nobody else is named; days count from today."""

    name: str
    account: str | None
    by: str
    lead: str | None
    currency: str = "EUR"
    events: list[Event] = field(default_factory=list)
    id: int = 0
    # What discovery is told by: the product, the stage it came to, how and when it ended.
    product: str | None = None
    reached: str = ""
    outcome: Outcome = Outcome.OPEN
    ended: int | None = None
    hidden: bool = False
    # Told in one line: what else is told of deals is not told of it.
    past: bool = False

    @property
    def first_day(self) -> int:
        return min(event.day for event in self.events)

    def happens(self, day: int, who: str | None, act: Act) -> None:
        self.events.append(Event(day, who or self.by, act))

    def minor(self, amount: int) -> int:
        places: int = money.digits(self.currency)
        return amount * int(10**places)

    def open(
        self,
        day: int,
        *,
        amount: int,
        currency: str,
        product: str | None,
        close: int | None,
        source: str,
        about: str,
        owned: bool,
        confidential: bool,
    ) -> None:
        self.currency, self.product = currency, product
        self.hidden = confidential or not owned

        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            values: dict[str, Any] = {
                "name": self.name,
                "account_id": scene.accounts[self.account] if self.account else None,
                "lead_engineer_id": scene.person(self.lead),
                "amount_minor": self.minor(amount),
                "currency": currency,
                "close_on": scene.days.date(close) if close is not None else None,
                "product_id": scene.products[product] if product else None,
                "source": source,
                "about": about,
                "confidential": confidential,
            }
            if not owned:
                values["owner_id"] = None
            self.id = actions.create_deal(by=by, at=at, values=values).pk

        self.happens(day, None, act)

    def stage(self, day: int, stage: str, *, by: str | None = None) -> DealLine:
        """It moves on."""
        self.reached = stage

        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            self._change(by, at, {"stage_id": scene.stages[stage]})

        self.happens(day, by, act)
        return self

    def change(self, day: int, *, by: str | None = None, reason: str = "", **values: Any) -> DealLine:
        """Fields by name; `owner` and `lead` as people, dates as days, `amount` in whole units."""

        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            self._change(by, at, dict(self._values(scene, values)), reason=reason)

        self.happens(day, by, act)
        return self

    def technical_win(self, day: int, note: str, *, by: str | None = None) -> DealLine:
        """Who said yes to what, on that day."""
        return self.change(day, by=by or self.lead, technical_win_on=day, technical_win_note=note)

    def note(self, day: int, who: str, text: str) -> DealLine:
        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            actions.add_note(by=by, at=at, deal_id=self.id, text=text)

        self.happens(day, who, act)
        return self

    def step(
        self,
        day: int,
        what: str,
        *,
        owner: str | None,
        due: int | None,
        done: int | None = None,
        note: str = "",
        by: str | None = None,
    ) -> DealLine:
        """A next step, finished by its owner on the day `done`."""
        made: list[int] = []

        def add(scene: Scene, by: Viewer, at: datetime) -> None:
            due_on = scene.days.date(due) if due is not None else None
            owner_id = scene.person(owner)
            made.append(actions.add_step(by=by, at=at, deal_id=self.id, what=what, owner_id=owner_id, due_on=due_on).pk)

        def finish(scene: Scene, by: Viewer, at: datetime) -> None:
            actions.finish_step(by=by, at=at, step_id=made[0], note=note)

        self.happens(day, by, add)
        if done is not None:
            self.happens(done, owner, finish)
        return self

    def join(self, day: int, who: str, part: Part) -> DealLine:
        """Somebody joins the deal team."""

        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            actions.add_member(by=by, at=at, deal_id=self.id, user_id=scene.people[who].id, part=part)

        self.happens(day, None, act)
        return self

    def promise(
        self,
        day: int,
        words: str,
        *,
        due: int | None = None,
        ask: bool = True,
        by: str | None = None,
        owner: str | None = None,
        engineer: str | None = None,
        scope: str = "",
        services: int = 0,
        told: str = "",
    ) -> PromiseLine:
        """Words for the customer, and engineering asked at once unless `ask` is false."""
        line = PromiseLine(self.happens, asker=by or self.by)

        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            values = self._promise(scene, words, due, owner, engineer, scope, services, told)
            line.id = promise_actions.draft_promise(by=by, at=at, deal_id=self.id, values=values, ask=ask).pk

        self.happens(day, by, act)
        return line

    def blind(
        self,
        day: int,
        words: str,
        *,
        told: str,
        due: int | None = None,
        by: str | None = None,
        owner: str | None = None,
    ) -> PromiseLine:
        """Said to the customer before anybody asked."""
        line = PromiseLine(self.happens, asker=by or self.by)

        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            values = self._promise(scene, words, due, owner, None, "", 0, told)
            made = promise_actions.record_blind(by=by, at=at, deal_id=self.id, values=values, made_on=by.today(at))
            line.id = made.pk

        self.happens(day, by, act)
        return line

    def close(
        self,
        day: int,
        outcome: Outcome,
        reason: str,
        note: str,
        *,
        by: str | None = None,
        return_on: int | None = None,
        gate: str = "",
    ) -> DealLine:
        """How it ended; `gate` is a leader's reason to win over what is not cleared."""
        self.outcome, self.ended = outcome, min(day, self.ended if self.ended is not None else day)

        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            back = scene.days.date(return_on) if return_on is not None else None
            closing = Closing(outcome, reason, note, by.today(at), back, gate)
            actions.close_deal(by=by, at=at, deal_id=self.id, closing=closing)

        self.happens(day, by, act)
        return self

    def reopen(self, day: int, reason: str, *, by: str | None = None) -> DealLine:
        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            actions.reopen_deal(by=by, at=at, deal_id=self.id, reason=reason)

        self.happens(day, by, act)
        return self

    def _change(self, by: Viewer, at: datetime, values: Mapping[str, Any], *, reason: str = "") -> None:
        actions.change_deal(by=by, at=at, deal_id=self.id, values=values, seen_version=None, reason=reason)

    def _values(self, scene: Scene, values: Mapping[str, Any]) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = []
        for name, value in values.items():
            if name in PEOPLE:
                found.append((PEOPLE[name], scene.person(value)))
            elif name in DAYS:
                found.append((name, scene.days.date(value)))
            elif name == "amount":
                found.append(("amount_minor", self.minor(value)))
            else:
                found.append((name, value))
        return found

    def _promise(
        self,
        scene: Scene,
        words: str,
        due: int | None,
        owner: str | None,
        engineer: str | None,
        scope: str,
        services: int,
        told: str,
    ) -> dict[str, Any]:
        values: dict[str, Any] = {
            "words": words,
            "scope": scope,
            "due_on": scene.days.date(due) if due is not None else None,
            "services_minor": self.minor(services),
            "told": told,
            "deal_breaker": breaks(words),
        }
        rests_on = resting(words)
        if rests_on:
            values["capability_id"] = scene.capabilities[rests_on]
        if owner:
            values["owner_id"] = scene.person(owner)
        if engineer:
            values["engineer_id"] = scene.person(engineer)
        return values
