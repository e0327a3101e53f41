from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "evener.promises"
    label = "promises"
