"""Reviews and light plans as JSON: the same queries and actions as the pages."""

from evener.reviews.api import light, one

rooms = [one.routes, light.routes]
