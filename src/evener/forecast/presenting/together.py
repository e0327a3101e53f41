"""Whether working together goes with better endings, in words, tables and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from evener.forecast.queries.together import Compared, Found
from evener.forecast.rules.counting import FEWEST, percent
from evener.forecast.rules.together import AFTER, HALF, HIT_NAMES, OUT_NAMES, Hit, Practice
from evener.pages.charts import Bar, Chart, Table, bars

if TYPE_CHECKING:
    from evener.forecast.engine.together import Comparison, Ratio


def page(found: Found) -> dict[str, Any]:
    return {"found": found, "fewest": FEWEST, "habits": [_habit(each, found.days) for each in found.habits]}


def words(habit: Practice, days: int) -> tuple[str, str, str, str]:
    """The question, the two groups, and how a deal came into one."""
    given = {"days": days, "half": HALF, "after": AFTER}
    found = {
        Practice.ENGINEER: (
            _("How early was an engineer in?"),
            _("In within %(days)d days"),
            _("Not in by day %(days)d"),
            _(
                "In: one sat in a meeting, gave a verdict or wrote hours down. Judged on day %(days)d, among deals that"
                " were open and on record then; who came later counts as not in."
            ),
        ),
        Practice.DISCOVERED: (
            _("How much was discovered?"),
            _("At least %(half)d %% known by day %(days)d"),
            _("Less than %(half)d %% known"),
            _(
                "Told or observed answers, by the weight of the playbook's questions. Judged on day %(days)d, among"
                " deals that were open and went by a playbook then."
            ),
        ),
        Practice.BLIND: (
            _("Were promises blind?"),
            _("Every promise had a verdict"),
            _("At least one was blind"),
            _(
                "Among deals open on day %(days)d whose customer had been promised something by then. Promises made"
                " later do not count."
            ),
        ),
        Practice.CLOSING: (
            _("Was an engineer on the closing call?"),
            _("An engineer was in the last meeting"),
            _("No engineer in it"),
            _("The last meeting on record before the deal ended, whatever it was called."),
        ),
        Practice.STAYED: (
            _("Did an engineer stay after the win?"),
            _("Still there within %(after)d days"),
            _("Not seen again"),
            _(
                "Won deals with a promise that was settled more than %(after)d days after the win. Counted: deals of"
                " which every such promise was kept."
            ),
        ),
    }[habit]
    question, first, second, how = (text % given for text in found)
    return question, first, second, how


def _habit(each: Compared, days: int) -> dict[str, Any]:
    question, first, second, how = words(each.habit, days)
    return {
        "key": each.habit.value, "question": question, "how": how, "enough": each.enough,
        "groups": [
            (name, count, max(0, FEWEST - count)) for name, count in ((first, each.with_it), (second, each.without))
        ],
        "some": each.with_it + each.without > 0,
        "outside": sum(each.out.values()),
        "out": [(OUT_NAMES[out], count) for out, count in sorted(each.out.items(), key=lambda pair: -pair[1])],
        "charts": [_chart(each, hit, found, first, second) for hit, found in each.found.items()],
    }  # fmt: skip


def _chart(each: Compared, hit: Hit, found: Comparison, first: str, second: str) -> Chart:
    name = str(HIT_NAMES[hit])
    groups = ((first, found.first, "accent"), (second, found.second, "calm"))
    return bars(
        f"{each.habit}-{hit}",
        title=name,
        says=difference_text(found),
        table=Table(
            (_("Deals"), name, _("Counted"), _("Same sizes and kinds"), _("Interval, 95 %")),
            [
                (label, _counts(ratio), percent(ratio.plain), percent(ratio.adjusted), _range(ratio))
                for label, ratio, _tone in groups
            ],
        ),
        rows=[
            Bar(label, ratio.adjusted, ratio.low, ratio.high, _counts(ratio), tone) for label, ratio, tone in groups
        ],
    )  # fmt: skip


def _counts(ratio: Ratio) -> str:
    return _("%(count)d of %(of)d") % {"count": ratio.hits, "of": ratio.deals}


def _range(ratio: Ratio) -> str:
    return _("%(low)s to %(high)s") % {"low": percent(ratio.low), "high": percent(ratio.high)}


def difference_text(found: Comparison) -> str:
    """The difference in points, and whether it can be told from none."""
    low, high = round(found.low * 100), round(found.high * 100)
    if found.told_apart and found.difference < 0:
        low, high = -high, -low
    given = {
        "first": percent(found.first.adjusted), "second": percent(found.second.adjusted),
        "points": abs(round(found.difference * 100)), "low": _signed(low), "high": _signed(high),
    }  # fmt: skip
    if not found.told_apart:
        return (
            _(
                "%(first)s against %(second)s: these cannot be told apart. The difference lies between"
                " %(low)s and %(high)s points."
            )
            % given
        )
    if found.difference > 0:
        return (
            _("%(first)s against %(second)s: %(points)d points more, with 95 %% between %(low)s and %(high)s.") % given
        )
    return _("%(first)s against %(second)s: %(points)d points less, with 95 %% between %(low)s and %(high)s.") % given


def _signed(points: int) -> str:
    return f"{points}".replace("-", "−")
