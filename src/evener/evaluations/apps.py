from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "evener.evaluations"
    label = "evaluations"
