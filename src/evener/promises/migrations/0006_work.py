from django.db import migrations

from evener.capacity.rules import HOUR, MOST_HOURS
from evener.search.rules import fold


OPEN = ""


def register(apps, schema_editor):
    """Promises whose verdict with work holds, or that were told, wait in the load like those of now."""
    items, skills = apps.get_model("capacity", "WorkItem"), apps.get_model("capacity", "Skill")
    ids = dict(skills.objects.values_list("folded_name", "id"))
    rows = apps.get_model("promises", "Promise").objects.filter(verdict__kind="with_work")
    told = rows.filter(life="made", deal__outcome__in=[OPEN, "won"])
    held = rows.filter(life="unsaid", stale=False, review__in=["cleared", "overridden"], deal__outcome=OPEN)
    for promise in (told | held).select_related("verdict", "deal__stage").order_by("verdict__given_at").iterator(500):
        verdict, deal = promise.verdict, promise.deal
        low, likely, high = (
            min(max(1, hours or 1), MOST_HOURS) * HOUR
            for hours in (verdict.hours_low, verdict.hours_likely, verdict.hours_high)
        )
        values = {
            "skill_id": ids.get(fold(verdict.skill.strip())[:80]), "low_minutes": low, "likely_minutes": likely,
            "high_minutes": high, "weight": deal.stage.prior_won if deal.outcome == OPEN else 100,
            "due_on": promise.due_on, "registered_at": verdict.given_at,
        }  # fmt: skip
        items.objects.get_or_create(kind="promise", thing_id=promise.pk, defaults=values)


class Migration(migrations.Migration):
    dependencies = [
        ("capacity", "0002_ratios"),
        ("deals", "0005_technical_win"),
        ("promises", "0005_deal_breaker"),
    ]

    operations = [migrations.RunPython(register, migrations.RunPython.noop, elidable=True)]
