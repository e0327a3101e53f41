"""What the people of the sample company put on paper, and the pieces they use again."""

from __future__ import annotations

from collections.abc import Mapping

from evener.upkeep.sample.papers import PaperLine, PieceLine, StepLine

YOURS = "Your data stays yours"

PIECES: tuple[PieceLine, ...] = (
    PieceLine(
        -196, "anneke", "What the small box does", "idea",
        "A box the size of a book sits beside the machine and listens. It asks the controller what it is doing, once a "
        "second, and never tells it anything. If the box fails, the machine does not notice.",
        "gateway machines",
    ),
    PieceLine(
        -210, "pavel", YOURS, "idea",
        "What the machines say belongs to you. You can take all of it out on any day, as files that every spreadsheet "
        "opens. If we part, we delete our copy within 30 days and confirm it in writing.",
        "data contract",
        reworded=(
            -7, "pavel",
            "What the machines say belongs to you. You can take all of it out on any day, as files that every "
            "spreadsheet opens, or have it copied to your own computers each night. If we part, we delete our copy "
            "within 30 days and confirm it in writing.",
        ),
    ),
    PieceLine(
        -120, "clara", "Two weeks side by side, then decide", "idea",
        "We do not ask you to believe it. For two weeks both run side by side: your list as always, and the panel. At "
        "the end the shift leads compare them, stop by stop. If the list is better, we take the panel down.",
        "trial",
        checked=(-22, "anneke"),
    ),
    PieceLine(
        -90, "mikkel", "A list nobody believes", "problem",
        "Reasons for a stop are written on paper, hours later, by people who had other things to do. On Monday "
        "somebody "
        "types them in. So the list says what was remembered, and decisions rest on it.",
        "standstill",
    ),
    PieceLine(
        -150, "pavel", "From the machine to the screen", "picture",
        "Your plant: Machine, *Gateway*\nMachine -> *Gateway*: reads, never writes\n*Gateway* -> *Orvane*: every "
        "second\n"
        "*Orvane* -> Shift lead, Control room: what, where, how long",
        "gateway overview",
        checked=(-30, "pavel"),
    ),
    PieceLine(
        -300, "daniel", "Old dashboard pictures", "idea",
        "Our dashboards show all your machines on one page, with a traffic light for each.",
        "screens",
        retired=-95,
    ),
)  # fmt: skip

PAPERS: Mapping[str, tuple[PaperLine, ...]] = {
    "Standstill reasons on filling lines 1 to 3": (
        PaperLine(
            -11,
            "clara",
            "Panel at line 2 with both shifts",
            "One number for a stop that both shifts believe",
            {
                "readers": "Wouter Dekkers, Ruben Slot",
                "problem": "Lines 1 to 3 run 61 % of the time by the list, and 70 % by feel. Both shifts write down "
                "reasons on paper, a clerk types them in on Monday, and nobody believes the result. So every meeting "
                "about the lines begins with the question whose number is right.",
                "idea": "The person who stands at the line says why it stopped, at the moment it stops, with two "
                "taps on "
                "a panel, gloves on. The time comes from the line itself, so nobody has to write it down.\n\n"
                "What changes for you:\n\n"
                "- **One number.** Time from the line, reason from the operator. No typing on Monday.\n"
                "- **Nothing at risk.** We read what your controllers say and never write to them. That matters on "
                "line 2, whose controller is from 1998.\n"
                "- **The night shift was there.** The panel looks as your shift leads asked for it last week.\n\n"
                "Cleaning is the open point: today it looks like a fault. We compare the data with Ms Post’s cleaning "
                "plan before we show you a number for it.",
                "picture": "Your lines: Line 1, Line 2, Line 3\nLine 1, Line 2, Line 3 -> *Gateway*: reads, never "
                "writes\n"
                "Operator -> *Panel at the line*: two taps\n*Panel at the line* -> *Orvane Line*: the reason\n"
                "*Gateway* -> *Orvane Line*: when and how long\n*Orvane Line* -> Shift leads: one list for both shifts",
                "picture_says": "The time comes from the line, the reason from the person who stands there.",
            },
            claims=(
                "We read your existing Modbus registers without touching the PLC",
                "An operator gives the reason for a stop with two taps",
            ),
            pieces=("Two weeks side by side, then decide", YOURS),
            steps=(
                StepLine("Send the cleaning plan of all three lines", 4, theirs="Marijke Post"),
                StepLine("Compare two weeks of panel and list, stop by stop", 6, ours="anneke"),
                StepLine("Decide whether lines 1 and 3 follow", 16, theirs="Wouter Dekkers"),
            ),
            out=-10,
            reader="Wouter Dekkers",
            device="Edge, Windows",
        ),
        PaperLine(
            0,
            "clara",
            "Two weeks side by side: both shift leads",
            "What two weeks on line 2 showed",
            {
                "readers": "Wouter Dekkers, Ruben Slot",
                "problem": "After two weeks the paper list and the panel differ by nine stops in ten short ones. The "
                "short stops are not on the list at all.",
                "idea": "Short stops cost line 2 more than the long ones. We would make them visible on lines 1 and 3 "
                "before anybody buys a spare part for the long ones.",
            },
            claims=("An operator gives the reason for a stop with two taps",),
        ),
    ),
    "Door faults on 62 trains": (
        PaperLine(
            -5,
            "mikkel",
            "Depot walk with the night shift",
            "Doors that say so before they stop a train",
            {
                "readers": "Søren Krag, Anders Toft",
                "problem": "One late start in five is a door, and the depot finds out when the train is already late. "
                "The night shift hears it coming: they keep a second list of doors that ‘sing’. Nobody else sees it.",
                "idea": "Every door counts by itself how often it has to try again. On six of your trains these counts "
                "named 14 of 17 failing doors two days ahead.\n\nWe put both lists together: the counts and the night "
                "shift’s ears. At five in the morning the depot reads one list, with the train, the door and why it is "
                "on it. Two trains a night are fitted in the night stop, so no train is taken out of service.",
                "picture": "Train: Door, Door controller\nDoor controller -> *Orvane Fleet*: how often it tried again\n"
                "Night shift -> *Orvane Fleet*: doors that sing\n"
                "*Orvane Fleet* -> Depot at five: one list, with reasons",
                "picture_says": "Two lists become one, before the first train leaves.",
            },
            claims=("A door that will fail this week is on the depot's list at five in the morning",),
            steps=(StepLine("Choose the ten trains", 5, theirs="Søren Krag"),),
            out=-1,
        ),
    ),
}
