from django.apps import AppConfig


class ConnectConfig(AppConfig):
    name = "evener.connect"
    label = "connect"
