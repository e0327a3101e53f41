from django.apps import AppConfig


class CapabilitiesConfig(AppConfig):
    name = "evener.capabilities"
    label = "capabilities"
