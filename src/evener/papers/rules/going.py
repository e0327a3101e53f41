"""Whether a paper may go out: what it says must be whole, no longer than three pages, and no claim unseen. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from evener.deals.rules import YES, Decision, Obstacle, no
from evener.problems import Text
from evener.promises.rules import Life, Standing, obstacle, remedy

# What was said and is over cannot be claimed again; what was kept can.
GONE: dict[Life, Text] = {
    Life.BROKEN: _("it was broken"),
    Life.RELEASED: _("the customer released us from it"),
    Life.VOID: _("it was recorded by mistake"),
}
TAKE_OUT = _("Take it out of the text, then untick it.")


@dataclass(frozen=True, slots=True)
class Whole:
    """What is known of a paper before it goes out. `unprinted`: sentences that say why it cannot be printed."""

    problem: bool
    idea: bool
    picture_faults: int = 0
    unprinted: tuple[Text, ...] = ()


def claim_obstacle(promise_id: int, words: str, at: Standing) -> Obstacle | None:
    """Why a paper that rests on this promise is held back, or None: the gate's own reasons, and what has ended."""
    if at.life in GONE:
        return Obstacle(promise_id, words, GONE[at.life], TAKE_OUT)
    why = obstacle(at)
    return Obstacle(promise_id, words, why, remedy(at)) if why is not None else None


def claim_obstacles(claims: Iterable[tuple[int, str, Standing]]) -> list[Obstacle]:
    found = (claim_obstacle(id, words, at) for id, words, at in claims)
    return [each for each in found if each is not None]


def lacking(paper: Whole) -> list[Text]:
    """What is missing or too much, whoever sends it."""
    wrong: list[Text] = []
    if not paper.problem:
        wrong.append(_("The problem is not written yet."))
    if not paper.idea:
        wrong.append(_("Our idea is not written yet."))
    if paper.picture_faults:
        wrong.append(_("The picture has a line that cannot be read. It is marked below its text."))
    return [*wrong, *paper.unprinted]


def held_text(count: int) -> Text:
    return ngettext_lazy(
        "%(count)d promise it rests on is not cleared. Settle it, or a leader sends it in writing.",
        "%(count)d promises it rests on are not cleared. Settle them, or a leader sends it in writing.",
        count,
    ) % {"count": count}


def may_go_out(obstacles: Sequence[Obstacle], *, reason: str, overrides: Decision) -> Decision:
    """No claim goes out unseen. A leader over the sales owner's team may send it nevertheless, with a reason."""
    if obstacles and not reason.strip():
        return no(held_text(len(obstacles)))
    return overrides if obstacles else YES
