"""What Lucía Ferrer's deals became."""

from __future__ import annotations

from evener.deals.rules import Outcome, Part
from evener.upkeep.sample.story import Story


def tell(story: Story) -> None:
    _mill(story)
    _tablets(story)
    _first_kiln(story)
    _wheat(story)
    _energy(story)
    _wrapping(story)
    _parking(story)
    _silos(story)
    _meters(story)


def _mill(story: Story) -> None:
    deal = story.deal(
        -348,
        "Malaxer temperatures before the harvest",
        by="lucia",
        account="Almazara del Segre",
        lead="giulia",
        product="Orvane Gateway",
        amount=34_000,
        close=-285,
        source="Referral",
    )
    deal.stage(-336, "Discover").stage(-312, "Prove").stage(-296, "Commit").join(-300, "nadia", Part.DELIVERY)
    deal.promise(-325, "It runs before the first olives", due=-250).provided(
        -324, "giulia", "If the electrician comes in the last week of August."
    ).change(-295, owner="nadia").said(-293, "Jordi Camps").kept(-256, "nadia", "Nine days before the first truck.")
    deal.promise(-310, "No batch gets warmer than 27 degrees unseen", due=-200).yes(-309, "giulia").said(
        -305, "Núria Vilella"
    ).kept(-204, "giulia", "Two of 611 batches were warmer; both were seen and kept apart.")
    deal.close(-288, Outcome.WON, "value", "One spoilt batch costs more than the system.")
    deal.note(-203, "giulia", "Mr Camps sent oil. The 27 degrees are on their label now.")


def _tablets(story: Story) -> None:
    deal = story.deal(
        -418,
        "Batch records for tablets",
        by="lucia",
        account="Farmalux Serra",
        lead="giulia",
        product="Orvane Batch",
        amount=296_000,
        close=-280,
        source="Web",
    )
    deal.stage(-405, "Discover").stage(-370, "Prove").stage(-320, "Propose").stage(-298, "Commit")
    deal.join(-330, "nadia", Part.DELIVERY)
    deal.promise(-390, "Review of a batch takes an hour instead of a day", due=-170).provided(
        -389, "giulia", "Only exceptions are read. Quality must agree to that in writing."
    ).said(-384, "Inês Carvalhal").kept(-176, "nadia", "52 minutes on average over thirty batches.")
    deal.promise(-360, "Go-live by the end of the quarter", due=-220).provided(
        -358, "giulia", "With their validation engineer for three days a week."
    ).change(-318, owner="nadia").said(-316, "Teresa Moura").kept(
        -196, "nadia", "Three weeks late: Mr Bastos was ill, and nobody else may sign."
    )
    deal.technical_win(-326, "Rui Bastos: all 41 test cases passed, two with a note")
    deal.close(-284, Outcome.WON, "fit", "The only offer whose audit trail he could not break.")


def _first_kiln(story: Story) -> None:
    deal = story.deal(
        -302,
        "Kiln 1: gas per square metre",
        by="lucia",
        account="Cerámicas Luarca",
        lead="giulia",
        product="Orvane Pulse",
        amount=44_000,
        close=-215,
        source="Cold call",
    )
    deal.stage(-288, "Discover").stage(-255, "Prove").join(-240, "nadia", Part.DELIVERY)
    deal.promise(-270, "You see gas per square metre for every load", due=-160).yes(-269, "giulia").said(
        -265, "Iván Prado"
    ).kept(-166, "nadia")
    deal.promise(-248, "Fitted between two firings", due=-190).provided(
        -247, "giulia", "If the kiln stands cold for eleven hours."
    ).change(-243, owner="nadia").said(-242, "Begoña Ríos").kept(-193, "nadia", "Ten and a half hours.")
    deal.close(-218, Outcome.WON, "proof", "Half price as a first kiln, full price for the next five.")


def _wheat(story: Story) -> None:
    deal = story.deal(
        -196,
        "New control room for the mill",
        by="lucia",
        account="Molino Bianchetti",
        lead="giulia",
        product="Orvane Line",
        amount=132_000,
        close=-85,
        source="Referral",
    )
    deal.stage(-184, "Discover").stage(-150, "Prove").stage(-108, "Propose").join(-110, "nadia", Part.DELIVERY)
    deal.promise(-170, "The old panel keeps working beside the new screen", due=-10).yes(
        -169, "giulia", "Both may start a roller, the panel wins."
    ).said(-165, "Serena Galli").kept(-12, "nadia")
    deal.promise(-140, "Extraction per roller on one page", due=8).work(
        -138, "giulia", (24, 36, 50), "Data", "Scales exist on four of nine rollers; the rest is arithmetic."
    ).change(-84, owner="nadia").said(-83, "Paolo Bianchetti")
    deal.promise(-100, "A miller can run a night alone from the new screen", due=-6).provided(
        -99, "giulia", "With the camera at roller 3."
    ).change(-86, owner="nadia").said(-84, "Paolo Bianchetti")
    deal.close(-82, Outcome.WON, "people", "Mr Bianchetti signed when his miller said yes.")


def _energy(story: Story) -> None:
    deal = story.deal(
        -232,
        "Energy reports for the whole works",
        by="lucia",
        account="Ostrava Rolling Works",
        lead="pavel",
        product="Orvane Historian",
        amount=4_100_000,
        currency="CZK",
        close=-115,
        source="Tender",
    )
    deal.stage(-216, "Discover").stage(-172, "Propose")
    deal.promise(-200, "The report is accepted for the tax refund", due=-60).no(
        -198,
        "pavel",
        "The refund needs a certified meter chain; ours is not.",
        "We read the certified meters they have and print the report in the form asked for.",
    ).change(-195, words="The report has the form asked for in the tax refund").ask(-195).yes(-194, "pavel").said(
        -190, "Jana Kubíková"
    ).released(-120, "lucia", "Lost.")
    deal.close(
        -121,
        Outcome.LOST,
        "price",
        "Their drive maker included it. Ms Kubíková sent us the points: equal but for price.",
    )


def _wrapping(story: Story) -> None:
    deal = story.deal(
        -282,
        "Stops on all converting lines",
        by="lucia",
        account="Vela Tissue",
        lead="giulia",
        product="Orvane Line",
        amount=154_000,
        close=-160,
        source="Trade fair",
    )
    deal.stage(-268, "Discover").stage(-230, "Prove")
    deal.blind(-255, "Two weeks are enough to see the savings", told="Dario Rinaldi", due=-190).broken(
        -188, "giulia", "Two weeks fell into the change of format. I would have asked for six, nobody asked me."
    )
    deal.close(-184, Outcome.LOST, "proof", "The trial showed nothing in two weeks. It could not.")


def _parking(story: Story) -> None:
    deal = story.deal(
        -300,
        "Ground power sockets",
        by="lucia",
        account="Aeropuerto Costa Clara",
        lead="giulia",
        product="Orvane Gateway",
        amount=88_000,
        close=-200,
        source="Partner",
    )
    deal.stage(-284, "Discover")
    deal.promise(-270, "Every minute of a socket is billed to the flight", due=-120).provided(
        -269, "giulia", "If the stand number comes from the airport's own system."
    )
    deal.close(-205, Outcome.NO_DECISION, "status_quo", "A flat price per turn is good enough for them.", return_on=84)


def _silos(story: Story) -> None:
    deal = story.deal(
        -330,
        "Silo levels",
        by="lucia",
        account="Molino Bianchetti",
        product="Orvane Gateway",
        amount=19_000,
        close=-240,
        source="Web",
    )
    deal.stage(-310, "Discover")
    deal.close(
        -246,
        Outcome.NO_DECISION,
        "silence",
        "Five calls, two visits, nothing. The son asked about a control room later.",
    )


def _meters(story: Story) -> None:
    deal = story.deal(
        -215,
        "30,000 house meters",
        by="lucia",
        account="Acquedotto Valdora",
        product="Orvane Gateway",
        amount=1_250_000,
        close=-90,
        source="Tender",
    )
    deal.note(
        -208, "lucia", "The tender is written around one meter. We may not even speak with Mr Mauri until it closes."
    )
    deal.close(
        -202,
        Outcome.DISQUALIFIED,
        "no_access",
        "Forty days of work for a decision that is made. Wrote to Ms Dossi why.",
    )
