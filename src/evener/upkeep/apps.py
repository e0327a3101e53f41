from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "evener.upkeep"
    label = "upkeep"
