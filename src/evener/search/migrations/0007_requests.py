"""The index of PostgreSQL for the words of requests (`search.rules.Kind`)."""

from typing import Any

from django.db import migrations

KIND, SHIFT = 10, 40
DO = (
    "CREATE INDEX search_entry_words_requests ON search_entry USING gin (words)"
    f" WHERE id BETWEEN {KIND << SHIFT} AND {((KIND + 1) << SHIFT) - 1}"
)
UNDO = "DROP INDEX search_entry_words_requests"


def make(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DO)


def drop(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [("search", "0006_answers")]

    operations = [migrations.RunPython(make, drop)]
