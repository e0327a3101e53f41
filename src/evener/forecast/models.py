"""Forecasts as they were given, of one deal and of many together; people's own calls; and how all of them did."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evener.deals.models import Deal, OfDealQuerySet
from evener.deals.rules import BASIS_NAMES, Basis
from evener.forecast.rules.dirt import TITLES
from evener.forecast.rules.words import OF_NAMES, PERIOD_NAMES, Of, Period
from evener.people.models import Team
from evener.people.rules import Viewer


class Forecast(models.Model):
    """One forecast of all open deals, as it was given; never changed once it `is_ready`.

    Same `digest` of what was known, same seed and `engine`: the same numbers. `facts` is what else is to be said of it
    (`actions.making`): the seed, horizons, features left out as suspects, how the model did on an earlier day against
    the base rate. `open_deals` and `ended_deals` are counted without confidential ones.
    """

    as_of = models.DateField()
    made_at = models.DateTimeField()
    # Whoever asked for it; nobody: the nightly one.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )  # fmt: skip
    work = models.OneToOneField("jobs.Work", models.SET_NULL, null=True, related_name="+")
    engine = models.CharField(max_length=12, default="")
    digest = models.CharField(max_length=64, default="")
    basis = models.CharField(max_length=10, choices=list(BASIS_NAMES.items()), default=Basis.PRIOR)
    open_deals = models.PositiveIntegerField(default=0)
    ended_deals = models.PositiveIntegerField(default=0)
    facts = models.JSONField(default=dict)
    # What had come of months and quarters that were over (`queries.periods.weighed`). It grows with people's calls, so
    # it is read only where it is shown.
    over = models.JSONField(default=dict)
    is_ready = models.BooleanField(default=False)
    # Deals' own outlooks say the same, and what earlier ones said of single deals is gone (`actions.writing.settle`).
    is_settled = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["as_of", "id"], condition=Q(is_ready=True), name="forecast_by_day")]

    def __str__(self) -> str:
        return f"{self.as_of:%Y-%m-%d}"


class Sheet(models.Model):
    """Every open deal of one forecast with its chances, packed (`rules.sheets`): what it is later held against."""

    forecast = models.OneToOneField(Forecast, models.CASCADE, related_name="sheet")
    packed = models.TextField()

    def __str__(self) -> str:
        return str(self.forecast_id)


class ChancesQuerySet(OfDealQuerySet["Chances"]):
    pass


class Chances(models.Model):
    """What the newest forecast says of one open deal. `ahead` and `why` as in `rules.outlook`.

    While one is being written there are rows of two: `queries.in_force` says which count.
    """

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="+", db_index=False)
    forecast = models.ForeignKey(Forecast, models.CASCADE, related_name="+", db_index=False)
    ahead = models.JSONField(default=list)
    why = models.JSONField(default=list)

    objects = ChancesQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["forecast", "deal"], name="forecast_chances_once")]

    def __str__(self) -> str:
        return str(self.deal_id)


class Line(models.Model):
    """What a forecast says of many deals together, in one currency: `figures`, a list of months and quarters.

    There are two lines of what confidential deals are part of: one with them and one without. Who may read which:
    `queries.slices`.
    """

    forecast = models.ForeignKey(Forecast, models.CASCADE, related_name="lines", db_index=False)
    of = models.CharField(max_length=8, choices=list(OF_NAMES.items()))
    # The id of the team, person or product; 0 for everything.
    of_id = models.BigIntegerField(default=0)
    confidential = models.BooleanField(default=False)
    currency = models.CharField(max_length=3)
    figures = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["forecast", "of", "of_id", "confidential", "currency"], name="forecast_line_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.of} {self.of_id} {self.currency}"


class PastLine(models.Model):
    """How deals ended and whether working together went with it, as the newest forecast counted them.

    Of everything (`by` and `of` empty), or of one `team`, `product`, `source` or `size`, as an address asks for it.
    Confidential deals are left out, so whoever sees all others may read it (`rules.sight`). `ended` and `together`:
    `queries.keeping`. While a forecast is being written there are rows of two: `queries.in_force` says which count.
    """

    forecast = models.ForeignKey(Forecast, models.CASCADE, related_name="past_lines", db_index=False)
    by = models.CharField(max_length=8, blank=True, default="")
    of = models.CharField(max_length=80, blank=True, default="")
    ended = models.JSONField(default=dict)
    together = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["forecast", "by", "of"], name="forecast_past_line_once")]

    def __str__(self) -> str:
        return f"{self.by} {self.of}".strip()


class Call(models.Model):
    """What somebody commits to, and what they hope for at best, for one period. Never changed: a new one follows.

    Of a person (`owner`) or a team; the newest counts.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", db_index=False)
    period = models.CharField(max_length=8, choices=list(PERIOD_NAMES.items()), default=Period.QUARTER)
    begins = models.DateField()
    currency = models.CharField(max_length=3)
    commit_minor = models.BigIntegerField(_("commit"))
    best_minor = models.BigIntegerField(_("best case"))
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=None, team__isnull=False) | Q(owner__isnull=False, team=None),
                name="forecast_call_of_one",
            ),
            models.CheckConstraint(
                condition=Q(commit_minor__gte=0, best_minor__gte=models.F("commit_minor")), name="forecast_call_ordered"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "begins", "-id"], name="forecast_call_of_owner"),
            models.Index(fields=["team", "begins", "-id"], name="forecast_call_of_team"),
            models.Index(fields=["begins", "-id"], name="forecast_call_by_begin"),
        ]

    def __str__(self) -> str:
        return f"{self.begins:%Y-%m-%d}"


class Mark(models.Model):
    """How a forecast did at one horizon, once that day had come: for everything, or one team's or person's deals.

    Confidential deals are left out. `figures` holds the scores beside those of the base rate and the plain stage
    prior, and the bands of the reliability diagram (`rules.marks`).
    """

    forecast = models.ForeignKey(Forecast, models.CASCADE, related_name="marks", db_index=False)
    days = models.PositiveIntegerField()
    of = models.CharField(max_length=8, choices=list(OF_NAMES.items()), default=Of.ALL)
    of_id = models.BigIntegerField(default=0)
    deals = models.PositiveIntegerField()
    figures = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of", "of_id", "days", "forecast"], name="forecast_mark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.forecast_id} after {self.days} days"


class RecordLine(models.Model):
    """The marks of a year at one horizon added up, so that a page need not: of everything, one team or one person.

    Added up each night, after marks were made, `on` that day. `months`: of everything, by the month the forecasts were
    given in: its first day, how many deals, and figures.
    """

    on = models.DateField()
    days = models.PositiveIntegerField()
    of = models.CharField(max_length=8, choices=list(OF_NAMES.items()), default=Of.ALL)
    of_id = models.BigIntegerField(default=0)
    deals = models.PositiveIntegerField()
    figures = models.JSONField(default=dict)
    months = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["days", "of", "of_id"], name="forecast_record_line_once")]

    def __str__(self) -> str:
        return f"{self.of} {self.of_id} after {self.days} days"


class Inspection(models.Model):
    """The newest look through the records for dirt. There is one; the next one takes its place."""

    made_at = models.DateTimeField()
    deals = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"


class Finding(models.Model):
    """Dirt of one kind: `what` names a field, `first` and `last` the days or ages, `people` ids of whom it is about.

    `count` is how many deals there are in all, also confidential ones: never shown. What a viewer reads is counted from
    `FoundIn`, which holds the first thousand. `since`: when it was first seen.
    """

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=16, choices=list(TITLES.items()))
    what = models.CharField(max_length=120, default="")
    first = models.FloatField(null=True)
    last = models.FloatField(null=True)
    people = models.JSONField(default=list)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.what}".strip()


class FoundInQuerySet(OfDealQuerySet["FoundIn"]):
    pass


class FoundIn(models.Model):
    """A deal a finding is about; `place` 0 is the worst."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="deals", db_index=False)
    deal = models.ForeignKey(Deal, models.CASCADE, related_name="+")
    place = models.PositiveIntegerField()

    objects = FoundInQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "place"], name="forecast_found_place")]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.deal_id}"


class Suspect(models.Model):
    """A field that looks as if it had been written when deals ended: left out until somebody allows it, with a reason.

    `is_seen`: the newest inspection found it. One that was allowed stays when it is not seen any more.
    """

    feature = models.CharField(max_length=120, unique=True)
    why = models.CharField(max_length=16)
    size = models.FloatField()
    since = models.DateTimeField()
    is_seen = models.BooleanField(default=True)
    allowed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )  # fmt: skip
    allowed_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=500, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(allowed_by=None, allowed_at=None, reason="")
                | (Q(allowed_by__isnull=False, allowed_at__isnull=False) & ~Q(reason="")),
                name="forecast_suspect_allowed_with_reason",
            )
        ]

    def __str__(self) -> str:
        return self.feature


class Noticed(models.Model):
    """Until when somebody has seen what was found: Today tells each person of a new finding once."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.person_id)


class BacktestQuerySet(models.QuerySet["Backtest"]):
    def visible_to(self, viewer: Viewer) -> BacktestQuerySet:
        """One's own; of the organisation's own deals those who lead see all."""
        mine = Q(owner_id=viewer.id, is_own=False)
        return self.filter(mine | Q(is_own=True)) if viewer.leads else self.filter(mine)


class Backtest(models.Model):
    """The model on a past day, held against what happened: of the organisation's own deals, or of somebody's file.

    `files`: a list of `{role, name, stored, size, sha256}`; `stored` is '' once the file is not needed any more.
    `found` is what `evener backtest deals --json` says (`engine.trial.plain`); `allowed` suspects used all the same.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    work = models.OneToOneField("jobs.Work", models.SET_NULL, null=True, related_name="+")
    is_own = models.BooleanField()
    as_of = models.DateField()
    horizon = models.PositiveIntegerField(null=True)
    cohort = models.CharField(max_length=4)
    seed = models.PositiveBigIntegerField(default=1)
    allowed = models.JSONField(default=list)
    files = models.JSONField(default=list)
    digest = models.CharField(max_length=64, default="")
    engine = models.CharField(max_length=12, default="")
    found = models.JSONField(default=dict)
    is_ready = models.BooleanField(default=False)

    objects = BacktestQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "-id"], name="forecast_backtest_of")]

    def __str__(self) -> str:
        return f"{self.as_of:%Y-%m-%d}"


class Predictions(models.Model):
    """The chances a backtest gave, as CSV, packed (`actions.backtesting.pack`)."""

    backtest = models.OneToOneField(Backtest, models.CASCADE, related_name="predictions")
    packed = models.TextField()

    def __str__(self) -> str:
        return str(self.backtest_id)
