from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "evener.meetings"
    label = "meetings"
