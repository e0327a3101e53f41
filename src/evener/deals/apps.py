from django.apps import AppConfig


class DealsConfig(AppConfig):
    name = "evener.deals"
    label = "deals"
