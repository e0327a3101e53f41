"""Saving, renaming, sharing and removing views of a list. Any room's list has these pages under its own address."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from evener.listing import actions, queries
from evener.listing.bar import plain_query, with_view
from evener.listing.models import SavedView
from evener.people.access import signed_in
from evener.people.rules import Viewer
from evener.problems import Invalid


class ViewForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=actions.NAME_LENGTH)
    shared = forms.BooleanField(label=gettext_lazy("Share it with everyone here"), required=False)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=actions.QUERY_LENGTH)


def saved_view_paths(*, list: str, room: str, nav: str) -> list[URLPattern]:
    """Addresses under a list's own: `views/` and what is below. `room:list` must be the list itself."""
    known = {"list": list, "room": room, "nav": nav}
    return [
        path("views/", create, known, name="save_view"),
        path("views/start/", start, known, name="start_view"),
        path("views/<int:id>/", change, known, name="view"),
        path("views/<int:id>/keep/", keep, known, name="keep_view"),
        path("views/<int:id>/remove/", remove, known, name="remove_view"),
    ]


@signed_in
def create(request: HttpRequest, viewer: Viewer, *, list: str, room: str, nav: str) -> HttpResponse:
    """Keep the list as it is under a name."""
    if request.method != "POST":
        form = ViewForm(initial={"query": plain_query(request.META.get("QUERY_STRING", ""))})
        return _page(request, form, room=room, nav=nav)
    form = ViewForm(request.POST)
    if form.is_valid():
        try:
            view = actions.save_view(
                by=viewer,
                at=timezone.now(),
                list=list,
                name=form.cleaned_data["name"],
                query=plain_query(form.cleaned_data["query"]),
                shared=form.cleaned_data["shared"],
            )
        except Invalid as problem:
            problem.show_on(form)
        else:
            messages.success(request, _("View saved."))
            return _to_list(room, view)
    return _page(request, form, room=room, nav=nav, status=422)


@signed_in
def change(request: HttpRequest, viewer: Viewer, id: int, *, list: str, room: str, nav: str) -> HttpResponse:
    """Rename a view or share it."""
    view = queries.saved_view(viewer, list, id)
    form = ViewForm(request.POST or None, initial={"name": view.name, "shared": view.shared, "query": view.query})
    if request.method == "POST" and form.is_valid():
        try:
            view = actions.change_view(
                by=viewer, view_id=id, name=form.cleaned_data["name"], shared=form.cleaned_data["shared"]
            )
        except Invalid as problem:
            problem.show_on(form)
        else:
            messages.success(request, _("View changed."))
            return _to_list(room, view)
    return _page(request, form, room=room, nav=nav, view=view, status=422 if request.method == "POST" else 200)


@require_POST
@signed_in
def keep(request: HttpRequest, viewer: Viewer, id: int, *, list: str, room: str, nav: str) -> HttpResponse:
    """Let a view remember the list as it is now."""
    queries.saved_view(viewer, list, id)
    view = actions.change_view(by=viewer, view_id=id, query=plain_query(request.POST.get("query", "")))
    messages.success(request, _("View changed."))
    return _to_list(room, view)


@require_POST
@signed_in
def remove(request: HttpRequest, viewer: Viewer, id: int, *, list: str, room: str, nav: str) -> HttpResponse:
    """Remove a view."""
    view = queries.saved_view(viewer, list, id)
    actions.delete_view(by=viewer, view_id=id)
    messages.success(request, _("View “%(name)s” removed.") % {"name": view.name})
    return HttpResponseRedirect(f"{reverse(f'{room}:list')}?{view.query}")


@require_POST
@signed_in
def start(request: HttpRequest, viewer: Viewer, *, list: str, room: str, nav: str) -> HttpResponse:
    """Open the list with this view from now on; without one, as everybody does."""
    text = request.POST.get("view", "")
    id = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    actions.set_default_view(by=viewer, list=list, view_id=id)
    if id is None:
        messages.success(request, _("The list opens as it does for everybody."))
        return HttpResponseRedirect(reverse(f"{room}:list"))
    messages.success(request, _("The list opens with this view from now on."))
    return _to_list(room, queries.saved_view(viewer, list, id))


def _to_list(room: str, view: SavedView) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse(f'{room}:list')}?{with_view(view.query, view.pk)}")


def _page(
    request: HttpRequest, form: ViewForm, *, room: str, nav: str, view: SavedView | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "view": view, "nav": nav, "list_url": reverse(f"{room}:list")}
    return render(request, "listing/view_form.html", context, status=status)
