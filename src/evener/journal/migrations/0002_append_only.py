"""The database itself refuses to change or remove what the journal holds."""

from typing import Any

from django.db import migrations

SQLITE = [
    "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal_entry"
    " BEGIN SELECT RAISE(ABORT, 'The journal is append-only.'); END",
    "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal_entry"
    " BEGIN SELECT RAISE(ABORT, 'The journal is append-only.'); END",
]
POSTGRES = [
    "CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'The journal is append-only.'; END $$",
    "CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal_entry"
    " FOR EACH ROW EXECUTE FUNCTION journal_append_only()",
    "CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal_entry"
    " FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()",
]
UNDO = {
    "sqlite": ["DROP TRIGGER journal_no_update", "DROP TRIGGER journal_no_delete"],
    "postgresql": [
        "DROP TRIGGER journal_no_change ON journal_entry",
        "DROP TRIGGER journal_no_truncate ON journal_entry",
        "DROP FUNCTION journal_append_only",
    ],
}


def close(apps: Any, schema_editor: Any) -> None:
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


def open_again(apps: Any, schema_editor: Any) -> None:
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [migrations.RunPython(close, open_again)]
