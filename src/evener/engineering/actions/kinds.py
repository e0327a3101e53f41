"""What engineering can be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from evener.capacity.rules import effort_faults
from evener.engineering.actions.asking import MINUTES
from evener.engineering.models import RequestKind
from evener.journal.actions import record
from evener.journal.rules import Change, Thing
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed, NotThere, Text
from evener.search.rules import fold

FIELDS = ("name", *MINUTES.values(), "lift", "is_evaluation", "is_offered", "position")
LONGEST = 80


def make_kind(*, by: Viewer, at: datetime, values: Mapping[str, Any]) -> RequestKind:
    """A new kind, behind the others unless said otherwise."""
    _leader(by)
    last = RequestKind.objects.order_by("-position").values_list("position", flat=True).first() or 0
    kind = RequestKind(position=last + 1)
    with transaction.atomic():
        _take(kind, values)
        record(by=by, at=at, what="request_kind.made", subject=_thing(kind))
    return kind


def change_kind(*, by: Viewer, at: datetime, kind_id: int, values: Mapping[str, Any]) -> RequestKind:
    """Change a kind. Requests that were asked keep the effort they have."""
    _leader(by)
    with transaction.atomic():
        kind = RequestKind.objects.select_for_update().filter(id=kind_id).first()
        if kind is None:
            raise NotThere(_("There is no such kind of request."))
        before = {name: getattr(kind, name) for name in FIELDS}
        _take(kind, values)
        changes: list[Change] = [
            (name, before[name], getattr(kind, name)) for name in FIELDS if before[name] != getattr(kind, name)
        ]
        if changes:
            record(by=by, at=at, what="request_kind.changed", subject=_thing(kind), changes=changes)
    return kind


def _take(kind: RequestKind, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name not in FIELDS:
            raise Invalid({name: _("A kind has no such field.")})
        setattr(kind, name, " ".join(value.split()) if name == "name" else value)
    wrong: dict[str, Text] = {
        MINUTES[part]: text
        for part, text in effort_faults(kind.low_minutes, kind.likely_minutes, kind.high_minutes).items()
    }
    if not kind.name:
        wrong["name"] = _("Give it a name.")
    elif len(kind.name) > LONGEST or "\x00" in kind.name:
        wrong["name"] = _("Keep it under %(limit)d characters.") % {"limit": LONGEST}
    if not 0 <= kind.lift <= 100:
        wrong["lift"] = _("Between 0 and 100 percent points.")
    if wrong:
        raise Invalid(wrong)
    kind.folded_name = fold(kind.name)[:LONGEST]
    try:
        with transaction.atomic():
            kind.save()
    except IntegrityError as error:
        raise Invalid({"name": _("There is a kind of this name.")}) from error


def _leader(by: Viewer) -> None:
    if not (by.may_write and by.leads):
        raise NotAllowed(_("Those who lead say what engineering can be asked for."))


def _thing(kind: RequestKind) -> Thing:
    return Thing("request_kind", kind.pk, kind.name)
