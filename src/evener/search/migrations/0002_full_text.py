"""The full-text side of the index: FTS5 kept in step by triggers on SQLite, a GIN index on PostgreSQL."""

from typing import Any

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE search_fts USING fts5(body, content='search_entry', content_rowid='id',"
    " tokenize='unicode61', prefix='2 3')",
    "CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN"
    " INSERT INTO search_fts(rowid, body) VALUES (new.id, new.body); END",
    "CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN"
    " INSERT INTO search_fts(search_fts, rowid, body) VALUES ('delete', old.id, old.body); END",
    "CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry WHEN old.body <> new.body BEGIN"
    " INSERT INTO search_fts(search_fts, rowid, body) VALUES ('delete', old.id, old.body);"
    " INSERT INTO search_fts(rowid, body) VALUES (new.id, new.body); END",
]
POSTGRES = ["CREATE INDEX search_entry_words ON search_entry USING gin (to_tsvector('simple', body))"]
UNDO = {
    "sqlite": [
        "DROP TRIGGER search_entry_added",
        "DROP TRIGGER search_entry_removed",
        "DROP TRIGGER search_entry_changed",
        "DROP TABLE search_fts",
    ],
    "postgresql": ["DROP INDEX search_entry_words"],
}


def make(apps: Any, schema_editor: Any) -> None:
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
