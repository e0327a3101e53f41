"""One promise as its card shows it: pills, people, the verdict with its parts, and what may be done now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from evener import money
from evener.capabilities.presenting import TONES, status_text
from evener.capabilities.rules import Status
from evener.deals.models import Deal
from evener.deals.queries import standing as deal_standing
from evener.pages.templatetags.evener import day
from evener.people.rules import Viewer
from evener.problems import Text
from evener.promises.models import Promise, Verdict
from evener.promises.presenting.words import Pill, pills, promised_for, until, verdict_pill
from evener.promises.rules import Event, Review, Standing, VerdictKind, obstacle, open_to


@dataclass(frozen=True, slots=True)
class Do:
    """Something this viewer may do now: a form at `url`; `post` settles it in one click."""

    label: Text
    url: str
    post: bool = False
    primary: bool = False


@dataclass(frozen=True, slots=True)
class VerdictCard:
    """A verdict: `parts` are its labelled pieces, `since` what changed after it was given."""

    pill: Pill
    engineer: str
    given_at: datetime
    late: bool
    parts: list[tuple[Text, str]]
    since: list[str]
    about: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A promise ready to be drawn. `first` is the button, `more` the menu."""

    id: int
    url: str
    words: str
    scope: str
    pills: list[Pill]
    deal_breaker: bool
    why_blocked: Text
    facts: list[str]
    capability: Pill | None
    capability_url: str
    owner: str
    engineer: str
    waits_for: str
    waits_late: bool
    story: list[str]
    override: str
    verdict: VerdictCard | None
    earlier: list[VerdictCard]
    first: Do | None
    more: list[Do]
    ended: bool
    standing: Standing
    version: int


def cards(
    viewer: Viewer, deal: Deal, promises: Iterable[Promise], verdicts: Mapping[int, list[Verdict]], *,
    at: datetime, here: str = "",
) -> list[Card]:  # fmt: skip
    """The cards of promises of one deal, read by `deals.queries.deal`. `here` is the page to come back to."""
    return [card(viewer, deal, promise, verdicts.get(promise.pk, []), at=at, here=here) for promise in promises]


def card(
    viewer: Viewer, deal: Deal, promise: Promise, verdicts: list[Verdict], *, at: datetime, here: str = ""
) -> Card:
    stands = promise.standing
    today = viewer.today(at)
    first, more = doings(viewer, deal, promise, here=here)
    current = promise.verdict if stands.review != Review.NONE else None
    return Card(
        id=promise.pk,
        url=reverse("promises:page", args=[promise.pk]),
        words=promise.words,
        scope=promise.scope,
        pills=pills(stands, late=promise.is_late(today)),
        deal_breaker=promise.deal_breaker,
        why_blocked=(obstacle(stands) or "") if not deal.is_closed else "",
        facts=_facts(promise, deal),
        capability=_capability(promise, today=today),
        capability_url=reverse("capabilities:page", args=[promise.capability_id]) if promise.capability_id else "",
        owner=promise.owner.name if promise.owner else "",
        engineer=promise.engineer.name if promise.engineer else "",
        waits_for=_waits_for(promise, at=at),
        waits_late=bool(stands.asked and promise.verdict_due_at and promise.verdict_due_at < at),
        story=_story(promise),
        override=_override(promise),
        verdict=_verdict(current, promise=promise) if current and stands.review != Review.ASKED else None,
        earlier=[
            _verdict(verdict, promise=promise, old=True)
            for verdict in verdicts
            if stands.review == Review.ASKED or current is None or verdict.pk != current.pk
        ],
        first=first,
        more=more,
        ended=stands.ended,
        standing=stands,
        version=promise.version,
    )


def doings(viewer: Viewer, deal: Deal, promise: Promise, *, here: str) -> tuple[Do | None, list[Do]]:
    """What may be done now, as the rules say: the one that moves this promise on, and the rest."""
    stands = promise.standing
    offered = open_to(viewer, deal_standing(viewer, deal), stands)

    def to(name: str, **query: str) -> str:
        url = reverse(f"promises:{name}", args=[promise.pk])
        query |= {"next": here} if here else {}
        return f"{url}?{urlencode(query)}" if query else url

    asks = _("Ask again") if stands.review != Review.NONE else _("Ask for a verdict")
    found: dict[Event, Do] = {
        Event.CLEAR: Do(_("Give a verdict") if stands.asked else _("Revise the verdict"), to("verdict"), primary=True),
        Event.ASK: Do(_("Hand it to an engineer") if stands.asked else asks, to("ask")),
        Event.MAKE: Do(_("It was said"), to("made")),
        Event.KEEP: Do(_("It was kept"), to("end", how="keep")),
        Event.CHANGE: Do(_("Change"), to("change")),
        Event.OVERRIDE: Do(_("Override in writing"), to("override")),
        Event.BREAK: Do(_("It was broken"), to("end", how="break")),
        Event.RELEASE: Do(_("The customer released us"), to("end", how="release")),
        Event.VOID: Do(_("Recorded by mistake"), to("end", how="void")),
    }
    first = first_event(viewer, promise, offered)
    rest = [do for event, do in found.items() if event in offered and event != first]
    return found[first] if first else None, rest


def first_event(viewer: Viewer, promise: Promise, offered: frozenset[Event]) -> Event | None:
    """What moves the promise on: answer what waits, ask about what is not cleared, say it, keep it."""
    stands = promise.standing
    order = [Event.ASK, Event.MAKE, Event.KEEP]
    if stands.asked:
        named = promise.engineer_id is not None and promise.engineer_id != viewer.id
        order = [] if named else [Event.CLEAR, Event.ASK]
    elif stands.review == Review.REFUSED and not stands.stale:
        order = [Event.CHANGE]
    return next((event for event in order if event in offered), None)


def _facts(promise: Promise, deal: Deal) -> list[str]:
    facts = [promised_for(promise.due_on)]
    if promise.told:
        facts.append(_("told to %(who)s") % {"who": promise.told})
    if promise.services_minor:
        facts.append(_("services %(amount)s") % {"amount": money.show(promise.services_minor, deal.currency)})
    return facts


def _capability(promise: Promise, *, today: date) -> Pill | None:
    """What it rests on, in the tone of its status."""
    if promise.capability is None:
        return None
    status = status_text(promise.capability.status, promise.capability.planned_for, today=today)
    words = {"name": promise.capability.name, "status": status}
    return Pill(_("%(name)s: %(status)s") % words, TONES[Status(promise.capability.status)])


def _waits_for(promise: Promise, *, at: datetime) -> str:
    """`Tomas answers, due in 5 h`; nothing unless a verdict is out."""
    if not promise.standing.asked or promise.verdict_due_at is None:
        return ""
    when = until(promise.verdict_due_at, at=at)
    if promise.engineer is None:
        return _("Nobody is asked by name: %(when)s") % {"when": when}
    return _("%(who)s answers: %(when)s") % {"who": promise.engineer.name, "when": when}


def _story(promise: Promise) -> list[str]:
    """What was recorded of it: said by whom and when, ended how."""
    story = []
    if promise.made_on and promise.made_by:
        story.append(_("Said on %(day)s, recorded by %(who)s.") % {"day": day(promise.made_on), "who": promise.made_by})
    if promise.ended_on and promise.ended_by:
        pill = pills(promise.standing, late=False)[0]
        text = _("%(how)s on %(day)s, recorded by %(who)s.")
        story.append(text % {"how": pill.text, "day": day(promise.ended_on), "who": promise.ended_by})
        if promise.ended_note:
            story.append(promise.ended_note)
    return story


def _override(promise: Promise) -> str:
    if not promise.overridden_at or not promise.overridden_by:
        return ""
    text = _("%(who)s overrode the review on %(day)s: “%(reason)s”")
    return text % {"who": promise.overridden_by, "day": day(promise.overridden_at), "reason": promise.override_reason}


def _verdict(verdict: Verdict, *, promise: Promise, old: bool = False) -> VerdictCard:
    return VerdictCard(
        pill=verdict_pill(verdict.kind),
        engineer=verdict.engineer.name,
        given_at=verdict.given_at,
        late=verdict.due_at is not None and verdict.given_at > verdict.due_at,
        parts=_parts(verdict),
        since=_since(verdict, promise) if promise.stale and not old else [],
        about=verdict.words if old and verdict.words != promise.words else "",
    )


def _parts(verdict: Verdict) -> list[tuple[Text, str]]:
    hours = f"{verdict.hours_low} · {verdict.hours_likely} · {verdict.hours_high}"
    kinds: dict[VerdictKind, list[tuple[Text, str]]] = {
        VerdictKind.TODAY: [],
        VerdictKind.WITH_WORK: [(_("Hours: low, likely, high"), hours), (_("Skill"), verdict.skill)],
        VerdictKind.IF: [(_("Conditions"), verdict.conditions)],
        VerdictKind.NO: [(_("Reason"), verdict.reason), (_("Nearest we can do"), verdict.alternative)],
    }
    labelled = kinds[VerdictKind(verdict.kind)]
    return [*labelled, (_("Note"), verdict.note)] if verdict.note else labelled


def _since(verdict: Verdict, promise: Promise) -> list[str]:
    """What changed after a verdict that is stale, as far as it was kept with it."""
    changes = []
    if verdict.words != promise.words:
        changes.append(_("The words were then: “%(words)s”") % {"words": verdict.words})
    if verdict.due_on != promise.due_on:
        text = _("The date moved from %(before)s to %(after)s.")
        changes.append(text % {"before": day(verdict.due_on), "after": day(promise.due_on)})
    if verdict.scope != promise.scope:
        changes.append(_("The scope changed."))
    return changes or [_("What it rests on changed.")]
