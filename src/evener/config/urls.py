"""Every address of Evener."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from evener.config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include((api.addresses, "api"))),
    path("", include("evener.web.urls")),
    path("", include("evener.stakeholders.urls")),
    path("deals/", include("evener.deals.urls")),
    path("promises/", include("evener.promises.urls")),
    path("capabilities/", include("evener.capabilities.urls")),
    path("engineering/", include("evener.engineering.urls")),
    path("capacity/", include("evener.capacity.urls")),
    path("evaluations/", include("evener.evaluations.urls")),
    path("forecast/", include("evener.forecast.urls")),
    path("reviews/", include("evener.reviews.urls")),
    path("meetings/", include("evener.meetings.urls")),
    path("discovery/", include("evener.discovery.urls")),
    path("", include("evener.pursuit.urls")),
    path("links/", include("evener.sharing.urls")),
    path("plain/", include("evener.plain.urls")),
    path("accounts/", include("evener.customers.urls")),
    path("calendars/", include("evener.calendars.urls")),
    path("import/", include("evener.connect.urls")),
    path("", include("evener.papers.urls")),
    path("", include("evener.people.urls")),
    path("data/", include("evener.upkeep.urls")),
    path("work/", include("evener.jobs.urls")),
    path("sign-in/", include("evener.people.sign_in")),
    path("sign-in/2fa/", include("allauth.mfa.urls")),
]

handler400 = "evener.web.errors.bad_request"
handler403 = "evener.web.errors.forbidden"
handler404 = "evener.web.errors.not_found"
handler500 = "evener.web.errors.server_error"
