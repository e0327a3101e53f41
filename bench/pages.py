"""What is measured: one line per page, API call and write."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module
from itertools import count
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.urls import reverse
from django.utils import timezone

from bench.calls import Call, send
from evener.customers.models import Contact
from evener.deals.models import Deal
from evener.deals.rules import Part
from evener.papers.models import Paper
from evener.people.actions import make_token
from evener.people.models import Organisation, User
from evener.people.rules import Role, Visibility
from evener.stakeholders.models import Listening, Stakeholder
from evener.stakeholders.rules.parts import Stance

CSRF = "b" * 32


def session_of(user: User) -> dict[str, str]:
    """Headers of somebody signed in, with a token that the CSRF check takes."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return {"Cookie": f"sessionid={store.session_key}; csrftoken={CSRF}"}


def somebody(role: Role) -> User:
    return User.objects.select_related("team", "organisation").filter(role=role).order_by("id")[1:2].get()


def reads(application: Callable[..., Any]) -> list[Call]:
    """The pages, as an ordinary member (a salesperson) sees them, then the same list as an admin."""
    member = somebody(Role.SALES)
    headers = session_of(member)
    deal = Deal.objects.filter(owner=member, outcome="").order_by("id").first()
    assert deal is not None
    admin = session_of(User.objects.get(role=Role.ADMIN))
    _token, secret = make_token(
        by=member.viewer(), at=timezone.now(), name="bench", scopes=["read", "write"], expires_at=None
    )
    bearer = {"Authorization": f"Bearer {secret}"}

    def page(work: str, url: str, head: dict[str, str] = headers) -> Call:
        return Call(work, "GET", url, head)

    return [
        page("deals list, first page", "/deals/"),
        page("deals list, all", "/deals/?outcome=all"),
        page("deals list, deep page", deep(application, headers)),
        # “pump” stands in every fourteenth deal, “bluebridge” in a few hundred.
        page("deals list, text search", "/deals/?outcome=all&q=pump"),
        page("deals list, rarer words", "/deals/?outcome=all&q=bluebridge+pump"),
        page("deals list, filtered", f"/deals/?owner={member.pk}&sort=-amount"),
        page("deals list, admin", "/deals/", admin),
        page("board", "/deals/board/"),
        page("deal page", f"/deals/{deal.pk}/"),
        page("ledger", "/promises/"),
        page("ledger, filtered", "/promises/?state=made&late=1"),
        page("ledger, text search", "/promises/?q=pump"),
        page("Today", "/"),
        page("Today, leader", "/", session_of(somebody(Role.LEADER))),
        page("requests", "/engineering/"),
        page("load", "/capacity/"),
        page("requests report, a year", "/engineering/report/?days=365"),
        page("similar promises", "/promises/similar/?words=pumps+working+by+the+go-live+dates"),
        page("gaps", "/promises/gaps/"),
        page("evaluations", "/evaluations/"),
        page("people of a deal, map of 60", f"/deals/{crowded(member)}/people/"),
        page("meetings", "/meetings/"),
        page("meetings of a deal", f"/meetings/deal/{deal.pk}/"),
        page("people of a deal", reverse("stakeholders:of_deal", args=[deal.pk])),
        page("plan of a deal", reverse("pursuit:of_deal", args=[deal.pk])),
        page("points of view", "/papers/"),
        page("points of view, leader", "/papers/", session_of(somebody(Role.LEADER))),
        page("editor of a point of view", reverse("papers:page", args=[drafted(member)])),
        page("reviews", "/reviews/"),
        page("palette", "/search/?q=pump"),
        page("forecast", "/forecast/"),
        page("forecast, by month", "/forecast/?by=month"),
        page("forecast, record", "/forecast/record/"),
        page("forecast, how deals end", "/forecast/outcomes/"),
        page("forecast, how a team's deals end", f"/forecast/outcomes/?team={member.team_id}"),
        page("forecast, how deals end, two things asked", f"/forecast/outcomes/?team={member.team_id}&size=larger"),
        page("forecast, how deals end, since a day", "/forecast/outcomes/?since=2023-01-02"),
        page("forecast, together", "/forecast/together/"),
        page("forecast, together, two things asked", f"/forecast/together/?team={member.team_id}&size=larger"),
        page("forecast, together, since a day", "/forecast/together/?since=2023-01-02"),
        page("forecast, data", "/forecast/data/"),
        page("outlook of a deal", f"/forecast/deals/{deal.pk}/"),
        page("API list, 50 deals", "/api/v1/deals?limit=50", bearer),
    ]


def reads_of_a_part() -> list[Call]:
    """What is counted when it is asked for, for somebody who sees their team's deals and their own (`seeing`)."""
    headers = session_of(somebody(Role.SALES))
    return [
        Call("forecast, how deals end, seeing a team's", "GET", "/forecast/outcomes/", headers),
        Call("forecast, together, seeing a team's", "GET", "/forecast/together/", headers),
    ]


@contextmanager
def seeing(visibility: Visibility) -> Iterator[None]:
    """What people see of others' deals, for a while."""
    before = Organisation.objects.values_list("visibility", flat=True).get()
    Organisation.objects.update(visibility=visibility)
    yield
    Organisation.objects.update(visibility=before)


def drafted(member: User) -> int:
    """A point of view of an open deal of theirs."""
    return int(
        Paper.objects.filter(deal__owner=member, deal__outcome="").order_by("id").values_list("id", flat=True)[0]
    )


def crowded(member: User) -> int:
    """A deal of theirs with 60 people, five below each; made on the first call."""
    deal = Deal.objects.filter(owner=member, outcome="", account__isnull=False).order_by("-id").first()
    assert deal is not None and deal.account is not None
    at = timezone.now()
    missing = 60 - Stakeholder.objects.filter(deal=deal).count()
    contacts = Contact.objects.bulk_create(
        [
            Contact(account=deal.account, name=f"Wilhelmina Person {n}", title="Head of Operations", created_at=at)
            for n in range(missing)
        ]
    )
    rows = Stakeholder.objects.bulk_create(
        [
            Stakeholder(
                deal=deal, contact=contact, influence=4 - n % 4, is_user=True, stance=list(Stance)[n % 6],
                created_at=at, created_by=member,
            )
            for n, contact in enumerate(contacts)
        ]
    )  # fmt: skip
    for n, row in enumerate(rows):
        row.reports_to = rows[(n - 1) // 5] if n else None
    Stakeholder.objects.bulk_update(rows, ["reports_to"])
    Listening.objects.bulk_create([Listening(listener=rows[n], heard=rows[n // 2]) for n in range(3, len(rows), 3)])
    return int(deal.pk)


def deep(application: Callable[..., Any], headers: dict[str, str]) -> str:
    """The address of the hundredth page, found by a cursor made where it begins."""
    from evener.listing.rules import Cursor, encode

    row = Deal.objects.order_by("close_order", "id").values_list("close_order", "id")[5000:5001].get()
    url = "/deals/?" + urlencode({"outcome": "all", "sort": "close", "cursor": encode(Cursor("close", tuple(row)))})
    answer = send(application, Call("deep", "GET", url, headers))
    if answer.status != 200 or answer.body.count(b'class="row-check"') < 50:
        raise RuntimeError(f"deep page: {answer.status}, not a page of 50 deals")
    return url


def writes() -> list[Call]:
    """Creating and changing a deal through the forms people use."""
    member = somebody(Role.SALES)
    headers = {**session_of(member)}
    mine = list(
        Deal.objects.filter(owner=member, outcome="", members__part=Part.OWNER).values_list("id", flat=True)[:200]
    )

    def create(number: int) -> tuple[str, bytes]:
        body = {
            "name": f"Bench deal {number}",
            "amount_minor": "12,500",
            "currency": "EUR",
            "stage_id": "1",
            "owner_id": str(member.pk),
            "close_on": "2027-03-01",
            "csrfmiddlewaretoken": CSRF,
        }
        return "application/x-www-form-urlencoded", urlencode(body).encode()

    _token, secret = make_token(
        by=member.viewer(), at=timezone.now(), name="bench", scopes=["read", "write"], expires_at=None
    )
    bearer = {"Authorization": f"Bearer {secret}"}
    # Beyond every date there is, so that each call changes something and the deal's version goes up by one.
    far = timezone.now().date() + timedelta(days=9000)
    versions = count(Deal.objects.values_list("version", flat=True).get(id=mine[0]))

    def change(number: int) -> tuple[str, bytes]:
        day = far + timedelta(days=number % 300)
        return "application/json", json.dumps({"version": next(versions), "close_on": day.isoformat()}).encode()

    def make(number: int) -> tuple[str, bytes]:
        return "application/json", json.dumps({"name": f"Bench deal {number}", "amount_minor": 1250000}).encode()

    return [
        Call("create a deal, form", "POST", "/deals/new/", headers, create, (302, 303)),
        Call("create a deal, API", "POST", "/api/v1/deals", bearer, make, (201,)),
        Call("change a deal, API", "PATCH", f"/api/v1/deals/{mine[0]}", bearer, change),
    ]
