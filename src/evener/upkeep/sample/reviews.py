"""Reviews of the sample company: one held, one that waits for its dissenter, two scored after a loss; a light plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from evener.customers.models import Contact
from evener.people.models import User
from evener.people.rules import Viewer
from evener.reviews import actions
from evener.reviews.models import Finding, Review, Reviewer
from evener.reviews.rules.course import Chances
from evener.reviews.rules.signs import foretold
from evener.upkeep.sample.deal import DealLine
from evener.upkeep.sample.scene import Act, Event, Scene

# Whoever is asked and not named here finds it as likely as not.
EVEN = Chances(50)


def doubt(lines: Iterable[DealLine]) -> None:
    """Let the deals of these names be doubted, and one that ended in nothing go on lightly."""
    by_name = {line.name: line for line in lines}
    _pumps(by_name["Remote monitoring for delivered pumps"])
    _cans(by_name["Can line: losses per format"])
    _gates(by_name["Truck gates and weighing"])
    _boiler(by_name["Boiler and turbine history"])
    _spare_parts(by_name["Spare parts forecast"])


def _pumps(line: DealLine) -> None:
    doubted = Doubted(line)
    doubted.asked(-16, "helene", "Two quarters of good talks. Who there said yes to anything that costs money?", -10)
    doubted.prepared(
        -13,
        "Everybody we like is in service. Ms Rott wants uptime contracts, but the board has never sold one, and nobody "
        "has told us what a stopped pump costs their customer. The drive maker’s portal is free for a year. If the "
        "spring fair passes without ten live customers, the reason to hurry is gone, and with it the budget.",
        "The fair passed, and uptime contracts became a topic for next year.",
    )
    given = {
        "clara": Chances(75, 15, 10), "anneke": Chances(60, 10, 30), "helene": Chances(55, 15, 30),
        "pavel": Chances(50, 20, 30), "joonas": Chances(65), "mikkel": Chances(45, 15, 40),
    }  # fmt: skip
    doubted.given(-11, given)
    doubted.held(
        -10,
        "helene",
        "No third price variant. We recommend one, with the first ten customers as a small first part.",
        "clara",
    )
    doubted.step(-10, "clara", "Ask Ms Rott who signs the first uptime contract, and meet them before the fair", due=4)


def _cans(line: DealLine) -> None:
    Doubted(line).asked(-1, "mikkel", "It is early. I would rather hear now why it will not happen.", 6)


def _gates(line: DealLine) -> None:
    doubted = Doubted(line)
    doubted.asked(-228, "helene", "A tender we did not help to write.", -215)
    doubted.prepared(
        -222,
        "They will read every line of the tender twice. One line of ours is wrong, and whoever finds it will ask what "
        "else is. We never met the people who weigh.",
        "They caught us promising something no engineer had seen, and stopped believing the rest.",
    )
    doubted.given(-216, {"mikkel": Chances(70, 20, 10), "pavel": Chances(25, 65, 10), "helene": Chances(45, 45, 10)})
    doubted.held(-215, "helene", "Pavel reads the tender line by line before it goes out.", "pavel")
    doubted.scored(-190, "mikkel", "yes", "Read the slides like the tender: they are read like one.")


def _boiler(line: DealLine) -> None:
    doubted = Doubted(line)
    doubted.asked(-188, "daniel", "Ms Prates keeps asking for a price per tag.", -182)
    doubted.prepared(
        -185,
        "Ten years of history is our idea. Theirs is a cheaper licence. Nobody has put a figure on a lost hour.",
        "They compared us by price per tag, because we gave them nothing else to compare.",
    )
    doubted.given(-183, {"daniel": Chances(65, 25, 10), "sam": Chances(40, 45, 15), "helene": Chances(50, 35, 15)})
    doubted.held(-182, "daniel", "We go on, and ask for the cost of a lost hour.", "daniel")
    doubted.scored(-150, "daniel", "partly", "A figure of theirs first, then ours.")


class Doubted:
    """What happens to the review of one deal. Days count from today."""

    def __init__(self, line: DealLine) -> None:
        self.line, self.id = line, 0

    def asked(self, day: int, who: str, why: str, hold_on: int) -> None:
        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            held = scene.days.date(hold_on)
            self.id = actions.ask_review(by=by, at=at, deal_id=self.line.id, why=why, hold_on=held).pk

        self.line.happens(day, who, act)

    def prepared(self, day: int, case: str, cause: str) -> None:
        """By whoever's turn it was."""

        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            dissenter = _viewer(Review.objects.get(pk=self.id).dissenter_id)
            actions.prepare(by=dissenter, at=at, review_id=self.id, counter_case=case, cause_of_death=cause)

        self.line.happens(day, None, act)

    def given(self, day: int, chances: Mapping[str, Chances]) -> None:
        """All but one: whoever comes last gives theirs in the review."""

        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            keys = {viewer.id: key for key, viewer in scene.people.items()}
            for user_id in Reviewer.objects.filter(review_id=self.id).order_by("id").values_list("user_id", flat=True):
                given = chances.get(keys[user_id], EVEN)
                actions.give_chance(by=_viewer(user_id), at=at, review_id=self.id, given=given)

        self.line.happens(day, None, act)

    def held(self, day: int, who: str, decision: str, owner: str) -> None:
        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            actions.hold_review(
                by=by, at=at, review_id=self.id, held_on=by.today(at), decision=decision, who_id=scene.person(owner)
            )

        self.line.happens(day, who, act)

    def step(self, day: int, owner: str, what: str, *, due: int) -> None:
        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            actions.add_review_step(
                by=by, at=at, review_id=self.id, what=what, owner_id=scene.person(owner), due_on=scene.days.date(due)
            )

        self.line.happens(day, None, act)

    def scored(self, day: int, who: str, right: str, lesson: str) -> None:
        """With the signs that the reason of the close suggests."""

        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            deal = Review.objects.select_related("deal").get(pk=self.id).deal
            marked = foretold(deal.outcome, deal.outcome_reason)
            told = list(Finding.objects.filter(review_id=self.id, key__in=marked).values_list("id", flat=True))
            actions.score_review(by=by, at=at, review_id=self.id, cause_right=right, told=told, lesson=lesson)

        self.line.happens(day, who, act)


def _viewer(user_id: int) -> Viewer:
    return User.objects.select_related("team", "organisation").get(pk=user_id).viewer()


def _spare_parts(line: DealLine) -> None:
    """Two ideas, one of them shared, and somebody to stay in touch with; the day to come back was yesterday."""
    ids: dict[str, int] = {}

    def idea(text: str, due: int, key: str) -> Act:
        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            due_on = scene.days.date(due)
            ids[key] = actions.add_idea(by=by, at=at, deal_id=line.id, text=text, due_on=due_on).pk

        return act

    def tie(scene: Scene, by: Viewer, at: datetime) -> None:
        contact = Contact.objects.get(account__name=line.account, name="Gijs Prinsen")
        ids["tie"] = actions.add_tie(by=by, at=at, deal_id=line.id, contact_id=contact.pk, every_weeks=8).pk

    def shared(scene: Scene, by: Viewer, at: datetime) -> None:
        actions.share_idea(by=by, at=at, idea_id=ids["match"], note="He passed it on to his stock people.")

    def touched(scene: Scene, by: Viewer, at: datetime) -> None:
        actions.touch_tie(by=by, at=at, tie_id=ids["tie"], how="Called: two of their five lists use one number now.")

    line.events += [
        Event(-90, "clara", idea("How a bus maker matched its part numbers in six weeks", -60, "match")),
        Event(-90, "clara", idea("Invite Mr Prinsen to the user day: two others did the same tidying", 12, "day")),
        Event(-90, "clara", tie),
        Event(-58, "clara", shared),
        Event(-50, "clara", touched),
    ]
