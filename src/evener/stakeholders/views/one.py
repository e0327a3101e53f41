"""One person on a deal: their card in the table, changed, drawn below somebody else, taken out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evener.deals import queries as deals
from evener.deals.models import Deal
from evener.deals.rules import may_change
from evener.pages.access import signed_in, whole_number
from evener.pages.facts import clashes_of
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid
from evener.stakeholders import queries
from evener.stakeholders.actions import change_stakeholder, remove_stakeholder
from evener.stakeholders.forms import RemoveForm, StakeholderForm
from evener.stakeholders.models import Stakeholder
from evener.stakeholders.presenting.rows import Opened, known
from evener.stakeholders.views.people import show


@require_safe
@signed_in
def page(request: HttpRequest, viewer: Viewer, stakeholder_id: int) -> HttpResponse:
    """The People tab with this person open: to change where the viewer may, else to read."""
    row = queries.stakeholder(viewer, stakeholder_id)
    deal = deals.deal(viewer, row.deal_id)
    if may_change(viewer, deals.standing(viewer, deal)):
        return show(request, viewer, deal, opened=_opened(viewer, row, _form(row, deal, None)))
    heard = queries.heard_by([row.pk]).get(row.pk, [])
    opened = Opened(row, "read", known=known(row, heard), deals=queries.elsewhere(viewer, row))
    return show(request, viewer, deal, opened=opened)


def _form(row: Stakeholder, deal: Deal, data: object) -> StakeholderForm:
    heard = [id for id, _name in queries.heard_by([row.pk]).get(row.pk, [])]
    lines = [id for id in (row.reports_to_id, *heard) if id]
    return StakeholderForm(data, row=row, people=queries.offered(deal, keep=lines), heard=heard)


def _opened(viewer: Viewer, row: Stakeholder, form: StakeholderForm, *, version: int | None = None) -> Opened:
    return Opened(row, form=form, version=version or row.version, deals=queries.elsewhere(viewer, row))


def _stand(viewer: Viewer, id: int) -> tuple[Stakeholder, Deal]:
    """Somebody on a deal the viewer may change."""
    row = queries.stakeholder(viewer, id)
    return row, deals.editable(viewer, row.deal_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change(request: HttpRequest, viewer: Viewer, stakeholder_id: int) -> HttpResponse:
    """Write what was changed on the card. What somebody else changed meanwhile is shown beside it."""
    row, deal = _stand(viewer, stakeholder_id)
    if request.method != "POST":
        return show(request, viewer, deal, opened=_opened(viewer, row, _form(row, deal, None)))
    seen = whole_number(request.POST.get("version"))
    form = _form(row, deal, request.POST)
    if seen is None or not form.is_valid():
        return show(request, viewer, deal, opened=_opened(viewer, row, form, version=seen), status=422)
    try:
        change_stakeholder(
            by=viewer, at=timezone.now(), stakeholder_id=stakeholder_id, values=form.values(), seen_version=seen
        )
    except Invalid as problem:
        problem.show_on(form)
        return show(request, viewer, deal, opened=_opened(viewer, row, form, version=seen), status=422)
    except Conflict as conflict:
        now, deal = _stand(viewer, stakeholder_id)
        opened = Opened(
            now, form=form, version=conflict.version, deals=queries.elsewhere(viewer, now),
            clashes=clashes_of(conflict), stale=True,
        )  # fmt: skip
        return show(request, viewer, deal, opened=opened, status=409)
    return HttpResponseRedirect(_at(row))


@require_POST
@signed_in
def boss(request: HttpRequest, viewer: Viewer, stakeholder_id: int) -> HttpResponse:
    """Draw one line: what the map sends when somebody is dragged onto somebody else ('' for nobody)."""
    row = queries.stakeholder(viewer, stakeholder_id)
    given = request.POST.get("reports_to_id", "")
    boss_id = whole_number(given)
    if given and boss_id is None:
        raise Invalid({"reports_to_id": _("Choose somebody who is on this deal.")})
    change_stakeholder(
        by=viewer, at=timezone.now(), stakeholder_id=stakeholder_id, values={"reports_to_id": boss_id},
        seen_version=whole_number(request.POST.get("version")),
    )  # fmt: skip
    return HttpResponseRedirect(f"{reverse('stakeholders:of_deal', args=[row.deal_id])}#map")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def remove(request: HttpRequest, viewer: Viewer, stakeholder_id: int) -> HttpResponse:
    """Ask why, then take them out."""
    row, deal = _stand(viewer, stakeholder_id)
    form = RemoveForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 200 if request.method != "POST" else 422
        return show(request, viewer, deal, opened=Opened(row, "remove", form, row.version), status=status)
    remove_stakeholder(by=viewer, at=timezone.now(), stakeholder_id=stakeholder_id, reason=form.cleaned_data["reason"])
    messages.success(request, _("%(name)s is no longer on this deal.") % {"name": row.contact.name})
    return HttpResponseRedirect(f"{reverse('stakeholders:of_deal', args=[row.deal_id])}#people")


def _at(row: Stakeholder) -> str:
    return f"{reverse('stakeholders:of_deal', args=[row.deal_id])}#stakeholder-{row.pk}"
