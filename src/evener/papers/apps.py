from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "evener.papers"
    label = "papers"
