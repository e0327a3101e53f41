"""Five stages to begin with; their chances are the common CRM default."""

from typing import Any

from django.db import migrations
from django.utils.translation import gettext as _


def stages(apps: Any, schema_editor: Any) -> None:
    rows = (_("Qualify"), 10), (_("Discover"), 25), (_("Prove"), 50), (_("Propose"), 70), (_("Commit"), 90)
    model = apps.get_model("deals", "Stage")
    for position, (name, prior) in enumerate(rows, start=1):
        model.objects.create(name=name, position=position, prior_won=prior)


class Migration(migrations.Migration):
    dependencies = [("deals", "0001_initial")]

    operations = [migrations.RunPython(stages, migrations.RunPython.noop)]
