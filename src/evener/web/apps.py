from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "evener.web"
    label = "web"
