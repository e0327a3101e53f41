"""Who works at the sample company."""

from __future__ import annotations

from dataclasses import dataclass

from evener.people.rules import Role

COMPANY = "Orvane"
DOMAIN = "orvane.example"
# Name and the team above it, from the top down.
TEAMS = (
    ("Orvane", ""),
    ("Sales", "Orvane"),
    ("North", "Sales"),
    ("South", "Sales"),
    ("Americas", "Sales"),
    ("Engineering", "Orvane"),
    ("Solutions", "Engineering"),
    ("Delivery", "Engineering"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """`key` is how the stories call them: the first name, as people do."""

    key: str
    name: str
    role: Role
    team: str
    time_zone: str
    is_architect: bool = False

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


# The first is the admin who sets everything up.
PEOPLE = (
    Person("ruth", "Ruth Okafor", Role.ADMIN, "Orvane", "Europe/Berlin"),
    Person("helene", "Helene Brandt", Role.LEADER, "Sales", "Europe/Berlin"),
    Person("tomasz", "Tomasz Wilk", Role.LEADER, "Engineering", "Europe/Warsaw", is_architect=True),
    Person("clara", "Clara Jansen", Role.SALES, "North", "Europe/Amsterdam"),
    Person("mikkel", "Mikkel Dahl", Role.SALES, "North", "Europe/Copenhagen"),
    Person("lucia", "Lucía Ferrer", Role.SALES, "South", "Europe/Madrid"),
    Person("daniel", "Daniel Reyes", Role.SALES, "Americas", "America/Chicago"),
    Person("anneke", "Anneke Vos", Role.ENGINEER, "Solutions", "Europe/Amsterdam"),
    Person("pavel", "Pavel Horák", Role.ENGINEER, "Solutions", "Europe/Prague", is_architect=True),
    Person("giulia", "Giulia Conti", Role.ENGINEER, "Solutions", "Europe/Rome"),
    Person("sam", "Sam Whitaker", Role.ENGINEER, "Solutions", "America/Chicago"),
    Person("joonas", "Joonas Lehto", Role.DELIVERY, "Delivery", "Europe/Helsinki"),
    Person("nadia", "Nadia Benali", Role.DELIVERY, "Delivery", "Europe/Paris"),
    Person("eleanor", "Eleanor Price", Role.VIEWER, "Orvane", "Europe/London"),
)
