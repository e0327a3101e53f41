"""PostgreSQL keeps a text's words beside it, and finds those of one kind in an index of that kind.

Reading along the ids, newest first, is the quick way to a common word's newest, and would have to take every text apart
again. And a word that is common in one kind and absent from another is looked up in vain only where it may be.
"""

from typing import Any

from django.db import migrations

# The kinds there are (`search.rules.Kind`), each a range of ids of 40 bits. A new one brings its own index.
KINDS = {"deals": 1, "promises": 2, "accounts": 3, "contacts": 4, "people": 5}
SHIFT = 40

DO = [
    "ALTER TABLE search_entry ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', body)) STORED",
    "DROP INDEX search_entry_words",
    *(
        f"CREATE INDEX search_entry_words_{name} ON search_entry USING gin (words)"
        f" WHERE id BETWEEN {kind << SHIFT} AND {((kind + 1) << SHIFT) - 1}"
        for name, kind in KINDS.items()
    ),
]
UNDO = [
    "ALTER TABLE search_entry DROP COLUMN words",
    "CREATE INDEX search_entry_words ON search_entry USING gin (to_tsvector('simple', body))",
]


def run(statements: list[str], schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


def make(apps: Any, schema_editor: Any) -> None:
    run(DO, schema_editor)


def drop(apps: Any, schema_editor: Any) -> None:
    run(UNDO, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_full_text")]

    operations = [migrations.RunPython(make, drop)]
