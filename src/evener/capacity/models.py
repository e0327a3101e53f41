"""When people work, what they can, and the work that waits for them. This room knows no deal: whoever needs hours
registers them here as a work item, and answers what it is called for whom (capacity.asks).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evener.capacity.rules import KIND_NAMES, LEVEL_NAMES, USUAL_WEEK, Level


def usual_week() -> list[int]:
    return list(USUAL_WEEK)


class Skill(models.Model):
    """Something engineering work may need somebody to know."""

    name = models.CharField(_("name"), max_length=80)
    about = models.CharField(_("about"), max_length=300, blank=True, default="")
    folded_name = models.CharField(max_length=80, unique=True, editable=False)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["name", "id"], name="capacity_skills_by_name")]

    def __str__(self) -> str:
        return self.name


class PersonSkill(models.Model):
    """What somebody can, or wants to learn: `level` is null where they cannot do it yet."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="skills", db_index=False)
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="people")
    level = models.PositiveSmallIntegerField(choices=[(each.value, LEVEL_NAMES[each]) for each in Level], null=True)
    wants = models.BooleanField(_("wants to learn it"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "skill"], name="capacity_a_skill_once"),
            models.CheckConstraint(
                condition=Q(level__isnull=False, level__gte=1, level__lte=3) | Q(level=None, wants=True),
                name="capacity_can_or_wants",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.skill_id}"


class WorkingWeek(models.Model):
    """Somebody's own week. Who has none works the usual one."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="working_week")
    # Minutes from Monday to Sunday.
    minutes = models.JSONField(default=usual_week)
    focus_minutes = models.PositiveIntegerField(_("focus time a week"), default=0)
    # ISO 3166 codes of the holidays that are kept: a country and, where it matters, a part of it.
    country = models.CharField(_("holidays of"), max_length=2, blank=True, default="")
    region = models.CharField(_("region"), max_length=6, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.person_id}"


class Absence(models.Model):
    """Leave of any kind, both days included. Why is nobody's business here."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences", db_index=False)
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("until"))
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="capacity_leave_ends_after_it_begins")
        ]
        indexes = [models.Index(fields=["person", "last_on"], name="capacity_leave_of")]

    def __str__(self) -> str:
        return f"{self.first_on}–{self.last_on}"


class WorkItem(models.Model):
    """Hours somebody registered: who needs them (`kind`, `thing_id`), how many, by when, and how likely they are
    needed at all. Gone when the work is done or off.
    """

    kind = models.CharField(max_length=12, choices=list(KIND_NAMES.items()))
    thing_id = models.BigIntegerField()
    skill = models.ForeignKey(Skill, models.PROTECT, null=True, related_name="+", db_index=False)
    # Who does it; null while it waits for somebody.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    low_minutes = models.PositiveIntegerField()
    likely_minutes = models.PositiveIntegerField()
    high_minutes = models.PositiveIntegerField()
    # The chance that it is needed, in percent.
    weight = models.PositiveSmallIntegerField(default=100)
    starts_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    # Its place in the queue: whoever came first is not moved by whoever comes later.
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "thing_id"], name="capacity_work_once"),
            models.CheckConstraint(
                condition=Q(
                    low_minutes__gt=0, likely_minutes__gte=F("low_minutes"), high_minutes__gte=F("likely_minutes")
                ),
                name="capacity_work_has_hours",
            ),
            models.CheckConstraint(condition=Q(weight__lte=100), name="capacity_weight_is_a_chance"),
        ]
        indexes = [
            models.Index(fields=["registered_at", "id"], name="capacity_queue"),
            models.Index(fields=["person", "id"], name="capacity_work_of"),
            models.Index(fields=["skill", "registered_at", "id"], name="capacity_queue_of_skill"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing_id}"


class RatioRecord(models.Model):
    """What the team's own finished tasks taught about estimates and actual hours. One row at most; none until there
    are enough tasks.
    """

    # `estimates.RatioModel.plain`.
    model = models.JSONField()
    tasks = models.PositiveIntegerField()
    learnt_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.tasks}"
