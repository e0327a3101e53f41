"""Discovery as JSON."""

from evener.discovery.api import deal, playbooks

rooms = [playbooks.routes, deal.routes]
