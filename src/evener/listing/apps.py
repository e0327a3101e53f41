from django.apps import AppConfig


class ListingConfig(AppConfig):
    name = "evener.listing"
    label = "listing"
