"""Deals as JSON: the same queries and actions as the pages."""

from evener.deals.api import closing, many, one, parts, record, setup

# `many` first: its fixed addresses would else be read as ids.
rooms = (many.routes, one.routes, closing.routes, parts.routes, record.routes, setup.routes)

__all__ = ["rooms"]
