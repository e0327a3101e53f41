"""Whom the people of the sample company met, what came of it, and what they found out about it together."""

from __future__ import annotations

from collections.abc import Mapping

from evener.meetings.rules.plan import MeetingKind, MeetingPart
from evener.upkeep.sample.meetings import Joint, Met, Taught

LEADS, ASKS, SHOWS = MeetingPart.LEADS, MeetingPart.ASKS, MeetingPart.DEMONSTRATES
NOTES, DISSENTS, ON_CALL, IDLE = (
    MeetingPart.TAKES_NOTES, MeetingPart.DISSENTS, MeetingPart.ON_CALL, MeetingPart.NONE,
)  # fmt: skip
VIDEO = "https://meet.orvane.example/"

MET: Mapping[str, tuple[Met, ...]] = {
    "Remote monitoring for delivered pumps": (
        Met(
            -37, "clara", -34, 10, "Ten pumps: what the four weeks showed", MeetingKind.REVIEW,
            purpose="Look at the seven dry runs together, with the people who found the pumps warm.",
            decision="Whether Mr Teichmann takes it to Ms Rott with his own name on it",
            agenda="The seven dry runs, one by one\nThe one false alarm, and why\nWhat a pump and year may cost",
            place="Hollgrund, service office",
            ours={"clara": LEADS, "anneke": SHOWS, "pavel": ON_CALL},
            theirs=("Jürgen Teichmann", "Lars Wendel"),
            taught=(
                Taught(
                    -33, "clara",
                    note="Mr Teichmann asked twice what happens when we are gone in five years. He meant it.",
                    learned={"alternatives": ("The portal of the drive maker, free for two years", "told")},
                    steps=(("Write down how Hollgrund gets its data out, in a page", "pavel", 8),),
                    credits=(
                        ("anneke", "honest", "Told Mr Wendel before he asked that cellars need a longer antenna."),
                        ("pavel", "answered", "On the phone in two minutes: what a lost connection costs."),
                    ),
                    habits=("talking",),
                ),
            ),
        ),
        Met(
            -4, "clara", 3, 14, "Price and start with Ms Rott", MeetingKind.CLOSING,
            purpose="Agree on the price of a pump and year, and on the first ten end customers.",
            decision="Ms Rott signs for 340 pumps, or says which number stands against it",
            agenda="Three sizes, three prices\nWho tells the first ten end customers\nSignature, or the open point",
            place="Hollgrund, board room",
            ours={"clara": LEADS, "anneke": ASKS, "helene": DISSENTS, "pavel": ON_CALL},
            theirs=("Sabine Rott", "Jürgen Teichmann", "Petra Uhlig"),
        ),
    ),
    "Standstill reasons on filling lines 1 to 3": (
        Met(
            -15, "clara", -12, 13, "Panel at line 2 with both shifts", MeetingKind.DEMONSTRATION,
            purpose="Let the operators of both shifts try the panel with their gloves on.",
            decision="Whether both shift leads agree to run two weeks on it",
            place="Veenkamp, line 2",
            ours={"anneke": SHOWS, "clara": NOTES, "giulia": IDLE},
            theirs=("Ruben Slot", "Marijke Post"),
            taught=(
                Taught(
                    -11, "clara",
                    note="The night shift lead took the stylus out of Anneke's hand and did it himself. Best minute.",
                    learned={"operators": ("Two shifts of nine, paper lists until now", "observed")},
                    credits=(("anneke", "showed", "Let them press first and explained afterwards."),),
                    habits=("typing",),
                ),
                Taught(-10, "anneke", note="Cleaning stops look like faults to them, too. We need Ms Post's plan."),
            ),
        ),
        Met(
            -3, "clara", -1, 15, "Two weeks side by side: both shift leads", MeetingKind.WORKING,
            purpose="Compare the panel's reasons with the paper list, stop by stop.",
            decision="Whether lines 1 and 3 follow this quarter",
            place="Veenkamp, meeting room 2",
            ours={"clara": LEADS, "anneke": ASKS},
            theirs=("Wouter Dekkers", "Ruben Slot"),
        ),
    ),
    "Overflow early warning, 48 outfalls": (
        Met(
            -2, "clara", 2, 10, "Telemetry and regulation at one table", MeetingKind.DISCOVERY,
            purpose="Hear from Mr Ashby what the regulator counts as a warning in time.",
            place=f"{VIDEO}fenmoor",
            ours={"clara": LEADS, "pavel": ASKS, "nadia": IDLE},
            theirs=("Gareth Pugh", "Neil Ashby"),
            guests=(("Tide modeller", "modelling@consultants.example"),),
        ),
    ),
    "Door faults on 62 trains": (
        Met(
            -9, "mikkel", -6, 9, "Depot walk with the night shift", MeetingKind.DISCOVERY,
            purpose="See how a door fault is found today, from the first call to the spare part.",
            decision="Which ten trains come first",
            place="Brennholm depot, gate 3",
            ours={"mikkel": LEADS, "anneke": ASKS},
            theirs=("Søren Krag", "Anders Toft"),
            taught=(
                Taught(
                    -5, "mikkel",
                    note="They keep a second list of doors that 'sing'. Nobody ever asked for it.",
                    steps=(("Photograph the list of singing doors", "mikkel", 6),),
                    credits=(("anneke", "listened", "Asked what 'singing' means and then said nothing for a minute."),),
                ),
            ),
        ),
        Met(
            -3, "mikkel", 0, 16, "Fleet board: ten trains or none", MeetingKind.WORKING,
            purpose="Show what ten trains would have cost less in the past winter.",
            place=f"{VIDEO}brennholm",
            ours={"mikkel": LEADS, "anneke": SHOWS},
            theirs=("Mette Lund-Hviid",),
        ),
    ),
    "Gas and cracks, kilns 2 to 6": (
        Met(
            -9, "lucia", -7, 12, "Kiln 3 after four weeks", MeetingKind.REVIEW,
            purpose="Read kiln 3's own meter together.",
            decision="Whether the saving of kiln 3 counts for all five",
            place="Luarca, kiln hall",
            ours={"lucia": LEADS, "giulia": SHOWS, "nadia": ON_CALL},
            theirs=("Iván Prado", "Raúl Sanz"),
            taught=(
                Taught(
                    -6, "lucia",
                    note="Mr Sanz would take five per cent without a penalty rather than six with one.",
                    promised=(("The gas report comes on the first working day of each month", 40),),
                    credits=(("giulia", "honest", "Said that a wet winter can eat half a per cent of it."),),
                    habits=("showing_off",),
                ),
            ),
        ),
    ),
    "Seven unmanned stations on one screen": (
        Met(
            -16, "mikkel", -13, 11, "One screen: their duty engineer shows the night", MeetingKind.DISCOVERY,
            purpose="Watch one night's alarms as their duty engineer sees them.",
            decision="Which alarms may wake somebody",
            place=f"{VIDEO}kaldfoss",
            ours={"mikkel": LEADS, "anneke": NOTES},
            theirs=("Ragnhild Moe", "Terje Bakk"),
            taught=(Taught(-12, "anneke", note="Of 61 alarms three mattered. Mr Bakk knows which by the hour."),),
        ),
    ),
    "Scrap causes, line 2": (
        Met(
            -5, "daniel", 3, 9, "Three departments, one table", MeetingKind.DEMONSTRATION,
            purpose="Show the first two weeks to sand, iron and moulding at once.",
            decision="Which of the three changes something first",
            agenda="What a castings number means\nTwo weeks in one picture\nOne change, one owner, one week",
            place="Lakeshore, pattern shop",
            ours={"daniel": LEADS, "sam": SHOWS, "joonas": DISSENTS},
            theirs=("Bill Novak", "Tanya Hughes", "Ed Marsh"),
        ),
        Met(
            -7, "daniel", -3, 10, "The old lab computer", MeetingKind.WORKING,
            purpose="Find a way to the spectrometer's files with Ed Marsh.",
            place="Lakeshore, laboratory",
            ours={"sam": LEADS, "daniel": IDLE},
            theirs=("Ed Marsh",),
            cancelled=(-4, "Mr Marsh is ill. New day next week."),
        ),
    ),
}  # fmt: skip

JOINTS: Mapping[str, Joint] = {
    "60 lifts in one district": Joint(
        -125,
        decided="We read the old controllers; nobody else would even open one.",
        engineer_said="“The clamp sees no light circuit.” After that no, Mr Moen believed every yes.",
        again="Mount one with their own technician before the offer, and time it.",
        differently="No promise at the coffee machine. Ask first, from the next deal on.",
    ),
    "Tonnage monitoring, 17 presses": Joint(
        -92,
        decided="They bought the sensors and took the software that came with them.",
        engineer_said="That tonnage without the die number says nothing. Right, and in the last meeting.",
        again="The trial on two presses: it is still their best data.",
        differently="Bring the sensor maker in ourselves, in the first month.",
    ),
}
