"""A deal and what has to be there for it, in one transaction: both or neither."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from evener.customers.actions import create_account
from evener.deals.actions.deal import create_deal
from evener.deals.models import Deal
from evener.people.rules import Viewer
from evener.problems import Invalid


def create_deal_at_new_account(*, by: Viewer, at: datetime, account_name: str, values: Mapping[str, Any]) -> Deal:
    """A new deal at an account that is made with it."""
    with transaction.atomic():
        try:
            account = create_account(by=by, at=at, values={"name": account_name})
        except Invalid as problem:
            raise Invalid({"account_id": problem.fields.get("name", str(problem))}) from problem
        return create_deal(by=by, at=at, values={**values, "account_id": account.pk})
