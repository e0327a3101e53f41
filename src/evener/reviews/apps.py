from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "evener.reviews"
    label = "reviews"
