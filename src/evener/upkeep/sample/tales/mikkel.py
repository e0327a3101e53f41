"""What Mikkel Dahl is working on: ports, trains, power and beer in the north."""

from __future__ import annotations

from evener.deals.rules import Part
from evener.upkeep.sample.story import Story


def tell(story: Story) -> None:
    _cranes(story)
    _doors(story)
    _stations(story)
    _cans(story)
    _kilns(story)
    _depot(story)


def _cranes(story: Story) -> None:
    deal = story.deal(
        -122,
        "Quay crane health, eleven cranes",
        by="mikkel",
        account="Port of Sandvær",
        lead="pavel",
        product="Orvane Fleet",
        amount=3_900_000,
        currency="NOK",
        close=52,
        source="Partner",
        about="Four makes of crane, four portals, one person on call at night.",
    )
    deal.join(-118, "anneke", Part.ENGINEER).join(-60, "joonas", Part.DELIVERY)
    deal.stage(-105, "Discover").stage(-58, "Prove")
    deal.note(
        -121, "mikkel", "Ms Myhre lost a ship's slot in March to a hoist brake. She has the board's ear until summer."
    )
    deal.note(
        -101, "pavel", "Crane 7 has no network at all. The other ten speak three protocols, all of them readable."
    )
    deal.promise(-95, "All four makes are read without the makers' help", due=30).provided(
        -94,
        "pavel",
        "If the port gives us the register lists it got with the cranes. Nine of eleven are in the cellar.",
    ).said(-90, "Kari Myhre")
    deal.promise(-55, "A wearing hoist brake is seen two weeks ahead", due=100).no(
        -54,
        "pavel",
        "Wear shows in the braking path only when the load is known, and cranes 1 to 4 do not weigh.",
        "Two weeks ahead on cranes 5 to 11; on 1 to 4 an alarm when braking takes longer than last month.",
    ).override(
        -47,
        "helene",
        "Ms Myhre knows about cranes 1 to 4 and wants the sentence in her board paper all the same. I answer for it.",
    ).said(-45, "Kari Myhre")
    deal.promise(-3, "No data leaves the port's own network", due=60)
    deal.step(-57, "Cables and antennas on crane 5", owner="anneke", due=-30, done=-31)
    deal.step(-9, "Answer Elin Foss's 43 security questions", owner="pavel", due=-1)
    deal.step(-9, "Dinner with Ms Myhre and their insurer", owner="mikkel", due=6)


def _doors(story: Story) -> None:
    deal = story.deal(
        -187,
        "Door faults on 62 trains",
        by="mikkel",
        account="Brennholm Rail",
        lead="anneke",
        product="Orvane Fleet",
        amount=2_450_000,
        currency="DKK",
        close=12,
        source="Existing customer",
        about="One late start in five is a door. The depot finds out when the train is already late.",
    )
    deal.join(-150, "joonas", Part.DELIVERY).join(-140, "tomasz", Part.ENGINEER)
    deal.stage(-170, "Discover").stage(-128, "Prove").stage(-61, "Propose").stage(-16, "Commit")
    deal.note(-186, "mikkel", "Mr Krag reads the door log of one train a day, by hand, at five in the morning.")
    deal.note(
        -126, "anneke", "Six trains in the trial. The door controller counts its own retries: that is the whole secret."
    )
    deal.promise(-120, "A door that will fail this week is on the depot's list at five in the morning", due=90).yes(
        -119, "anneke", "In the trial 14 of 17 were on the list two days before."
    ).said(-112, "Søren Krag")
    deal.promise(-100, "Fitted in the night stop, no train is taken out of service", due=80, services=410_000).work(
        -98, "tomasz", (160, 220, 300), "Field work", "62 trains, two a night. Joonas has the crew from the third week."
    ).change(-96, owner="joonas").said(-94, "Mette Lund-Hviid")
    deal.promise(-57, "Your own staff can change the rules", due=120).yes(
        -56, "anneke", "Half a day of training."
    ).said(-54, "Anders Toft")
    deal.promise(-15, "The first ten trains send before the timetable change", due=9).provided(
        -14, "joonas", "If two trains a night are in the depot by eleven."
    ).said(-12, "Søren Krag")
    deal.technical_win(-66, "Anders Toft: 14 of 17 failing doors listed two days ahead on six trains")
    deal.step(-14, "Signature: Ms Lund-Hviid is back on Monday", owner="mikkel", due=4)
    deal.step(-10, "Night plan for the first ten trains", owner="joonas", due=-3)


def _stations(story: Story) -> None:
    deal = story.deal(
        -71,
        "Seven unmanned stations on one screen",
        by="mikkel",
        account="Kaldfoss Kraft",
        lead="anneke",
        product="Orvane Gateway",
        amount=1_150_000,
        currency="NOK",
        close=95,
        source="Existing customer",
    )
    deal.stage(-39, "Discover")
    deal.note(-70, "mikkel", "Mr Bakk drives 140 km to reset a pump. In winter that is a day.")
    deal.promise(-35, "Stations keep three weeks of values when the line is down", due=140).yes(
        -34, "anneke", "Five weeks at their number of values."
    )
    deal.promise(-21, "A station is restarted from the office", due=150, ask=True).no(
        -20,
        "anneke",
        "Their concession forbids starting a turbine without a person there.",
        "We reset pumps and gates from the office; the turbine start stays with Mr Bakk.",
    ).change(-10, words="Pumps and gates are reset from the office").ask(-10).yes(
        -9, "anneke", "This we do in three places."
    )
    deal.step(-9, "Second visit: stations 4 and 6, before the snow", owner="anneke", due=6)
    deal.step(-9, "Concession letter from Ms Moe", owner="mikkel", due=16)


def _cans(story: Story) -> None:
    deal = story.deal(
        -33,
        "Can line: losses per format",
        by="mikkel",
        account="Lindevang Bryggeri",
        lead="giulia",
        product="Orvane Line",
        amount=620_000,
        currency="DKK",
        close=130,
        source="Web",
    )
    deal.note(-32, "mikkel", "Ms Friis knows losses per month. She wants them per format and shift.")
    deal.step(
        -31,
        "First talk with Bo Tange about the line controller",
        owner="mikkel",
        due=-10,
        done=-8,
        note="Controller is new and open. He wants a drawing before he says yes.",
    )


def _kilns(story: Story) -> None:
    deal = story.deal(
        -104,
        "Drying kilns: moisture and gas",
        by="mikkel",
        account="Arvika Timber",
        lead="giulia",
        product="Orvane Pulse",
        amount=870_000,
        currency="SEK",
        close=33,
        source="Referral",
    )
    deal.stage(-92, "Discover").stage(-63, "Prove").stage(-24, "Propose")
    deal.promise(-85, "Every load leaves the kiln within one per cent of the moisture ordered", due=70).provided(
        -84, "giulia", "If loads are of one thickness. They mix them on Fridays."
    ).said(-80, "Per Håkans")
    deal.blind(-28, "Gas per cubic metre falls by eight per cent", told="Lotta Ström", due=110).ask(-27).provided(
        -26, "giulia", "Eight is what kiln 2 gave in four weeks. Kiln 1 leaks; repair the doors first."
    )
    deal.technical_win(-38, "Per Håkans: 31 of 33 loads within one per cent")
    deal.step(-23, "Offer with and without the door repair", owner="mikkel", due=-9, done=-9)
    deal.step(-9, "Ask Lotta Ström for the date of the board meeting", owner="mikkel", due=9)


def _depot(story: Story) -> None:
    deal = story.deal(
        -26,
        "Second depot: brakes and doors",
        by="mikkel",
        account="Brennholm Rail",
        lead="anneke",
        product="Orvane Fleet",
        amount=1_800_000,
        currency="DKK",
        close=170,
        source="Existing customer",
    )
    deal.note(-25, "mikkel", "Depends on the first contract. Mr Krag already talks to his colleague there.")
    deal.step(-8, "Find out who runs the second depot from next year", owner=None, due=11)
