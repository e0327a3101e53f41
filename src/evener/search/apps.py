from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "evener.search"
    label = "search"
