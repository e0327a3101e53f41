"""Who has a part in the sample company's deals: what they do there, where they stand, what is at stake for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evener.stakeholders.rules.parts import DealRole as R
from evener.stakeholders.rules.parts import Influence as I
from evener.stakeholders.rules.parts import Stance as S


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person on a deal. `title`: they were no contact before. `at`: their account, where it is another one.

    `stakes` are time, money and reputation, '' where nobody knows; `ours` owns the relationship; `after` counts the
    days since the deal began.
    """

    name: str
    roles: tuple[R, ...] = ()
    stance: S = S.UNKNOWN
    influence: I = I.UNKNOWN
    boss: str = ""
    hears: tuple[str, ...] = ()
    stakes: tuple[str, str, str] = ("", "", "")
    lowers: str = ""
    ours: str = ""
    title: str = ""
    at: str = ""
    after: int = 2


UPTIME = (
    Somebody(
        "Sabine Rott", (R.BUYER,), S.FOR, I.DECIDES, hears=("Jürgen Teichmann",),
        stakes=(
            "The spring fair is in eleven weeks. After that the year is over for new contracts.",
            "300,000 a year of spare-part margin that uptime contracts replace.",
            "She announced uptime contracts to her shareholders before anybody had built one.",
        ),
        lowers="Ten end customers live before the fair, and a way back to the old contract for each.", ours="clara",
    ),
    Somebody(
        "Jürgen Teichmann", (R.CHAMPION,), S.LEANS, I.HIGH, boss="Sabine Rott", hears=("Lars Wendel",),
        stakes=(
            "His fitters lose two days per end customer for mounting.",
            "None of his own: it is Ms Rott’s budget.",
            "He stood up for the drive maker’s portal two years ago. It was switched off after nine months.",
        ),
        lowers="His own people mount it and see that it takes an hour.", ours="clara",
    ),
    Somebody(
        "Lars Wendel", (R.EVALUATOR, R.USER), S.FOR, I.MEDIUM, boss="Jürgen Teichmann",
        stakes=("Saturdays, if the gateway has to be set up by phone again.", "Nothing.",
                "He signed the test report."),
        lowers="A guide that a fitter can follow alone.", ours="anneke",
    ),
    Somebody(
        "Petra Uhlig", (R.PROCUREMENT,), S.NEUTRAL, I.MEDIUM, boss="Matthias Oertel",
        stakes=("", "Her yearly saving is measured on the price per pump.", "Nothing she told us."), ours="clara",
        after=90,
    ),
    Somebody(
        "Matthias Oertel", (R.BLOCKER,), S.AGAINST, I.HIGH, boss="Sabine Rott", title="Head of Finance", after=60,
        stakes=(
            "", "Uptime contracts move income from this year into the next three.",
            "He promised the bank a better year before the contracts came up.",
        ),
        lowers="A contract form that books the hardware at delivery.",
    ),
    Somebody(
        "Nicole Bergmann", (R.LEGAL,), S.SCEPTICAL, I.MEDIUM, title="Legal counsel", after=120,
        stakes=("Each of the 41 end customers needs its own data clause.", "", ""),
        lowers="One clause that fits all, reviewed by her own adviser.", ours="helene",
    ),
    Somebody(
        "Dr. Konstantin Freiherr von Wildungen", (R.BUYER,), S.NEUTRAL, I.HIGH, title="Chair of the advisory board",
        after=110, stakes=("", "", "It is his family’s name on the pumps."),
    ),
    Somebody(
        "Ayşe Demir", (R.USER,), S.LEANS, I.LOW, boss="Jürgen Teichmann", title="Service desk", after=75,
        hears=("Lars Wendel",),
        stakes=("Night calls, which she hopes will be fewer.", "Nothing.", "Nothing."), ours="anneke",
    ),
    Somebody(
        "Ruben Slot", (R.BEYOND,), S.LEANS, I.LOW, at="Veenkamp Zuivel", after=100, hears=("Jürgen Teichmann",),
        stakes=("A stop of the filling line while it is mounted.", "He would pay for uptime, not for a box.", ""),
        lowers="Mounting in the night shift.", ours="anneke",
    ),
)  # fmt: skip
CASTS: Mapping[str, tuple[Somebody, ...]] = {
    "Remote monitoring for delivered pumps": UPTIME,
    "Standstill reasons on filling lines 1 to 3": (
        Somebody("Wouter Dekkers", (R.BUYER, R.CHAMPION), S.FOR, I.DECIDES,
                 stakes=("Two shifts of training.", "His maintenance budget until June.",
                         "He told the board the lines stand still for a reason he can name."),
                 lowers="Line 2 first, both shifts, then decide.", ours="clara"),
        Somebody("Marijke Post", (R.EVALUATOR,), S.NEUTRAL, I.MEDIUM, boss="Wouter Dekkers",
                 stakes=("An audit in the same month.", "", ""), ours="anneke"),
        Somebody("Ruben Slot", (R.USER,), S.SCEPTICAL, I.MEDIUM, boss="Wouter Dekkers", hears=("Marijke Post",),
                 stakes=("He types the reasons at the end of the shift.", "Nothing.", "The list shows his shift.")),
    ),
    "Night call-outs: see before the lift stops": (
        Somebody("Hanneke Bos", (R.BUYER,), S.LEANS, I.DECIDES,
                 stakes=("", "Night call-outs eat 4 % of the contracts.", ""), ours="clara"),
        Somebody("Gijs Prinsen", (R.CHAMPION, R.EVALUATOR), S.FOR, I.MEDIUM, boss="Hanneke Bos",
                 stakes=("He does the reports by hand.", "Nothing.", "It is his idea.")),
        Somebody("Karel Moen", (R.USER, R.BLOCKER), S.AGAINST, I.HIGH, boss="Hanneke Bos",
                 stakes=("His crews lose the night bonus.", "A bonus for 31 people.", "They chose him to speak."),
                 lowers="A bonus for lifts that did not stop."),
    ),
    "Cell traceability for the large plant": (
        Somebody("Dr. Ute Kranz", (R.CHAMPION,), S.FOR, I.HIGH, stakes=("", "", "The ramp-up is her project.")),
        Somebody("Timo Esser", (R.EVALUATOR,), S.SCEPTICAL, I.MEDIUM, boss="Dr. Ute Kranz",
                 stakes=("He would have to run two systems for a year.", "", "")),
        Somebody("Birgit Falk", (R.PROCUREMENT,), S.NEUTRAL, I.MEDIUM, stakes=("", "Two offers are a must.", "")),
    ),
    "Overflow early warning, 48 outfalls": (
        Somebody("Alison Thirkell", (R.BUYER, R.CHAMPION), S.LEANS, I.DECIDES, ours="clara",
                 stakes=("Winter is when it counts.", "A third fine would come off her budget.",
                         "She stands before the regulator in person.")),
        Somebody("Gareth Pugh", (R.EVALUATOR, R.USER), S.FOR, I.MEDIUM, boss="Alison Thirkell", ours="pavel",
                 stakes=("He is woken by every false alarm.", "Nothing.", "The telemetry is his.")),
        Somebody("Priya Nair", (R.PROCUREMENT,), S.NEUTRAL, I.LOW, stakes=("", "Framework prices only.", "")),
    ),
    "Historian for the test bench": (Somebody("Lars Wendel", (R.EVALUATOR,), S.FOR, I.LOW, ours="anneke"),),
    "Electronic batch records for syrups": (
        Somebody("Teresa Moura", (R.BUYER,), S.LEANS, I.DECIDES, ours="lucia",
                 stakes=("The inspection is in autumn.", "A warning letter costs a product.", "The site is hers.")),
        Somebody("Inês Carvalhal", (R.CHAMPION,), S.FOR, I.HIGH, boss="Teresa Moura", ours="lucia",
                 stakes=("Her people sign 900 pages a week.", "Nothing.", "She answers to three authorities.")),
        Somebody("Rui Bastos", (R.EVALUATOR,), S.NEUTRAL, I.MEDIUM, boss="Inês Carvalhal", ours="giulia",
                 stakes=("Validation takes him a quarter.", "Nothing.", "His name is on the validation report.")),
        Somebody("Hugo Pinhal", (R.BLOCKER,), S.SCEPTICAL, I.MEDIUM, boss="Teresa Moura", hears=("Rui Bastos",)),
    ),
    "Quay crane health, eleven cranes": (
        Somebody("Kari Myhre", (R.BUYER,), S.FOR, I.DECIDES, ours="mikkel",
                 stakes=("A ship waits for no report.", "A day of a stopped crane: 400,000.", "She chose four makes.")),
        Somebody("Odd Strand", (R.CHAMPION, R.USER), S.FOR, I.HIGH, boss="Kari Myhre", ours="pavel",
                 stakes=("Nights on the crane in January.", "Nothing.", "He has said it for years.")),
        Somebody("Elin Foss", (R.EVALUATOR, R.BLOCKER), S.SCEPTICAL, I.HIGH, boss="Kari Myhre", hears=("Odd Strand",),
                 stakes=("", "", "If somebody gets in over the cranes, it is her name."),
                 lowers="A one-way line out of the crane network.", ours="pavel"),
    ),
    "Scrap causes, line 2": (
        Somebody("Bill Novak", (R.BUYER,), S.NEUTRAL, I.DECIDES, ours="daniel"),
        Somebody("Tanya Hughes", (R.CHAMPION, R.EVALUATOR), S.FOR, I.MEDIUM, boss="Bill Novak", ours="sam",
                 stakes=("Two years on the same question.", "Nothing.", "Nobody believed her curve.")),
    ),
}  # fmt: skip
