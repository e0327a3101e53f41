from django.apps import AppConfig


class PlainConfig(AppConfig):
    name = "evener.plain"
    label = "plain"
