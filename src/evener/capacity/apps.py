from django.apps import AppConfig


class CapacityConfig(AppConfig):
    name = "evener.capacity"
    label = "capacity"
