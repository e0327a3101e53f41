"""Plans of the sample company: two that customers read and tick, and one won deal whose numbers are followed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from evener.customers.models import Contact
from evener.deals import actions as deals
from evener.deals.models import NextStep
from evener.discovery.models import Answer
from evener.people.rules import Viewer
from evener.pursuit import actions
from evener.sharing import actions as sharing
from evener.sharing.access import LinkAuthor
from evener.sharing.models import Link
from evener.sharing.rules import Of
from evener.upkeep.sample.deal import DealLine
from evener.upkeep.sample.scene import Scene

PHONE, DESK = ("a1c3e5f7", "Safari, iPhone"), ("b2d4f6a8", "Edge, Windows")
Told = Callable[[Scene, Viewer, datetime], None]


@dataclass(slots=True)
class PlanLine:
    """What happens to the plan of one deal. Days count from today; people at the customer go by their name."""

    deal: DealLine
    links: dict[str, Link] = field(default_factory=dict)
    metrics: dict[str, int] = field(default_factory=dict)

    def contact(self, name: str | None) -> int | None:
        return Contact.objects.get(account__name=self.deal.account, name=name).pk if name else None

    def step_id(self, what: str) -> int:
        return NextStep.objects.filter(deal_id=self.deal.id, what=what).values_list("id", flat=True)[0]

    def happens(self, day: int, act: Told, who: str | None = None) -> PlanLine:
        self.deal.happens(day, who, act)
        return self

    def answer(
        self, day: int, question: str, text: str, *, shared: bool = False, cites: int = 0, who: str | None = None
    ) -> PlanLine:
        """`cites` is how many of the deal's newest answers it rests on."""

        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            known = Answer.objects.filter(deal_id=self.deal.id, ended_at=None).order_by("-id")[:cites]
            values = {"text": text, "shared": shared, "cites": [row.pk for row in known]}
            actions.write_answer(
                by=by, at=at, deal_id=self.deal.id, question=question, values=values, seen_version=None
            )

        return self.happens(day, act, who)

    def metric(
        self, day: int, name: str, *, kind: str, unit: str, baseline: int | None, target: int, by_when: int |
        None = None,
        how: str = "", said_by: str | None = None, shared: bool = False,
    ) -> PlanLine:  # fmt: skip
        """Numbers in minor units of a currency, else in thousandths."""

        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            values = {
                "kind": kind, "name": name, "unit": unit, "baseline_minor": baseline, "target_minor": target,
                "by_when": scene.days.date(by_when) if by_when is not None else None, "how": how,
                "said_by_id": self.contact(said_by), "shared": shared,
            }  # fmt: skip
            self.metrics[name] = actions.add_metric(by=by, at=at, deal_id=self.deal.id, values=values).pk

        return self.happens(day, act)

    def read(self, day: int, name: str, value: int, note: str = "") -> PlanLine:
        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            on = by.today(at)
            actions.add_reading(by=by, at=at, metric_id=self.metrics[name], value_minor=value, on=on, note=note)

        return self.happens(day, act)

    def theirs(self, day: int, what: str, who: str, due: int, *, done: int | None = None) -> PlanLine:
        """A step of the customer's on the shared plan; done, where one of ours ticked it."""

        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            deals.add_step(
                by=by, at=at, deal_id=self.deal.id, what=what, owner_id=None, due_on=scene.days.date(due),
                contact_id=self.contact(who), shared=True,
            )  # fmt: skip

        def finish(scene: Scene, by: Viewer, at: datetime) -> None:
            deals.finish_step(by=by, at=at, step_id=self.step_id(what))

        self.happens(day, act)
        return self.happens(done, finish) if done is not None else self

    def show(self, day: int, *whats: str) -> PlanLine:
        """Steps of ours go onto the shared plan."""

        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            for what in whats:
                deals.share_step(by=by, at=at, step_id=self.step_id(what), shared=True)

        return self.happens(day, act)

    def link(self, day: int, name: str, *, until: int) -> PlanLine:
        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            self.links[name] = sharing.share(
                by=by, at=at, deal_id=self.deal.id, of=Of.PLAN, subject_id=self.deal.id,
                contact_id=self.contact(name), expires_on=scene.days.date(until),
            )  # fmt: skip

        return self.happens(day, act)

    def looked(self, day: int, name: str, seen_with: tuple[str, str] = DESK) -> PlanLine:
        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            visitor, device = seen_with
            sharing.record_view(link=self.links[name], at=at, what="the plan", visitor=visitor, device=device)

        return self.happens(day, act)

    def ticked(self, day: int, name: str, what: str) -> PlanLine:
        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            link = self.links[name]
            actions.tick(by=LinkAuthor(link.made_by_id), at=at, link=link, step_id=self.step_id(what), done=True)

        return self.happens(day, act)

    def said(self, day: int, name: str, text: str, *, on: str = "") -> PlanLine:
        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            link, step = self.links[name], self.step_id(on) if on else None
            actions.comment(by=LinkAuthor(link.made_by_id), at=at, link=link, name=name, text=text, step_id=step)

        return self.happens(day, act)

    def replied(self, day: int, who: str, text: str, *, on: str = "") -> PlanLine:
        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            step = self.step_id(on) if on else None
            actions.reply(by=by, at=at, deal_id=self.deal.id, text=text, step_id=step)
            actions.see(by=by, at=at, deal_id=self.deal.id)

        return self.happens(day, act, who)


def plan(lines: Iterable[DealLine]) -> None:
    """Let the deals have their plans."""
    named = {line.name: line for line in lines}
    _uptime(PlanLine(named["Remote monitoring for delivered pumps"]))
    _filling(PlanLine(named["Standstill reasons on filling lines 1 to 3"]))
    _outfalls(PlanLine(named["Telemetry for 20 outfalls"]))


def _uptime(plan: PlanLine) -> None:
    plan.answer(
        -140, "mission", "Hollgrund sells uptime instead of spare parts, and knows of a failing pump before its "
        "owner does.",
        shared=True, cites=2,
    ).answer(
        -138, "customer", "Ms Rott decides, Mr Teichmann's service lives with it every day. Their customers are "
        "41 plants in "
        "chemicals and food that lose a batch when a pump stops.",
    ).answer(
        -90, "value", "A contract per pump and year, and fewer journeys of the service for nothing. Both are "
        "counted already.",
        shared=True, cites=1,
    ).answer(
        -30, "results", "Theirs: the first ten end customers live before the spring fair, and uptime contracts "
        "on offer. "
        "Ours: 340 pumps, and a reference every pump maker knows.",
    ).answer(
        -28, "plan", "Ten end customers first, chosen by Hollgrund and without the basements; the others follow "
        "in groups of "
        "ten, each once the group before runs quietly.",
        shared=True,
    )  # fmt: skip
    plan.metric(
        -88, "Uptime contracts sold", kind="make", unit="EUR a year", baseline=0, target=40_800_000, by_when=300,
        how="340 pumps, one contract each at 1,200 a year; the third year is the first full one.",
        said_by="Sabine Rott",
        shared=True,
    ).metric(
        -88, "Journeys without a finding", kind="save", unit="a month", baseline=26_000, target=8_000, by_when=210,
        how="Counted by dispatch. A journey costs 640 on average.", said_by="Jürgen Teichmann", shared=True,
    ).metric(
        -40, "Warranty cases from dry running", kind="risk", unit="a month", baseline=2_000, target=200,
        how="Two a month before the pilot; nobody counts what the customer does not report.",
    )  # fmt: skip
    offer = "Walk Ms Rott and purchasing through the offer"
    plan.show(
        -27, "Interview three end customers with Hollgrund's service", "Run ten pumps at two end customers for "
        "four weeks",
        "Price per pump and year, three sizes",
    )  # fmt: skip
    plan.theirs(-27, "Name the first ten end customers", "Jürgen Teichmann", -9)
    plan.theirs(-27, "Ask the works council about data of the service technicians", "Sabine Rott", -3)
    plan.theirs(-27, "Budget for the first ten in the spring plan", "Petra Uhlig", 6)
    plan.theirs(-26, "Decide on the offer", "Sabine Rott", 20)
    plan.show(-5, offer, "Site list of the first ten end customers")
    plan.link(-26, "Sabine Rott", until=70).link(-26, "Jürgen Teichmann", until=70)
    plan.looked(-26, "Jürgen Teichmann", PHONE).looked(-25, "Sabine Rott").looked(-17, "Jürgen Teichmann")
    plan.said(
        -17, "Jürgen Teichmann", "Nine are named. The tenth is a brewery; they ask who sees their numbers.",
        on="Name the first ten end customers",
    )  # fmt: skip
    plan.replied(
        -16, "anneke", "Only they and your service. I send you the page for the brewery to sign off.",
        on="Name the first ten end customers",
    )  # fmt: skip
    plan.looked(-8, "Jürgen Teichmann", PHONE).ticked(-8, "Jürgen Teichmann", "Name the first ten end customers")
    plan.replied(-7, "clara", "All ten are named: thank you. Joonas draws up the site list until Friday.")
    plan.looked(-4, "Sabine Rott", PHONE).looked(-1, "Sabine Rott")
    plan.said(-1, "Sabine Rott", "Works council meets on Thursday. Purchasing will ask for a price beyond 340 pumps.")


def _filling(plan: PlanLine) -> None:
    plan.answer(
        -80, "mission", "One number for standstill that both shifts believe, so that the talk is about "
        "reasons.", shared=True,
        cites=2,
    ).answer(
        -79, "customer", "Mr Dekkers decides, both shift leads must nod. Supermarkets fine them for late "
        "lorries.", cites=1
    ).answer(
        -44, "results", "Theirs: the paper list goes. Ours: lines 4 and 5 next year, if the shift leads want "
        "it.", who="anneke"
    ).answer(-43, "plan", "Two weeks beside the paper list, then one line without it.", shared=True)  # fmt: skip
    plan.metric(
        -70, "Availability of lines 1 to 3", kind="make", unit="%", baseline=61_000, target=70_000, by_when=120,
        how="A point is 11 hours of filling a month.", said_by="Wouter Dekkers", shared=True,
    ).metric(
        -70, "Hours spent typing the list", kind="save", unit="hours a week", baseline=6_000, target=500, by_when=60,
        said_by="Ruben Slot",
    )  # fmt: skip
    plan.read(-10, "Availability of lines 1 to 3", 63_500, "Two weeks of the trial, line 2 only")
    plan.show(-39, "Two weeks side by side with the paper list")
    plan.show(-10, "Review the two weeks with both shift leads")
    plan.theirs(-39, "Both shift leads are free for two hours", "Wouter Dekkers", -14, done=-15)
    plan.theirs(-12, "Cleaning plan of the last month as a file", "Marijke Post", 4)
    plan.theirs(-12, "Say whether line 2 may go without the paper", "Wouter Dekkers", 12)
    plan.link(-38, "Wouter Dekkers", until=60).looked(-37, "Wouter Dekkers").looked(-15, "Wouter Dekkers", PHONE)
    plan.looked(-2, "Wouter Dekkers", PHONE)
    plan.said(-2, "Wouter Dekkers", "Marijke is ill this week. I look for the plan myself.",
              on="Cleaning plan of the last month as a file")  # fmt: skip
    plan.replied(
        -1, "clara", "Thank you. The week after is early enough.", on="Cleaning plan of the last month as a file"
    )


def _outfalls(plan: PlanLine) -> None:
    plan.answer(-280, "mission", "No spill is found by a walker before it is found by Fenmoor.", shared=True)
    plan.answer(-279, "customer", "Ms Thirkell answers to the regulator, and the regulator to everybody with a dog.")
    plan.answer(
        -250, "results", "Theirs: readings an auditor accepts. Ours: the second-largest water company as reference."
    )
    plan.metric(
        -260, "Spills found by others first", kind="risk", unit="a year", baseline=14_000, target=2_000, by_when=60,
        how="The regulator's own list.", said_by="Alison Thirkell", shared=True,
    ).metric(
        -258, "Fines for late reports", kind="save", unit="GBP a year", baseline=21_000_000, target=0, by_when=-5,
        how="Two years in a row above 200,000.", said_by="Neil Ashby", shared=True,
    ).metric(
        -255, "Journeys to read a gauge", kind="save", unit="a week", baseline=38_000, target=4_000,
        said_by="Gareth Pugh",
    )  # fmt: skip
    plan.read(-95, "Spills found by others first", 9_000, "Year so far, scaled up").read(
        -30, "Spills found by others first", 4_000
    )
    plan.read(-97, "Journeys to read a gauge", 12_000, "Mr Pugh's rota").read(-20, "Journeys to read a gauge", 6_000)
    plan.read(-98, "Fines for late reports", 9_000_000, "One quarter, scaled up")
