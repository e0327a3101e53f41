"""What the pages of an import send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from evener.connect.actions import Choice
from evener.connect.fields import Kind
from evener.connect.fields import field as known_field
from evener.connect.pipeline import Settings
from evener.problems import Invalid

DAY_FIRST: Mapping[str, bool | None] = {"": None, "day": True, "month": False}


def kinds(post: QueryDict, files: Sequence[Mapping[str, Any]]) -> list[Kind]:
    """The kind chosen for each file; what was there where nothing was."""
    found = []
    for number, file in enumerate(files):
        said = post.get(f"kind-{number}", file["kind"])
        found.append(Kind(said) if said in list(Kind) else Kind(file["kind"]))
    return found


def choices(post: QueryDict, files: Sequence[Mapping[str, Any]]) -> list[Choice]:
    """The field chosen for each column of each file. A field chosen twice is refused."""
    pairs = zip(files, kinds(post, files), strict=True)
    return [_choice(post, number, file, kind) for number, (file, kind) in enumerate(pairs)]


def _choice(post: QueryDict, number: int, file: Mapping[str, Any], kind: Kind) -> Choice:
    columns: dict[str, str] = {}
    for place, header in enumerate(file["headers"]):
        name = post.get(f"column-{number}-{place}", "")
        known = known_field(kind, name)
        if known is None:
            continue
        if name in columns:
            words = {"field": known.label, "first": columns[name], "second": header, "file": file["name"]}
            text = _("In %(file)s, “%(field)s” is chosen for “%(first)s” and “%(second)s”. Choose one of them.")
            raise Invalid({"columns": text % words})
        columns[name] = header
    return Choice(kind, columns)


def settings(post: QueryDict, stages: Mapping[str, str]) -> Settings:
    """Currency and date order, and the stages chosen so far."""
    return Settings(
        currency=post.get("currency", "").strip().upper()[:3],
        day_first=DAY_FIRST.get(post.get("dates", "")),
        stages=dict(stages),
    )


def chosen_stages(post: QueryDict, seen: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What each stage of the file is called here; stages nothing was chosen for are left to the rules."""
    found = {}
    for number, stage in enumerate(seen):
        meant = post.get(f"stage-{number}", "")
        if meant:
            found[str(stage["said"])] = meant
    return found
