"""The glossary one starts with. It is anybody's to change; nobody's name stands at it."""

from datetime import UTC, datetime
from typing import Any

from django.db import migrations

from evener.plain.engine import STARTING, glossary_key
from evener.search.rules import Kind, fold
from evener.search.rules import key as index_key

# The same on every installation, so that exports of two fresh ones are the same.
ADDED = datetime(2026, 11, 1, tzinfo=UTC)


def start(apps: Any, schema_editor: Any) -> None:
    terms, found = apps.get_model("plain", "Term"), apps.get_model("search", "Entry")
    terms.objects.bulk_create(
        terms(
            word=entry.word,
            key=glossary_key(entry.word),
            folded_word=fold(entry.word),
            plain=entry.plain,
            meaning=entry.meaning,
            analogy=entry.analogy,
            treatment="replaced",
            language=entry.language,
            created_at=ADDED,
            changed_at=ADDED,
        )
        for entry in STARTING
    )
    rows = terms.objects.values_list("id", "word", "plain", "meaning", "analogy")
    found.objects.bulk_create(
        found(id=index_key(Kind.TERM, id), body=fold(" ".join(texts))) for id, *texts in rows.order_by("id")
    )


class Migration(migrations.Migration):
    dependencies = [("plain", "0001_initial"), ("search", "0008_in_front")]

    operations = [migrations.RunPython(start, migrations.RunPython.noop)]
