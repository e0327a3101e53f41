"""What of people is exported (upkeep.asks.Exporter): no password, no hash, no sign-in link."""

from __future__ import annotations

from evener.people.models import ApiToken, Organisation, Team, User
from evener.tables import Table, table


def tables() -> list[Table]:
    return [
        table("organisation", Organisation),
        table("teams", Team, also={"parent": "parent__name"}),
        table("people", User, without=("password",), also={"team": "team__name"}),
        table("api_tokens", ApiToken, without=("token_hash",), also={"user": "user__name"}),
    ]
