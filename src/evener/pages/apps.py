from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "evener.pages"
    label = "pages"
