"""Answering one of the five questions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from evener.deals import queries as deals
from evener.pages.access import signed_in, whole_number
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid
from evener.pursuit import actions, queries
from evener.pursuit.forms import AnswerForm
from evener.pursuit.views.page import Opened, show


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def answer(request: HttpRequest, viewer: Viewer, deal_id: int, question: str) -> HttpResponse:
    deal = deals.editable(viewer, deal_id)
    given = queries.answer(deal_id, question)
    url = reverse("pursuit:answer", args=[deal_id, question])
    data = request.POST if request.method == "POST" else None
    form = AnswerForm(data, given=given, offered=queries.offered(deal_id))
    opened = Opened("answer", form, url, of=question, version=given.version)
    if request.method != "POST":
        if not request.headers.get("HX-Request"):
            form.fields["text"].widget.attrs["autofocus"] = True
        return show(request, viewer, deal, opened=opened)
    seen = whole_number(request.POST.get("version"))
    if seen is None or not form.is_valid():
        return show(request, viewer, deal, opened=opened, status=422)
    try:
        actions.write_answer(
            by=viewer, at=timezone.now(), deal_id=deal_id, question=question, values=form.values(), seen_version=seen
        )
    except Invalid as problem:
        problem.show_on(form)
        mine = Opened("answer", form, url, of=question, version=seen)
        return show(request, viewer, deal, opened=mine, status=422)
    except Conflict as conflict:
        theirs = queries.answer(deal_id, question).text
        mine = Opened("answer", form, url, of=question, version=conflict.version, theirs=theirs, conflict=str(conflict))
        return show(request, viewer, deals.editable(viewer, deal_id), opened=mine, status=409)
    return HttpResponseRedirect(f"{reverse('pursuit:of_deal', args=[deal_id])}#answer-{question}")
