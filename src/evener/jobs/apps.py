from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "evener.jobs"
    label = "jobs"
