"""The indexes of PostgreSQL for the words of meetings, papers, pieces, terms, reviews and plans (`search.rules.Kind`)."""

from typing import Any

from django.db import migrations

SHIFT = 40
KINDS = {11: "meetings", 12: "papers", 13: "pieces", 14: "terms", 15: "reviews", 16: "plans"}


def make(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for kind, name in KINDS.items():
            schema_editor.execute(
                f"CREATE INDEX search_entry_words_{name} ON search_entry USING gin (words)"
                f" WHERE id BETWEEN {kind << SHIFT} AND {((kind + 1) << SHIFT) - 1}"
            )


def drop(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for name in KINDS.values():
            schema_editor.execute(f"DROP INDEX search_entry_words_{name}")


class Migration(migrations.Migration):
    dependencies = [("search", "0007_requests")]

    operations = [migrations.RunPython(make, drop)]
