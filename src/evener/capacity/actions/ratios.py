"""Keeping what the team's finished tasks taught."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from evener.capacity.models import RatioRecord


def keep_ratios(*, at: datetime, model: Mapping[str, Any], tasks: int) -> None:
    """In place of what was known before. `model` is `estimates.RatioModel.plain`."""
    with transaction.atomic():
        RatioRecord.objects.all().delete()
        RatioRecord.objects.create(model=dict(model), tasks=tasks, learnt_at=at)


def forget_ratios() -> None:
    """There are too few finished tasks: the prior stands again."""
    RatioRecord.objects.all().delete()
