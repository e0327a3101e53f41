from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "evener.journal"
    label = "journal"
