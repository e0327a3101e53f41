"""What the people of the sample company wrote into their glossary: words of their trade, and how they say them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from evener.people.rules import Viewer
from evener.plain import actions
from evener.upkeep.sample.scene import Event, Scene

AFTER_LUNCH = 13 * 60 + 20

# Day, who, and the entry.
ADDED: tuple[tuple[int, str, Mapping[str, Any]], ...] = (
    (-310, "anneke", {
        "word": "fieldbus", "plain": "cable that machines talk over",
        "analogy": "a party line: all are on one wire, and one speaks at a time",
    }),
    (-288, "joonas", {
        "word": "borescope", "plain": "camera on a thin tube", "meaning": "with it one looks into a pipe or an engine",
    }),
    (-240, "giulia", {
        "word": "changeover", "plain": "setting the line up for another product",
        "analogy": "a kitchen between lunch and dinner",
    }),
    (-199, "sam", {
        "word": "RMS", "plain": "strength of the vibration",
        "meaning": "an average that lets strong moments count more",
    }),
    (-171, "pavel", {
        "word": "multi-tenant", "plain": "shared by several customers, each seeing only their own",
        "analogy": "a house with flats: one roof, many keys",
    }),
    (-120, "nadia", {"word": "IQ", "plain": "test that it is installed right"}),
    (-96, "tomasz", {"word": "historian", "accepted": True}),
    (-64, "anneke", {"word": "OPC UA", "accepted": True}),
    (-41, "giulia", {
        "word": "batch record", "plain": "the papers of one batch", "meaning": "who did what, with what, when",
    }),
    (-18, "sam", {"word": "envelope spectrum", "plain": "picture in which a worn bearing shows"}),
    (-6, "joonas", {
        "word": "Inbetriebnahme", "plain": "erster Tag im Betrieb", "language": "de",
    }),
)  # fmt: skip


def events() -> list[Event]:
    """The words as they were written down; one that came with Evener is now known to customers."""
    return [_added(*each) for each in ADDED]


def _added(day: int, who: str, values: Mapping[str, Any]) -> Event:
    def act(scene: Scene, by: Viewer, at: datetime) -> None:
        if values.get("accepted"):
            actions.accept_word(by=by, at=at, word=values["word"], language="en")
        else:
            actions.create_term(by=by, at=at, values=values)

    return Event(day, who, act, minute=AFTER_LUNCH)
