"""The People tab of a deal: what is missing, the map, the table, the deal team; somebody new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evener.deals import queries as deals
from evener.deals.models import Deal
from evener.deals.presenting import deal_head
from evener.pages.access import signed_in, whole_number
from evener.pages.lists import asked_order, kept_query, read_page
from evener.pages.templatetags.evener import query_text
from evener.people.rules import Viewer
from evener.problems import Invalid, Text
from evener.search.rules import terms
from evener.stakeholders import queries
from evener.stakeholders.actions import add_person, add_stakeholder
from evener.stakeholders.forms import NewStakeholderForm, begun
from evener.stakeholders.models import Stakeholder
from evener.stakeholders.presenting import drawing
from evener.stakeholders.presenting.rows import Opened, rows
from evener.stakeholders.rules.parts import ROLE_NAMES, STANCE_NAMES, DealRole, Stance

LONGEST = 200


@require_safe
@signed_in
def of_deal(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    return show(request, viewer, deals.deal(viewer, deal_id))


def show(
    request: HttpRequest, viewer: Viewer, deal: Deal, *, form: Any = None, opened: Opened | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The tab; `form` is that of somebody new, `opened` the person open in the table."""
    at = timezone.now()
    wrong: dict[str, Text] = {}
    asked, ask = _asked(request, wrong), asked_order(request, wrong, orders=queries.ORDERS, default=queries.BY_WEIGHT)
    drawn = queries.of_deal(viewer, deal_id=deal.pk, limit=queries.ON_MAP)
    whole = len(drawn) < queries.ON_MAP
    page, ask = read_page(partial(queries.table, deal, asked=asked, first=drawn), ask, wrong)
    shown: list[Stakeholder] = list(page.rows)
    if opened and all(each.pk != opened.row.pk for each in shown):
        shown.insert(0, opened.row)
    heard = queries.heard_by([each.pk for each in {*drawn, *shown}])
    days, query = queries.met(deal.pk, at=at), kept_query(request)
    context = {
        **deal_head(viewer, deal, tab="people", at=at),
        "rows": rows(shown, deal, heard=heard, days=days, today=viewer.today(at)),
        "opened": opened,
        "form": form,
        "warnings": queries.warnings_of(viewer, deal, at=at, days=days, everybody=drawn if whole else None),
        **_map(drawn, heard, total=len(drawn) if whole else queries.count(deal)),
        **_around(viewer, deal, days),
        "asked": asked,
        "wrong": wrong,
        "sort": ask.order,
        "roles": [(role.value, name) for role, name in ROLE_NAMES.items()],
        "stances": [(stance.value, name) for stance, name in STANCE_NAMES.items()],
        "query": query_text(query, {}) if query else "",
        "before": query_text(query, {"cursor": page.previous}) if page.previous else "",
        "after": query_text(query, {"cursor": page.next}) if page.next else "",
    }
    return render(request, "stakeholders/of_deal.html", context, status=status)


def _map(drawn: Sequence[Stakeholder], heard: Mapping[int, Sequence[tuple[int, str]]], *, total: int) -> dict[str, Any]:
    made = drawing.picture(drawn, heard) if drawn else None
    return {
        "map": drawing.svg(made, drawn, heard) if made else "",
        "drawn": len(drawn),
        "total": total,
        "stance_marks": drawing.legend(),
    }


def _around(viewer: Viewer, deal: Deal, days: Mapping[int, date]) -> dict[str, Any]:
    """Contacts who have no part yet, and the deal team."""
    contacts = queries.addable(viewer, deal, limit=queries.ADDABLE + 1)
    return {
        "contacts": contacts[: queries.ADDABLE],
        "more_contacts": len(contacts) > queries.ADDABLE,
        "team": deals.members(deal.pk),
    }


def _asked(request: HttpRequest, wrong: dict[str, Text]) -> queries.Filter:
    q, role, stance = (request.GET.get(name, "").strip()[:LONGEST] for name in ("q", "role", "stance"))
    if q and not terms(q):
        wrong["q"], q = _("Look for a word or a number."), ""
    if role and role not in set(DealRole):
        wrong["role"], role = _("Choose the role from the list."), ""
    if stance and stance not in set(Stance):
        wrong["stance"], stance = _("Choose the stance from the list."), ""
    return queries.Filter(q=q, role=role, stance=stance)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    """Somebody who is a contact already, or who becomes one at the same time."""
    deal = deals.editable(viewer, deal_id)
    data = request.POST if request.method == "POST" else None
    contacts = queries.addable(viewer, deal, limit=queries.OFFERED)
    form = NewStakeholderForm(data, row=begun(deal_id), people=queries.offered(deal), contacts=contacts, viewer=viewer)
    if data is None:
        return show(request, viewer, deal, form=form)
    if form.is_valid():
        try:
            made = _add(viewer, deal, form)
        except Invalid as problem:
            problem.show_on(form)
        else:
            messages.success(request, _("%(name)s is on the map.") % {"name": made.contact.name})
            return HttpResponseRedirect(_at(made))
    return show(request, viewer, deal, form=form, status=422)


def _add(viewer: Viewer, deal: Deal, form: NewStakeholderForm) -> Stakeholder:
    at, data = timezone.now(), form.cleaned_data
    if data["contact_id"]:
        return add_stakeholder(by=viewer, at=at, deal_id=deal.pk, contact_id=data["contact_id"], values=form.values())
    return add_person(
        by=viewer, at=at, deal_id=deal.pk, contact=form.contact(), account_id=data["at_account"], values=form.values()
    )


@require_POST
@signed_in
def take(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    """A contact becomes a stakeholder in one click; what is known of them is filled in afterwards."""
    contact_id = whole_number(request.POST.get("contact_id")) or 0
    made = add_stakeholder(by=viewer, at=timezone.now(), deal_id=deal_id, contact_id=contact_id)
    return HttpResponseRedirect(_at(made))


def _at(row: Stakeholder) -> str:
    """The tab, at this person."""
    return f"{reverse('stakeholders:of_deal', args=[row.deal_id])}#stakeholder-{row.pk}"
