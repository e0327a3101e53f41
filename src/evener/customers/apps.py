from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "evener.customers"
    label = "customers"
