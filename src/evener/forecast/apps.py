from django.apps import AppConfig


class ForecastConfig(AppConfig):
    name = "evener.forecast"
    label = "forecast"
