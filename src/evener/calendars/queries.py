"""Reading calendars: sources and feeds, whose customers an event is about, and meetings as events."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from evener.calendars.engine.events import Event
from evener.calendars.models import Batch, Feed, Seen, Source, proof
from evener.calendars.rules import (
    FIRM,
    Candidate,
    Fate,
    Known,
    Why,
    belongs,
    domains,
    emails,
    fate,
    fingerprint,
    key,
    split,
)
from evener.customers.models import Contact
from evener.deals.models import Deal, DealMember
from evener.deals.rules import Outcome
from evener.meetings.models import Meeting
from evener.meetings.queries import from_source
from evener.people.models import User
from evener.people.rules import Role, Viewer
from evener.problems import NotThere

# Where a meeting came from, for everybody whose calendar has it; and for one person, where another's is out of sight.
SHARED = "calendar"
# More companies in one calendar are not looked for by their domain.
MOST_DOMAINS = 60
MOST_DEALS = 500
# As many values as one statement takes on SQLite, with room for the rest of it.
AT_ONCE = 900


def sources(viewer: Viewer) -> list[Source]:
    return list(Source.objects.visible_to(viewer).order_by("id"))


def source(viewer: Viewer, id: int) -> Source:
    found = Source.objects.visible_to(viewer).filter(id=id).first()
    if found is None:
        raise NotThere(_("There is no such calendar among yours."))
    return found


def batch(viewer: Viewer, id: int) -> Batch:
    found = Batch.objects.visible_to(viewer).filter(id=id).first()
    if found is None:
        raise NotThere(_("This file is not here any more. Upload it again."))
    return found


def feed(viewer: Viewer) -> Feed | None:
    return Feed.objects.filter(owner_id=viewer.id).first()


def nowhere() -> NotThere:
    """The one answer to an address that does not work, whatever the reason."""
    return NotThere(_("There is no calendar at this address. Copy it again from Settings, Calendars."))


def feed_by_token(token: str) -> Feed:
    """The feed of a secret, with its owner; NotThere for a guess, one that was renewed, and people who left.

    A guess costs no query.
    """
    parts = split(token)
    if parts is None or not constant_time_compare(proof(parts[0]), parts[1]):
        raise nowhere()
    rows = Feed.objects.select_related("owner__team", "owner__organisation")
    found = rows.filter(key=parts[0], owner__is_active=True).first()
    if found is None:
        raise nowhere()
    return found


# What events would do here.


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an event would do. `deal` is the one it would be filed under, None: nobody knows yet."""

    event: Event
    fate: Fate
    why: Why | None
    known: Known | None
    meeting: Meeting | None
    seen: Seen | None
    deal: Candidate | None
    candidates: tuple[Candidate, ...]

    @property
    def key(self) -> str:
        return key(self.event)

    @property
    def may_come(self) -> bool:
        """Whether it may be brought in by hand, where it is left out otherwise."""
        return self.fate == Fate.OUT and self.why not in FIRM


def proposals(viewer: Viewer, events: Sequence[Event]) -> list[Proposal]:
    """What each event would do for this viewer, in the order given. The statements grow by one for each 900 events."""
    keys = [key(event) for event in events]
    seen = seen_by_key(viewer, keys)
    meetings = meetings_by_key(viewer, keys)
    me = User.objects.values_list("email", flat=True).get(pk=viewer.id)
    accounts = accounts_of(viewer, {address for event in events for address in emails(event)})
    deals = candidates(viewer, {account for found in accounts.values() for account in found})
    return [_proposal(event, seen=seen, meetings=meetings, accounts=accounts, deals=deals, me=me) for event in events]


def _proposal(
    event: Event,
    *,
    seen: Mapping[str, Seen],
    meetings: Mapping[str, Meeting],
    accounts: Mapping[str, set[int]],
    deals: Mapping[int, list[Candidate]],
    me: str,
) -> Proposal:
    mine, meeting = seen.get(key(event)), meetings.get(key(event))
    at = {account for address in emails(event) for account in accounts.get(address, ())}
    found = tuple(each for account in sorted(at) for each in deals.get(account, ()))
    known = _known(event, mine, meeting)
    what, why = fate(event, known=known, customer=bool(at), deals=len(found), me=me)
    chosen = belongs(found)
    deal = next((each for each in found if each.id == chosen), None)
    return Proposal(event, what, why, known, meeting, mine, deal, found)


def _known(event: Event, seen: Seen | None, meeting: Meeting | None) -> Known | None:
    if seen is not None:
        return Known(
            sequence=seen.sequence, fingerprint=seen.fingerprint, changed_at=seen.changed_at,
            has_meeting=seen.meeting_id is not None,
            cancelled=meeting.is_cancelled if meeting is not None else seen.cancelled,
        )  # fmt: skip
    if meeting is not None:
        # From a colleague's calendar: what it said then is not known here, only how new it was.
        return Known(sequence=meeting.sequence, fingerprint=fingerprint(event), cancelled=meeting.is_cancelled)
    return None


def seen_by_key(viewer: Viewer, keys: Sequence[str]) -> dict[str, Seen]:
    rows = Seen.objects.visible_to(viewer).select_related("meeting")
    return {row.key: row for some in _in_pieces(keys) for row in rows.filter(key__in=some)}


def meetings_by_key(viewer: Viewer, keys: Sequence[str]) -> dict[str, Meeting]:
    """Meetings that came from anybody's calendar under these names, as far as the viewer may see them."""
    found: dict[str, Meeting] = {}
    for some in _in_pieces(keys):
        rows = {**from_source(SHARED, some), **from_source(own_source(viewer), some)}
        ids = [row.pk for row in rows.values()]
        seen = set(Meeting.objects.visible_to(viewer).filter(id__in=ids).values_list("id", flat=True)) if ids else ()
        found.update({name: row for name, row in rows.items() if row.pk in seen})
    return found


def own_source(viewer: Viewer) -> str:
    return f"{SHARED}:{viewer.id}"


def _in_pieces(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))


def accounts_of(viewer: Viewer, addresses: Collection[str]) -> dict[str, set[int]]:
    """Accounts each of these addresses belongs to: its contact's; of an unknown one those with contacts at its domain.

    People who work here, and their domain, are no customers.
    """
    if not addresses:
        return {}
    own = {email.lower() for email in User.objects.filter(is_active=True).values_list("email", flat=True)}
    own_domains = {email.rpartition("@")[2] for email in own}
    outside = sorted({address for address in addresses if address not in own})
    rows = Contact.objects.visible_to(viewer).exclude(email="").annotate(folded=Lower("email")).order_by("id")
    found: dict[str, set[int]] = {}
    for some in _in_pieces(outside):
        for email, account in rows.filter(folded__in=some).values_list("folded", "account_id"):
            found.setdefault(email, set()).add(account)
    unknown = [address for address in outside if address not in found]
    wanted = sorted(domains(unknown, own=own_domains))[:MOST_DOMAINS]
    at_domain: dict[str, set[int]] = {}
    if wanted:
        ends = Q()
        for domain in wanted:
            ends |= Q(folded__endswith=f"@{domain}")
        for email, account in rows.filter(ends).values_list("folded", "account_id"):
            at_domain.setdefault(email.rpartition("@")[2], set()).add(account)
    for address in unknown:
        if here := at_domain.get(address.rpartition("@")[2]):
            found[address] = here
    return found


def candidates(viewer: Viewer, account_ids: Collection[int]) -> dict[int, list[Candidate]]:
    """Open deals of these accounts that the viewer may file a meeting under, by account."""
    if not account_ids or not viewer.may_write:
        return {}
    team = DealMember.objects.filter(deal_id=OuterRef("id"), user_id=viewer.id)
    rows = Deal.objects.visible_to(viewer).filter(outcome=Outcome.OPEN, account_id__in=list(account_ids)[:AT_ONCE])
    if viewer.role == Role.LEADER and viewer.team_path:
        rows = rows.filter(Q(Exists(team)) | Q(team__path__startswith=viewer.team_path))
    elif not viewer.is_admin:
        rows = rows.filter(Exists(team))
    found: dict[int, list[Candidate]] = {}
    fields = rows.order_by("name", "id").values_list("account_id", "id", "name", "account__name", Exists(team))
    for account, id, name, account_name, mine in fields[:MOST_DEALS]:
        found.setdefault(account, []).append(Candidate(id, name, account_name, bool(mine)))
    return found


def my_deals(viewer: Viewer) -> list[Candidate]:
    """Open deals whose team the viewer is on, to choose from by hand."""
    rows = Deal.objects.filter(outcome=Outcome.OPEN, members__user_id=viewer.id)
    fields = ("id", "name", "account__name")
    found = rows.order_by(F("account__name").asc(nulls_last=True), "name", "id").values_list(*fields)[:MOST_DEALS]
    return [Candidate(id, name, account or "", mine=True) for id, name, account in found]


def gone(source: Source, *, keys: Collection[str], since: datetime, until: datetime) -> list[Seen]:
    """Meetings this calendar brought, between two moments, that are not among `keys` any more and in nobody else's."""
    others = Seen.objects.filter(meeting_id=OuterRef("meeting_id")).exclude(owner_id=source.owner_id)
    rows = Seen.objects.filter(
        source=source, cancelled=False, meeting__starts_at__gte=since, meeting__starts_at__lt=until,
        meeting__cancelled_at=None, meeting__debriefed_at=None,
    )  # fmt: skip
    return [row for row in rows.exclude(Exists(others)).select_related("meeting") if row.key not in keys]


def due(at: datetime, *, limit: int) -> list[Source]:
    """Addresses to fetch now, those that waited longest first. For the job; not for eyes."""
    rows = Source.objects.filter(due_at__lte=at, owner__is_active=True).select_related("owner")
    return list(rows.order_by("due_at", "id")[:limit])


def any_running() -> bool:
    """Whether any address is to be fetched at all."""
    return Source.objects.filter(due_at__isnull=False).exists()
