"""The life of a promise and the verdicts on it. Pure.

Two facts move apart: what was said to the customer (`Life`) and what engineering said about it (`Review`). The state
people read is made of both:

    draft -> asked -> cleared | refused | overridden -> made -> kept | kept late | broken | released | void

Before it is said, the state is the review. Once said, the state is the life, and the review goes on beside it: a
promise said before it was cleared is *blind* for good, and may still be asked about.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from evener.capacity.rules import MOST_HOURS
from evener.deals.rules import YES, Decision, Obstacle, Outcome, may_change, may_override, may_work_on, no
from evener.deals.rules import Standing as DealStanding
from evener.money import Money
from evener.people.rules import VERDICT_ROLES, Viewer
from evener.problems import Text


class Life(StrEnum):
    """What happened to the words."""

    UNSAID = "unsaid"
    MADE = "made"
    KEPT = "kept"
    KEPT_LATE = "kept_late"
    BROKEN = "broken"
    RELEASED = "released"
    VOID = "void"


class Review(StrEnum):
    """What engineering said about them."""

    NONE = "none"
    ASKED = "asked"
    CLEARED = "cleared"
    REFUSED = "refused"
    OVERRIDDEN = "overridden"


class State(StrEnum):
    """What people read. Stored, and always `state_of` life and review."""

    DRAFT = "draft"
    ASKED = "asked"
    CLEARED = "cleared"
    REFUSED = "refused"
    OVERRIDDEN = "overridden"
    MADE = "made"
    KEPT = "kept"
    KEPT_LATE = "kept_late"
    BROKEN = "broken"
    RELEASED = "released"
    VOID = "void"


STATE_NAMES = {
    State.DRAFT: _("Draft"),
    State.ASKED: _("Asked"),
    State.CLEARED: _("Cleared"),
    State.REFUSED: _("Refused"),
    State.OVERRIDDEN: _("Overridden"),
    State.MADE: _("Made"),
    State.KEPT: _("Kept"),
    State.KEPT_LATE: _("Kept late"),
    State.BROKEN: _("Broken"),
    State.RELEASED: _("Released"),
    State.VOID: _("Void"),
}
REVIEW_NAMES = {
    Review.NONE: _("Not reviewed"),
    Review.ASKED: _("Waiting for a verdict"),
    Review.CLEARED: _("Cleared"),
    Review.REFUSED: _("Refused"),
    Review.OVERRIDDEN: _("Overridden"),
}
REVIEWED = frozenset({Review.CLEARED, Review.REFUSED, Review.OVERRIDDEN})
ENDED = frozenset({Life.KEPT, Life.KEPT_LATE, Life.BROKEN, Life.RELEASED, Life.VOID})
_UNSAID_STATE = {
    Review.NONE: State.DRAFT,
    Review.ASKED: State.ASKED,
    Review.CLEARED: State.CLEARED,
    Review.REFUSED: State.REFUSED,
    Review.OVERRIDDEN: State.OVERRIDDEN,
}


class VerdictKind(StrEnum):
    TODAY = "today"
    WITH_WORK = "with_work"
    IF = "if"
    NO = "no"


VERDICT_NAMES = {
    VerdictKind.TODAY: _("Today"),
    VerdictKind.WITH_WORK: _("With work"),
    VerdictKind.IF: _("If"),
    VerdictKind.NO: _("No"),
}
# What the product does not do as it is.
LACKING = frozenset({VerdictKind.WITH_WORK, VerdictKind.NO})
VERDICT_HELP = {
    VerdictKind.TODAY: _("We can do this now, as it is."),
    VerdictKind.WITH_WORK: _("We can, with work: say how many hours and which skill."),
    VerdictKind.IF: _("We can, under conditions: say which."),
    VerdictKind.NO: _("We cannot: say why, and the nearest thing we can do."),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """The facts about one promise that decide what may happen to it."""

    life: Life = Life.UNSAID
    review: Review = Review.NONE
    stale: bool = False
    blind: bool = False

    @property
    def state(self) -> State:
        return _UNSAID_STATE[self.review] if self.life == Life.UNSAID else State(self.life.value)

    @property
    def ended(self) -> bool:
        return self.life in ENDED

    @property
    def asked(self) -> bool:
        """Whether an engineer is being asked."""
        return self.review == Review.ASKED and not self.ended


def waits(at: Standing, outcome: Outcome) -> bool:
    """Whether a promise still needs somebody: any on an open deal, and after a win those the customer was told."""
    if at.ended:
        return False
    return outcome == Outcome.OPEN or (outcome == Outcome.WON and at.life == Life.MADE)


class Event(StrEnum):
    ASK = "ask"
    CLEAR = "clear"
    REFUSE = "refuse"
    OVERRIDE = "override"
    MAKE = "make"
    CHANGE = "change"
    KEEP = "keep"
    KEEP_LATE = "keep_late"
    BREAK = "break"
    RELEASE = "release"
    VOID = "void"


ENDINGS = {
    Event.KEEP: Life.KEPT,
    Event.KEEP_LATE: Life.KEPT_LATE,
    Event.BREAK: Life.BROKEN,
    Event.RELEASE: Life.RELEASED,
    Event.VOID: Life.VOID,
}


def allowed(event: Event, at: Standing) -> Decision:
    """Whether `event` may happen to a promise standing so; the reason where not."""
    if at.ended:
        return no(_("This promise has ended. Record a new one if there is one."))
    if event == Event.ASK:
        settled = at.review in (Review.CLEARED, Review.OVERRIDDEN) and not at.stale
        return no(_("There is a verdict already, and nothing changed since.")) if settled else YES
    if event in (Event.CLEAR, Event.REFUSE):
        return _answerable(at)
    if event == Event.OVERRIDE:
        return no(_("Nothing holds this promise back: there is nothing to override.")) if seen(at) else YES
    if event == Event.MAKE:
        return no(_("This promise was made already.")) if at.life == Life.MADE else YES
    if event in (Event.KEEP, Event.KEEP_LATE, Event.BREAK, Event.RELEASE):
        return YES if at.life == Life.MADE else no(_("It was not said to the customer yet. Record that first."))
    return YES


def _answerable(at: Standing) -> Decision:
    """A question is answered, and an answer revised: engineers learn. A leader's word is not theirs to take back."""
    if at.review in (Review.ASKED, Review.CLEARED, Review.REFUSED):
        return YES
    if at.review == Review.OVERRIDDEN:
        return no(_("A leader carries this promise in writing. Engineering answers when it is asked again."))
    return no(_("Nobody asked for a verdict. Ask first."))


def after(event: Event, at: Standing) -> Standing:
    """Where a promise stands after an allowed event."""
    if event == Event.ASK:
        return replace(at, review=Review.ASKED, stale=False)
    if event == Event.CLEAR:
        return replace(at, review=Review.CLEARED, stale=False)
    if event == Event.REFUSE:
        return replace(at, review=Review.REFUSED, stale=False)
    if event == Event.OVERRIDE:
        return replace(at, review=Review.OVERRIDDEN, stale=False)
    if event == Event.MAKE:
        return replace(at, life=Life.MADE, blind=at.blind or not seen(at))
    if event == Event.CHANGE:
        return replace(at, stale=at.stale or at.review in REVIEWED)
    return replace(at, life=ENDINGS[event])


# What is offered: `CLEAR` stands for any verdict, `KEEP` for kept or late.
OFFERED = (
    Event.ASK,
    Event.CLEAR,
    Event.OVERRIDE,
    Event.MAKE,
    Event.CHANGE,
    Event.KEEP,
    Event.BREAK,
    Event.RELEASE,
    Event.VOID,
)


def may(event: Event, viewer: Viewer, deal: DealStanding, at: Standing) -> Decision:
    """Whether this viewer may do this now to a promise standing so; the reason where not."""
    return right(event, viewer, deal) and allowed(event, at)


def right(event: Event, viewer: Viewer, deal: DealStanding) -> Decision:
    """Whether this viewer may do this to any promise of the deal."""
    if event in (Event.CLEAR, Event.REFUSE):
        return YES if viewer.may_write and viewer.role in VERDICT_ROLES else no(NOT_ENGINEERING)
    if event in ENDINGS:
        return may_work_on(viewer, deal)
    if event == Event.OVERRIDE:
        return may_change(viewer, deal) and may_override(viewer, deal)
    return may_change(viewer, deal)


def open_to(viewer: Viewer, deal: DealStanding, at: Standing) -> frozenset[Event]:
    """Which of `OFFERED` this viewer may do now."""
    return frozenset(event for event in OFFERED if may(event, viewer, deal, at))


def seen(at: Standing) -> bool:
    """Whether engineering, or a leader in writing, stands behind the words as they are now."""
    return at.review in (Review.CLEARED, Review.OVERRIDDEN) and not at.stale


def obstacle(at: Standing) -> Text | None:
    """Why the gate holds a deal back over a promise standing so, or None."""
    if at.ended or seen(at):
        return None
    if at.stale:
        return _("it changed since the verdict")
    if at.review == Review.REFUSED:
        return _("engineering refused it")
    if at.review == Review.ASKED:
        return _("the verdict is still out")
    return _("no engineer has seen it")


def obstacles(promises: Iterable[tuple[int, str, Standing]]) -> list[Obstacle]:
    """The gate's list, in the given order: `(id, words, standing)` each."""
    found = []
    for id, words, at in promises:
        why = obstacle(at)
        if why is not None:
            found.append(Obstacle(id, words, why, remedy(at)))
    return found


def remedy(at: Standing) -> Text:
    """What settles an obstacle: the shortest way for whoever sells."""
    if at.stale:
        return _("Ask engineering again.")
    if at.review == Review.REFUSED:
        return _("Change the words to the nearest yes and ask again, or a leader overrides it in writing.")
    if at.review == Review.ASKED:
        return _("Remind the engineer who was asked.")
    return _("Ask engineering.")


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict as an engineer gives it. Hours are person hours; low <= likely <= high."""

    kind: VerdictKind
    hours_low: int | None = None
    hours_likely: int | None = None
    hours_high: int | None = None
    skill: str = ""
    conditions: str = ""
    reason: str = ""
    alternative: str = ""
    note: str = ""


def answer_faults(answer: Answer) -> dict[str, Text]:
    """What a verdict lacks, by field. A no without its reason and the nearest alternative is not an answer."""
    faults: dict[str, Text] = {}
    if answer.kind == VerdictKind.WITH_WORK:
        hours = (answer.hours_low, answer.hours_likely, answer.hours_high)
        if any(value is None for value in hours):
            faults["hours_likely"] = _("Give the hours: low, likely and high.")
        elif hours[2] > MOST_HOURS:  # type: ignore[operator]
            faults["hours_high"] = _("Over 20,000 hours is a programme of its own. Cut it into promises of a size.")
        elif not 0 < hours[0] <= hours[1] <= hours[2]:  # type: ignore[operator]
            faults["hours_likely"] = _("The hours must rise from low over likely to high.")
        if not answer.skill.strip():
            faults["skill"] = _("Name the skill it needs.")
    if answer.kind == VerdictKind.IF and not answer.conditions.strip():
        faults["conditions"] = _("Name the conditions.")
    if answer.kind == VerdictKind.NO:
        if not answer.reason.strip():
            faults["reason"] = _("Say why not, in words the customer could hear.")
        if not answer.alternative.strip():
            faults["alternative"] = _("Name the nearest thing we can do.")
    return faults


def work_weight(at: Standing, outcome: Outcome, *, chance: int) -> int | None:
    """The chance in percent that a promise's hours are needed, None where they are not.

    While the deal is open it is the deal's `chance` to be won; once it is won, what the
    customer was told is sure. Hours of an answer that no longer holds count only where the customer was told.
    """
    if at.ended or not (seen(at) or at.life == Life.MADE):
        return None
    if outcome == Outcome.OPEN:
        return chance
    return 100 if outcome == Outcome.WON and at.life == Life.MADE else None


SERVICES = Money(5_000_000, "EUR")


@dataclass(frozen=True, slots=True)
class Limits:
    """From where an architect must answer (GitLab handbook: over 80 hours or over $50k of services)."""

    hours: int = 80
    services: Money = SERVICES

    def exceeded_by(self, services: Money) -> bool:
        """No exchange rates are kept: services in another currency are measured by their hours alone."""
        return services.currency == self.services.currency and services.minor > self.services.minor


NOT_ENGINEERING = _("Verdicts come from engineering. Ask an engineer on the deal.")


def may_answer(viewer: Viewer, answer: Answer, *, services: Money, limits: Limits) -> Decision:
    """Who may give this verdict."""
    if not viewer.may_write or viewer.role not in VERDICT_ROLES:
        return no(NOT_ENGINEERING)
    large = answer.kind == VerdictKind.WITH_WORK and (answer.hours_high or 0) > limits.hours
    large = large or (answer.kind != VerdictKind.NO and limits.exceeded_by(services))
    if large and not (viewer.is_architect or viewer.leads):
        return no(
            _("Over %(hours)d hours, or this much in services, an architect answers. Hand it on to one.")
            % {"hours": limits.hours}
        )
    return YES


def verdict_due(asked_at: datetime, *, hours: int) -> datetime:
    """When the answer is due: `hours` later."""
    return asked_at + timedelta(hours=hours)


def keeping(done_on: date, *, due_on: date | None) -> Event:
    """Kept, or kept late: after the day that was promised."""
    return Event.KEEP_LATE if due_on is not None and done_on > due_on else Event.KEEP


@dataclass(frozen=True, slots=True)
class Rates:
    """What became of promises. Shares are of what they name; None where there is nothing to divide by."""

    total: int
    made: int
    kept: int
    kept_late: int
    broken: int
    blind: int
    overridden: int
    waiting: int

    @property
    def kept_share(self) -> float | None:
        """Kept on time among those that came due and ended: kept, kept late, broken."""
        ended = self.kept + self.kept_late + self.broken
        return self.kept / ended if ended else None

    @property
    def blind_share(self) -> float | None:
        """Said before an engineer cleared them, among all said."""
        return self.blind / self.made if self.made else None

    @property
    def overridden_share(self) -> float | None:
        """Carried by a leader's override, among all said or still open."""
        return self.overridden / self.total if self.total else None


SAID = frozenset({Life.MADE, Life.KEPT, Life.KEPT_LATE, Life.BROKEN, Life.RELEASED})


def rates(counts: Iterable[tuple[Standing, int]]) -> Rates:
    """Rates from how many promises stand how. Void ones (recorded by mistake) count nowhere."""
    sums = dict.fromkeys(("total", "made", "kept", "kept_late", "broken", "blind", "overridden", "waiting"), 0)
    for at, count in counts:
        if at.life == Life.VOID:
            continue
        sums["total"] += count
        sums["made"] += count * (at.life in SAID)
        for life in (Life.KEPT, Life.KEPT_LATE, Life.BROKEN):
            sums[life.value] += count * (at.life == life)
        sums["blind"] += count * (at.blind and at.life in SAID)
        sums["overridden"] += count * (at.review == Review.OVERRIDDEN)
        sums["waiting"] += count * at.asked
    return Rates(**sums)


def endings(counts: Iterable[tuple[Standing, int]], *, review: Review) -> dict[State, int]:
    """How the promises of one review went on: kept, broken, … or still open (`MADE`, or the review's own state)."""
    found: dict[State, int] = {}
    for at, count in counts:
        if at.review == review and at.life != Life.VOID and count:
            found[at.state] = found.get(at.state, 0) + count
    return found
