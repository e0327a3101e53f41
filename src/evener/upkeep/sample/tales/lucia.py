"""What Lucía Ferrer is working on: kilns, medicine, water and steel in the south and east."""

from __future__ import annotations

from evener.deals.rules import Outcome, Part
from evener.upkeep.sample.story import Story


def tell(story: Story) -> None:
    _kilns(story)
    _syrups(story)
    _pumping(story)
    _drives(story)
    _baggage(story)
    _converting(story)


def _kilns(story: Story) -> None:
    deal = story.deal(
        -109,
        "Gas and cracks, kilns 2 to 6",
        by="lucia",
        account="Cerámicas Luarca",
        lead="giulia",
        product="Orvane Pulse",
        amount=205_000,
        close=44,
        source="Existing customer",
        about="Kiln 1 saves 6 % gas since last year. Now the other five.",
    )
    deal.join(-100, "nadia", Part.DELIVERY)
    deal.stage(-90, "Discover").stage(-46, "Prove")
    deal.note(
        -108, "lucia", "Mr Prado defends us in the house. Mr Sanz wants the saving in the contract, with a penalty."
    )
    deal.promise(-80, "Cracks are linked to the firing curve of their own load", due=60).work(
        -78, "giulia", (40, 55, 80), "Data", "Loads are numbered by hand. We need their barcode first."
    ).said(-72, "Iván Prado")
    deal.promise(-41, "Five kilns are fitted between two firings", due=35).yes(
        -40, "nadia", "Like kiln 1: eleven hours, cold side only."
    ).change(-39, owner="nadia").said(-38, "Begoña Ríos")
    deal.promise(-4, "Gas falls by six per cent within three months or you pay half", due=120)
    deal.promise(-12, "A change of the firing curve is logged with a name", due=70).yes(-11, "giulia")
    deal.step(-45, "Four weeks of kiln 3 with its own meter", owner="giulia", due=-14, done=-13)
    deal.step(-10, "Penalty clause with Mr Sanz: after Giulia's answer, not before", owner="lucia", due=1)


def _syrups(story: Story) -> None:
    deal = story.deal(
        -159,
        "Electronic batch records for syrups",
        by="lucia",
        account="Farmalux Serra",
        lead="giulia",
        product="Orvane Batch",
        amount=418_000,
        close=27,
        source="Existing customer",
        about="Second building. The paper record of one batch has 84 pages.",
    )
    deal.join(-150, "tomasz", Part.ENGINEER).join(-70, "nadia", Part.DELIVERY)
    deal.stage(-140, "Discover").stage(-99, "Prove").stage(-36, "Propose")
    deal.note(-158, "lucia", "Ms Carvalhal decides. Mr Bastos validates. Mr Pinhal can stop it with one mail.")
    deal.note(-98, "giulia", "Two inspections this year asked for the same thing: who changed a value, and why.")
    deal.promise(-92, "Nobody changes a value without a name and a reason", due=80).yes(
        -91, "giulia", "As in tablets. Shown to their auditor."
    ).said(-88, "Inês Carvalhal")
    deal.promise(-85, "We write the validation documents with you", due=100, services=58_000).work(
        -83, "tomasz", (140, 190, 240), "Validation", "Needs one of us in the building for five weeks."
    ).said(-76, "Rui Bastos")
    deal.promise(-29, "Records are released without a second signature on paper", due=110).no(
        -28,
        "giulia",
        "Their own procedure asks for it until the authority has seen the system once.",
        "Paper stays for the first twenty batches, then it goes with one letter.",
    ).override(-17, "helene", "Ms Carvalhal is changing the procedure herself; the draft is on my desk.")
    deal.promise(-9, "Scales of the second building weigh straight into the record", due=90).yes(-8, "giulia")
    deal.technical_win(-42, "Rui Bastos: three syrup batches on the test system without a finding")
    deal.step(-35, "Quality agreement, second draft", owner="giulia", due=-15, done=-16)
    deal.step(-8, "Answer Mr Pinhal about backups", owner="giulia", due=2)
    deal.step(-8, "Letter to the authority: who writes it?", owner=None, due=None)


def _pumping(story: Story) -> None:
    deal = story.deal(
        -47,
        "212 pumping stations: energy and leaks",
        by="lucia",
        account="Acquedotto Valdora",
        product="Orvane Gateway",
        amount=690_000,
        close=140,
        source="Tender",
        about="Pre-qualification done. No engineer named yet: Giulia is full until the kilns are fitted.",
    )
    deal.stage(-25, "Discover")
    deal.note(
        -46, "lucia", "Ms Dossi wants leaks, Mr Mauri wants his telecontrol left alone, Ms Tonon wants one price."
    )
    deal.promise(-6, "Stations talk to the telecontrol you have", due=160)
    deal.step(-24, "Questions for the tender, until the portal closes", owner="lucia", due=-8, done=-9)
    deal.step(-7, "Visit Mr Mauri's control room with an engineer", owner="lucia", due=5)


def _drives(story: Story) -> None:
    deal = story.deal(
        -113,
        "Main drive temperatures, hot strip mill",
        by="lucia",
        account="Ostrava Rolling Works",
        lead="pavel",
        product="Orvane Pulse",
        amount=6_400_000,
        currency="CZK",
        close=72,
        source="Referral",
    )
    deal.stage(-97, "Discover").stage(-52, "Prove")
    deal.note(-112, "lucia", "Came through Pavel: he studied with Mr Vlk. Meetings in Czech, minutes by Pavel.")
    deal.note(-51, "pavel", "Drive 4 has no free input. We take the value from the panel meter with a clamp.")
    deal.promise(-86, "A hot bearing is seen before the strip is scrapped", due=120).provided(
        -85, "pavel", "If we may mount two probes in the June stop."
    ).said(-80, "Milan Dvorský")
    deal.promise(0, "Values go into the energy report of Ms Kubíková", due=130)
    deal.step(-10, "Probe drawings to Petr Vlk", owner="pavel", due=4)
    deal.step(-10, "Price in crowns, fixed for six months", owner="lucia", due=17)


def _baggage(story: Story) -> None:
    deal = story.deal(
        -145,
        "Baggage belts: where bags wait",
        by="lucia",
        account="Aeropuerto Costa Clara",
        lead="giulia",
        product="Orvane Line",
        amount=175_000,
        close=90,
        source="Partner",
    )
    deal.stage(-131, "Discover")
    deal.promise(-125, "A jam is shown on the belt it starts on", due=140).yes(
        -124, "giulia", "With the light barriers they have."
    ).said(-120, "Marcos Leal")
    deal.close(-68, Outcome.NO_DECISION, "sponsor", "Ms Ochoa is on leave, nobody else wanted to sign.", return_on=30)
    deal.reopen(-11, "Ms Ochoa is back early and called: she wants it before the summer timetable.")
    deal.note(-10, "lucia", "Same people, same price. Mr Leal kept our drawing on his wall.")
    deal.step(-10, "Look at the belts again with Mr Leal, two were moved", owner="giulia", due=11)


def _converting(story: Story) -> None:
    deal = story.deal(
        -55,
        "Core glue monitoring",
        by="lucia",
        account="Vela Tissue",
        lead="giulia",
        product="Orvane Line",
        amount=61_000,
        close=-5,
        source="Trade fair",
    )
    deal.note(-54, "lucia", "Mr Rinaldi said no to the big system last year. This is one machine.")
    deal.note(-10, "lucia", "He answers within the hour but gives no date.")
    deal.step(-10, "Ask Mr Rinaldi who signs above 50,000", owner="lucia", due=9)
