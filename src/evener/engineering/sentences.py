"""How the journal speaks of requests (journal.sentences)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from evener.journal.sentences import Words

WORDS = Words(
    sentences={
        "request.asked": lazy("asked engineering: “%(name)s”"),
        "request.changed": lazy("changed %(fields)s of the request “%(name)s”"),
        "request.accepted": lazy("accepted the request “%(name)s”"),
        "request.offered": lazy("offered a smaller thing for “%(name)s”"),
        "request.agreed": lazy("took the smaller thing for “%(name)s”"),
        "request.insisted": lazy("asked for all of “%(name)s”"),
        "request.declined": lazy("declined the request “%(name)s”"),
        "request.withdrawn": lazy("withdrew the request “%(name)s”"),
        "request.handed_back": lazy("handed the request “%(name)s” back"),
        "request.done": lazy("finished “%(name)s”"),
        "request.placed": lazy("gave “%(name)s” a place in the queue by hand"),
        "request.unplaced": lazy("let “%(name)s” stand where its worth puts it"),
        "deal.no_fit": lazy("said that the deal does not fit"),
        "deal.fits_again": lazy("opened the deal for requests again"),
        "request_kind.made": lazy("made the kind of request “%(name)s”"),
        "request_kind.changed": lazy("changed %(fields)s of the kind of request “%(name)s”"),
    },
    fields={
        "request.kind": lazy("kind"),
        "request.decides": lazy("what the customer decides"),
        "request.wants": lazy("what is wanted"),
        "request.needed_by": lazy("needed by"),
        "request.hours": lazy("hours (low / likely / high)"),
        "request.skills": lazy("skills"),
        "request.person": lazy("who does it"),
        "request.partner": lazy("who learns along"),
        "request.offer": lazy("the smaller thing"),
        "request.placed": lazy("place"),
        "request_kind.name": lazy("name"),
        "request_kind.low_minutes": lazy("low effort in minutes"),
        "request_kind.likely_minutes": lazy("likely effort in minutes"),
        "request_kind.high_minutes": lazy("high effort in minutes"),
        "request_kind.lift": lazy("lift"),
        "request_kind.is_evaluation": lazy("starts an evaluation"),
        "request_kind.is_offered": lazy("can be asked for"),
        "request_kind.position": lazy("position"),
    },
    pages={"request": "engineering:request", "request_kind": "engineering:kind"},
)
