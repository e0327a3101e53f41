"""Planning a meeting on one form: when and where, what for, who comes in which part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from email.utils import getaddresses
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.customers.models import Contact
from evener.deals.models import Deal, DealMember
from evener.deals.rules import Part
from evener.meetings.models import Attendee, Meeting
from evener.meetings.rules.plan import (
    KIND_NAMES,
    LENGTHS,
    NAMES,
    NO_ENGINEER,
    PART_NAMES,
    USUAL_LENGTH,
    Invited,
    MeetingKind,
    MeetingPart,
    next_hour,
)
from evener.pages.access import whole_number
from evener.pages.facts import choice_field, day_field
from evener.people import queries as people
from evener.people.rules import Viewer
from evener.plain.forms import ReadArea, ReadLine
from evener.problems import Invalid

# What a part select sends for somebody who does not come, and for one who comes without a part.
OUT, IDLE = "", "none"
OTHERS = 2
TIMES = ["%H:%M", "%H:%M:%S", "%H.%M", "%H"]
NAME = forms.TextInput({"autocomplete": "off"})


class ClockInput(forms.TimeInput):
    input_type = "time"


def time_field(label: Any, *, required: bool = True) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=required,
        widget=ClockInput(format="%H:%M"),
        input_formats=TIMES,
        error_messages={"invalid": lazy("Write the time as 14:30."), "required": lazy("Choose a time.")},
    )


def line(name: str, *, control: forms.TextInput, help: Any = "") -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=LENGTHS[name],
        widget=control,
        help_text=help,
    )


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One of ours on the form: the part select is called `part-ID`."""

    id: int
    name: str
    role: str
    part: str
    leads_deal: bool = False


@dataclass(frozen=True, slots=True)
class ContactRow:
    id: int
    name: str
    title: str
    comes: bool


@dataclass(frozen=True, slots=True)
class OtherRow:
    """A colleague who is not on the deal: `other-N` and `other-part-N`."""

    place: int
    person: int | None
    part: str


PART_CHOICES = [
    (OUT, lazy("Does not come")),
    *((part.value, PART_NAMES[part]) for part in MeetingPart if part != MeetingPart.NONE),
    (IDLE, PART_NAMES[MeetingPart.NONE]),
]


class PlanForm(forms.Form):
    """The facts. Who comes is read beside it, from the rows `ours`, `others`, `theirs` and the line `guests`."""

    kind = forms.ChoiceField(choices=[(kind.value, name) for kind, name in KIND_NAMES.items()])
    title = line("title", control=NAME, help=lazy("Left empty, it is called by its kind and the account."))
    day = day_field(lazy("Day"), required=True)
    starts = time_field(lazy("From"))
    ends = time_field(lazy("To"), required=False)
    ends_on = day_field(lazy("Ends on another day"))
    place = line("place", control=NAME, help=lazy("A room, an address, or the link of the call."))
    purpose = line(
        "purpose",
        control=ReadLine(list="purposes", autocomplete="off"),
        help=lazy("Why we meet, in a sentence they would agree with."),
    )
    decision_wanted = line(
        "decision_wanted",
        control=ReadLine(list="decisions", autocomplete="off"),
        help=lazy("What they say yes or no to at the end."),
    )
    agenda = forms.CharField(
        required=False, max_length=LENGTHS["agenda"],
        widget=ReadArea(rows=4), help_text=lazy("One point to a line."),
    )  # fmt: skip
    guests = forms.CharField(
        label=lazy("Others, by address"), required=False, max_length=5000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=lazy("With commas between them: ana@example.com, bo@example.com"),
    )  # fmt: skip
    no_engineer_reason = forms.CharField(
        required=False, max_length=NO_ENGINEER,
        widget=ReadLine(autocomplete="off"),
        help_text=lazy("It stays in the journal, with your name."),
    )  # fmt: skip

    def __init__(
        self,
        data: Any = None,
        *,
        viewer: Viewer,
        at: datetime,
        deal: Deal | None,
        deals: Sequence[Deal] = (),
        members: Sequence[DealMember] = (),
        contacts: Sequence[Contact] = (),
        meeting: Meeting | None = None,
        attendees: Sequence[Attendee] = (),
        kind: MeetingKind = MeetingKind.DISCOVERY,
    ) -> None:
        self.viewer, self.deal, self.meeting = viewer, deal, meeting
        self.zone = ZoneInfo(viewer.time_zone)
        super().__init__(data, initial=self._initial(at, kind), auto_id="meeting-%s", label_suffix="")
        for name in NAMES.keys() & self.fields.keys():
            self.fields[name].label = str(NAMES[name])
        if deals:
            offered = [(str(row.pk), row.name) for row in deals]
            self.fields["deal_id"] = choice_field([("", lazy("No deal yet")), *offered], label=_("Deal"))
            self.order_fields(["deal_id", *self.fields])
        self.colleagues = people.named()
        self._people(members, contacts, attendees)

    def _initial(self, at: datetime, kind: MeetingKind) -> dict[str, Any]:
        row = self.meeting
        if row is None:
            start = next_hour(at.astimezone(self.zone))
            end = start + USUAL_LENGTH
            return {"kind": kind, "day": start.date(), "starts": start.time(), "ends": end.time()}
        start, end = row.starts_at.astimezone(self.zone), row.ends_at.astimezone(self.zone)
        names = ("kind", "title", "place", "purpose", "decision_wanted", "agenda", "no_engineer_reason")
        return {name: getattr(row, name) for name in names} | {
            "day": start.date(), "starts": start.time(), "ends": end.time(),
            "ends_on": end.date() if end.date() != start.date() else None,
        }  # fmt: skip

    def _people(
        self, members: Sequence[DealMember], contacts: Sequence[Contact], attendees: Sequence[Attendee]
    ) -> None:
        comes = {row.user_id: row.part or IDLE for row in attendees if row.ours}
        known = {row.user_id: (row.user.name, row.part) for row in members if row.user.is_active}
        for row in attendees:
            if row.user is not None and row.user.pk not in known:
                known[row.user.pk] = (row.user.name, "")
        known.setdefault(self.viewer.id, (self.viewer.name, ""))
        chosen = self["kind"].value()
        self.ours: list[PersonRow] = []
        for id, (name, role) in known.items():
            engineer = role == Part.LEAD_ENGINEER
            usual = comes.get(id, OUT) if self.meeting else self._usual(id, engineer=engineer, kind=chosen)
            part = self.data.get(f"part-{id}", usual) if self.is_bound else usual
            self.ours.append(PersonRow(id, name, role, part, engineer))
        there = {row.contact_id for row in attendees if row.contact_id}
        if self.is_bound:
            there = set(map(whole_number, self.data.getlist("theirs")))  # type: ignore[attr-defined, arg-type]
        self.theirs = [ContactRow(row.pk, row.name, row.title, row.pk in there) for row in contacts]
        self.others = self._others()
        guests = [row for row in attendees if not row.ours and row.contact_id is None]
        self.initial.setdefault("guests", ", ".join(_address(row) for row in guests))

    def _usual(self, id: int, *, engineer: bool, kind: Any) -> str:
        """The planner leads; the lead engineer comes to the closing call."""
        if id == self.viewer.id:
            return MeetingPart.LEADS
        return IDLE if engineer and kind == MeetingKind.CLOSING else OUT

    def _others(self) -> list[OtherRow]:
        if not self.is_bound:
            return [OtherRow(place, None, IDLE) for place in range(OTHERS)]
        found: list[OtherRow] = []
        while f"other-{len(found)}" in self.data and len(found) < 50:
            place = len(found)
            person = whole_number(self.data[f"other-{place}"])
            found.append(OtherRow(place, person, self.data.get(f"other-part-{place}", IDLE)))
        full = bool(found) and all(row.person for row in found)
        return [*found, OtherRow(len(found), None, IDLE)] if full else found

    @property
    def part_choices(self) -> list[tuple[str, Any]]:
        return PART_CHOICES

    @property
    def engineer(self) -> PersonRow | None:
        return next((row for row in self.ours if row.leads_deal), None)

    @property
    def asks_why(self) -> bool:
        """Whether the reason for leaving the engineer out stands on the form."""
        lead = self.engineer
        return bool(
            self["no_engineer_reason"].errors
            or self["no_engineer_reason"].value()
            or (lead and self["kind"].value() == MeetingKind.CLOSING and lead.part == OUT)
        )

    def values(self) -> dict[str, Any]:
        """The facts as the action takes them: moments in the viewer's zone."""
        given = self.cleaned_data
        names = ("kind", "place", "purpose", "decision_wanted", "agenda", "no_engineer_reason")
        found = {name: given[name] for name in names}
        found["title"] = given["title"].strip() or self._usual_title(given["kind"])
        found["starts_at"] = self._moment(given["day"], given["starts"])
        ends_on, ends = given["ends_on"] or given["day"], given["ends"]
        found["ends_at"] = self._moment(ends_on, ends) if ends else found["starts_at"] + USUAL_LENGTH
        return found

    def _usual_title(self, kind: str) -> str:
        name = str(KIND_NAMES[MeetingKind(kind)])
        return f"{name}: {self.deal.account.name}"[:200] if self.deal and self.deal.account else name

    def _moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=self.zone)

    def invited(self) -> list[Invited]:
        """Everybody on the form who comes. An address that is none is named by the action."""
        found = [Invited(user_id=row.id, part=_part(row.part)) for row in self.ours if row.part != OUT]
        found += [Invited(user_id=row.person, part=_part(row.part)) for row in self.others if row.person]
        found += [Invited(contact_id=row.id) for row in self.theirs if row.comes]
        return found + list(_guests(self.cleaned_data.get("guests", "")))

    def refuse(self, problem: Invalid) -> None:
        """Show an action's errors at their fields."""
        places = {"starts_at": "starts", "ends_at": "ends", "attendees": "guests", "organiser_id": None}
        for name, text in problem.fields.items():
            field = places.get(name, name)
            self.add_error(field if field in self.fields else None, str(text))


def _part(text: str) -> MeetingPart:
    return MeetingPart(text) if text in set(MeetingPart) else MeetingPart.NONE


def _guests(text: str) -> Iterable[Invited]:
    for name, email in getaddresses([text.replace(";", ",").replace("\n", ",")]):
        if email.strip() or name.strip():
            yield Invited(email=email, name=name) if "@" in email else Invited(name=name or email)


def _address(row: Attendee) -> str:
    if not row.email:
        return row.name
    return f"{row.name} <{row.email}>" if row.name else row.email


def with_engineer(data: Mapping[str, Any], form: PlanForm) -> Any:
    """The form's data once more, with the lead engineer invited where a closing call was chosen and they were not."""
    kept: Any = data.copy()  # type: ignore[attr-defined]
    lead = form.engineer
    if lead is not None and kept.get("kind") == MeetingKind.CLOSING and not kept.get(f"part-{lead.id}"):
        kept[f"part-{lead.id}"] = IDLE
    return kept


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=lazy("Why"), required=False, max_length=LENGTHS["purpose"],
        widget=ReadLine(autocomplete="off"), help_text=lazy("It stays with it, with your name."),
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="cancel-%s", label_suffix="")
