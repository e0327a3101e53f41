"""Who is invited: ids and addresses become ours, contacts and guests; the difference to who was is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from evener.customers.models import Contact
from evener.deals.actions.held import seat as seat_people
from evener.deals.models import Deal
from evener.deals.rules import Part
from evener.journal.rules import Change
from evener.meetings.actions.held import attendees
from evener.meetings.models import Attendee, Meeting
from evener.meetings.rules.plan import MOST_PEOPLE, PART_NAMES, Invited, MeetingPart
from evener.people.models import User
from evener.people.rules import Role, Viewer
from evener.problems import Invalid

# A person, a contact, or a guest: what makes two invitations one.
Key = tuple[int | None, int | None, str]


@dataclass(frozen=True, slots=True)
class Seat:
    """One invitation with its person found."""

    user: User | None = None
    contact: Contact | None = None
    email: str = ""
    name: str = ""
    part: MeetingPart | None = None

    @property
    def key(self) -> Key:
        return (
            self.user.pk if self.user else None,
            self.contact.pk if self.contact else None,
            self.email or self.name.casefold(),
        )


def seats(wanted: Sequence[Invited], *, by: Viewer, deal: Deal | None, kept: Sequence[Attendee] = ()) -> list[Seat]:
    """Everybody wanted, each once. Four queries at most. `kept` may stay although nobody could invite them now."""
    if len(wanted) > MOST_PEOPLE:
        raise Invalid({"attendees": _("A meeting may have up to %(most)d people.") % {"most": MOST_PEOPLE}})
    addresses = {each.email.strip().lower() for each in wanted if each.email.strip()}
    users = _users(wanted, addresses, kept)
    contacts = _contacts(wanted, addresses, kept, by=by, deal=deal)
    found: dict[Key, Seat] = {}
    for each in wanted:
        seat = _seat(each, users, contacts)
        first = found.get(seat.key)
        found[seat.key] = seat if first is None or first.part is None else first
    return list(found.values())


def _seat(each: Invited, users: dict[int | str, User], contacts: dict[int | str, Contact]) -> Seat:
    email, name = each.email.strip().lower(), each.name.strip()[:120]
    if each.user_id is not None:
        user = users.get(each.user_id)
        if user is None:
            raise Invalid({"attendees": _("Invite colleagues from the list. Somebody here is not one of them.")})
        return Seat(user=user, part=each.part)
    if each.contact_id is not None:
        contact = contacts.get(each.contact_id)
        if contact is None:
            text = _("Invite people of this deal's account from the list; anybody else by their address.")
            raise Invalid({"attendees": text})
        return Seat(contact=contact)
    if email in users:
        return Seat(user=users[email], part=each.part)
    if email in contacts:
        return Seat(contact=contacts[email])
    return Seat(email=_address(email), name=name) if email else Seat(name=_name(name))


def _address(email: str) -> str:
    try:
        validate_email(email)
    except ValidationError:
        text = _("“%(text)s” is not an e-mail address. Write it like ana@example.com.") % {"text": email[:80]}
        raise Invalid({"attendees": text}) from None
    if len(email) > 254:
        raise Invalid({"attendees": _("This address is too long.")})
    return email


def _name(name: str) -> str:
    if not name or "\x00" in name:
        raise Invalid({"attendees": _("Say who it is: a name or an address.")})
    return name


def _users(wanted: Sequence[Invited], addresses: set[str], kept: Sequence[Attendee]) -> dict[int | str, User]:
    ids = {each.user_id for each in wanted if each.user_id is not None}
    found: dict[int | str, User] = {row.user_id: row.user for row in kept if row.user_id and row.user}
    for user in User.objects.filter(id__in=ids, is_active=True):
        found[user.pk] = user
    if addresses:
        for user in User.objects.filter(email__in=addresses, is_active=True):
            found[user.email] = user
    return found


def _contacts(
    wanted: Sequence[Invited], addresses: set[str], kept: Sequence[Attendee], *, by: Viewer, deal: Deal | None
) -> dict[int | str, Contact]:
    """Of the deal's account; where there is no deal yet, of accounts the viewer knows (by id)."""
    found: dict[int | str, Contact] = {row.contact_id: row.contact for row in kept if row.contact_id and row.contact}
    ids = {each.contact_id for each in wanted if each.contact_id is not None} - found.keys()
    if deal is None:
        for contact in Contact.objects.visible_to(by).filter(id__in=ids):
            found[contact.pk] = contact
        return found
    if deal.account_id is None or not (ids or addresses):
        return found
    of_account = Contact.objects.filter(account_id=deal.account_id)
    for contact in of_account.filter(id__in=ids):
        found[contact.pk] = contact
    if addresses:
        for contact in of_account.exclude(email="").order_by("-id"):
            if contact.email.lower() in addresses:
                found[contact.email.lower()] = contact
    return found


def invite(meeting: Meeting, deal: Deal | None, wanted: Sequence[Seat], *, removing: bool = True) -> list[Change]:
    """Write who comes, and say what changed. Ours join the deal's team, and so see what they are asked to."""
    before = {_key(row): row for row in attendees(meeting)}
    changes: list[Change] = []
    made: list[Attendee] = []
    for seat in wanted:
        row = before.pop(seat.key, None)
        if row is None:
            part = (seat.part or MeetingPart.NONE) if seat.user else MeetingPart.NONE
            made.append(
                Attendee(
                    meeting=meeting, user=seat.user, contact=seat.contact, email=seat.email,
                    name=seat.name if not seat.user and not seat.contact else "", part=part,
                )
            )  # fmt: skip
            changes.append((f"attendee: {made[-1].shown}", None, _part(made[-1])))
        elif row.ours and seat.part is not None and seat.part != row.part:
            was, row.part = _part(row), seat.part
            row.save(update_fields=["part"])
            changes.append((f"attendee: {row.shown}", was, _part(row)))
    Attendee.objects.bulk_create(made)
    if removing:
        gone = list(before.values())
        Attendee.objects.filter(id__in=[row.pk for row in gone]).delete()
        changes += [(f"attendee: {row.shown}", _part(row), None) for row in gone]
    if deal is not None:
        join(deal, [row.user for row in made if row.user])
    return changes


def join(deal: Deal, people: Sequence[User]) -> None:
    """Whoever comes works on the deal, and so sees it."""
    parts = {user.pk: Part.ENGINEER if user.role == Role.ENGINEER else Part.OTHER for user in people}
    if parts:
        seat_people(deal, parts)


def _key(row: Attendee) -> Key:
    return row.user_id, row.contact_id, row.email or row.name.casefold()


def _part(row: Attendee) -> str:
    return str(PART_NAMES[MeetingPart(row.part)]) if row.ours else str(_("invited"))
