"""What Clara Jansen is working on: pumps, dairies, lifts and water."""

from __future__ import annotations

from evener.deals.rules import Part
from evener.upkeep.sample.story import Story
from evener.upkeep.sample.tales.clara_proof import forty_doors, line_two, ten_pumps


def tell(story: Story) -> None:
    _uptime(story)
    _filling(story)
    _lifts(story)
    _overflows(story)
    _cells(story)
    _archive(story)
    _cables(story)


def _uptime(story: Story) -> None:
    deal = story.deal(
        -168,
        "Remote monitoring for delivered pumps",
        by="clara",
        account="Hollgrund Pumpen",
        lead="anneke",
        product="Orvane Pulse",
        amount=264_000,
        close=24,
        source="Existing customer",
        about="340 pumps at 41 end customers. Hollgrund wants to offer uptime contracts from spring.",
    )
    deal.join(-166, "pavel", Part.ENGINEER).join(-95, "joonas", Part.DELIVERY)
    deal.stage(-150, "Discover").stage(-98, "Prove").stage(-33, "Propose")
    deal.note(
        -167,
        "clara",
        "Ms Rott asks for it herself now: two competitors already sell uptime. "
        "She wants the first ten end customers live before the spring fair.",
    )
    deal.note(
        -120,
        "anneke",
        "No end customer will open a port for us. Outbound mobile connection only. "
        "41 sites, 6 of them in basements without reception.",
    )
    deal.note(
        -34, "clara", "Mr Teichmann compares us with the drive maker's own portal. He likes that we read any make."
    )
    deal.step(-149, "Interview three end customers with Hollgrund's service", owner="clara", due=-125, done=-126)
    deal.step(-97, "Run ten pumps at two end customers for four weeks", owner="anneke", due=-45, done=-44)
    deal.step(-33, "Price per pump and year, three sizes", owner="clara", due=-21, done=-22)
    ten_pumps(deal)
    alarm = deal.promise(-92, "Alarms reach your control room within two seconds", due=40)
    alarm.work(-91, "anneke", (24, 40, 60), "Edge integration", "Two seconds hold on cable. Over mobile it is four.")
    alarm.change(-88, words="Alarms reach your control room within two seconds on cable, five over mobile")
    alarm.ask(-88).yes(-87, "anneke", "With these words it is what we ship.").said(-85, "Lars Wendel")
    tenants = deal.promise(
        -70,
        "Each of your customers sees only their own pumps",
        due=60,
        services=64_000,
        scope="Own sign-in page and reports for up to 60 end customers",
    )
    tenants.work(
        -68,
        "pavel",
        (120, 180, 260),
        "Platform",
        "Needs tenants below tenants. We know how, but it is not small: two people for a month.",
    )
    tenants.said(-60, "Sabine Rott")
    ten = deal.promise(-30, "The first ten end customers are live before the spring fair", due=75)
    ten.provided(
        -29, "joonas", "If Hollgrund sends the site list by the end of the month and no basement is among the ten."
    )
    ten.said(-27, "Sabine Rott")
    basements = deal.promise(-12, "The six basement sites report once an hour", due=90)
    basements.work(-11, "anneke", (16, 24, 40), "Radio", "A repeater on the ground floor. I tried one in their cellar.")
    basements.change(-6, words="The six basement sites report every five minutes")
    deal.step(-6, "Walk Ms Rott and purchasing through the offer", owner="clara", due=2)
    deal.step(-6, "Site list of the first ten end customers", owner="joonas", due=5)


def _filling(story: Story) -> None:
    deal = story.deal(
        -96,
        "Standstill reasons on filling lines 1 to 3",
        by="clara",
        account="Veenkamp Zuivel",
        lead="anneke",
        product="Orvane Line",
        amount=118_000,
        close=38,
        source="Existing customer",
        about="Operators write reasons on paper, a clerk types them on Monday. Nobody believes the list.",
    )
    deal.join(-80, "giulia", Part.ENGINEER)
    deal.stage(-82, "Discover").stage(-41, "Prove")
    deal.note(
        -95, "clara", "Mr Dekkers: 61 % availability by the list, 70 % by feel. He wants one number both shifts accept."
    )
    deal.note(-60, "anneke", "Line 2 has a 1998 controller without spare memory. Reading is fine, writing is not.")
    read = deal.promise(-75, "We read your existing Modbus registers without touching the PLC", due=-20)
    read.yes(-74, "anneke", "Read-only, one request a second. Tried on their line 2 in the lunch break.")
    read.said(-73, "Ruben Slot").kept(-24, "anneke", "All three lines read since Thursday, controller load unchanged.")
    tap = deal.promise(-50, "An operator gives the reason for a stop with two taps", due=14, told="Wouter Dekkers")
    tap.yes(-49, "giulia").said(-45, "Wouter Dekkers")
    write = deal.promise(-13, "A stop with the wrong format is corrected on the controller from the office", due=50)
    write.no(
        -12,
        "anneke",
        "The controller of line 2 has no memory left for a handshake; a failed write would stop the filler.",
        "We show the right format on the panel at the line, and the operator confirms it there.",
    )
    deal.blind(-9, "Cleaning cycles are told apart from stops by themselves", told="Marijke Post, on the phone", due=45)
    deal.step(-40, "Two weeks side by side with the paper list", owner="anneke", due=-12, done=-11)
    deal.step(-11, "Review the two weeks with both shift leads", owner="clara", due=-2)
    deal.step(-8, "Compare cleaning cycles in the data with Ms Post's plan", owner="anneke", due=3)
    line_two(deal)


def _lifts(story: Story) -> None:
    deal = story.deal(
        -58,
        "Night call-outs: see before the lift stops",
        by="clara",
        account="Steenwijk Lifts",
        lead="anneke",
        product="Orvane Fleet",
        amount=540_000,
        close=120,
        source="Existing customer",
        about="9,400 lifts, 31 makes of controller. Door faults are two thirds of the night calls.",
    )
    deal.stage(-30, "Discover")
    deal.note(
        -57, "clara", "Ms Bos pays for outcomes: a third fewer night calls in a year, or she stays with what she has."
    )
    deal.note(-22, "anneke", "Their analyst has four years of call-outs with the fault codes. Better than we hoped.")
    deal.step(-29, "Read four years of call-outs with Gijs Prinsen", owner="anneke", due=-15, done=-14)
    deal.promise(0, "Door motors of all 31 makes are read with one clamp", due=150)
    deal.promise(-4, "A technician knows the faulty part before he leaves home", due=160, ask=False)
    deal.step(-5, "Choose 200 lifts for a first winter", owner="clara", due=12)
    forty_doors(deal)


def _overflows(story: Story) -> None:
    deal = story.deal(
        -134,
        "Overflow early warning, 48 outfalls",
        by="clara",
        account="Fenmoor Water",
        lead="pavel",
        product="Orvane Gateway",
        amount=312_000,
        currency="GBP",
        close=9,
        source="Tender",
        about="The regulator wants spill hours published within an hour from April.",
    )
    deal.join(-130, "nadia", Part.DELIVERY)
    deal.stage(-120, "Discover").stage(-85, "Prove").stage(-50, "Propose").stage(-14, "Commit")
    deal.note(-133, "clara", "Mr Ashby reads every word: what we write ends up in his letter to the regulator.")
    deal.note(-70, "pavel", "Eight of 48 sensors are under water in winter. Radar instead of pressure there.")
    hour = deal.promise(-110, "A spill is published within 15 minutes", due=70)
    hour.provided(-109, "pavel", "If their telemetry polls every 5 minutes instead of every 30.").said(
        -104, "Neil Ashby"
    )
    power = deal.promise(-80, "The loggers run two years on one battery", due=200)
    power.yes(-79, "pavel", "At a 5-minute poll it is 26 months by the data sheet, 30 by our own test.")
    power.said(-76, "Gareth Pugh")
    radar = deal.promise(-62, "Radar sensors at the eight flooded outfalls, mounted by us", due=45, services=31_000)
    radar.work(-61, "pavel", (40, 56, 72), "Field work", "Two people, eight days, with their confined-space permit.")
    radar.change(-60, owner="nadia").said(-58, "Gareth Pugh")
    history = deal.promise(-20, "Five years of spill history move into the new system", due=60)
    history.work(-19, "pavel", (20, 32, 48), "Data", "From their files as they sent them: one format, five folders.")
    history.change(-8, words="Ten years of spill history move into the new system")
    deal.technical_win(-55, "Gareth Pugh: eight of eight test spills seen, the slowest after 11 minutes")
    deal.step(-13, "Contract comments from Ms Nair", owner="clara", due=-5, done=-5)
    deal.step(-5, "Ask Pavel about ten years of history before the contract goes out", owner="clara", due=0)
    deal.step(-5, "Permit for the first two outfalls", owner="nadia", due=4)


def _cells(story: Story) -> None:
    deal = story.deal(
        -77,
        "Cell traceability for the large plant",
        by="clara",
        account="Zellwerk Aalen",
        lead="pavel",
        product="Orvane Historian",
        amount=890_000,
        close=66,
        source="Referral",
        about="The site is not announced yet. Everybody on the team signed their paper.",
        confidential=True,
    )
    deal.join(-76, "tomasz", Part.ENGINEER).join(-76, "helene", Part.SALES)
    deal.stage(-66, "Discover").stage(-32, "Prove").stage(-9, "Propose")
    deal.note(-75, "clara", "Dr. Kranz asks for us by name because of the pilot line at her last company.")
    deal.note(
        -31, "pavel", "40,000 cells a day, 180 values each. That is 83 values a second: easy. Finding them is not."
    )
    trace = deal.promise(-60, "A cell's whole history is on the screen in three seconds", due=140)
    trace.work(-58, "pavel", (60, 90, 130), "Data", "With their numbering; ours would be quicker.").said(
        -50, "Dr. Ute Kranz"
    )
    mes = deal.promise(-25, "The MES gets a hold signal before the next station", due=150)
    mes.provided(-24, "pavel", "If the MES answers within 300 ms; Mr Esser measured 200.").said(-20, "Timo Esser")
    deal.promise(
        -2,
        "The plant is connected in twelve weeks from the building handover",
        due=180,
        engineer="tomasz",
        services=210_000,
    )
    deal.step(-9, "Offer with and without the second clean room", owner="clara", due=13)
    deal.step(-8, "Who builds the twelve weeks: names, not heads", owner="tomasz", due=3)


def _archive(story: Story) -> None:
    deal = story.deal(
        -64,
        "Historian for the test bench",
        by="clara",
        account="Hollgrund Pumpen",
        lead="anneke",
        product="Orvane Historian",
        amount=41_000,
        close=80,
        source="Existing customer",
        about="Curves of every pump ever tested, on paper since 1987.",
    )
    deal.note(-62, "clara", "Came up at lunch. Mr Wendel would like it, Ms Rott has not heard of it yet.")
    deal.step(-33, "Ask Ms Rott whether test curves matter to the uptime contracts", owner="clara", due=20)
    deal.note(-30, "anneke", "A thousand curves fit into what they have. The scanning is the work.")


def _cables(story: Story) -> None:
    deal = story.deal(
        -19,
        "Extruder drift alarm",
        by="clara",
        account="Schweizer Kabelwerk Thal",
        lead="anneke",
        product="Orvane Line",
        amount=96_000,
        currency="CHF",
        close=110,
        source="Web",
        about="Insulation gets thicker over a shift; two tonnes of material a month are given away.",
    )
    deal.note(-18, "clara", "Mr Ammann has the numbers, Ms Favre the money. She wants to see a payback under a year.")
    deal.promise(-7, "Drift is seen before it is a tenth of a millimetre", due=130, ask=False)
    deal.step(-7, "Half a day at the extruder with Beat Zingg", owner="anneke", due=10)
