"""How the organisation's papers look. For admins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evener.journal.actions import record
from evener.journal.rules import Change, Thing
from evener.papers.engine.faults import Unfit
from evener.papers.engine.image import MOST_BYTES, checked
from evener.papers.models import Brand, Logo
from evener.papers.queries.one import brand as read_brand
from evener.papers.rules.brand import brand_faults
from evener.papers.rules.writing import clean
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed

FIELDS = ("colour", "accent", "footer", "page_size")


def change_brand(
    *, by: Viewer, at: datetime, values: Mapping[str, Any], logo: bytes | None = None, no_logo: bool = False
) -> Brand:
    """Change colours, footer and page; `logo` is an uploaded PNG or JPEG, which is drawn anew before it is kept."""
    if not by.may_administer:
        raise NotAllowed(_("Only an admin changes how papers look."))
    given = {name: clean(value or "", lines=False) for name, value in values.items() if name in FIELDS}
    wrong = brand_faults(given)
    if wrong:
        raise Invalid(wrong)
    picture = _picture(logo) if logo is not None else None
    with transaction.atomic():
        row = _hold()
        changes: list[Change] = []
        for name, value in given.items():
            if getattr(row, name) != value:
                changes.append((name, getattr(row, name), value))
                setattr(row, name, value)
        if picture is not None:
            kept = _keep(picture, at=at)
            if kept.pk != row.logo_id:
                changes.append(("logo", None, kept.digest[:12]))
                row.logo = kept
        elif no_logo and row.logo_id is not None:
            changes.append(("logo", row.logo.digest[:12] if row.logo else None, None))
            row.logo = None
        if changes:
            row.version += 1
            row.save(force_update=True)
            record(
                by=by, at=at, what="brand.changed", changes=changes,
                subject=Thing("organisation", row.organisation_id, row.organisation.name),
            )  # fmt: skip
    return read_brand()


def _hold() -> Brand:
    row = read_brand()
    if row.pk is None:
        row.save(force_insert=True)
    return Brand.objects.select_for_update(of=("self",)).select_related("logo", "organisation").get(pk=row.pk)


def _picture(data: bytes) -> Any:
    if len(data) > MOST_BYTES:
        raise Invalid({"logo": _("The file is larger than 5 MB. Save the image smaller, 1,400 pixels wide is enough.")})
    try:
        return checked(data)
    except Unfit as fault:
        raise Invalid({"logo": str(fault)}) from fault


def _keep(picture: Any, *, at: datetime) -> Logo:
    digest = sha256(picture.data).hexdigest()
    found = Logo.objects.filter(digest=digest).first()
    return found or Logo.objects.create(
        digest=digest, kind=picture.kind, data=picture.data, width=picture.width, height=picture.height, made_at=at
    )
