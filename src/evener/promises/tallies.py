"""Where promises count for the ledger's rates."""

from __future__ import annotations

from evener.deals.asks import Place
from evener.listing.actions import TallyKey
from evener.promises.rules import Life, Review, Standing

WHAT = "promise"


def key_of(at: Standing) -> str:
    """`made|cleared|1|0`: life, review, blind, stale."""
    return f"{at.life}|{at.review}|{int(at.blind)}|{int(at.stale)}"


def standing_of(key: str) -> Standing:
    life, review, blind, stale = key.split("|")
    return Standing(Life(life), Review(review), stale == "1", blind == "1")


def tally_key(at: Standing, place: Place) -> TallyKey:
    return TallyKey(WHAT, key_of(at), place.owner_id, place.team_id, place.confidential, "")
