from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    name = "evener.discovery"
    label = "discovery"
