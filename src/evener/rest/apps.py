from django.apps import AppConfig


class RestConfig(AppConfig):
    name = "evener.rest"
    label = "rest"
