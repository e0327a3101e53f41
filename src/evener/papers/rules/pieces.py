"""The company's own reusable pieces: what one is, and when somebody should look at it again. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from evener.papers.rules.writing import LENGTHS, SECTION_NAMES, Section
from evener.problems import Text

# Our own default: products change about twice a year, and a text nobody looked at for longer is a rumour.
CHECK_AFTER = timedelta(days=182)
MOST_TAGS, LONGEST_TAG = 12, 40


class PieceFor(StrEnum):
    """The part of a paper it goes into."""

    PROBLEM = Section.PROBLEM.value
    IDEA = Section.IDEA.value
    PICTURE = Section.PICTURE.value


PIECE_FOR_NAMES: dict[PieceFor, Text] = {each: SECTION_NAMES[Section(each.value)] for each in PieceFor}
PIECE_NAMES: dict[str, Text] = {
    "title": _("Title"),
    "section": _("Goes into"),
    "body": _("The text"),
    "tags": _("Tags"),
    "owner_id": _("Who answers for it"),
}


def tags_of(text: str) -> str:
    """Tags as they are kept: small letters, each once, in order, between blanks at both ends: ` pumps security `.

    A tag is one word; commas and blanks part them.
    """
    words = dict.fromkeys(text.replace(",", " ").replace("#", " ").casefold().split())
    return f" {' '.join(sorted(words))} " if words else ""


def piece_faults(values: Mapping[str, Any]) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    if "title" in values and not (values["title"] or "").strip():
        wrong["title"] = _("Give it a title people will look for.")
    elif len(values.get("title") or "") > LENGTHS["title"]:
        wrong["title"] = _("Keep it under %(limit)d characters.") % {"limit": LENGTHS["title"]}
    if "section" in values and values["section"] not in set(PieceFor):
        wrong["section"] = _("Choose the part of a paper it goes into.")
    if "body" in values and not (values["body"] or "").strip():
        wrong["body"] = _("Write the text.")
    limit = LENGTHS[values.get("section") or "idea"] if values.get("section") in set(PieceFor) else LENGTHS["idea"]
    if len(values.get("body") or "") > limit:
        wrong["body"] = _("Keep it under %(limit)d characters.") % {"limit": limit}
    tags = (values.get("tags") or "").split()
    if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
        wrong["tags"] = _("At most %(most)d tags of up to %(longest)d letters.") % {
            "most": MOST_TAGS, "longest": LONGEST_TAG,
        }  # fmt: skip
    return wrong


def check_due(checked_on: date) -> date:
    """The day from which somebody should look whether it is still true."""
    return checked_on + CHECK_AFTER


def is_check_due(checked_on: date, *, today: date) -> bool:
    return check_due(checked_on) <= today


def put_in(text: str, body: str, *, most: int) -> str | None:
    """The part with the piece added below what stands there; None where it does not fit."""
    joined = f"{text}\n\n{body}" if text.strip() else body
    return joined if len(joined) <= most else None


def replaced(text: str, *, old: str, new: str) -> str | None:
    """The part with the new words in place of the old; None where the old ones do not stand there as they were."""
    return text.replace(old, new, 1) if old and old in text else None
