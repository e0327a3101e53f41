"""Reading light plans and come-backs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from evener.deals.models import Deal, team_tree
from evener.deals.rules import Outcome
from evener.people.rules import Role, Viewer
from evener.problems import NotThere
from evener.reviews.models import ComeBack, Idea, LightPlan, Tie
from evener.reviews.rules.lightly import Comebacks, Ending, comebacks


@dataclass(frozen=True, slots=True)
class Light:
    """The light plan of a deal. `return_on` is the day to come back in force, `moved` whether it is not the deal's."""

    return_on: date | None
    moved: bool
    version: int
    ideas: list[Idea]
    ties: list[Tie]
    back: ComeBack | None


def light(deal: Deal) -> Light:
    """Of a closed deal the caller has read. Four queries."""
    plan = LightPlan.objects.filter(deal=deal).first()
    ideas = Idea.objects.filter(deal=deal).select_related("owner", "done_by").order_by("due_on", "id")[:100]
    ties = Tie.objects.filter(deal=deal, ended_at=None).select_related("contact", "owner").order_by("next_on", "id")
    back = ComeBack.objects.filter(former=deal, closed_on=deal.closed_on or deal.opened_on).select_related("deal")
    moved = plan is not None and plan.return_on is not None
    return Light(
        return_on=plan.return_on if plan is not None and moved else deal.return_on,
        moved=moved,
        version=plan.version if plan else 0,
        ideas=sorted(ideas, key=lambda idea: (idea.done_at is not None, idea.due_on, idea.pk)),
        ties=list(ties[:60]),
        back=back.first(),
    )


def came_from(deal: Deal) -> ComeBack | None:
    """The deal that this one goes on from, where there is one. One query."""
    rows = ComeBack.objects.filter(deal=deal).exclude(former=deal).select_related("former")
    return rows.order_by("-id").first()


def idea(viewer: Viewer, id: int) -> Idea:
    found = Idea.objects.visible_to(viewer).select_related("owner").filter(id=id).first()
    if found is None:
        raise NotThere(_("There is no such idea, or you are not on its deal."))
    return found


def tie(viewer: Viewer, id: int) -> Tie:
    found = Tie.objects.visible_to(viewer).select_related("contact", "owner").filter(id=id).first()
    if found is None:
        raise NotThere(_("There is no such person here, or you are not on the deal."))
    return found


@dataclass(frozen=True, slots=True)
class Came:
    """What came of deals that ended in no decision, counted, and the newest that came back."""

    counts: Comebacks
    newest: list[ComeBack]


def came_back(viewer: Viewer, *, today: date, team: bool) -> Came:
    """Of one's own deals, or with `team` of those of the team tree one leads. Four queries."""
    mine, theirs = _whose(viewer, "", team=team), _whose(viewer, "former__", team=team)
    backs = ComeBack.objects.visible_to(viewer).filter(theirs, outcome=Outcome.NO_DECISION)
    known = list(backs.values_list("former_id", "closed_on", "return_on", "on", "deal__outcome"))
    ended = Deal.objects.visible_to(viewer).filter(mine, outcome=Outcome.NO_DECISION)
    moved = dict(
        LightPlan.objects.filter(deal__in=ended.values("id"), return_on__isnull=False).values_list(
            "deal_id", "return_on"
        )
    )
    back = {(id, closed_on) for id, closed_on, *_rest in known}
    endings = [Ending(return_on, on, Outcome(then)) for _id, _closed, return_on, on, then in known]
    endings += [
        Ending(moved.get(id, return_on))
        for id, closed_on, return_on in ended.values_list("id", "closed_on", "return_on")
        if (id, closed_on) not in back
    ]
    newest = backs.select_related("former", "deal", "former__account", "created_by").order_by("-on", "-id")[:20]
    return Came(comebacks(endings, today=today), list(newest))


def _whose(viewer: Viewer, prefix: str, *, team: bool) -> Q:
    """Deals one owns; with `team` those of the tree one leads, all for admins."""
    if not team:
        return Q(**{f"{prefix}owner_id": viewer.id})
    if viewer.is_admin:
        return Q()
    if viewer.role != Role.LEADER or not viewer.team_path:
        return Q(pk__in=[])
    return Q(**{f"{prefix}team__in": team_tree(viewer)})
