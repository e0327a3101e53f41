"""What Daniel Reyes is working on: foundries, grain and cold stores in the Americas."""

from __future__ import annotations

from evener.deals.rules import Part
from evener.upkeep.sample.story import Story


def tell(story: Story) -> None:
    _scrap(story)
    _bearings(story)
    _tissue(story)
    _ammonia(story)
    _conveyors(story)
    _freezers(story)


def _scrap(story: Story) -> None:
    deal = story.deal(
        -101,
        "Scrap causes, line 2",
        by="daniel",
        account="Lakeshore Castings",
        lead="sam",
        product="Orvane Line",
        amount=186_000,
        currency="USD",
        close=58,
        source="Trade fair",
        about="7 % scrap. Sand, iron and moulding each say it is the other two.",
    )
    deal.join(-90, "joonas", Part.DELIVERY)
    deal.stage(-86, "Discover").stage(-43, "Prove")
    deal.note(-100, "daniel", "Bill Novak: 'I don't need a dashboard, I need three departments to stop guessing.'")
    deal.note(
        -42,
        "sam",
        "Castings get a number only after shakeout. Until then we count moulds. It works if nobody skips one.",
    )
    deal.promise(-78, "Every scrapped casting shows its sand, iron and mould within a minute", due=95).work(
        -76, "sam", (50, 70, 80), "Data", "Counting moulds with two light barriers."
    ).said(-70, "Tanya Hughes")
    deal.promise(-8, "Spectrometer results arrive without anybody typing", due=85).provided(
        -7, "sam", "If Ed Marsh opens a share on the lab computer. It is the old one."
    )
    deal.promise(0, "Scrap falls below five per cent by the third month", due=150)
    deal.step(-42, "Light barriers on the mould line", owner="sam", due=-20, done=-19)
    deal.step(-7, "Show the first two weeks to all three departments at once", owner="daniel", due=3)


def _bearings(story: Story) -> None:
    deal = story.deal(
        -156,
        "Bearing and belt alarms, 12 elevators",
        by="daniel",
        account="Prairie Grain Terminals",
        lead="sam",
        product="Orvane Pulse",
        amount=642_000,
        currency="USD",
        close=16,
        source="Existing customer",
        about="Two elevators run since last winter. Insurance gives a discount from ten on.",
    )
    deal.join(-150, "pavel", Part.ENGINEER).join(-60, "joonas", Part.DELIVERY)
    deal.stage(-138, "Discover").stage(-110, "Prove").stage(-64, "Propose").stage(-13, "Commit")
    deal.note(
        -155, "daniel", "Ms Lindgren wants all twelve before harvest. Mr Beaudry wants his winter crew to mount them."
    )
    deal.promise(-128, "Every sensor is approved for dust zones", due=60).yes(
        -127, "sam", "Same type as in the first two. Certificates are in the folder."
    ).said(-122, "Carol Lindgren")
    deal.promise(-90, "Your winter crew mounts them after one day of training", due=50, services=72_000).work(
        -88, "pavel", (90, 120, 150), "Field work", "One of us on every second site, not on all."
    ).change(-86, owner="joonas").said(-84, "Hank Beaudry")
    deal.promise(-58, "All twelve are live before harvest", due=130).provided(
        -57, "joonas", "If four are mounted by the end of winter."
    ).said(-55, "Carol Lindgren")
    deal.technical_win(-69, "Hank Beaudry: nine warm bearings in two elevators, all nine were real")
    deal.step(-12, "Insurance letter to Ms Lindgren's lawyer", owner="daniel", due=-4)
    deal.step(-12, "Training day for the winter crew", owner="joonas", due=13)


def _tissue(story: Story) -> None:
    deal = story.deal(
        -61,
        "Tissue machine 2: web breaks",
        by="daniel",
        account="Rio Branco Papel",
        lead="sam",
        product="Orvane Pulse",
        amount=1_750_000,
        currency="BRL",
        close=125,
        source="Partner",
    )
    deal.stage(-31, "Discover")
    deal.note(
        -60,
        "daniel",
        "Ms Queiroz lost 41 hours to web breaks in a quarter. Mr Brandão has the values, nobody looks at them.",
    )
    deal.promise(-26, "The cause of a break is named within five minutes", due=170).no(
        -25,
        "sam",
        "For the half of breaks that start in the wet end there is no sensor to see it.",
        "We name the section within a minute, and the cause where it starts in the dryer.",
    ).change(-9, words="The section where a break starts is named within a minute").ask(-9).yes(-8, "sam")
    deal.promise(-9, "Screens are in Portuguese", due=150, ask=False)
    deal.step(-9, "Two weeks of values from Mr Brandão", owner="sam", due=7)


def _ammonia(story: Story) -> None:
    deal = story.deal(
        -118,
        "Ammonia plants: leaks and compressor hours",
        by="daniel",
        account="Tidewater Cold Storage",
        lead="sam",
        product="Orvane Fleet",
        amount=358_000,
        currency="USD",
        close=31,
        source="Existing customer",
    )
    deal.join(-40, "nadia", Part.DELIVERY)
    deal.stage(-104, "Discover").stage(-73, "Prove").stage(-29, "Propose")
    deal.note(
        -117,
        "daniel",
        "Mr Ostrow needs a log the inspector accepts, Ms Farrow needs fewer night calls. One system, two reasons.",
    )
    deal.promise(-95, "A leak is on the phone of the engineer on duty in ten seconds", due=75).yes(
        -94, "sam", "Wired sensors, their own siren stays as it is."
    ).said(-90, "Denise Farrow")
    deal.promise(-65, "The inspector accepts our log instead of the paper book", due=100).provided(
        -64, "sam", "If the paper book runs beside it for ninety days."
    ).said(-60, "Mark Ostrow")
    log = deal.promise(-33, "All nine plants in one quarter", due=120)
    log.provided(-32, "nadia", "If two plants share a week and nobody is on holiday.").said(-28, "Denise Farrow")
    log.change(-9, due_on=90)
    deal.technical_win(-36, "Denise Farrow: leak test at two plants, 4 and 6 seconds")
    deal.step(-28, "Lease or buy: numbers for Joy Pell", owner="daniel", due=-10, done=-9)
    deal.step(-9, "Ask Nadia whether nine plants fit into ninety days", owner="daniel", due=0)


def _conveyors(story: Story) -> None:
    deal = story.deal(
        -83,
        "Conveyor idlers, quarry 3",
        by="daniel",
        account="Northgate Quarries",
        lead="sam",
        product="Orvane Pulse",
        amount=240_000,
        currency="CAD",
        close=105,
        source="Existing customer",
    )
    deal.note(-82, "daniel", "2.4 km of belt, 3,100 idlers. Ms Sorensen wants to hear the bad ones from the truck.")
    deal.step(-46, "Call Ms Sorensen when the quarry opens again", owner="daniel", due=15)
    deal.note(-45, "sam", "A microphone on the patrol truck could do it. I would like to try before anybody says so.")


def _freezers(story: Story) -> None:
    deal = story.deal(
        -12,
        "Blast freezer maker, asked by Ms Farrow",
        by="daniel",
        account=None,
        lead="sam",
        product="Orvane Gateway",
        amount=90_000,
        currency="USD",
        close=150,
        source="Referral",
    )
    deal.note(
        -11, "daniel", "She gave my number to the people who built her freezers. Their name comes with the first call."
    )
    deal.step(-11, "First call", owner="daniel", due=5)
