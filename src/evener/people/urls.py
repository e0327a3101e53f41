"""Addresses of the people room."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.people.views import entering, organisation, own, people

app_name = "people"

urlpatterns: list[URLPattern] = [
    path("settings/", own.home, name="home"),
    path("settings/profile/", own.profile, name="profile"),
    path("settings/tokens/", own.tokens, name="tokens"),
    path("settings/tokens/<int:id>/revoke/", own.revoke, name="revoke"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/invite/", people.invite, name="invite"),
    path("settings/people/<int:id>/", people.person, name="person"),
    path("settings/people/<int:id>/invitation/", people.invitation, name="invitation"),
    path("settings/teams/", people.teams, name="teams"),
    path("settings/organisation/", organisation.settings, name="settings"),
    path("link/", entering.ask_link, name="ask_link"),
    path("enter/<str:token>/", entering.enter, name="enter"),
]
