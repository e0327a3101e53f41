"""Reading what was found in the records. Counts are of deals the viewer sees; of others nobody learns how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber

from evener.deals.models import Deal
from evener.deals.rules import Outcome
from evener.forecast.models import Finding, FoundIn, Inspection, Noticed, Suspect
from evener.forecast.rules.dirt import OF, Dirt, Of
from evener.forecast.rules.leaks import LATE
from evener.people.models import User
from evener.people.rules import Viewer

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Example:
    deal_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Dirty:
    """A finding as one viewer may know it. `at_least`: more than were counted. `names`: people it is about."""

    id: int
    kind: Dirt
    what: str
    at: tuple[float, float] | None
    since: datetime
    count: int
    of: int
    at_least: bool
    examples: Sequence[Example] = ()
    names: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Inspected:
    """The newest look: when, and what it found that the viewer may know."""

    made_at: datetime
    findings: Sequence[Dirty] = field(default_factory=tuple)


def inspected(viewer: Viewer) -> Inspected | None:
    """None: nobody has looked yet. Six queries."""
    inspection = Inspection.objects.order_by("-id").first()
    if inspection is None:
        return None
    findings = list(inspection.findings.order_by("id"))
    seen = FoundIn.objects.visible_to(viewer).filter(finding__inspection=inspection)
    counts = dict(seen.values_list("finding_id").annotate(count=Count("id")).order_by())
    examples = _examples(viewer, inspection)
    among = _among(viewer)
    named = {id for each in findings for id in each.people}
    names = dict(User.objects.filter(id__in=named).values_list("id", "name"))
    found = [_dirty(each, counts.get(each.pk, 0), among, examples.get(each.pk, ()), names) for each in findings]
    return Inspected(inspection.made_at, [each for each in found if each.count or OF[each.kind] is Of.PIPELINE])


def _dirty(
    row: Finding, count: int, among: Mapping[Of, int], examples: Sequence[Example], names: Mapping[int, str]
) -> Dirty:  # fmt: skip
    kind = Dirt(row.kind)
    at = None if row.first is None or row.last is None else (row.first, row.last)
    people = sorted(names[id] for id in row.people if id in names)
    return Dirty(
        id=row.pk, kind=kind, what=row.what, at=at,
        since=row.since, count=len(people) if OF[kind] is Of.PEOPLE else count, of=among.get(OF[kind], 0),
        # Nobody is told that there are more than they see; only that the counting ended.
        at_least=OF[kind] is not Of.PEOPLE and count >= MOST_COUNTED, examples=examples, names=people,
    )  # fmt: skip


# As many as are kept of one finding (actions.inspecting).
MOST_COUNTED = 1_000


def _examples(viewer: Viewer, inspection: Inspection) -> dict[int, list[Example]]:
    """The worst few of each finding that the viewer sees."""
    ranked = (
        FoundIn.objects.visible_to(viewer)
        .filter(finding__inspection=inspection)
        .annotate(rank=Window(RowNumber(), partition_by=[F("finding_id")], order_by=F("place").asc()))
        .filter(rank__lte=SHOWN)
        .order_by("finding_id", "place")
    )
    found: dict[int, list[Example]] = {}
    for finding, deal, name in ranked.values_list("finding_id", "deal_id", "deal__name"):
        found.setdefault(finding, []).append(Example(deal, name))
    return found


def _among(viewer: Viewer) -> dict[Of, int]:
    counted = Deal.objects.visible_to(viewer).aggregate(
        all=Count("id"), open=Count("id", filter=Q(outcome=Outcome.OPEN))
    )
    return {Of.ALL: counted["all"], Of.OPEN: counted["open"], Of.ENDED: counted["all"] - counted["open"]}


def suspects() -> list[Suspect]:
    """Fields that look as if they had been written at the end, those nobody has decided about first."""
    return list(Suspect.objects.select_related("allowed_by").order_by(F("allowed_at").asc(nulls_first=True), "feature"))


def allowed_features() -> frozenset[str]:
    """Suspects a person let in."""
    return frozenset(Suspect.objects.filter(allowed_by__isnull=False).values_list("feature", flat=True))


def late_features() -> frozenset[str]:
    """Fields left out because people change them when deals end: no value gives those away, so no model sees it."""
    return frozenset(each.feature for each in late_suspects())


def late_suspects() -> list[Suspect]:
    return list(Suspect.objects.filter(allowed_by=None, why__in=LATE).order_by("feature"))


def new_to(viewer: Viewer, *, since: datetime) -> tuple[list[Suspect], list[Finding]]:
    """What was found since, and since this person last looked; of deals only where they see one. Three queries."""
    noticed = Noticed.objects.filter(person_id=viewer.id).values_list("until", flat=True).first()
    begin = max(since, noticed) if noticed else since
    waiting = Suspect.objects.filter(since__gt=begin, allowed_by=None, is_seen=True).order_by("feature")
    seen = FoundIn.objects.visible_to(viewer).filter(finding=OuterRef("pk"))
    known = Q(kind__in=[kind for kind, of in OF.items() if of in (Of.PIPELINE, Of.PEOPLE)]) | Exists(seen)
    return list(waiting), list(Finding.objects.filter(known, since__gt=begin).order_by("id"))
