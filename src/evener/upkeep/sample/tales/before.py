"""Deals of the year before, told in one line each: enough ended ones to compare how they were worked on.

Half of them had an engineer in within two weeks, half were promised something nobody had looked at, and neither half
always won: of some habits the page Together can tell the two groups apart, of others it cannot.
"""

from __future__ import annotations

from dataclasses import dataclass

from evener.deals.rules import Outcome
from evener.discovery.rules.answers import Source
from evener.meetings.rules.plan import MeetingKind, MeetingPart
from evener.upkeep.sample.deal import DealLine
from evener.upkeep.sample.discovery import FIRST_TALK, answered, goes_by
from evener.upkeep.sample.meetings import Met, hold
from evener.upkeep.sample.story import Story

WON, LOST, NOTHING = Outcome.WON, Outcome.LOST, Outcome.NO_DECISION


@dataclass(frozen=True, slots=True)
class Old:
    """One deal, from `day` for `lasted` days. `how`, a letter each:

    e  engineering answers the promise in the second week        b  the promise is made blind
    v  an engineer comes along to the first visit                c  an engineer is in the closing call
    s  an engineer is still there four weeks after the win       l  what was promised is kept late
    x  it is not kept                                            q  hardly one first question is answered in two weeks
    k  most of them are
    """

    day: int
    lasted: int
    name: str
    account: str
    by: str
    lead: str
    product: str
    amount: int
    outcome: Outcome
    reason: str
    how: str
    promise: str
    note: str


PULSE, LINE, FLEET = "Orvane Pulse", "Orvane Line", "Orvane Fleet"
DEALS = (
    Old(-425, 88, "Bearing watch for twenty agitators", "Hollgrund Pumpen",
        "clara", "anneke", PULSE, 46_000, WON, "proof", "eks",
        "A worn bearing shows two weeks before it fails", "The third agitator was found warm in the first week."),
    Old(-421, 97, "Stops on the cheese line", "Veenkamp Zuivel",
        "clara", "giulia", LINE, 71_000, WON, "fit", "eqs",
        "Each stop has its reason within the shift", "Both shift leads asked for it by name."),
    Old(-418, 74, "Door counts in forty lifts", "Steenwijk Lifts",
        "clara", "anneke", FLEET, 38_500, NOTHING, "status_quo", "bq",
        "Doors are counted without opening the cabin", "They count by hand, and it is good enough for them."),
    Old(-414, 103, "Crane hours by shift", "Port of Sandvær",
        "mikkel", "pavel", FLEET, 92_000, WON, "value", "ekcs",
        "Hours come from the crane, not from the driver", "Two cranes stood still that were paid as running."),
    Old(-410, 69, "Saw blades in the wet store", "Arvika Timber",
        "mikkel", "sam", PULSE, 33_000, LOST, "price", "bq",
        "Dull blades are seen from the motor current", "The drive maker gave it away with the drives."),
    Old(-407, 91, "Fermenter curves on one screen", "Lindevang Bryggeri",
        "mikkel", "giulia", LINE, 64_000, WON, "people", "ekcs",
        "All eleven curves on one screen, an hour apart at most", "The brewer and Giulia drew the screen together."),
    Old(-403, 82, "Turbine gap at two stations", "Kaldfoss Kraft",
        "mikkel", "pavel", PULSE, 88_000, LOST, "competitor", "ecq",
        "The gap is measured while the turbine runs", "The maker of the turbine came with its own sensor."),
    Old(-399, 78, "Axle counters on the freight yard", "Brennholm Rail",
        "mikkel", "sam", FLEET, 57_000, NOTHING, "budget", "bkc",
        "It counts in snow as in summer", "The year's money went into the points."),
    Old(-396, 94, "Kiln fans in the glaze shop", "Cerámicas Luarca",
        "lucia", "giulia", PULSE, 41_500, WON, "fit", "eks",
        "A fan that slows is seen before the glaze is", "One batch saved while it was tried."),
    Old(-392, 66, "Cold rooms of the syrup store", "Farmalux Serra",
        "lucia", "pavel", LINE, 52_000, LOST, "missing", "bkc",
        "Records are accepted as they are by the inspector", "Signatures as they need them we do not have."),
    Old(-388, 99, "Pumps of the old springs", "Acquedotto Valdora",
        "lucia", "anneke", PULSE, 67_000, WON, "value", "ekcsl",
        "Night leaks are told from night use", "The first leak paid for the year."),
    Old(-385, 72, "Belts behind check-in", "Aeropuerto Costa Clara",
        "lucia", "anneke", FLEET, 79_000, NOTHING, "priority", "bqc",
        "A jam is known before the first bag is late", "The new terminal came first."),
    Old(-381, 86, "Mill rolls and their temperature", "Molino Bianchetti",
        "lucia", "sam", PULSE, 29_500, LOST, "inhouse", "bq",
        "A hot roll is seen within a minute", "Their electrician built it from parts."),
    Old(-377, 90, "Two coaters and their steam", "Vela Tissue",
        "lucia", "giulia", LINE, 83_000, WON, "proof", "vbkcsx",
        "Steam per tonne is right to a percent", "Giulia read the meters with them for a night."),
    Old(-372, 101, "Furnace doors left open", "Lakeshore Castings",
        "daniel", "sam", PULSE, 36_000, WON, "value", "eks",
        "Each minute of an open door is in the report", "The foreman hung the report up himself."),
    Old(-368, 75, "Conveyors of the north pit", "Northgate Quarries",
        "daniel", "sam", FLEET, 61_000, NOTHING, "sponsor", "bq",
        "Dust does it no harm", "The man who wanted it went to another quarry."),
    Old(-364, 84, "Grain legs in six elevators", "Prairie Grain Terminals",
        "daniel", "sam", FLEET, 74_000, WON, "people", "vbkc",
        "A slipping belt stops by itself", "They had asked three firms; Sam had climbed up."),
    Old(-360, 93, "Bark boilers and their draught", "Rio Branco Papel",
        "daniel", "pavel", PULSE, 95_000, LOST, "trust", "bc",
        "It pays in the first winter", "Somebody told them five months, somebody else two years."),
    Old(-355, 80, "Doors of the frozen store", "Tidewater Cold Storage",
        "daniel", "sam", PULSE, 27_000, WON, "terms", "bq",
        "An open door rings after four minutes", "They wanted it by the quarter, and got it."),
    Old(-349, 96, "Oil change by condition", "Hollgrund Pumpen",
        "clara", "anneke", PULSE, 31_000, NOTHING, "indecision", "eqc",
        "Oil is changed when it must be, not by the calendar", "Service wanted it, the warranty people did not."),
    Old(-341, 89, "Drawing benches one to four", "Schweizer Kabelwerk Thal",
        "clara", "giulia", LINE, 86_000, WON, "fit", "ekcs",
        "A wire break is told from an empty spool", "No other firm had asked what a spool is."),
    Old(-334, 77, "Press tools and their strokes", "Marlow Press Tools",
        "clara", "anneke", LINE, 44_000, LOST, "price", "bkc",
        "Strokes are counted on presses of any age", "A counter for forty euros did it, too."),
    Old(-326, 92, "Rolling stand, motor currents", "Ostrava Rolling Works",
        "lucia", "pavel", PULSE, 98_000, NOTHING, "silence", "bqc",
        "A crack in the roll is heard a day before", "Nobody answered after the second visit."),
    Old(-318, 98, "Ramp scales with a memory", "Port of Sandvær",
        "mikkel", "pavel", FLEET, 49_000, WON, "people", "bq",
        "Old scales are read as well as new ones", "Mr Strand knew Pavel from the cranes."),
    Old(-296, 118, "Screens in the dispatch room", "Arvika Timber",
        "mikkel", "sam", LINE, 58_000, WON, "value", "eqs",
        "One look tells which lorry waits", "Twenty minutes less on the yard."),
    Old(-268, 112, "Bottle counts by article", "Lindevang Bryggeri",
        "mikkel", "giulia", LINE, 47_500, NOTHING, "status_quo", "bq",
        "Every article is told apart by itself", "The count of the cases does for them."),
    Old(-247, 104, "Compressors of the cold side", "Farmalux Serra",
        "lucia", "pavel", PULSE, 62_000, LOST, "competitor", "ekc",
        "A leak is found by the compressor's own rhythm", "The maker of the compressors was in the house."),
    Old(-226, 109, "Lift pits that take water", "Steenwijk Lifts",
        "clara", "anneke", FLEET, 39_000, WON, "fit", "ekc",
        "Water in a pit is known before the lift is", "Two pits were wet when it was tried."),
)  # fmt: skip


def tell(story: Story) -> None:
    for old in DEALS:
        _tell(story, old)


def _tell(story: Story, old: Old) -> None:
    begins, ends = old.day, old.day + old.lasted
    deal = story.deal(
        begins, old.name, by=old.by, account=old.account, lead=old.lead, product=old.product, amount=old.amount,
        close=ends + 9, source="Existing customer",
    )  # fmt: skip
    deal.past = True
    deal.stage(begins + 12, "Discover").stage(begins + old.lasted // 2, "Prove")
    if old.outcome != NOTHING:
        deal.stage(ends - old.lasted // 5, "Propose")
    _promise(deal, old, ends)
    _ask(deal, old)
    hold([deal], {old.name: _meetings(old, ends)}, {})
    deal.close(ends, old.outcome, old.reason, old.note)


def _promise(deal: DealLine, old: Old, ends: int) -> None:
    """It is settled long after a win, which is when it shows whether anybody stayed."""
    day, due = old.day, ends + (68 if "l" in old.how else 80)
    if "b" in old.how:
        line = deal.blind(day + 5, old.promise, told="the plant", due=due).ask(day + 25)
        line.yes(day + 32, old.lead)
    else:
        line = deal.promise(day + 3, old.promise, due=due).yes(day + 6, old.lead)
        line.said(day + 9, "the plant")
    if old.outcome != WON:
        return
    if "x" in old.how:
        line.broken(ends + 78, old.lead, "The old meters jump. What it takes to mend them is another offer.")
    elif "s" in old.how:
        line.kept(ends + 76, old.lead, "Seen together with their people.")
    elif "e" in old.how:
        line.kept(ends + 72, old.lead, "As it was said.")
    else:
        line.broken(ends + 78, old.lead, "It holds on half of them. What it takes for the rest is another offer.")


def _ask(deal: DealLine, old: Old) -> None:
    if "k" not in old.how and "q" not in old.how:
        return
    goes_by(deal, old.day + 2, FIRST_TALK)
    for place, key in enumerate(("today", "cost", "decides")):
        if "k" in old.how or place == 0:
            answered(deal, old.day + 5 + 2 * place, key, Source.TOLD)


def _meetings(old: Old, ends: int) -> tuple[Met, ...]:
    ours = {old.by: MeetingPart.LEADS}
    both = {**ours, old.lead: MeetingPart.ASKS}
    found = []
    if "v" in old.how:
        found.append(Met(old.day + 2, old.by, old.day + 8, 10, "A look on site", MeetingKind.WORKING, ours=both))
    found.append(
        Met(
            ends - 8,
            old.by,
            ends - 3,
            11,
            "Price and start",
            MeetingKind.CLOSING,
            ours=both if "c" in old.how else ours,
            no_engineer="" if "c" in old.how else "It is about the price alone.",
        )
    )
    if "s" in old.how:
        found.append(Met(ends - 2, old.by, ends + 27, 9, "Four weeks in use", MeetingKind.REVIEW, ours=both))
    return tuple(found)
