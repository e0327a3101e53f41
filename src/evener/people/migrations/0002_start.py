"""The one organisation, and the table of the cache that throttling counts in."""

from typing import Any

from django.core.management import call_command
from django.db import migrations


def start(apps: Any, schema_editor: Any) -> None:
    apps.get_model("people", "Organisation").objects.create(pk=1)
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [migrations.RunPython(start, migrations.RunPython.noop)]
