"""Points of view, what went out of them, the library of pieces, and how they look."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evener.deals.models import Deal, OfDealQuerySet
from evener.meetings.models import Meeting
from evener.papers.rules.brand import ACCENT, COLOUR, PAGE_SIZE_NAMES, PageSize
from evener.papers.rules.pieces import PIECE_FOR_NAMES, PieceFor
from evener.papers.rules.writing import LANGUAGES, PAPER_STATUS_NAMES, PaperStatus
from evener.people.models import Organisation
from evener.promises.models import Promise


class Piece(models.Model):
    """A text or picture the company uses again. Everybody who is signed in reads it, everybody who writes improves it.

    `version` counts its wordings; each stands in PieceText. Whoever words it anew says with it that it is true.
    """

    title = models.CharField(_("title"), max_length=160)
    section = models.CharField(
        _("goes into"), max_length=8, choices=list(PIECE_FOR_NAMES.items()), default=PieceFor.IDEA
    )
    body = models.TextField(_("the text"))
    # Small letters between blanks, ` pumps security `: one tag is found by ` pumps `.
    tags = models.CharField(_("tags"), max_length=500, blank=True, default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    checked_on = models.DateField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    # Nobody is offered it any more; papers that hold it keep it.
    retired = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        indexes = [
            # Every order of the library, over those in use and over all.
            models.Index(fields=["title", "id"], condition=Q(retired=False), name="papers_pieces_by_title"),
            models.Index(fields=["checked_on", "id"], condition=Q(retired=False), name="papers_pieces_by_check"),
            models.Index(fields=["title", "id"], name="papers_all_pieces_by_title"),
            models.Index(fields=["checked_on", "id"], name="papers_all_pieces_by_check"),
            models.Index(
                fields=["owner", "checked_on", "id"], condition=Q(retired=False), name="papers_pieces_of_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PieceText(models.Model):
    """One wording of a piece. Never changed."""

    piece = models.ForeignKey(Piece, models.CASCADE, related_name="texts", db_index=False)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    body = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["piece", "number"], name="papers_piece_text_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class PaperQuerySet(OfDealQuerySet["Paper"]):
    pass


class Paper(models.Model):
    """A point of view of a deal, for a meeting where there was one. `owner` writes it."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="papers", db_index=False)
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="papers", db_index=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    title = models.CharField(_("title"), max_length=160)
    language = models.CharField(_("language"), max_length=8, choices=list(LANGUAGES.items()), default="en")
    readers = models.CharField(_("who it is for"), max_length=200, blank=True, default="")
    problem = models.TextField(_("the problem"), blank=True, default="")
    idea = models.TextField(_("our idea"), blank=True, default="")
    picture = models.TextField(_("the picture"), blank=True, default="")
    picture_says = models.CharField(_("what the picture shows"), max_length=300, blank=True, default="")
    # A list of `rules.writing.Step.kept()`.
    steps = models.JSONField(default=list, blank=True)
    # By part: a list of [text, address] that say where it came from.
    origins = models.JSONField(default=dict, blank=True, editable=False)
    # What went out last stands among the documents of the plan the customer sees.
    on_plan = models.BooleanField(_("on the shared plan"), default=False)

    status = models.CharField(max_length=5, choices=list(PAPER_STATUS_NAMES.items()), default=PaperStatus.DRAFT)
    # By the clock, where there was a meeting. Kept by the actions.
    due_on = models.DateField(null=True)
    # The first time it went out, and the version that went out last.
    out_at = models.DateTimeField(null=True)
    out_version = models.PositiveIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    touched_at = models.DateTimeField()

    objects = PaperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status=PaperStatus.DRAFT, out_at=None, out_version=None)
                | Q(status=PaperStatus.OUT, out_at__isnull=False, out_version__isnull=False),
                name="papers_out_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(out_version=None) | Q(out_version__lte=F("version")), name="papers_out_version_was"
            ),
        ]
        indexes = [
            models.Index(fields=["deal", "id"], name="papers_by_deal"),
            models.Index(fields=["meeting"], condition=Q(meeting__isnull=False), name="papers_by_meeting"),
            # Every order of the list, over all and by status; and its filters in the same order.
            models.Index(fields=["touched_at", "id"], name="papers_by_touched"),
            models.Index(fields=["status", "touched_at", "id"], name="papers_by_status_touched"),
            models.Index(fields=["title", "id"], name="papers_by_title"),
            models.Index(fields=["status", "title", "id"], name="papers_by_status_title"),
            models.Index(fields=["owner", "touched_at", "id"], name="papers_by_owner_touched"),
            models.Index(fields=["owner", "due_on", "id"], condition=Q(status="draft"), name="papers_drafts_of_owner"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_out(self) -> bool:
        return self.status == PaperStatus.OUT

    @property
    def changed_since(self) -> bool:
        """Changed after it went out last."""
        return self.out_version is not None and self.version > self.out_version


class PaperPiece(models.Model):
    """A piece put into a paper, and the wording it had then."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="pieces", db_index=False)
    piece = models.ForeignKey(Piece, models.PROTECT, related_name="uses")
    number = models.PositiveIntegerField()
    section = models.CharField(max_length=8)
    put_at = models.DateTimeField()
    put_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "piece"], name="papers_piece_in_paper_once")]

    def __str__(self) -> str:
        return f"{self.piece_id} in {self.paper_id}"


class Claim(models.Model):
    """A promise a paper rests on."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="claims", db_index=False)
    promise = models.ForeignKey(Promise, models.CASCADE, related_name="claimed_in")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "promise"], name="papers_claim_once")]

    def __str__(self) -> str:
        return f"{self.promise_id} in {self.paper_id}"


class Logo(models.Model):
    """A picture that was checked and drawn anew (`papers.engine.image`). Kept as long as an edition shows it."""

    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=20)
    data = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:12]


class Brand(models.Model):
    """How the organisation's papers look."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="brand")
    colour = models.CharField(max_length=7, default=COLOUR)
    accent = models.CharField(max_length=7, default=ACCENT)
    footer = models.CharField(max_length=120, blank=True, default="")
    page_size = models.CharField(max_length=10, choices=list(PAGE_SIZE_NAMES.items()), default=PageSize.A4)
    logo = models.ForeignKey(Logo, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"Brand of {self.organisation_id}"


class EditionQuerySet(models.QuerySet["Edition"]):
    def visible_to(self, viewer: Any) -> EditionQuerySet:
        """Whoever sees the deal."""
        return self.filter(paper__in=Paper.objects.visible_to(viewer).values("id"))


class Edition(models.Model):
    """A paper as it went out: what it said, how it looked, and the bytes of its PDF. Never changed.

    `content` is the whole document and `look` the brand as they were; `claims` what engineering had said to each
    promise it rests on, which is ours and is never part of the document.
    """

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="editions", db_index=False)
    number = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    content = models.JSONField()
    look = models.JSONField()
    logo = models.ForeignKey(Logo, models.PROTECT, null=True, related_name="+", db_index=False)
    claims = models.JSONField(default=list)
    pdf = models.BinaryField()
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    words = models.PositiveIntegerField()
    in_time = models.BooleanField(null=True)
    out_at = models.DateTimeField()
    out_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    override_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    override_reason = models.TextField(blank=True, default="")

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="papers_edition_once"),
            models.CheckConstraint(
                condition=Q(override_by=None, override_reason="")
                | (Q(override_by__isnull=False) & ~Q(override_reason="")),
                name="papers_override_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"
