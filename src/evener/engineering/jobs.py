"""Proposals and plans, computed in the background."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django_tasks import task

from evener.engineering import planning, proposing
from evener.engineering.actions.plans import finish_plan
from evener.engineering.actions.proposals import finish_proposal
from evener.engineering.models import Plan, Proposal
from evener.jobs.actions import Running, running
from evener.jobs.rules import Cancelled, Stopped
from evener.people.queries import viewer_of


@task()
def propose(work_id: int, proposal_id: int) -> None:
    """Solve all open requests at once."""
    with running(work_id) as work:
        by = viewer_of(work.owner_id, via="job")
        with override(by.language):
            work.step(0, 0, _("Looking who could do what"))
            given = proposing.gather(by, at=timezone.now())
            proposal = Proposal.objects.get(id=proposal_id)
            earlier = _earlier(proposal)

            def told(gap: float, seconds: float) -> None:
                percent = f"{gap * 100:.1f}"
                work.message = _("At most %(percent)s %% from the best there can be") % {"percent": percent}

            found = proposing.compute(given, earlier=earlier, progress=told, should_stop=lambda: _stopped(work))
            work.check()
            finish_proposal(proposal_id=proposal_id, found=found)
            count = len(found["lines"])
            work.message = ngettext("%(count)d request has somebody.", "%(count)d requests have somebody.", count) % {
                "count": count
            }


@task()
def plan(work_id: int, plan_id: int) -> None:
    """Simulate a coverage plan."""
    with running(work_id) as work:
        by = viewer_of(work.owner_id, via="job")
        with override(by.language):
            work.step(0, 100, _("Simulating a year, a hundred times"))
            stored = Plan.objects.get(id=plan_id)
            given = planning.gather(by, at=timezone.now(), asked=stored.asked)

            def told(share: float) -> None:
                work.step(int(share * 100), 100)

            found = planning.simulate(given, progress=told)
            finish_plan(plan_id=plan_id, found=found)
            work.message = _("See what would come of it.")


def _earlier(proposal: Proposal) -> dict[str, object] | None:
    """The newest proposal before this one, where it is young enough to start from."""
    before = Proposal.objects.filter(id__lt=proposal.pk, is_ready=True).order_by("-id").first()
    if before is None or not proposal.from_earlier:
        return None
    found: dict[str, object] = before.measures["earlier"]
    return found


def _stopped(work: Running) -> bool:
    """Whether somebody stopped it; the solver is asked now and then."""
    try:
        work.check()
    except (Cancelled, Stopped):
        return True
    return False
