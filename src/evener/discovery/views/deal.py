"""The discovery tab of a deal: what is known, what to ask next, what is missing to leave the stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evener.customers.models import Contact
from evener.deals import queries as deals
from evener.deals.models import Deal
from evener.deals.presenting import deal_head
from evener.discovery import presenting
from evener.discovery.actions import choose_playbook, give_answer, move_up, take_back
from evener.discovery.forms import AnswerForm
from evener.discovery.models import Question
from evener.discovery.queries import playbooks, sheets
from evener.discovery.queries.sheets import Sheet
from evener.discovery.rules.questions import may_write_playbooks
from evener.pages.access import signed_in, whole_number
from evener.pages.facts import clashes_of
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, NotThere, Refused


@dataclass(frozen=True, slots=True)
class Opened:
    """The question whose form is open. `seen` is the answer it was opened on; `clashes` what stands there now."""

    key: str
    form: AnswerForm
    seen: int
    clashes: Any = ()
    problem: str = ""


@require_safe
@signed_in
def of_deal(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    return show(request, viewer, deals.deal(viewer, deal_id))


def show(
    request: HttpRequest, viewer: Viewer, deal: Deal, *, opened: Opened | None = None, status: int = 200
) -> HttpResponse:
    """The tab, with the form that is open on it."""
    sheet = sheets.sheet(deal)
    context: dict[str, Any] = {
        **deal_head(viewer, deal, tab="discovery", at=timezone.now()),
        "opened": opened,
        "may_write": may_write_playbooks(viewer),
    }
    if sheet is None:
        offered = playbooks.offered()
        context["offered"] = sorted(offered, key=lambda each: each.product_id != (deal.product_id or 0))
        return render(request, "discovery/choose.html", context, status=status)
    version = sheet.discovery.of_version
    context |= {
        "sheet": sheet,
        "playbook": version.playbook,
        "version": version,
        "cover": sheet.all(),
        "known": presenting.known_text(sheet.all()),
        "sections": presenting.sections(sheet, sheets.history(deal.pk, version.playbook_id)),
        "to_ask": presenting.to_ask(sheet),
        "exit": sheet.exit(),
        "keys": {row.pk: row.key for row in sheet.questions},
        "offered": playbooks.offered(),
    }
    return render(request, "discovery/of_deal.html", context, status=status)


@require_POST
@signed_in
def choose(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    """Go by a playbook."""
    deals.editable(viewer, deal_id)
    playbook_id = whole_number(request.POST.get("playbook"))
    if playbook_id is None:
        messages.error(request, _("Choose a playbook from the list."))
    else:
        choose_playbook(by=viewer, at=timezone.now(), deal_id=deal_id, playbook_id=playbook_id)
    return HttpResponseRedirect(reverse("discovery:of_deal", args=[deal_id]))


@require_POST
@signed_in
def up(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    """Go on by the newest version."""
    deals.editable(viewer, deal_id)
    move_up(by=viewer, at=timezone.now(), deal_id=deal_id)
    messages.success(request, _("The deal goes by the newest version. Answers came along where the question stayed."))
    return HttpResponseRedirect(reverse("discovery:of_deal", args=[deal_id]))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def answer(request: HttpRequest, viewer: Viewer, deal_id: int, question_id: int) -> HttpResponse:
    """Answer in place. `seen` is the answer the form was opened on, and comes back with it."""
    deal = deals.editable(viewer, deal_id)
    question, sheet = _asked(deal, question_id)
    stands = sheet.answers.get(question.key)
    contacts: list[Contact] = deals.contacts(viewer, deal.account_id) if deal.account_id else []
    form = AnswerForm(
        request.POST if request.method == "POST" else None, question=question, answer=stands, contacts=contacts
    )
    seen = stands.pk if stands else 0
    if request.method != "POST":
        if not request.headers.get("HX-Request"):
            form.fields["value"].widget.attrs["autofocus"] = True
        return show(request, viewer, deal, opened=Opened(question.key, form, seen))
    given = whole_number(request.POST.get("seen"))
    seen = given if given is not None else seen
    if form.is_valid():
        try:
            give_answer(
                by=viewer, at=timezone.now(), deal_id=deal_id, question_id=question.pk, seen=seen, **form.values()
            )
        except Invalid as problem:
            form.refuse(problem)
        except Conflict as conflict:
            opened = Opened(question.key, form, conflict.version, clashes_of(conflict), str(conflict))
            return show(request, viewer, deal, opened=opened, status=409)
        else:
            return _to(deal_id, question.key)
    return show(request, viewer, deal, opened=Opened(question.key, form, seen), status=422)


@require_POST
@signed_in
def back(request: HttpRequest, viewer: Viewer, deal_id: int, question_id: int) -> HttpResponse:
    """Take an answer back."""
    deal = deals.editable(viewer, deal_id)
    question, _sheet = _asked(deal, question_id)
    seen = whole_number(request.POST.get("seen"))
    take_back(by=viewer, at=timezone.now(), deal_id=deal_id, question_id=question.pk, seen=seen)
    messages.success(request, _("Taken back. It stays among the earlier answers."))
    return _to(deal_id, question.key)


def _asked(deal: Deal, question_id: int) -> tuple[Question, Sheet]:
    """The question as the deal's version has it; the deal may have moved up since the page was opened."""
    sheet = sheets.sheet(deal)
    if sheet is None:
        raise Refused(_("This deal goes by no playbook yet. Choose one first."))
    found = next((row for row in sheet.questions if row.pk == question_id), None)
    if found is None:
        key = playbooks.question(question_id).key
        found = next((row for row in sheet.questions if row.key == key), None)
    if found is None:
        raise NotThere(_("This question is not in the deal's playbook. Open the deal again."))
    return found, sheet


def _to(deal_id: int, key: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('discovery:of_deal', args=[deal_id])}#q-{key}")
