"""How papers look, for admins: colours, logo, footer and page, with a page to look at."""

from __future__ import annotations

import re

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evener.pages.access import admins_only
from evener.papers import actions, drawing
from evener.papers.appearance import stylesheet
from evener.papers.engine.image import MOST_BYTES
from evener.papers.forms import BrandForm
from evener.papers.queries import one
from evener.papers.rules.brand import HEX
from evener.papers.rules.content import Content, Line
from evener.people.rules import Viewer
from evener.problems import Invalid, NotThere

DIGEST = re.compile(r"[0-9a-f]{64}")


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    brand = one.brand()
    if request.method != "POST":
        return _show(request, viewer, BrandForm(brand=brand))
    form = BrandForm(request.POST, request.FILES, brand=brand)
    if not form.is_valid():
        return _show(request, viewer, form, status=422)
    try:
        actions.change_brand(
            by=viewer, at=timezone.now(),
            values={name: form.cleaned_data[name] for name in ("colour", "accent", "footer", "page_size")},
            logo=_logo(form.cleaned_data.get("logo")), no_logo=form.cleaned_data.get("no_logo", False),
        )  # fmt: skip
    except Invalid as problem:
        problem.show_on(form)
        return _show(request, viewer, form, status=422)
    messages.success(request, _("Saved. Papers that went out stay as they were."))
    return HttpResponseRedirect(reverse("papers:brand"))


@require_safe
def logo(request: HttpRequest, digest: str) -> HttpResponse:
    """The logo, for those who hold a link as for us. Nothing but the one in use, by its digest."""
    found = one.brand().logo if DIGEST.fullmatch(digest) else None
    if found is None or found.digest != digest:
        raise NotThere(_("There is no such logo."))
    return _lasting(HttpResponse(bytes(found.data), content_type=f"image/{found.kind}"))


@require_safe
def colours(request: HttpRequest, colour: str) -> HttpResponse:
    """A stylesheet for a colour like `0b665f`, for the pages link holders see."""
    if not HEX.fullmatch(f"#{colour}"):
        raise NotThere(_("There is no such colour."))
    return _lasting(HttpResponse(stylesheet(f"#{colour}"), content_type="text/css; charset=utf-8"))


def _lasting(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _logo(upload: UploadedFile[bytes] | None) -> bytes | None:
    """The bytes, and one more than may be at the most."""
    return upload.read(MOST_BYTES + 1) if upload is not None else None


def _show(request: HttpRequest, viewer: Viewer, form: BrandForm, *, status: int = 200) -> HttpResponse:
    brand = one.brand()
    example = _example(viewer, one.company(), timezone.now())
    context = {
        "nav": "settings",
        "form": form,
        "brand": brand,
        "logo": drawing.logo_address(brand.logo) if brand.logo else "",
        "seen": drawing.pages(example, look=drawing.look_of(brand), logo=brand.logo),
    }
    return render(request, "papers/brand.html", context, status=status)


def _example(viewer: Viewer, company: str, at: object) -> Content:
    today = viewer.today(timezone.now())
    return Content(
        title=_("How your papers look"), customer=_("A customer"), author=viewer.name, company=company, day=today,
        readers=_("Whoever decides"),
        problem=_("Three or four sentences that say what is wrong today, in the customer’s own words."),
        idea=_("What you would do about it, and what changes for them.\n\n- One thing they get\n- Another one"),
        picture=_("Today -> *Your product*\n*Your product* -> Tomorrow"),
        picture_says=_("What the picture shows, in a sentence."),
        steps=(Line(_("Look at it together"), viewer.name, today),),
    )  # fmt: skip
