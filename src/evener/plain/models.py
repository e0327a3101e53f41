"""The shared glossary: words customers may not know, and what to say instead."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evener.plain.rules import TREATMENT_NAMES, Treatment


class Term(models.Model):
    """One word of the glossary. Everybody may read it. `created_by` null: it came with Evener.

    `key` is how the word is looked up (plain.rules.key_of), `folded_word` what the list is ordered by; `treatment`
    follows from `plain` and `accepted`.
    """

    word = models.CharField(_("word or abbreviation"), max_length=80)
    key = models.CharField(max_length=80, editable=False)
    folded_word = models.CharField(max_length=80, editable=False)
    plain = models.CharField(_("say instead"), max_length=200, blank=True, default="")
    meaning = models.TextField(_("what it means"), blank=True, default="")
    analogy = models.TextField(_("what it is like"), blank=True, default="")
    accepted = models.BooleanField(_("our customers know this word"), default=False)
    treatment = models.CharField(
        max_length=10, choices=list(TREATMENT_NAMES.items()), default=Treatment.REPLACED, editable=False
    )
    language = models.CharField(_("language"), max_length=8, blank=True, default="en")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "language"], name="plain_term_once_a_language"),
            models.CheckConstraint(
                condition=Q(accepted=True) | ~Q(plain="") | ~Q(meaning="") | ~Q(analogy=""),
                name="plain_term_says_something",
            ),
        ]
        indexes = [
            models.Index(fields=["word", "id"], name="plain_term_by_spelling"),
            models.Index(fields=["folded_word", "id"], name="plain_term_by_word"),
            models.Index(fields=["treatment", "folded_word", "id"], name="plain_term_by_treatment"),
            models.Index(fields=["language", "folded_word", "id"], name="plain_term_by_language"),
            models.Index(fields=["created_by", "folded_word", "id"], name="plain_term_by_who"),
        ]

    def __str__(self) -> str:
        return self.word
