from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "evener.people"
    label = "people"
