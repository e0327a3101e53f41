"""What of calendars is exported (upkeep.asks.Exporter): no address of a calendar and no feed, which are secrets."""

from __future__ import annotations

from evener.calendars.models import Seen, Source
from evener.tables import Table, table

SECRETS = ("url", "url_digest", "etag", "last_modified")


def tables() -> list[Table]:
    return [
        table("calendars", Source, without=SECRETS, also={"owner": "owner__name"}),
        table("calendar_events", Seen, also={"owner": "owner__name", "source": "source__name"}),
    ]
