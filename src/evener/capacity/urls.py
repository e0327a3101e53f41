"""Addresses of the capacity room."""

from __future__ import annotations

from django.urls import URLPattern, path

from evener.capacity.views import load, person, skills

app_name = "capacity"

urlpatterns: list[URLPattern] = [
    path("", load.index, name="load"),
    path("people/<int:person_id>/", person.page, name="person"),
    path("people/<int:person_id>/week/", person.week, name="week"),
    path("people/<int:person_id>/leave/", person.leave, name="leave"),
    path("people/<int:person_id>/leave/<int:leave_id>/remove/", person.remove_leave, name="remove_leave"),
    path("people/<int:person_id>/skill/", person.skill, name="skill_of"),
    path("skills/", skills.index, name="skills"),
    path("skills/<int:skill_id>/", skills.one, name="skill"),
    path("skills/<int:skill_id>/remove/", skills.remove, name="remove_skill"),
]
