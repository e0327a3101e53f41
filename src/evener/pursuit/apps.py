from django.apps import AppConfig


class PursuitConfig(AppConfig):
    name = "evener.pursuit"
    label = "pursuit"
