"""What the sample company's products can, and which promises of the stories rest on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evener.capabilities import actions
from evener.capabilities.rules import Status
from evener.people.rules import Viewer
from evener.upkeep.sample.scene import Event, Scene

CATALOGUED = -420
# When a line changed later, before most people are at their desks.
EARLY = 7 * 60


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the catalogue: who keeps it, of which product, and which promises rest on it, by how they began.

    `planned` is a day of the story.
    """

    who: str
    product: str
    name: str
    status: Status
    wording: str = ""
    limits: str = ""
    evidence: str = ""
    planned: int | None = None
    promises: tuple[str, ...] = ()


LINES = (
    Line(
        "anneke", "Orvane Pulse", "Alarm from sensor to control room", Status.SHIPPED,
        "An alarm is in your control room within two seconds on cable and five over mobile.",
        "Over mobile the network decides. We measured the 95th of a hundred alarms, not the worst.",
        "https://docs.orvane.example/pulse/alarms",
        promises=(
            "Alarms reach your control room within two seconds", "Alarms reach the phone on duty within a minute",
            "You see a pump running dry within 30 seconds",
            "A leak is on the phone of the engineer on duty in ten seconds",
        ),
    ),
    Line(
        "pavel", "Orvane Pulse", "Customers of a customer see only their own", Status.CUSTOM,
        "We set up your own customers so that each sees only their machines.",
        "Two levels. A third is a project.",
        promises=("Each of your customers sees only their own pumps",),
    ),
    Line(
        "anneke", "Orvane Gateway", "Reading loggers without reception", Status.BETA,
        "Loggers in basements report through a repeater.",
        "One repeater to a floor, five minutes between two reports. In beta with three customers.",
        promises=("The six basement sites report once an hour",),
    ),
    Line(
        "anneke", "Orvane Gateway", "Reading machines of any make", Status.SHIPPED,
        "We read your controllers as they are, without their makers' help and without changing them.",
        "Modbus, Profinet, OPC UA. Others after a look at the manual.",
        "https://docs.orvane.example/gateway/protocols\nhttps://docs.orvane.example/gateway/tested-controllers",
        promises=(
            "We read your existing Modbus registers without touching the PLC",
            "All four makes are read without the makers' help",
            "Wear is shown for all four makes of brake from the first day",
        ),
    ),
    Line(
        "giulia", "Orvane Line", "Reason of a stop at the line", Status.SHIPPED,
        "An operator gives the reason for a stop with two taps.",
        "Up to forty reasons in four groups; more and nobody finds them.",
        promises=("An operator gives the reason for a stop with two taps",),
    ),
    Line(
        "giulia", "Orvane Line", "Writing to controllers", Status.WILL_NOT,
        "We show what to set; a person at the line sets it.",
        "Nothing of ours writes to a controller: who is not at the machine cannot see who is in it.",
        promises=(
            "A stop with the wrong format is corrected on the controller from the office",
            "Blast air is set by the system", "A station is restarted from the office",
        ),
    ),
    Line(
        "sam", "Orvane Gateway", "Sensors for explosion zones", Status.SHIPPED,
        "Our sensors are approved for gas and dust zones; no cable is drawn into them.",
        "Zones 1 and 21. Zone 0 is not ours.",
        "https://docs.orvane.example/approvals",
        promises=("No cable is drawn into the explosion zone", "Every sensor is approved for dust zones"),
    ),
    Line(
        "pavel", "Orvane Historian", "Taking over old values", Status.CUSTOM,
        "We move your old values over and show you a sample before the rest.",
        "What is stored as text needs a rule for each column.",
        promises=("Five years of spill history move into the new system", "Ten years of old values move over"),
    ),
    Line(
        "pavel", "Orvane Historian", "Data in the country of the customer", Status.PLANNED,
        "From spring your data can stay in the United Kingdom, the EU or on your own network.",
        "Until then: the EU.", planned=120,
        promises=("Data stays in the United Kingdom", "No data leaves the port's own network"),
    ),
    Line(
        "giulia", "Orvane Batch", "Signed electronic records", Status.SHIPPED,
        "Every change carries a name and a reason, and a record is released without paper.",
        "Two signatures need two people with their own sign-in.",
        "https://docs.orvane.example/batch/records",
        promises=(
            "Nobody changes a value without a name and a reason",
            "Records are released without a second signature on paper",
            "A change of the firing curve is logged with a name",
        ),
    ),
    Line(
        "joonas", "Orvane Pulse", "Mounting by the customer's own people", Status.SHIPPED,
        "Your crew mounts the sensors after one day of training with us.",
        "Not in explosion zones, and not higher than a ladder reaches.",
        promises=("Your winter crew mounts them after one day of training",
                  "A technician mounts the clamp in 20 minutes"),
    ),
    Line(
        "sam", "Orvane Fleet", "Faults of next week", Status.BETA,
        "We list the doors and brakes that are likely to fail within a week.",
        "Needs a year of faults to learn from. We say how often we were right.",
        promises=(
            "A door that will fail this week is on the depot's list at five in the morning",
            "A wearing hoist brake is seen two weeks ahead", "Parts for door faults are forecast a month ahead",
        ),
    ),
    Line("nadia", "Orvane Gateway", "Spare gateway within two days", Status.SHIPPED,
         "A spare gateway is with you within 48 hours.", "Where a courier goes. Not on weekends in the far north.",
         promises=("Spare gateway on site in 48 hours, winter included",)),
    Line("giulia", "Orvane Batch", "Legally valid weighing", Status.WILL_NOT,
         "We show the weight; the scale's own printer is what counts.", "It takes an approval we do not hold.",
         promises=("The weighing data is legally valid",)),
)  # fmt: skip

# What the story changes later: day, who, which line, to what status.
LATER = ((-2, "sam", "Faults of next week", Status.SHIPPED),)


# Without these the customer does not buy, by how their promises began.
BREAKERS = (
    "Data stays in the United Kingdom", "No data leaves the port's own network", "Blast air is set by the system",
    "The weighing data is legally valid", "A station is restarted from the office", "The six basement sites report",
)  # fmt: skip


def breaks(words: str) -> bool:
    return words.startswith(BREAKERS)


def resting(words: str) -> str | None:
    """The line of the catalogue a promise rests on, by how its words began."""
    return next((line.name for line in LINES if words in line.promises), None)


def events() -> list[Event]:
    """The catalogue as it was written, and what became of it."""
    return [*(_written(line) for line in LINES), *(_changed(*change) for change in LATER)]


def _written(line: Line) -> Event:
    def act(scene: Scene, by: Viewer, at: datetime) -> None:
        values = {
            "name": line.name,
            "status": line.status,
            "product_id": scene.products[line.product],
            "wording": line.wording,
            "limits": line.limits,
            "evidence": line.evidence,
            "planned_for": None if line.planned is None else scene.days.date(line.planned),
        }
        scene.capabilities[line.name] = actions.create_capability(by=by, at=at, values=values).pk

    return Event(CATALOGUED, line.who, act, minute=EARLY)


def _changed(day: int, who: str, name: str, status: Status) -> Event:
    def act(scene: Scene, by: Viewer, at: datetime) -> None:
        id = scene.capabilities[name]
        actions.change_capability(by=by, at=at, capability_id=id, values={"status": status}, seen_version=None)

    return Event(day, who, act, minute=EARLY)
