from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "evener.sharing"
    label = "sharing"
