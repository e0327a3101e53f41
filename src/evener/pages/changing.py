"""Changing one fact of a thing in place, and what happens when two people do at once: one way for every room."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any, Protocol, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from evener.pages.access import whole_number
from evener.pages.facts import FactEdit, FactForm, clashes_of
from evener.problems import Conflict, Invalid, NotThere, Text

Thing = TypeVar("Thing")
Contravariant = TypeVar("Contravariant", contravariant=True)


class Show(Protocol[Contravariant]):
    """Draws the thing's page with one fact open for change."""

    def __call__(self, thing: Contravariant, /, *, fact: FactEdit, status: int = 200) -> HttpResponse: ...


def fact_key(request: HttpRequest, known: Container[str], *, missing: Text) -> str:
    """`?field=` names the fact; NotThere with `missing` where there is no such one."""
    key = request.GET.get("field", "")
    if key not in known:
        raise NotThere(missing)
    return key


def change_fact(
    request: HttpRequest,
    key: str,
    *,
    read: Callable[[], Thing],
    form: Callable[[Thing, Any], FactForm],
    version: Callable[[Thing], int],
    write: Callable[[FactForm, int], object],
    show: Show[Thing],
    page: str,
) -> HttpResponse:
    """The form of a fact, or what came of it.

    The form comes with the version it was filled from and brings it back. `read` gives the thing where the viewer may
    change it, and again when somebody was faster: then theirs stands beside yours, and the form carries the version
    that writes yours over theirs. `page` is where the thing stands when it is changed.
    """
    thing = read()
    if request.method != "POST":
        return show(thing, fact=FactEdit(key, form(thing, None), version(thing)))
    seen, filled = whole_number(request.POST.get("version")), form(thing, request.POST)
    if seen is None or not filled.is_valid():
        return show(thing, fact=FactEdit(key, filled, seen or version(thing)), status=422)
    try:
        write(filled, seen)
    except Invalid as problem:
        filled.refuse(problem)
        return show(thing, fact=FactEdit(key, filled, seen), status=422)
    except Conflict as conflict:
        now = read()
        again = form(now, request.POST)
        again.is_valid()
        fact = FactEdit(key, again, conflict.version, clashes=clashes_of(conflict), stale=True)
        return show(now, fact=fact, status=409)
    return HttpResponseRedirect(f"{page}#fact-{key}")
