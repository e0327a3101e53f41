"""Playbooks, their versions and questions. Everybody who is signed in may read them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from evener.deals.models import Product, Stage
from evener.discovery import files
from evener.discovery.models import Discovery, Playbook, PlaybookVersion, Question
from evener.discovery.rules import coverage
from evener.discovery.rules.questions import NAMES
from evener.journal.models import Entry
from evener.people.rules import Viewer
from evener.problems import NotThere

MOST, ENTRIES = 500, 50


@dataclass(frozen=True, slots=True)
class Listed:
    """One playbook of the list. `number` is the newest published version, `draft` the one being written; None where
    there is none. `questions` are those of the newest of both.
    """

    id: int
    name: str
    deal_type: str
    product: str
    purpose: str
    number: int | None
    draft: int | None
    questions: int
    deals: int


def playbooks(viewer: Viewer) -> list[Listed]:
    """All of them by name, with how many of the viewer's deals go by each. Two queries."""
    newest = PlaybookVersion.objects.filter(playbook=OuterRef(OuterRef("pk"))).order_by("-number").values("pk")[:1]
    asked = Question.objects.filter(of_version=Subquery(newest)).order_by().values("of_version")
    rows = Playbook.objects.annotate(
        newest=Max("versions__number", filter=Q(versions__published_at__isnull=False)),
        drafted=Max("versions__number", filter=Q(versions__published_at=None)),
        asked=Subquery(asked.annotate(n=Count("id")).values("n")),
    ).order_by("name", "id")
    names = ("id", "name", "deal_type", "product__name", "purpose", "newest", "drafted", "asked")
    deals = in_use(viewer)
    return [
        Listed(
            id=row["id"], name=row["name"], deal_type=row["deal_type"], product=row["product__name"] or "",
            purpose=row["purpose"], number=row["newest"], draft=row["drafted"], questions=row["asked"] or 0,
            deals=deals.get(row["id"], 0),
        )
        for row in rows.values(*names)[:MOST]
    ]  # fmt: skip


def in_use(viewer: Viewer) -> dict[int, int]:
    """How many of the viewer's deals go by each playbook."""
    rows = Discovery.objects.visible_to(viewer).order_by().values("of_version__playbook_id").annotate(n=Count("id"))
    return {row["of_version__playbook_id"]: row["n"] for row in rows}


@dataclass(frozen=True, slots=True)
class Offered:
    """A published playbook a deal may go by."""

    id: int
    name: str
    deal_type: str
    product_id: int | None
    number: int
    purpose: str


def offered() -> list[Offered]:
    """Every playbook with a published version, by name."""
    rows = Playbook.objects.annotate(newest=Max("versions__number", filter=Q(versions__published_at__isnull=False)))
    names = ("id", "name", "deal_type", "product_id", "newest", "purpose")
    return [Offered(*row) for row in rows.filter(newest__isnull=False).order_by("name", "id").values_list(*names)]


def playbook(id: int) -> Playbook:
    found = Playbook.objects.select_related("product", "created_by").filter(id=id).first()
    if found is None:
        raise missing()
    return found


def missing() -> NotThere:
    return NotThere(_("There is no such playbook."))


def versions(playbook_id: int) -> list[PlaybookVersion]:
    """The newest first, with who made and published each."""
    rows = PlaybookVersion.objects.filter(playbook_id=playbook_id).select_related("created_by", "published_by")
    return list(rows.order_by("-number"))


def version(playbook_id: int, number: int | None) -> PlaybookVersion:
    """The version of that number; without one the draft if there is one, else the newest."""
    return chosen(versions(playbook_id), number)


def chosen(among: list[PlaybookVersion], number: int | None) -> PlaybookVersion:
    found = next((each for each in among if number in (None, each.number)), None)
    if found is None:
        raise NotThere(_("This playbook has no such version."))
    return found


def newest_published(playbook_id: int) -> PlaybookVersion | None:
    rows = PlaybookVersion.objects.filter(playbook_id=playbook_id, published_at__isnull=False)
    return rows.order_by("-number").first()


def questions(version_id: int) -> list[Question]:
    """The questions of a version in their order."""
    return list(Question.objects.filter(of_version_id=version_id).order_by("position", "id"))


def question(id: int) -> Question:
    """One question with its version and playbook."""
    found = Question.objects.select_related("of_version__playbook").filter(id=id).first()
    if found is None:
        raise NotThere(_("There is no such question."))
    return found


def stages() -> list[coverage.Stage]:
    """The organisation's pipeline, in its order."""
    return [coverage.Stage(name, chance) for name, chance in Stage.objects.values_list("name", "prior_won")]


def products() -> list[tuple[int, str]]:
    return list(Product.objects.order_by("name", "id").values_list("id", "name"))


def journal(playbook: Playbook) -> list[Entry]:
    """What was written about it, newest first."""
    entries = Entry.objects.filter(thread_kind="playbook", thread_id=playbook.pk).select_related("actor")
    return list(entries.order_by("-id")[:ENTRIES])


def file_text(playbook: Playbook, version_id: int) -> str:
    """The file of one version of a playbook."""
    values = {name: getattr(playbook, name) for name in files.HEAD}
    return files.write(values, [{name: getattr(row, name) for name in NAMES} for row in questions(version_id)])
