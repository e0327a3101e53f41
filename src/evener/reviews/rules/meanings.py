"""What each thing a record shows means: the question it opens, the fact, its weight, and what to do about it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as n_

from evener.problems import Text
from evener.reviews.rules.keys import Place, SignAsk, SignFamily, SignKey

INDECISION, STATUS_QUO = SignFamily.INDECISION, SignFamily.STATUS_QUO


@dataclass(frozen=True, slots=True)
class Meaning:
    """`fact` knows %(count)d. `do` is what helps, `step` the same as a next step for a plan.

    `family` and `weight`: what it says about the customer doing nothing, from the stage with the chance `since` on;
    none: it is a question for the review only.
    """

    ask: SignAsk
    place: Place
    question: Text
    fact: Text
    do: Text
    step: Text
    family: SignFamily | None = None
    weight: int = 0
    since: int = 0

    def said(self, count: int) -> str:
        return str(self.fact % {"count": count})


MEANINGS: dict[SignKey, Meaning] = {
    SignKey.NO_PAIN: Meaning(
        SignAsk.WHY, Place.DISCOVERY,
        _("Why would they change anything?"),
        _("No answer of theirs says what hurts today."),
        _("Let them tell what it costs them as it is, in their words."),
        _("SignAsk what hurts today, and what it costs them to leave it as it is"),
        STATUS_QUO, 3, since=25,
    ),
    SignKey.NO_FIGURE: Meaning(
        SignAsk.WHY, Place.DISCOVERY,
        _("Why is it worth the money and the trouble?"),
        _("No figure of theirs says where they stand today and where they want to be."),
        _("Quantify doing nothing: work out with them what another year like this costs."),
        _("Work out with them what doing nothing costs for a year"),
        STATUS_QUO, 2, since=50,
    ),
    SignKey.ASSUMED: Meaning(
        SignAsk.WHY, Place.DISCOVERY,
        _("Why do we believe this?"),
        n_("%(count)d answer is only assumed.", "%(count)d answers are only assumed.", "count"),
        _("SignAsk them, or go and look."),
        _("SignAsk the customer what we only assume so far"),
    ),
    SignKey.SCOPE_CHANGES: Meaning(
        SignAsk.WHY, Place.JOURNAL,
        _("Why this, and not one of the other things they looked at?"),
        _("What they would buy changed %(count)d times in three months."),
        _("Limit the choice: two ways at most, and recommend one of them."),
        _("Narrow it to two options and recommend one, with the reason"),
        INDECISION, 2,
    ),
    SignKey.NO_BUYER: Meaning(
        SignAsk.HOW, Place.PEOPLE,
        _("How is it decided, and whose money is it?"),
        _("Nobody is named who decides about the money."),
        _("Find out who signs, and ask to meet them."),
        _("SignAsk who signs for the money, and meet them"),
        STATUS_QUO, 3, since=50,
    ),
    SignKey.NO_CHAMPION: Meaning(
        SignAsk.HOW, Place.PEOPLE,
        _("How does it get through a room we are not in?"),
        _("Nobody is known who fights for it there."),
        _("Find the one who gains most, and give them what they need to argue."),
        _("Agree with the one who gains most what they need to argue for it"),
        INDECISION, 2, since=50,
    ),
    SignKey.FEW_CONTACTS: Meaning(
        SignAsk.HOW, Place.PEOPLE,
        _("How do we know what the others think?"),
        n_("%(count)d person there is written down.", "%(count)d people there are written down.", "count"),
        _("SignAsk to meet two more of those it touches."),
        _("Meet two more people it touches"),
        INDECISION, 1, since=25,
    ),
    SignKey.STAKES_UNKNOWN: Meaning(
        SignAsk.HOW, Place.PEOPLE,
        _("How do they answer for it if it goes wrong?"),
        n_(
            "Nobody knows what is at stake for %(count)d of them.",
            "Nobody knows what is at stake for %(count)d of them.",
            "count",
        ),
        _("Lower the personal risk: a way out, a reference they can call, a first part that is small."),
        _("SignAsk what each of them risks, and offer what lowers it"),
        INDECISION, 2, since=50,
    ),
    SignKey.UNMET: Meaning(
        SignAsk.HOW, Place.PEOPLE,
        _("How do we know where they stand today?"),
        n_("Nobody there was met for %(count)d day.", "Nobody there was met for %(count)d days.", "count"),
        _("Take something worth their time to them."),
        _("Meet them, with something worth their time"),
        INDECISION, 1, since=50,
    ),
    SignKey.IDLE_MEETINGS: Meaning(
        SignAsk.HOW, Place.MEETINGS,
        _("How does a meeting with us lead to a decision?"),
        _("%(count)d meetings in a row had no decision to ask for."),
        _("Say before the next one which decision it is for, and recommend what to decide."),
        _("Agree with them which decision the next meeting is for"),
        INDECISION, 2,
    ),
    SignKey.BLIND: Meaning(
        SignAsk.HOW, Place.PROMISES,
        _("How do we keep what nobody checked?"),
        n_(
            "%(count)d promise was said before an engineer saw it.",
            "%(count)d promises were said before an engineer saw them.",
            "count",
        ),
        _("Have engineering look at it now, and tell the customer what holds."),
        _("Have engineering look at what was promised blind"),
    ),
    SignKey.STALE: Meaning(
        SignAsk.HOW, Place.PROMISES,
        _("How do we know that the verdict still holds?"),
        n_(
            "%(count)d promise changed after its verdict.",
            "%(count)d promises changed after their verdict.",
            "count",
        ),
        _("SignAsk for the verdict again."),
        _("SignAsk engineering again about what changed since its verdict"),
    ),
    SignKey.REFUSED: Meaning(
        SignAsk.HOW, Place.PROMISES,
        _("How do we sell what engineering refused?"),
        n_(
            "%(count)d promise was refused by engineering.",
            "%(count)d promises were refused by engineering.",
            "count",
        ),
        _("Offer the nearest yes that engineering named."),
        _("Offer the customer the nearest yes instead of what was refused"),
    ),
    SignKey.UNDATED_PROMISES: Meaning(
        SignAsk.WHEN, Place.PROMISES,
        _("When does it have to be kept?"),
        n_("%(count)d promise has no date.", "%(count)d promises have no date.", "count"),
        _("SignAsk by when they need it, and what depends on that day."),
        _("SignAsk by when they need what we promised without a date"),
    ),
    SignKey.NO_TECHNICAL_WIN: Meaning(
        SignAsk.HOW, Place.PROOF,
        _("How do they know that it works for them?"),
        _("There is no technical win, late as it is."),
        _("SignAsk the evaluator for their yes, and for what is missing to it."),
        _("SignAsk the evaluator what is missing to their yes"),
    ),
    SignKey.NO_CRITERIA: Meaning(
        SignAsk.HOW, Place.PROOF,
        _("How will anybody tell that it succeeded?"),
        n_(
            "%(count)d evaluation runs or is planned without criteria.",
            "%(count)d evaluations run or are planned without criteria.",
            "count",
        ),
        _("Agree three criteria at most, and what is decided when they are met."),
        _("Agree with them what the evaluation is measured by, and what follows"),
        INDECISION, 1,
    ),
    SignKey.TRIAL_DRAGS: Meaning(
        SignAsk.HOW, Place.PROOF,
        _("How does the trial end, and what is decided then?"),
        n_("%(count)d evaluation drags on.", "%(count)d evaluations drag on.", "count"),
        _("Set its last day with them, and say what we recommend when it comes."),
        _("Agree the last day of the evaluation and what is decided on it"),
        INDECISION, 2,
    ),
    SignKey.NO_DATE: Meaning(
        SignAsk.WHEN, Place.DISCOVERY,
        _("When must it be there, and what happens if it is not?"),
        _("No day of theirs makes it pressing: ours does not count."),
        _("Find the day in their calendar that it hangs on."),
        _("SignAsk which day of theirs it hangs on, and what happens if it is missed"),
        STATUS_QUO, 3, since=50,
    ),
    SignKey.DATE_MOVED: Meaning(
        SignAsk.WHEN, Place.JOURNAL,
        _("When, really?"),
        _("The expected close was put later %(count)d times."),
        _("SignAsk what would have to be true for them to decide by that day; recommend it or give the day up."),
        _("SignAsk what would have to be true to decide by the new day"),
        INDECISION, 3,
    ),
    SignKey.DATE_UNREASONED: Meaning(
        SignAsk.WHEN, Place.JOURNAL,
        _("When, and says who?"),
        n_(
            "The expected close was changed %(count)d time without a reason.",
            "The expected close was changed %(count)d times without a reason.",
            "count",
        ),
        _("Write down what the date hangs on."),
        _("Find out what the expected close hangs on, and write it down"),
    ),
    SignKey.CLOSE_PASSED: Meaning(
        SignAsk.WHEN, Place.PLAN,
        _("When, now that the day has passed?"),
        _("The expected close lies in the past."),
        _("SignAsk what kept them, before choosing another day."),
        _("SignAsk what kept them from deciding by the day we expected"),
        INDECISION, 1,
    ),
    SignKey.NO_CLOSE: Meaning(
        SignAsk.WHEN, Place.PLAN,
        _("When do they decide?"),
        _("No close is expected on any day."),
        _("SignAsk when they want to use it, and count back."),
        _("SignAsk when they want to use it, and count back to the decision"),
    ),
    SignKey.SILENCE: Meaning(
        SignAsk.WHEN, Place.JOURNAL,
        _("When did we last hear anything?"),
        _("Nothing happened here for %(count)d days, late as it is."),
        _("Call, recommend one thing to do now, and offer to take a doubt away."),
        _("Call them with one recommendation, and ask what holds them back"),
        INDECISION, 3, since=50,
    ),
    SignKey.NO_STEP: Meaning(
        SignAsk.WHEN, Place.PLAN,
        _("When does anything happen next?"),
        _("No next step is planned."),
        _("Agree one with them, with a day."),
        _("Agree the next step with them, with a day"),
        INDECISION, 1, since=25,
    ),
    SignKey.LOOSE_STEPS: Meaning(
        SignAsk.WHEN, Place.PLAN,
        _("When, and by whom?"),
        n_(
            "%(count)d next step has no owner or no date.",
            "%(count)d next steps have no owner or no date.",
            "count",
        ),
        _("Give each one an owner and a day."),
        _("Give every next step an owner and a day"),
    ),
}  # fmt: skip
