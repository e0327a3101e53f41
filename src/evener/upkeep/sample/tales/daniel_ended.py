"""What Daniel Reyes's deals became."""

from __future__ import annotations

from evener.deals.rules import Outcome, Part
from evener.upkeep.sample.story import Story


def tell(story: Story) -> None:
    _elevators(story)
    _cold(story)
    _crusher(story)
    _cupola(story)
    _boiler(story)
    _dust(story)
    _furnace(story)
    _blasting(story)


def _elevators(story: Story) -> None:
    deal = story.deal(
        -402,
        "Bearing alarms, two elevators",
        by="daniel",
        account="Prairie Grain Terminals",
        lead="sam",
        product="Orvane Pulse",
        amount=98_000,
        currency="USD",
        close=-300,
        source="Cold call",
    )
    deal.stage(-390, "Discover").stage(-355, "Prove").stage(-318, "Propose").join(-322, "joonas", Part.DELIVERY)
    deal.promise(-378, "A warm bearing stops the leg before it glows", due=-260).provided(
        -377, "sam", "If their interlock takes our contact. It does, the drawing is on file."
    ).change(-316, owner="joonas").said(-314, "Carol Lindgren").kept(
        -265, "joonas", "Tested with a heat gun on both legs."
    )
    deal.promise(-340, "It works at minus thirty", due=-210).yes(-339, "sam", "Gateway is rated to minus forty.").said(
        -335, "Hank Beaudry"
    ).kept(-214, "sam", "Minus thirty-three in January, no gap in the data.")
    deal.technical_win(-324, "Hank Beaudry: three warm bearings found in the first month")
    deal.close(-304, Outcome.WON, "proof", "The third bearing would have been the leg.")


def _cold(story: Story) -> None:
    deal = story.deal(
        -246,
        "Door and temperature log, one store",
        by="daniel",
        account="Tidewater Cold Storage",
        lead="sam",
        product="Orvane Gateway",
        amount=27_500,
        currency="USD",
        close=-185,
        source="Web",
    )
    deal.stage(-236, "Discover").stage(-214, "Commit").join(-200, "joonas", Part.DELIVERY)
    deal.promise(-230, "Installed on a Sunday, no truck waits", due=-150).yes(-229, "sam").change(
        -198, owner="joonas"
    ).said(-196, "Denise Farrow").kept(-153, "joonas")
    deal.blind(-222, "The log is accepted by every retailer", told="Mark Ostrow", due=-130).ask(-220).provided(
        -219, "sam", "By two of the five he named; the others want it sealed every day. We can seal it."
    ).kept(-112, "sam", "The fifth retailer took eighteen days longer to answer.")
    deal.close(-188, Outcome.WON, "terms", "Paid by card. Smallest order of the year, best reference of the year.")


def _crusher(story: Story) -> None:
    deal = story.deal(
        -208,
        "Crusher monitoring, quarry 1",
        by="daniel",
        account="Northgate Quarries",
        lead="sam",
        product="Orvane Pulse",
        amount=155_000,
        currency="CAD",
        close=-75,
        source="Trade fair",
    )
    deal.stage(-195, "Discover").stage(-163, "Prove").stage(-112, "Propose").stage(-88, "Commit")
    deal.join(-115, "joonas", Part.DELIVERY)
    deal.promise(-180, "A loose liner is heard before it falls", due=-35).work(
        -178, "sam", (30, 45, 60), "Signal processing", "Two liners were loosened on purpose. We heard both."
    ).said(-172, "Claude Mercier").kept(-38, "sam", "First real one in the third week.")
    deal.promise(-105, "Spare gateway on site in 48 hours, winter included", due=30).yes(-104, "joonas").change(
        -103, owner="joonas"
    ).said(-101, "Amy Sorensen")
    deal.promise(-95, "Crew trained before the first frost", due=-4).yes(-94, "joonas").change(
        -93, owner="joonas"
    ).said(-92, "Claude Mercier")
    deal.promise(-98, "Reports reach the mine safety officer by themselves", due=11).yes(-97, "sam").change(
        -90, owner=None
    ).said(-89, "Claude Mercier")
    deal.close(-78, Outcome.WON, "fit", "Nobody else would put a sensor on the crusher itself.")


def _cupola(story: Story) -> None:
    deal = story.deal(
        -312,
        "Cupola control",
        by="daniel",
        account="Lakeshore Castings",
        lead="sam",
        product="Orvane Line",
        amount=410_000,
        currency="USD",
        close=-200,
        source="Trade fair",
    )
    deal.stage(-298, "Discover").stage(-262, "Prove")
    deal.promise(-280, "Blast air is set by the system", due=-140).no(
        -278,
        "sam",
        "We measure; closing that loop is a furnace builder's liability.",
        "We show the setting our numbers suggest and the melter turns the valve.",
    )
    deal.close(
        -224, Outcome.LOST, "competitor", "The furnace builder offered the loop with a guarantee. Right for them."
    )


def _boiler(story: Story) -> None:
    deal = story.deal(
        -264,
        "Boiler and turbine history",
        by="daniel",
        account="Rio Branco Papel",
        lead="sam",
        product="Orvane Historian",
        amount=980_000,
        currency="BRL",
        close=-150,
        source="Partner",
    )
    deal.stage(-250, "Discover").stage(-212, "Prove").stage(-178, "Propose")
    deal.promise(-240, "Ten years of old values move over", due=-100).work(
        -238, "sam", (40, 60, 80), "Data", "Three formats; the oldest has gaps."
    ).said(-230, "Caio Brandão").released(-155, "daniel", "Lost on price.")
    deal.close(
        -156, Outcome.LOST, "price", "Ms Prates needed 30 % less and told us so in May. We should have believed her."
    )


def _dust(story: Story) -> None:
    deal = story.deal(
        -190,
        "Dust measurement in galleries",
        by="daniel",
        account="Prairie Grain Terminals",
        lead="sam",
        product="Orvane Pulse",
        amount=120_000,
        currency="USD",
        close=-110,
        source="Existing customer",
    )
    deal.stage(-178, "Discover")
    deal.promise(-170, "You see how much dust is in the air", due=-60).no(
        -169,
        "sam",
        "There is no dust sensor approved for that zone that lasts a season.",
        "We count the hours of the filters and alarm when one is blocked.",
    )
    deal.close(-140, Outcome.LOST, "missing", "They wait for a sensor. We sent them the name of a laboratory.")


def _furnace(story: Story) -> None:
    deal = story.deal(
        -242,
        "Holding furnace energy",
        by="daniel",
        account="Lakeshore Castings",
        lead="sam",
        product="Orvane Pulse",
        amount=76_000,
        currency="USD",
        close=-150,
        source="Existing contact",
    )
    deal.stage(-228, "Discover").stage(-190, "Prove")
    deal.promise(-205, "You see what an idle hour costs", due=-100).yes(-204, "sam").said(-200, "Tanya Hughes")
    deal.close(
        -152,
        Outcome.NO_DECISION,
        "indecision",
        "Four people liked it, none wanted to be the one. Mr Novak took it up again with the scrap.",
    )


def _blasting(story: Story) -> None:
    deal = story.deal(
        -92,
        "Blast vibration at the neighbours'",
        by="daniel",
        account="Northgate Quarries",
        lead="sam",
        product="Orvane Gateway",
        amount=65_000,
        currency="CAD",
        close=-40,
        source="Existing customer",
    )
    deal.note(-88, "sam", "These values end up in court. We would be the witness.")
    deal.close(-86, Outcome.DISQUALIFIED, "risk", "A blasting expert must answer for that. Mr Mercier understood.")
