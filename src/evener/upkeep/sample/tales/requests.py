"""What the deals of the stories asked of engineering, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping

from evener.upkeep.sample.deal import DealLine
from evener.upkeep.sample.requests import request

# What is asked for, by its position among the kinds there are from the first day.
DEMO, WORKSHOP, QUESTIONS, PROOF, REVIEW, ESTIMATE, VISIT = range(1, 8)
WITH_HELP, ALONE, TEACHES = 1, 2, 3


def ask(deals: Mapping[str, DealLine]) -> None:
    """Let the deals, by name, ask."""
    _ended(deals)
    _behind(deals)
    _under_way(deals)
    _waiting(deals)


def _ended(deals: Mapping[str, DealLine]) -> None:
    """On deals that are over: won, lost, nothing, walked away."""
    mill = request(
        deals["New control room for the mill"], -160, DEMO, "Whether the miller lets go of his panel", needed=-153,
        wants="For Paolo Bianchetti and his miller, with the panel beside the screen.",
        skills={"Edge integration": ALONE},
    )  # fmt: skip
    mill.accepted(-160, "giulia").done(-154, "giulia").logged(-154, "giulia", 2, 1)
    presses = request(
        deals["Tonnage monitoring, 17 presses"], -156, VISIT, "Whether one gauge a press is enough", needed=-148
    )  # fmt: skip
    presses.accepted(-155, "giulia").done(-150, "giulia", "Two gauges. One does not see the worn side.")
    parts = request(
        deals["Spare parts forecast"], -113, WORKSHOP, "Whether the forecast pays for tidying the part numbers",
        needed=-108, skills={"Data": ALONE},
    )  # fmt: skip
    parts.accepted(-113, "anneke").done(-109, "anneke", "They tidy first.").logged(-109, "anneke", 4, 4, 2)
    shifts = request(
        deals["Shift planning on the shop floor panels"], -114, ESTIMATE, "Whether it fits into this year's budget",
        needed=-107,
    )  # fmt: skip
    shifts.declined(
        -112, "giulia", "They want rotas and holidays. We measure machines, and there are good tools for this.",
        no_fit=True,
    )  # fmt: skip


def _behind(deals: Mapping[str, DealLine]) -> None:
    """Done, on deals that go on."""
    doors = request(
        deals["Door faults on 62 trains"], -132, WORKSHOP, "Which six trains go into the trial", needed=-125,
        skills={"Edge integration": ALONE},
    )  # fmt: skip
    doors.accepted(-132, "anneke", learns="joonas").done(-126, "anneke").logged(-126, "anneke", 4, 4, 4)
    outfalls = request(
        deals["Overflow early warning, 48 outfalls"], -76, VISIT,
        "Whether eight outfalls get radar instead of pressure", needed=-68, skills={"Radio": ALONE},
        wants="With their safety officer; bring the long ladder.",
    )  # fmt: skip
    outfalls.accepted(-75, "pavel").done(-70, "pavel", "Radar on eight.").logged(-70, "pavel", 8, 2)
    pumps = request(
        deals["Remote monitoring for delivered pumps"], -71, REVIEW,
        "Whether sixty end customers can be kept apart on one platform", needed=-60, skills={"Platform": TEACHES},
    )  # fmt: skip
    pumps.accepted(-71, "pavel", learns="giulia").done(-66, "pavel").logged(-66, "pavel", 4, 2)
    scrap = request(
        deals["Scrap causes, line 2"], -62, WORKSHOP, "Which of the three shops gives us its data first", needed=-50,
        skills={"Data": WITH_HELP},
    )  # fmt: skip
    scrap.offered(-62, "sam", "Two hours on the phone with all three foremen", 2, "They have not met on it once.")
    scrap.agreed(-60).done(-52, "sam", "Moulding goes first.").logged(-52, "sam", 2)
    trial = request(
        deals["Core glue monitoring"], -20, PROOF, "Whether he signs this quarter", needed=-2, hours=(8, 16, 30)
    )  # fmt: skip
    trial.declined(
        -18, "giulia",
        "He names neither a day nor a measure, so nothing would be decided by it. Ask what he would sign for; a demo "
        "on the machine in our own hall is there this week.",
    )  # fmt: skip
    bench = request(
        deals["Historian for the test bench"], -28, DEMO, "Whether Mr Wendel takes it to Ms Rott", needed=-14
    )  # fmt: skip
    bench.withdrawn(-26, "Ms Rott has not heard of it. Too early, my mistake.")


def _under_way(deals: Mapping[str, DealLine]) -> None:
    """Accepted, and somebody's work now."""
    cranes = request(
        deals["Quay crane health, eleven cranes"], -9, QUESTIONS, "Whether the port's IT lets us make an offer",
        needed=2, wants="43 questions from Elin Foss, half of them answered for Fenmoor last year.",
        skills={"Security": ALONE},
    )  # fmt: skip
    cranes.accepted(-9, "pavel", learns="sam", note="Monday, with the Fenmoor answers beside it.")
    cranes.logged(-2, "pavel", 4)
    stations = request(
        deals["Seven unmanned stations on one screen"], -12, VISIT, "Whether stations 4 and 6 are in the first order",
        needed=7, skills={"Edge integration": ALONE},
    )  # fmt: skip
    stations.accepted(-12, "anneke")
    gas = request(
        deals["Gas and cracks, kilns 2 to 6"], -4, ESTIMATE, "Whether the penalty clause goes into the contract",
        needed=5, wants="What it costs us if gas falls by four per cent instead of six.", skills={"Data": ALONE},
    )  # fmt: skip
    gas.accepted(-4, "giulia")
    drives = request(
        deals["Main drive temperatures, hot strip mill"], -13, VISIT, "Whether two probes go in at the June stop",
        needed=16, skills={"Edge integration": ALONE},
    )  # fmt: skip
    drives.accepted(-13, "pavel")
    ammonia = request(
        deals["Ammonia plants: leaks and compressor hours"], -8, REVIEW, "Whether all plants go into one contract",
        needed=6,
    )  # fmt: skip
    ammonia.accepted(-7, "sam")


def _waiting(deals: Mapping[str, DealLine]) -> None:
    """In the queue: new, offered something smaller, placed by hand, asked again after a closed door."""
    depot = request(
        deals["Second depot: brakes and doors"], -6, VISIT, "Whether the second depot wants a trial of its own",
        needed=20, skills={"Edge integration": ALONE},
    )  # fmt: skip
    depot.offered(
        -5, "anneke", "An hour on the phone with their foreman, and photographs of two trains", 1,
        "Nobody there decides yet, and the first contract is not signed.",
    )  # fmt: skip
    request(
        deals["Can line: losses per format"], -3, DEMO, "Whether Bo Tange opens the line controller to us", needed=10,
        wants="He wants a drawing before he says yes. Show him the one from Veenkamp.",
        skills={"Edge integration": ALONE},
    )  # fmt: skip
    request(
        deals["212 pumping stations: energy and leaks"], -2, WORKSHOP,
        "Whether Mr Mauri lets us near his telecontrol", needed=14, skills={"Edge integration": ALONE, "Radio": ALONE},
    )  # fmt: skip
    request(
        deals["Night call-outs: see before the lift stops"], -1, ESTIMATE,
        "Which 200 lifts Ms Bos takes for the first winter", needed=13, skills={"Data": ALONE},
    )  # fmt: skip
    elevators = request(
        deals["Bearing and belt alarms, 12 elevators"], -4, VISIT, "Whether the insurer gives the discount for all 12",
        needed=18, skills={"Signal processing": ALONE},
    )  # fmt: skip
    elevators.placed(-3, "tomasz", 1, "The insurer's man is there for two days this season. The rest can wait a week.")
    baggage = deals["Baggage belts: where bags wait"]
    belts = request(
        baggage, -9, WORKSHOP, "Whether it is ready for the summer timetable", needed=12,
        skills={"Edge integration": ALONE},
    )  # fmt: skip
    belts.declined(
        -9, "giulia",
        "Two belts were moved and have no light barriers any more. For the old price we would build a new system.",
        no_fit=True,
    )  # fmt: skip
    belts.opened(-6, "helene", "Ms Ochoa pays for new light barriers herself; Mr Leal confirmed it by mail.")
    request(
        baggage, -5, VISIT, "Where the airport mounts the new light barriers", needed=11,
        skills={"Edge integration": ALONE},
    )  # fmt: skip
