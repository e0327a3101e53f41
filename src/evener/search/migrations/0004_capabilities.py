"""The index of PostgreSQL for the words of capabilities (`search.rules.Kind`)."""

from typing import Any

from django.db import migrations

KIND, SHIFT = 6, 40
DO = (
    "CREATE INDEX search_entry_words_capabilities ON search_entry USING gin (words)"
    f" WHERE id BETWEEN {KIND << SHIFT} AND {((KIND + 1) << SHIFT) - 1}"
)
UNDO = "DROP INDEX search_entry_words_capabilities"


def make(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DO)


def drop(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [("search", "0003_words")]

    operations = [migrations.RunPython(make, drop)]
