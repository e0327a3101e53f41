"""What Mikkel Dahl's deals became."""

from __future__ import annotations

from evener.deals.rules import Outcome, Part
from evener.upkeep.sample.story import Story


def tell(story: Story) -> None:
    _brakes(story)
    _first_station(story)
    _cellar(story)
    _pellets(story)
    _gates(story)
    _brewhouse(story)
    _reefers(story)
    _saw(story)


def _brakes(story: Story) -> None:
    deal = story.deal(
        -410,
        "Brake wear on 20 trains",
        by="mikkel",
        account="Brennholm Rail",
        lead="pavel",
        product="Orvane Fleet",
        amount=780_000,
        currency="DKK",
        close=-300,
        source="Trade fair",
    )
    deal.stage(-396, "Discover").stage(-366, "Prove").stage(-330, "Propose").join(-335, "joonas", Part.DELIVERY)
    deal.promise(-380, "Brake pads are changed by wear and not by calendar", due=-200).provided(
        -379, "pavel", "If the safety authority accepts our measurement beside the calendar for one year."
    ).change(-325, owner="joonas").said(-322, "Mette Lund-Hviid").kept(
        -204, "joonas", "Accepted in writing, the first 200 pads lasted 31 % longer."
    )
    deal.promise(-350, "The report is in Danish", due=-280).yes(-349, "pavel").said(-345, "Søren Krag").kept(
        -284, "pavel"
    )
    deal.promise(-362, "Wear is shown for all four makes of brake from the first day", due=-250).no(
        -361,
        "pavel",
        "The fourth make is on two trains only; nobody has its sensor data sheet.",
        "Three makes from the first day, the fourth when one of its brakes was on our bench.",
    ).override(
        -356, "helene", "The maker promised me the data sheet by April. If it does not come I drive there."
    ).said(-352, "Mette Lund-Hviid").kept(-255, "joonas", "The data sheet came in May, just in time.")
    deal.technical_win(-338, "Anders Toft: wear within half a millimetre of the gauge on 40 pads")
    deal.close(-306, Outcome.WON, "proof", "Mr Toft measured it himself.")


def _first_station(story: Story) -> None:
    deal = story.deal(
        -270,
        "One station as a trial",
        by="mikkel",
        account="Kaldfoss Kraft",
        lead="anneke",
        product="Orvane Gateway",
        amount=140_000,
        currency="NOK",
        close=-200,
        source="Referral",
    )
    deal.stage(-258, "Discover").stage(-236, "Prove").stage(-211, "Commit")
    deal.promise(-250, "It starts by itself after a power cut", due=-180).yes(
        -249, "anneke", "Pulled the plug twenty times."
    ).said(-246, "Terje Bakk").kept(-183, "anneke")
    deal.promise(-228, "Alarms reach the phone on duty within a minute", due=-190).yes(-227, "anneke").said(
        -224, "Terje Bakk"
    ).broken(
        -192,
        "anneke",
        "In October the mobile network was down for nine hours and no alarm came. A second card is in since.",
    )
    deal.close(-203, Outcome.WON, "people", "Ms Moe liked that the engineer drove up with us.")
    deal.note(-191, "mikkel", "Told Ms Moe about the nine hours before she asked. It helped.")


def _cellar(story: Story) -> None:
    deal = story.deal(
        -148,
        "Cellar temperatures and CO2",
        by="mikkel",
        account="Lindevang Bryggeri",
        lead="giulia",
        product="Orvane Gateway",
        amount=265_000,
        currency="DKK",
        close=-55,
        source="Existing contact",
    )
    deal.stage(-137, "Discover").stage(-112, "Prove").stage(-76, "Propose").join(-80, "nadia", Part.DELIVERY)
    deal.promise(-118, "Every tank within a tenth of a degree", due=-25).yes(-117, "giulia").change(
        -78, owner="nadia"
    ).said(-75, "Jonas Rask").kept(-29, "nadia", "24 tanks checked with their own probe.")
    late = deal.promise(-90, "The CO2 alarm is certified for people at work", due=10)
    late.no(
        -88,
        "giulia",
        "Our sensor is for processes. A warning for people needs its own approved device.",
        "We take the signal of an approved device into the same screen.",
    )
    deal.promise(-70, "The approved CO2 device shows on the same screen", due=6).yes(-69, "giulia").change(
        -62, owner="nadia"
    ).said(-60, "Jonas Rask")
    deal.close(
        -56,
        Outcome.WON,
        "fit",
        "Signed with the approved device as a second order.",
        by="helene",
        gate="The refused CO2 promise was never said; the approved device replaces it and is in the order. "
        "Mr Rask confirmed by mail.",
    )


def _pellets(story: Story) -> None:
    deal = story.deal(
        -330,
        "Pellet press bearings",
        by="mikkel",
        account="Arvika Timber",
        lead="giulia",
        product="Orvane Pulse",
        amount=310_000,
        currency="SEK",
        close=-230,
        source="Web",
    )
    deal.stage(-318, "Discover").stage(-285, "Prove")
    deal.promise(-300, "A bearing fault is seen ten days ahead", due=-200).provided(
        -299, "giulia", "If the press runs at least four hours a day."
    ).said(-295, "Per Håkans").released(-236, "mikkel", "They bought from the press maker.")
    deal.close(-237, Outcome.LOST, "competitor", "The press maker gave three years free with the new die.")


def _gates(story: Story) -> None:
    deal = story.deal(
        -290,
        "Truck gates and weighing",
        by="mikkel",
        account="Port of Sandvær",
        lead="pavel",
        product="Orvane Gateway",
        amount=1_400_000,
        currency="NOK",
        close=-190,
        source="Tender",
    )
    deal.stage(-276, "Discover").stage(-240, "Propose")
    deal.blind(-262, "The weighing data is legally valid", told="Odd Strand, at the gate", due=-120).ask(-258).no(
        -257,
        "pavel",
        "Legal for trade is the scale and its sealed display, never a copy of the value.",
        "We store a photo of the sealed display with every weighing.",
    ).broken(-205, "mikkel", "It stood in our slides. Ms Foss found it in the tender and asked who had checked it.")
    deal.note(-204, "mikkel", "My slide, my mistake. From now on every line of a tender goes through Pavel.")
    deal.close(
        -198, Outcome.LOST, "trust", "They believed the others more. Ms Myhre said we may come back with cranes."
    )


def _brewhouse(story: Story) -> None:
    deal = story.deal(
        -226,
        "Batch records for the brewhouse",
        by="mikkel",
        account="Lindevang Bryggeri",
        lead="giulia",
        product="Orvane Batch",
        amount=480_000,
        currency="DKK",
        close=-120,
        source="Existing contact",
    )
    deal.stage(-210, "Discover").stage(-172, "Prove")
    deal.promise(-200, "A batch record prints itself when the kettle is empty", due=-90).yes(-199, "giulia").said(
        -195, "Jonas Rask"
    ).released(-131, "mikkel", "They build their own.")
    deal.close(-132, Outcome.LOST, "inhouse", "Mr Tange's nephew writes it. We offered to look at it in a year.")


def _reefers(story: Story) -> None:
    deal = story.deal(
        -176,
        "Reefer plugs: who uses how much",
        by="mikkel",
        account="Port of Sandvær",
        lead="pavel",
        product="Orvane Gateway",
        amount=960_000,
        currency="NOK",
        close=-80,
        source="Existing contact",
    )
    deal.stage(-160, "Discover").stage(-125, "Prove")
    deal.promise(-120, "Each shipping line gets its own bill by kilowatt hour", due=-20).work(
        -118, "pavel", (30, 44, 60), "Data", "Meters exist, the numbering does not."
    ).said(-110, "Kari Myhre")
    deal.close(
        -74,
        Outcome.NO_DECISION,
        "indecision",
        "Works, pays, everybody agrees, nobody signs. They fear the shipping lines.",
        return_on=41,
    )


def _saw(story: Story) -> None:
    deal = story.deal(
        -140,
        "One saw blade sensor",
        by="mikkel",
        account="Arvika Timber",
        product="Orvane Gateway",
        amount=38_000,
        currency="SEK",
        close=-100,
        source="Web",
    )
    deal.note(-138, "mikkel", "One blade, one sensor, one person. He can buy a logger for 200 euros.")
    deal.close(-136, Outcome.DISQUALIFIED, "too_small", "Sent him the name of a good logger.")
