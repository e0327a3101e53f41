"""Many deals at once for tests of lists and boards: every owner, team, stage, currency and reason to see one."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta

from evener.customers.actions import create_account
from evener.deals import actions
from evener.deals.models import Deal, Stage
from evener.deals.rules import Closing, Outcome, Part
from tests.world import NOW, TODAY, World, viewer_of

ROLES = ("admin", "owner", "engineer", "teammate", "outsider", "leader", "viewer_only")
OUTCOMES = (Outcome.WON, Outcome.LOST, Outcome.NO_DECISION, Outcome.DISQUALIFIED)
REASON = {Outcome.WON: "fit", Outcome.LOST: "price", Outcome.NO_DECISION: "budget", Outcome.DISQUALIFIED: "no_fit"}


def make_pipeline(world: World, *, count: int, seed: int = 1) -> Sequence[Deal]:
    """`count` deals, each a throw of the dice that falls the same way for the same seed."""
    dice = random.Random(seed)
    by = viewer_of(world.admin)
    people = [getattr(world, role) for role in ROLES]
    stages = list(Stage.objects.all())
    accounts = [
        create_account(by=by, at=NOW, values={"name": name}) for name in ("Kestrel Foods", "Öresund Energi", "Vega")
    ]
    made = []
    for number in range(count):
        owner = dice.choice([*people, None])
        deal = actions.create_deal(
            by=by,
            at=NOW + timedelta(minutes=number),
            values={
                "name": f"{dice.choice(('Pump', 'Valve', 'Grid', 'Ångström'))} {dice.randrange(10)}",
                "account_id": dice.choice(accounts).pk,
                "owner_id": owner.pk if owner else None,
                "lead_engineer_id": dice.choice([None, world.engineer.pk]),
                "stage_id": dice.choice(stages).pk,
                "amount_minor": dice.choice((0, 5_000, 120_000, 9_900_000)),
                "currency": dice.choice(("EUR", "USD", "JPY")),
                "close_on": dice.choice((None, TODAY + timedelta(days=dice.randrange(-30, 90)))),
                "confidential": dice.random() < 0.3,
            },
        )
        if dice.random() < 0.4:
            helper = dice.choice(people)
            if helper.pk not in (deal.owner_id, deal.lead_engineer_id):
                actions.add_member(by=by, at=NOW, deal_id=deal.pk, user_id=helper.pk, part=Part.OTHER)
        if dice.random() < 0.3:
            outcome = dice.choice(OUTCOMES)
            actions.close_deal(by=by, at=NOW, deal_id=deal.pk, closing=Closing(outcome, REASON[outcome], "", TODAY))
        made.append(deal)
    return made
