from django.apps import AppConfig


class StakeholdersConfig(AppConfig):
    name = "evener.stakeholders"
    label = "stakeholders"
