"""What engineering is asked for, to begin with. Hours and lifts are Evener's own starting points, to be edited."""

from typing import Any

from django.db import migrations
from django.utils.translation import gettext as _

from evener.search.rules import fold


def kinds(apps: Any, schema_editor: Any) -> None:
    rows = (
        (_("Demo"), (2, 4, 8), 8, False),
        (_("Workshop"), (8, 16, 32), 12, False),
        (_("RFP or security questionnaire"), (6, 16, 40), 8, False),
        (_("Proof of concept"), (24, 60, 120), 20, True),
        (_("Architecture review"), (4, 10, 24), 10, False),
        (_("Estimate"), (3, 8, 20), 8, False),
        (_("Site visit"), (8, 12, 24), 10, False),
    )
    model = apps.get_model("engineering", "RequestKind")
    for position, (name, hours, lift, is_evaluation) in enumerate(rows, start=1):
        low, likely, high = (hour * 60 for hour in hours)
        model.objects.create(
            name=name, folded_name=fold(name), low_minutes=low, likely_minutes=likely, high_minutes=high, lift=lift,
            is_evaluation=is_evaluation, position=position,
        )


class Migration(migrations.Migration):
    dependencies = [("engineering", "0001_initial")]

    operations = [migrations.RunPython(kinds, migrations.RunPython.noop)]
