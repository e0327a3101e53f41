from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "evener.calendars"
    label = "calendars"
