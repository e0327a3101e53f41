"""The paper as a link shows it: one edition, and nothing else of ours."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from evener.papers import drawing
from evener.papers.appearance import look
from evener.papers.documents import on_plan as on_plan_of
from evener.papers.models import Edition
from evener.papers.rules.content import content_of
from evener.papers.rules.writing import HEADINGS
from evener.papers.views.editor import pdf_answer
from evener.sharing.access import Opened, by_link
from evener.sharing.queries import nowhere
from evener.sharing.rules import Of


@require_safe
@by_link(Of.PAPER, what=lazy("The paper"))
def page(request: HttpRequest, opened: Opened) -> HttpResponse:
    pdf_url = reverse("papers:shared_pdf", args=[opened.link.token])
    return _show(request, opened, _edition(opened), pdf_url=pdf_url)


@require_safe
@by_link(Of.PAPER, what=lazy("The PDF"))
def pdf(request: HttpRequest, opened: Opened) -> HttpResponse:
    found = _edition(opened)
    return pdf_answer(bytes(found.pdf), found.title)


@require_safe
@by_link(Of.PLAN, what=lazy("A paper"))
def on_plan(request: HttpRequest, opened: Opened, edition_id: int) -> HttpResponse:
    """One of the papers that stand on the plan this link shows."""
    pdf_url = reverse("papers:shared_on_plan_pdf", args=[opened.link.token, edition_id])
    return _show(request, opened, _on_plan(opened, edition_id), pdf_url=pdf_url)


@require_safe
@by_link(Of.PLAN, what=lazy("The PDF of a paper"))
def on_plan_pdf(request: HttpRequest, opened: Opened, edition_id: int) -> HttpResponse:
    found = _on_plan(opened, edition_id)
    return pdf_answer(bytes(found.pdf), found.title)


def _show(request: HttpRequest, opened: Opened, found: Edition, *, pdf_url: str) -> HttpResponse:
    content = content_of(found.content)
    context = {
        "edition": found,
        "content": content,
        "headings": HEADINGS.get(content.language, HEADINGS["en"]),
        "day": drawing.day_words(content, content.day),
        "steps": [(each, drawing.day_words(content, each.due_on, short=True)) for each in content.steps],
        "problem": drawing.blocks(content.problem),
        "idea": drawing.blocks(content.idea),
        "picture": drawing.picture_words(content),
        "seen": drawing.pages_of(found),
        "pdf_url": pdf_url,
        "look": look(),
        "until": opened.link.expires_on,
    }
    return render(request, "papers/shared.html", context)


def _on_plan(opened: Opened, edition_id: int) -> Edition:
    """An edition that stands on this plan now; whatever else is asked for leads nowhere."""
    for row in on_plan_of(opened.link.deal_id):
        if row.pk == edition_id:
            return row
    raise nowhere()


def _edition(opened: Opened) -> Edition:
    """The edition the link shows. It is of the link's own deal, whatever the link's row says."""
    rows = Edition.objects.filter(id=opened.link.subject_id, paper__deal_id=opened.link.deal_id)
    found = rows.select_related("logo").first()
    if found is None:
        raise nowhere()
    return found
