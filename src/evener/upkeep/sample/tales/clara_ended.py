"""What Clara Jansen's deals became."""

from __future__ import annotations

from evener.deals.rules import Outcome, Part
from evener.upkeep.sample.story import Story


def tell(story: Story) -> None:
    _pilot(story)
    _gateways(story)
    _first_lifts(story)
    _telemetry(story)
    _pilot_line(story)
    _presses(story)
    _spare_parts(story)
    _colour(story)
    _shifts(story)


def _pilot(story: Story) -> None:
    deal = story.deal(
        -392,
        "Dry-run detection, 12 pumps",
        by="clara",
        account="Hollgrund Pumpen",
        lead="anneke",
        product="Orvane Pulse",
        amount=38_000,
        close=-300,
        source="Trade fair",
        about="Service wants to know of a dry-running pump before the customer calls.",
    )
    deal.note(
        -391,
        "clara",
        "Met Mr Teichmann at the fair. Two warranty cases a month are pumps that ran dry. "
        "Budget sits with service, not IT.",
    )
    deal.stage(-380, "Discover").stage(-352, "Prove").join(-340, "joonas", Part.DELIVERY)
    deal.step(-379, "Visit the test bench with Anneke", owner="clara", due=-368, done=-367)
    deal.promise(-364, "You see a pump running dry within 30 seconds", due=-310).yes(
        -363, "anneke", "Current and vibration are enough, no flow meter needed. 11 seconds on their bench."
    ).said(-360, "Jürgen Teichmann").kept(-318, "anneke", "Shown on two pumps at the bench, 9 and 14 seconds.")
    deal.promise(-358, "No cable is drawn into the explosion zone", due=-320).provided(
        -357, "anneke", "If the junction boxes stay outside zone 1, as drawn."
    ).said(-356, "Lars Wendel").kept(-324, "joonas", "Boxes mounted outside, seen by their safety officer.")
    deal.technical_win(-316, "Lars Wendel: both dry-run tests found in time, no false alarm in two weeks")
    deal.stage(-312, "Commit")
    deal.close(-305, Outcome.WON, "proof", "The two weeks on the test bench decided it. Price was hardly discussed.")


def _gateways(story: Story) -> None:
    deal = story.deal(
        -286,
        "Gateways for three filling lines",
        by="clara",
        account="Veenkamp Zuivel",
        lead="anneke",
        product="Orvane Gateway",
        amount=21_600,
        close=-210,
        source="Partner",
    )
    deal.stage(-275, "Discover").stage(-251, "Prove").stage(-228, "Propose").join(-220, "nadia", Part.DELIVERY)
    deal.promise(-262, "The gateways survive the daily wash-down", due=-180).provided(
        -261, "anneke", "In the steel housing; the plastic one does not take the hot jet."
    ).change(-215, owner="nadia").said(-214, "Ruben Slot").kept(-184, "nadia", "Thirty wash-downs, all dry inside.")
    deal.promise(-240, "Mounted in one night, production runs at six", due=-190).work(
        -239, "anneke", (10, 14, 20), "Field work", "With two people. One line at a time."
    ).change(-215, owner="nadia").said(-213, "Wouter Dekkers").kept(
        -182, "nadia", "Line 3 took a second night; the cable tray was full. Told Mr Dekkers the same evening."
    )
    deal.close(-208, Outcome.WON, "people", "Mr Slot trusted Anneke after she told him what would not work.")
    deal.note(-181, "nadia", "All three lines send. The tray on line 3 must be changed before anything is added.")


def _first_lifts(story: Story) -> None:
    deal = story.deal(
        -221,
        "60 lifts in one district",
        by="clara",
        account="Steenwijk Lifts",
        lead="anneke",
        product="Orvane Fleet",
        amount=47_000,
        close=-130,
        source="Web",
    )
    deal.stage(-205, "Discover").stage(-180, "Prove").stage(-140, "Commit").join(-150, "joonas", Part.DELIVERY)
    deal.promise(-190, "A technician mounts the clamp in 20 minutes", due=-120).yes(
        -189, "anneke", "Did it in 14 with their own man holding the lamp."
    ).change(-139, owner="joonas").said(-138, "Karel Moen").kept(-125, "joonas", "17 minutes on average over 60 lifts.")
    deal.blind(-175, "It also tells when a cabin light fails", told="Hanneke Bos", due=-100).ask(-174).no(
        -173,
        "anneke",
        "The clamp sits on the door motor and sees no light circuit.",
        "The technician's visit list can ask for it; or a second clamp, 90 euros a lift.",
    ).released(-160, "clara", "Told Ms Bos we were too quick. She prefers the question on the visit list.")
    deal.close(-128, Outcome.WON, "fit", "No other offer read the old controllers.")
    deal.note(-126, "clara", "Lesson: ask before saying yes at the coffee machine. It cost us nothing this time.")


def _telemetry(story: Story) -> None:
    deal = story.deal(
        -318,
        "Telemetry for 20 outfalls",
        by="clara",
        account="Fenmoor Water",
        lead="pavel",
        product="Orvane Gateway",
        amount=128_000,
        currency="GBP",
        close=-190,
        source="Tender",
    )
    deal.stage(-300, "Discover").stage(-262, "Prove").stage(-225, "Propose").stage(-205, "Commit")
    deal.join(-230, "nadia", Part.DELIVERY)
    deal.promise(-290, "Readings arrive on the day of mounting", due=-150).yes(-289, "pavel").change(
        -222, owner="nadia"
    ).said(-220, "Gareth Pugh").kept(-152, "nadia")
    deal.promise(-255, "Data stays in the United Kingdom", due=-160).yes(
        -254, "pavel", "Their own servers, nothing leaves."
    ).said(-250, "Priya Nair").kept(-163, "pavel", "Shown to their auditor.")
    deal.promise(-240, "All 20 outfalls are mounted by the end of the dry season", due=-140).provided(
        -239, "pavel", "If permits come two weeks ahead."
    ).change(-222, owner="nadia").said(-220, "Alison Thirkell").kept(
        -121, "nadia", "18 in time. Two permits came late, those were mounted three weeks after."
    )
    deal.technical_win(-210, "Gareth Pugh: readings of three test outfalls within 2 % of his own")
    deal.close(-192, Outcome.WON, "value", "Second in price, first in points.")


def _pilot_line(story: Story) -> None:
    deal = story.deal(
        -262,
        "Pilot line: values into the MES",
        by="clara",
        account="Zellwerk Aalen",
        lead="pavel",
        product="Orvane Line",
        amount=84_000,
        close=-170,
        source="Referral",
    )
    deal.stage(-250, "Discover").stage(-214, "Prove")
    deal.promise(-240, "Values of the coater arrive in the MES every 10 ms", due=-150).no(
        -239,
        "pavel",
        "Our interface to their MES takes one set a second; at 10 ms it loses values.",
        "We keep the 10 ms values ourselves and hand the MES mean, low and high of each second.",
    ).override(
        -232, "helene", "Mr Esser says the second is enough for the pilot; the letter of intent asks for 10 ms."
    ).said(-230, "Timo Esser").broken(
        -181, "pavel", "The process team did need 10 ms. We had said so; they had signed the letter, not us."
    )
    deal.note(-180, "pavel", "Should have brought Dr. Kranz and Mr Esser into one room in week one.")
    deal.close(-178, Outcome.LOST, "missing", "A MES vendor with its own drivers. Dr. Kranz stays friendly.")


def _presses(story: Story) -> None:
    deal = story.deal(
        -205,
        "Tonnage monitoring, 17 presses",
        by="clara",
        account="Marlow Press Tools",
        lead="giulia",
        product="Orvane Line",
        amount=143_000,
        currency="GBP",
        close=-95,
        source="Cold call",
    )
    deal.stage(-190, "Discover").stage(-160, "Prove").stage(-118, "Propose")
    deal.promise(-150, "A worn tool is seen 500 strokes before it marks the part", due=-60).provided(
        -149, "giulia", "With two strain gauges a press, not with one."
    ).said(-146, "Keith Dunmore").released(-97, "clara", "Deal lost; nothing to keep.")
    deal.promise(-130, "Ready before the summer stop", due=-70, ask=False).void(
        -128, "clara", "Written on the wrong deal."
    )
    deal.close(-96, Outcome.LOST, "price", "A gauge maker sold the sensors with free software. We were 40 % above.")


def _spare_parts(story: Story) -> None:
    deal = story.deal(
        -150,
        "Spare parts forecast",
        by="clara",
        account="Steenwijk Lifts",
        lead="anneke",
        product="Orvane Fleet",
        amount=72_000,
        close=-70,
        source="Existing customer",
    )
    deal.stage(-138, "Discover").stage(-110, "Prove")
    deal.note(
        -109, "anneke", "Their stock list and their call-outs use different part numbers. Half a year of tidying."
    )
    deal.promise(-105, "Parts for door faults are forecast a month ahead", due=-30).provided(
        -104, "anneke", "If both lists use one part number."
    ).said(-100, "Gijs Prinsen")
    deal.close(
        -91,
        Outcome.NO_DECISION,
        "priority",
        "They tidy the part numbers first. Mr Prinsen asked us to call then.",
        return_on=-1,
    )


def _colour(story: Story) -> None:
    deal = story.deal(
        -240,
        "Colour check on the sheathing line",
        by="clara",
        account="Schweizer Kabelwerk Thal",
        lead="giulia",
        product="Orvane Line",
        amount=58_000,
        currency="CHF",
        close=-140,
        source="Trade fair",
    )
    deal.stage(-226, "Discover")
    deal.promise(-215, "Two reds that look the same to the eye are told apart", due=-120).work(
        -213, "giulia", (30, 44, 70), "Vision", "Needs their own light box."
    )
    deal.close(
        -142,
        Outcome.NO_DECISION,
        "budget",
        "All investments stopped until the new year's plan. Ms Favre told us herself.",
        return_on=52,
    )


def _shifts(story: Story) -> None:
    deal = story.deal(
        -118,
        "Shift planning on the shop floor panels",
        by="clara",
        account="Marlow Press Tools",
        lead="giulia",
        product="Orvane Line",
        amount=26_000,
        currency="GBP",
        close=-60,
        source="Existing contact",
    )
    deal.note(-112, "giulia", "They want rotas and holidays. We measure machines. There are good tools for this.")
    deal.close(
        -108, Outcome.DISQUALIFIED, "no_fit", "Named two rota tools to Ms Arkwright. She thanked us for not trying."
    )
