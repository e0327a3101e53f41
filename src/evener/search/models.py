"""One thin full-text index for both databases.

`id` is `kind << 40 | object id`: a kind is one range of ids, and descending id is newest first, which is the order
both databases can read straight off the index. SQLite keeps an FTS5 table in step by triggers (migration 0002),
PostgreSQL a column of the words, with a GIN index for each kind (migration 0003). `body` is folded (no accents, lower
case) before it is stored, so both find the same.
"""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    id = models.BigIntegerField(primary_key=True)
    body = models.TextField()

    class Meta:
        db_table = "search_entry"

    def __str__(self) -> str:
        return self.body[:40]
