"""What Clara's customers tried before they decided."""

from __future__ import annotations

from evener.evaluations.rules import Course, Result
from evener.upkeep.sample.deal import DealLine
from evener.upkeep.sample.evaluations import evaluation


def ten_pumps(deal: DealLine) -> None:
    """Won: agreed before it started, measured, said in their words."""
    pilot = evaluation(
        deal, -90, "Ten pumps at two end customers", "Whether Hollgrund sells uptime with every pump from May",
        by="anneke", starts=-75, ends=-47, decider="Jürgen Teichmann", hours=(30, 44, 70),
        environment="Hollgrund's own gateway in two plants, their data, read access for Anneke and Giulia.",
    )  # fmt: skip
    dry, false, crew = (
        "Every dry run is seen", "At most two false alarms in four weeks", "Hollgrund's own people mount it"
    )  # fmt: skip
    pilot.criterion(-89, dry, "Their fitters write down each one; both lists are compared")
    pilot.criterion(-89, false, "Alarms without a finding at the pump")
    pilot.criterion(-88, crew, "One of the ten is mounted without us", must=False)
    pilot.agreed(-80, "Lars Wendel").started(-75)
    pilot.asked(-70, "Lars Wendel", "Does a pump that is switched off count as dry?", answered=-70,
                answer="No. Below 5 % of its rated current it counts as off.")  # fmt: skip
    pilot.noted(-60, "All ten report. The two in the cellar needed a longer antenna.")
    pilot.result(-47, dry, Result.MEETS, "Seven of seven, by the fitters' list of 12 pages")
    pilot.result(-47, false, Result.EXCEEDS, "One, explained: the pump ran against a closed valve for a test.")
    pilot.result(-46, crew, Result.PARTIALLY, "Mounted without us, but the gateway was set up on the phone.")
    pilot.ended(-44, Course.SUCCEEDED).won(
        -40, "Lars Wendel", "Ten pumps, four weeks, every dry run seen, one false alarm explained"
    )


def line_two(deal: DealLine) -> None:
    """Goes on: one result, one question answered and one that waits too long."""
    pilot = evaluation(
        deal, -20, "Stop reasons on line 2, both shifts", "Whether lines 1 and 3 follow this quarter",
        by="anneke", starts=-13, ends=1, decider="Wouter Dekkers", hours=(16, 24, 40),
        environment="Our panel at line 2, beside the paper list. Their data stays on their own server.",
    )  # fmt: skip
    named, same = "Nine of ten stops carry a reason", "Both shifts give the same reasons for the same stop"
    pilot.criterion(-19, named, "Stops over two minutes, counted by the controller")
    pilot.criterion(-19, same, "Twenty stops filmed and judged by both shift leads")
    pilot.criterion(-18, "A new operator needs no training", "Two temporary workers, watched for a shift", must=False)
    pilot.agreed(-16, "Wouter Dekkers").started(-13)
    pilot.asked(-12, "Ruben Slot", "Can the night shift use gloves on the panel?", answered=-12,
                answer="Yes: the buttons are 2 cm wide. We tried it with the gloves from the cold store.")  # fmt: skip
    pilot.result(-3, named, Result.EXCEEDS, "94 % over the first week, 212 of 226 stops")
    pilot.asked(-2, "Marijke Post", "How do cleaning stops get their reason when nobody is at the line?")


def forty_doors(deal: DealLine) -> None:
    """Should not have started: nothing to measure it by, nobody who decides. Quiet ever since."""
    pilot = evaluation(
        deal, -28, "Forty doors over the winter", "They want to see it first", by="anneke", starts=-26, ends=9
    )
    pilot.started(-26, "Ms Bos asked for it in the meeting, and we did not want to say no in front of her team.")
    pilot.noted(-24, "Clamps on six of forty doors. Nobody at Steenwijk can say what they look for.")
