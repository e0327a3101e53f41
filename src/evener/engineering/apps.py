from django.apps import AppConfig


class EngineeringConfig(AppConfig):
    name = "evener.engineering"
    label = "engineering"
