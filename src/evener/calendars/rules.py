"""What becomes of a calendar's event: taken in or left out, under which deal, what it may change; addresses. Pure."""

from __future__ import annotations

import hashlib
import html
import ipaddress
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.utils.translation import gettext_lazy as _

from evener.calendars.engine.events import Answer, Event, Person
from evener.problems import Text

# Our own: what is over is there for its debrief, what is further ahead will be read again when it comes near.
LOOK_BACK, LOOK_AHEAD = timedelta(days=30), timedelta(days=180)
# The feed: a month back for whoever looks something up, a year ahead.
FEED_BACK, FEED_AHEAD = timedelta(days=30), timedelta(days=365)
# Taken in at once; what is left over comes with the next time.
MOST_TAKEN = 200
# Rows a person can look through.
MOST_SHOWN = 400

# How often an address is fetched; after failures less and less often, and then not until somebody looks.
EVERY = timedelta(hours=1)
MOST_FAILURES = 6
MOST_SOURCES = 10
NAME, URL = 80, 2000

KEY_LENGTH, PROOF_LENGTH = 16, 32
_TOKEN = re.compile(rf"[A-Za-z0-9_-]{{{KEY_LENGTH + PROOF_LENGTH}}}")
_OUR_UID = re.compile(r"meeting-\d{1,18}-[0-9a-f]{12}@evener")
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?li|/?tr|/?h\d)\b[^>]{0,200}>", re.I)
_TAG = re.compile(r"</?[a-z][^<>]{0,2000}>", re.I)

# Addresses everybody may have: they name no company.
FREE_MAIL = frozenset(
    {
        "aol.com", "fastmail.com", "free.fr", "gmail.com", "gmx.at", "gmx.ch", "gmx.de", "gmx.net", "googlemail.com",
        "hey.com", "hotmail.com", "icloud.com", "laposte.net", "libero.it", "live.com", "mail.com", "mail.ru", "me.com",
        "msn.com", "orange.fr", "outlook.com", "proton.me", "protonmail.com", "qq.com", "t-online.de", "web.de",
        "yahoo.com", "yahoo.co.uk", "yandex.com", "yandex.ru", "zoho.com", "163.com",
    }
)  # fmt: skip


class Fate(StrEnum):
    """What an event would do here."""

    NEW = "new"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    THERE = "there"
    OUT = "out"


FATE_NAMES: dict[Fate, Text] = {
    Fate.NEW: _("New"),
    Fate.CHANGED: _("Changed"),
    Fate.CANCELLED: _("Cancelled"),
    Fate.THERE: _("Already here"),
    Fate.OUT: _("Left out"),
}


class Why(StrEnum):
    """Why an event is left out."""

    OURS = "ours"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    PRIVATE = "private"
    ALL_DAY = "all_day"
    NOBODY = "nobody"
    NO_DEAL = "no_deal"
    IGNORED = "ignored"


WHY_NAMES: dict[Why, Text] = {
    Why.OURS: _("it comes from Evener"),
    Why.CANCELLED: _("it was cancelled"),
    Why.DECLINED: _("you declined it"),
    Why.PRIVATE: _("it is marked private"),
    Why.ALL_DAY: _("it takes the whole day"),
    Why.NOBODY: _("nobody in it is known at a customer"),
    Why.NO_DEAL: _("you work on no open deal of theirs"),
    Why.IGNORED: _("you left it out before"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an event that was seen before."""

    sequence: int
    fingerprint: str
    changed_at: datetime | None = None
    has_meeting: bool = True
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open deal an event may be filed under. `mine`: the viewer is on its team."""

    id: int
    name: str
    account: str
    mine: bool


def key(event: Event) -> str:
    """The name of an event, or of one occurrence, across everybody's calendars."""
    return f"{event.uid}/{event.recurrence_id}" if event.recurrence_id else event.uid


def fingerprint(event: Event) -> str:
    """What a calendar may change here: time, place, title, whether it takes place, and who comes."""
    people = sorted(f"{person.email} {person.answer}" for person in event.attendees)
    parts = [
        event.start.isoformat(), event.end.isoformat(), event.title, event.place, str(event.cancelled), *people
    ]  # fmt: skip
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def is_newer(event: Event, known: Known) -> bool:
    """Whether it says something later than what was known. Some programs change an event and leave its sequence."""
    if event.sequence != known.sequence:
        return event.sequence > known.sequence
    if fingerprint(event) == known.fingerprint:
        return False
    if event.changed_at is None or known.changed_at is None:
        return True
    return event.changed_at >= known.changed_at


def fate(event: Event, *, known: Known | None, customer: bool, deals: int, me: str) -> tuple[Fate, Why | None]:
    """What becomes of it. `customer`: somebody in it is known at one, with so many open `deals`; `me` is the address
    of whose calendar it is.
    """
    if is_ours(event.uid):
        return Fate.OUT, Why.OURS
    if known is not None and not known.has_meeting:
        return Fate.OUT, Why.IGNORED
    if known is not None:
        if not is_newer(event, known):
            return Fate.THERE, None
        if event.cancelled:
            return (Fate.THERE if known.cancelled else Fate.CANCELLED), None
        return Fate.CHANGED, None
    reason = _reason(event, customer=customer, deals=deals, me=me)
    return (Fate.OUT, reason) if reason else (Fate.NEW, None)


def _reason(event: Event, *, customer: bool, deals: int, me: str) -> Why | None:
    if event.cancelled:
        return Why.CANCELLED
    if any(person.email == me and person.answer == Answer.DECLINED for person in event.attendees):
        return Why.DECLINED
    if event.private:
        return Why.PRIVATE
    if not customer:
        return Why.NOBODY
    if not deals:
        return Why.NO_DEAL
    return Why.ALL_DAY if event.all_day else None


# What nobody may bring in by hand either: it is here, or does not take place.
FIRM = frozenset({Why.OURS, Why.CANCELLED})


def belongs(candidates: Sequence[Candidate]) -> int | None:
    """The one deal an event belongs to: the only one its owner is on the team of. None: somebody must be asked."""
    mine = [each.id for each in candidates if each.mine]
    return mine[0] if len(mine) == 1 else None


def emails(event: Event) -> set[str]:
    """Addresses of everybody in it who did not decline."""
    people = [*event.attendees, *([event.organiser] if event.organiser else [])]
    return {person.email for person in people if person.email and person.answer != Answer.DECLINED}


def domains(addresses: Collection[str], *, own: Collection[str]) -> set[str]:
    """The companies' domains of these addresses: neither everybody's nor our own."""
    found = {address.rpartition("@")[2] for address in addresses}
    return {domain for domain in found if "." in domain and domain not in FREE_MAIL and domain not in own}


def agenda(description: str, *, most: int) -> str:
    """A description without markup: Google writes HTML into it."""
    if _TAG.search(description):
        description = _TAG.sub("", _BREAK.sub("\n", description))
    text = html.unescape(description).replace("\xa0", " ").replace("\x00", "")
    return re.sub(r"\n{3,}", "\n\n", text).strip()[:most].strip()


# Events kept until somebody said what to do with them.


def kept(event: Event) -> dict[str, Any]:
    """An event as JSON."""
    found = asdict(event)
    for name in ("start", "end", "changed_at"):
        found[name] = found[name].isoformat() if found[name] else None
    return found


def event_of(given: Mapping[str, Any]) -> Event:
    """The event of what `kept` made."""
    moments = {name: datetime.fromisoformat(given[name]) if given[name] else None for name in ("start", "end")}
    changed = given["changed_at"]
    organiser = given["organiser"]
    made = Event(**{**given, **moments})
    return replace(
        made,
        changed_at=datetime.fromisoformat(changed) if changed else None,
        organiser=_person(organiser) if organiser else None,
        attendees=tuple(_person(each) for each in given["attendees"]),
    )


def _person(given: Mapping[str, Any]) -> Person:
    return Person(given["email"], given["name"], Answer(given["answer"]))


# Addresses of calendars. They are secrets: whoever knows one reads the calendar.


def address(text: str) -> tuple[str, Text | None]:
    """The address to fetch of what somebody typed, and what is wrong with it."""
    text = text.strip()
    if len(text) > URL:
        return "", _("This address is too long.")
    if any(letter.isspace() or ord(letter) < 32 for letter in text):
        return "", _("An address has no spaces in it. Copy it whole, and once.")
    try:
        parts = urlsplit(text)
        good = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good:
        return "", _("This is no address. Copy the one your calendar offers as iCal or ICS; it begins with https://.")
    scheme = {"webcal": "https", "webcals": "https"}.get(parts.scheme, parts.scheme)
    if scheme not in ("https", "http"):
        return "", _("The address must begin with https:// or webcal://.")
    return urlunsplit((scheme, parts.netloc, parts.path or "/", parts.query, "")), None


def shown(url: str) -> str:
    """As much of a secret address as tells it apart: where it leads, and nothing that opens it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}/…"


def digest(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


# Answers on every machine of a cloud that no outsider may ask, although its address is a public one.
_HOSTS_ONLY = frozenset({ipaddress.ip_address("168.63.129.16")})
# Private use behind a translator; older versions of Python call it global.
_INSIDE = ipaddress.ip_network("64:ff9b:1::/48")
_CARRIERS = {
    ipaddress.ip_network("64:ff9b::/96"): 0,  # IPv4 through NAT64: its last four bytes
    ipaddress.ip_network("2002::/16"): 80,  # 6to4: bytes three to six
}


def is_public(text: str) -> bool:
    """Whether an IP address is one of the open internet, also as what it carries: `::ffff:127.0.0.1` is not."""
    try:
        ip = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped
        for network, shift in _CARRIERS.items():
            if ip in network:
                inner = ipaddress.IPv4Address(int(ip) >> shift & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        # Teredo, and what is spelt like IPv4 without being any of these.
        if ip.teredo is not None or int(ip) < 1 << 32 or ip.is_site_local or ip in _INSIDE:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and ip not in _HOSTS_ONLY


def pause_after(failures: int) -> timedelta:
    """How long until an address that failed so often in a row is tried again: 1, 2, 4, 8, 16, 24 hours."""
    return min(EVERY * int(2 ** max(0, failures - 1)), timedelta(hours=24))


def gives_up(failures: int) -> bool:
    return failures >= MOST_FAILURES


# The feed.


def split(token: str) -> tuple[str, str] | None:
    """The stored key and the proof of a token; None where it cannot be one."""
    return (token[:KEY_LENGTH], token[KEY_LENGTH:]) if _TOKEN.fullmatch(token) else None


def uid(meeting_id: int, house: str) -> str:
    """A meeting's name in calendars. `house` (twelve hex digits) tells installations apart."""
    return f"meeting-{meeting_id}-{house}@evener"


def is_ours(text: str) -> bool:
    return _OUR_UID.fullmatch(text) is not None
