"""Every write to the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from evener.asks import answers
from evener.capabilities.models import Capability
from evener.capabilities.queries import missing
from evener.capabilities.rules import GROUNDS, NAMES, STATUS_NAMES, Status, faults, may_keep
from evener.deals.models import Product
from evener.journal import queries as journal
from evener.journal.actions import record
from evener.journal.rules import Change, Thing, plain
from evener.people.models import User
from evener.people.rules import Role, Viewer
from evener.problems import Clash, Conflict, Invalid, NotAllowed, Text
from evener.search.actions import put
from evener.search.rules import Kind, fold

FIELDS = tuple(NAMES)


def create_capability(*, by: Viewer, at: datetime, values: Mapping[str, Any]) -> Capability:
    """A new line of the catalogue; whoever writes it owns it unless said otherwise."""
    _keeper(by)
    capability = Capability(created_at=at, settled_at=at, created_by_id=by.id, owner_id=by.id)
    with transaction.atomic():
        _take(capability, values)
        _save(capability)
        _index(capability)
        changes: list[Change] = [(name, None, shown(capability, name)) for name in FIELDS if shown(capability, name)]
        record(by=by, at=at, what="capability.created", subject=thing(capability), changes=changes, version=1)
    return capability


def change_capability(
    *, by: Viewer, at: datetime, capability_id: int, values: Mapping[str, Any], seen_version: int | None
) -> Capability:
    """Change a line of the catalogue. A new status or day makes the verdicts that rest on it stale.

    `seen_version` is the version the change was made on. Fields somebody else changed since raise Conflict and nothing
    is written; changes to other fields pass. None means: whatever it is now.
    """
    _keeper(by)
    with transaction.atomic():
        capability = Capability.objects.select_for_update().filter(id=capability_id).first()
        if capability is None:
            raise missing()
        new = {name: value for name, value in values.items() if getattr(capability, name, None) != value}
        if new.get("status", Status.PLANNED) != Status.PLANNED:  # what is no longer planned has no day
            new |= {"planned_for": None} if capability.planned_for else {}
        if not new:
            return capability
        if seen_version is not None and seen_version != capability.version:
            _refuse_clashes(capability, new, seen_version=seen_version)
        before = {name: shown(capability, name) for name in new if name in NAMES}
        _take(capability, new)
        capability.version += 1
        if not GROUNDS.isdisjoint(new):
            capability.settled_at = at
        _save(capability)
        _index(capability)
        changes: list[Change] = [(name, before[name], shown(capability, name)) for name in new]
        record(
            by=by, at=at, what="capability.changed", subject=thing(capability), changes=changes,
            version=capability.version,
        )  # fmt: skip
        if not GROUNDS.isdisjoint(new):
            for follower in answers("capabilities.followers"):
                follower(by=by, at=at, capability_id=capability.pk, name=capability.name)
    return capability


def thing(capability: Capability) -> Thing:
    return Thing("capability", capability.pk, capability.name)


def shown(capability: Capability, field: str) -> Any:
    """The field as the journal keeps it: names instead of ids."""
    if field in ("product_id", "owner_id"):
        related = getattr(capability, field.removesuffix("_id"))
        return str(related) if related is not None else None
    return plain(getattr(capability, field))


def _keeper(by: Viewer) -> None:
    if not may_keep(by):
        raise NotAllowed(_("Engineering keeps the catalogue. Ask an engineer to change it."))


def _take(capability: Capability, values: Mapping[str, Any]) -> None:
    """Set the values, checked as the whole they make with what stands there already."""
    whole = {name: getattr(capability, name) for name in FIELDS} | dict(values)
    wrong = faults(whole) | _missing_references(values)
    if wrong:
        raise Invalid(wrong)
    for name, value in values.items():
        setattr(capability, name, value.strip() if isinstance(value, str) else value)
    capability.folded_name = fold(capability.name)[:200]
    if capability.product_id in same_named(capability).values_list("product_id", flat=True):
        raise _twice()


def same_named(capability: Capability) -> QuerySet[Capability]:
    """Others that are called so, of whatever product."""
    return Capability.objects.filter(folded_name=capability.folded_name).exclude(id=capability.pk)


def _save(capability: Capability) -> None:
    """Two people may write the same at once: then the database tells the second one."""
    try:
        with transaction.atomic():
            capability.save()
    except IntegrityError as error:
        raise _twice() from error


def _twice() -> Invalid:
    return Invalid({"name": _("The catalogue has this already. Look for it, and change it there.")})


def _missing_references(values: Mapping[str, Any]) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    product, owner = values.get("product_id"), values.get("owner_id")
    if product is not None and not Product.objects.filter(id=product).exists():
        wrong["product_id"] = _("There is no such product.")
    able = User.objects.filter(is_active=True).exclude(role=Role.VIEWER)
    if owner is not None and not able.filter(id=owner).exists():
        wrong["owner_id"] = _("Choose somebody who works here.")
    return wrong


def _refuse_clashes(capability: Capability, new: Mapping[str, Any], *, seen_version: int) -> None:
    ahead = Capability(**{name: value for name, value in new.items() if name in NAMES})
    clashes: dict[str, Clash] = {}
    for entry in journal.since_version("capability", capability.pk, version=seen_version):
        for name, _before, _after in entry.changes:
            if name in new:
                theirs, yours = (str(shown_text(each, name)) for each in (capability, ahead))
                clashes[name] = Clash(
                    field=str(NAMES[name]), theirs=theirs, yours=yours, who=entry.actor.name, when=entry.at.isoformat()
                )
    if clashes or seen_version > capability.version:
        text = _("Somebody changed this while you were at it. Look at both, then decide.")
        raise Conflict(text, clashes=list(clashes.values()), version=capability.version)


def shown_text(capability: Capability, field: str) -> Text:
    """The field in words."""
    value = shown(capability, field)
    return STATUS_NAMES[Status(value)] if field == "status" else value or ""


def _index(capability: Capability) -> None:
    put(Kind.CAPABILITY, capability.pk, capability.name, capability.wording, capability.limits)
