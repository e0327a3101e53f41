"""The palette: deals, promises, accounts, contacts, people (wiring `search`), and Evener's own pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from evener.pages.access import is_part, signed_in
from evener.pages.asks import Hit
from evener.pages.everything import find_everything
from evener.people.rules import Viewer
from evener.problems import Text
from evener.search.rules import fold, terms

FEW, MANY = 5, 20


@dataclass(frozen=True, slots=True)
class Command:
    """A page of Evener, or something one does there. `words` are other names people may look for."""

    name: Text
    url: str
    icon: str
    keys: str = ""
    words: Text = ""
    writes: bool = False
    administers: bool = False


COMMANDS = (
    Command(lazy("Today"), "/", "today", "g t", lazy("home start nudges")),
    Command(lazy("Deals"), "/deals/", "deals", "g d", lazy("list pipeline opportunities")),
    Command(lazy("Board"), "/deals/board/", "board", "g b", lazy("stages kanban pipeline")),
    Command(lazy("Promises"), "/promises/", "promises", "g p", lazy("ledger verdicts")),
    Command(lazy("Requests"), "/engineering/", "engineering", "g e", lazy("engineering queue triage presales")),
    Command(lazy("Load"), "/capacity/", "engineering", "", lazy("capacity calendar heat-map who is busy")),
    Command(lazy("Skills"), "/capacity/skills/", "engineering", "", lazy("levels learn")),
    Command(lazy("Capabilities"), "/capabilities/", "capabilities", "g c", lazy("catalogue product features")),
    Command(lazy("Gaps"), "/promises/gaps/", "capabilities", "", lazy("report missing lacks roadmap deal breakers")),
    Command(lazy("Evaluations"), "/evaluations/", "evaluations", "g v", lazy("proof of concept pilot trial poc")),
    Command(lazy("Playbooks"), "/discovery/", "discovery", "g q", lazy("discovery questions")),
    Command(lazy("Glossary"), "/plain/glossary/", "glossary", "g w", lazy("words terms abbreviations plain language")),
    Command(lazy("Check the words"), "/plain/", "glossary", "", lazy("plain language jargon text difficulty")),
    Command(lazy("Meetings"), "/meetings/", "meetings", "g m", lazy("calendar debriefs appointments calls")),
    Command(lazy("Credit"), "/meetings/credits/", "star", "", lazy("thanks who helped recognition")),
    Command(lazy("Your habits"), "/meetings/habits/", "lock", "", lazy("self-check private")),
    Command(lazy("Accounts"), "/accounts/", "accounts", "g a", lazy("companies customers contacts")),
    Command(lazy("New deal"), "/deals/new/", "plus", "", lazy("create opportunity add"), writes=True),
    Command(lazy("Plan a meeting"), "/meetings/new/", "plus", "", lazy("new appointment call"), writes=True),
    Command(lazy("Import a pipeline"), "/import/", "import", "g i", lazy("csv xlsx excel upload"), writes=True),
    Command(lazy("Verdicts asked of me"), "/promises/?engineer=me&review=waiting&sort=verdict", "promises"),
    Command(lazy("Settings"), "/settings/", "settings", "g s", lazy("profile password tokens preferences")),
)


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the answer."""

    name: str
    detail: str
    url: str
    icon: str
    keys: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Group:
    label: Text
    hits: Sequence[Found]


@require_safe
@signed_in
def search(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """`?q=`: the best few of each kind for htmx, more of them on the page of its own."""
    text = request.GET.get("q", "")[:200]
    part = is_part(request)
    found = groups(viewer, text, limit=FEW if part else MANY)
    context = {"q": text, "groups": found, "asked": bool(terms(text)), "nav": "search"}
    return render(request, "web/search.html#hits" if part else "web/search.html", context)


def groups(viewer: Viewer, text: str, *, limit: int) -> list[Group]:
    """What matches, by kind, in the order of the wiring; pages of Evener come first where they match."""
    found = [Group(_("Go to"), commands(viewer, text))]
    if terms(text):
        found += _by_kind(find_everything(text, viewer=viewer, limit=limit))
    return [group for group in found if group.hits]


def commands(viewer: Viewer, text: str) -> list[Found]:
    """Pages whose name or other words begin with each word looked for; without words all of them."""
    wanted = terms(text)
    found = []
    for command in COMMANDS:
        if (command.writes and not viewer.may_write) or (command.administers and not viewer.may_administer):
            continue
        known = fold(f"{command.name} {command.words}").split()
        if all(any(word.startswith(term) for word in known) for term in wanted):
            found.append(Found(str(command.name), "", command.url, command.icon, command.keys.split()))
    return found


def room_of(url: str) -> str:
    """The part of Evener an address lies in, which is also the name of its icon."""
    return url.split("/", 2)[1]


def _by_kind(hits: Iterable[Hit]) -> list[Group]:
    kinds: dict[str, list[Found]] = {}
    for hit in hits:
        found = Found(hit.name, hit.detail, hit.url, hit.icon or room_of(hit.url))
        kinds.setdefault(str(hit.kind), []).append(found)
    return [Group(kind, found) for kind, found in kinds.items()]
