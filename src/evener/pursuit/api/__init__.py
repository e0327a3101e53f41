"""Plans as JSON: the same queries and actions as the pages."""

from evener.pursuit.api import plans, readers

rooms = (plans.routes, readers.routes)
