"""Why somebody was proposed for a request, and why nobody was: the engine's codes and numbers in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evener.capacity.presenting import hours
from evener.capacity.rules import HOUR, LEVEL_NAMES, Level


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called."""

    people: Mapping[int, str]
    skills: Mapping[int, str]
    requests: Mapping[int, str]

    def person(self, id: Any) -> str:
        return self.people.get(int(id), _("somebody who left"))

    def skill(self, id: Any) -> str:
        return self.skills.get(int(id), _("a skill that is gone"))


def reason(code: str, numbers: Mapping[str, Any], names: Names) -> str:
    """One reason for a line; '' for what goes without saying."""
    match code:
        case "pinned" | "wished":
            return _("chosen by hand")
        case "only_one":
            return _("nobody else has the skills")
        case "choice":
            count = int(numbers["among"])
            return ngettext("one of %(count)d who could", "one of %(count)d who could", count) % {"count": count}
        case "knows_deal":
            return _("leads this deal technically") if numbers["strength"] >= 1 else _("is on this deal's team")
        case "active_on_deal":
            return _("works for this customer now")
        case "same_deal":
            count = int(numbers["jobs"])
            return ngettext("%(count)d request of this deal", "%(count)d requests of this deal", count) % {
                "count": count
            }
        case "skill_fit":
            words = {"skill": names.skill(numbers["skill"]), "level": level(numbers["level"])}
            return _("%(skill)s: %(level)s") % words
        case "time_zone":
            apart = float(numbers.get("minutes", next(iter(numbers.values()), 0)))
            return "" if apart < HOUR else _("%(hours)s h of time zone apart") % {"hours": hours(apart)}
        case "room":
            words = {"free": hours(numbers["free"] * HOUR), "left": hours(max(0, numbers["left"]) * HOUR)}
            return _("%(free)s h free until then, %(left)s h left after all of this") % words
        case "kept":
            return _("as proposed before")
        case "learns":
            words = {"skill": names.skill(numbers["skill"]), "hours": hours(numbers["hours"] * HOUR)}
            return _("the partner wants to learn %(skill)s (%(hours)s h)") % words
    return ""


def level(number: Any) -> str:
    return str(LEVEL_NAMES[Level(int(number))]).lower()


def why_not(each: Mapping[str, Any], names: Names) -> str:
    """Why a request found nobody, with what to do about it where there is something."""
    numbers = each["numbers"]
    match each["why"]:
        case "no_people":
            return _("Nobody takes part: give people skills, or invite engineers.")
        case "no_skill":
            words = {"skill": names.skill(numbers["skill"]), "level": level(numbers["needed"])}
            return _("Nobody has %(skill)s at the level needed (%(level)s). Train, hire, or ask for less.") % words
        case "no_one_has_all":
            return _("Each skill is there, but not with one person. Cut the request in two.")
        case "too_large":
            return _("It takes more hours than anybody has free until then. Offer a smaller thing, or a later day.")
        case "full":
            return _("Everybody with the skill is full until then.")
        case "evaluations":
            return _("Everybody with the skill runs as many evaluations as they may.")
        case "deals":
            return _("Everybody with the skill is on as many deals as they may be.")
        case "outbid":
            others = ", ".join(f"“{names.requests[id]}”" for id in each["requests"] if id in names.requests)
            return _("The hours went to work that is worth more: %(others)s.") % {"others": others or "–"}
        case "stopped":
            return _("The search was stopped before it came to this.")
        case "wishes" | "pinned_gone" | "pinned_no_skill" | "pinned_full":
            return _("Whoever it was meant for cannot do it.")
        case "past_due" | "no_weeks":
            return _("There is no time left until it is needed.")
    return _("Nobody was found.")


OBSTACLES = ("full", "too_large", "evaluations", "deals")


def obstacles(rows: Sequence[Sequence[Any]], names: Names) -> list[str]:
    """Who is nearest to taking it, and what they lack."""
    found = []
    for person, why, lacking in rows:
        words = {"who": names.person(person), "hours": hours(max(0.0, lacking) * HOUR)}
        if why == "evaluations":
            found.append(_("%(who)s: as many evaluations as allowed") % words)
        elif why == "deals":
            found.append(_("%(who)s: as many deals as allowed") % words)
        elif lacking > 0:
            found.append(_("%(who)s: %(hours)s h short") % words)
        else:
            found.append(str(words["who"]))
    return found
