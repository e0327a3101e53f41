"""Finding what rows refer to among what is here and what the plan already adds, or adding it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from evener.connect.fields import Kind
from evener.connect.known import Known, KnownAccount, KnownPerson, KnownProduct
from evener.connect.names import Names
from evener.connect.notes import Note
from evener.connect.plan.parts import NewCompany, NewPerson, NewProduct, NewTeam, Plan
from evener.connect.reading.sheet import Sheet
from evener.connect.values.column import Unreadable
from evener.people.rules import Role, Viewer

_LOCAL = re.compile(r"[._\-+]+")


# What a reference is that would have to be added where nothing may be: the id of nothing.
NOWHERE = 0


class Planner:
    """One plan in the making. References are ids; negative ones are things the plan adds."""

    def __init__(self, by: Viewer, today: date, known: Known) -> None:
        self.by = by
        self.today = today
        self.known = known
        self.plan = Plan()
        self.people = Names((one.name, one.id) for one in known.people)
        self.people_by_id: dict[int, KnownPerson] = {one.id: one for one in known.people}
        self.by_email: dict[str, int] = {one.email: one.id for one in known.people}
        self.teams = Names((one.name, one.id) for one in known.teams)
        self.products = Names((one.name, one.id) for one in known.products)
        self.products_by_id: dict[int, KnownProduct] = {one.id: one for one in known.products}
        self.accounts = Names((one.name, one.id) for one in known.accounts)
        self.accounts_by_id: dict[int, KnownAccount] = {one.id: one for one in known.accounts}
        self.by_account_id: dict[str, int] = {one.external_id: one.id for one in known.accounts if one.external_id}
        self._refused: dict[tuple[Kind, str, str], str] = {}
        self._claimed: dict[tuple[Kind, int | str], tuple[str, int]] = {}
        self._adds = True

    @contextmanager
    def only_known(self) -> Iterator[None]:
        """Within this block a reference to something that is not here is `NOWHERE`, and nothing is added."""
        self._adds = False
        try:
            yield
        finally:
            self._adds = True

    # References of rows. Each raises Unreadable with the reason when there is no such thing and none may be added.

    def person(self, text: str, *, role: Role) -> int:
        """Somebody by name or e-mail; an admin's import adds whom it does not find, without sign-in."""
        return self._once(Kind.PEOPLE, text, role, lambda: self._person(text, role))

    def product(self, text: str) -> int:
        return self._once(Kind.PRODUCTS, text, "", lambda: self._product(text))

    def account(self, name: str | None, external_id: str | None) -> int:
        """An account by the other system's id, else by name; added when neither is known."""
        return self._once(Kind.ACCOUNTS, name or "", external_id or "", lambda: self._account(name, external_id))

    def _once(self, kind: Kind, text: str, more: str, find: Callable[[], int]) -> int:
        # Only refusals are kept here: what is found is looked up again, as `Names` counts by which rule it was.
        key = (kind, text, more)
        if key in self._refused:
            raise Unreadable(self._refused[key])
        try:
            return find()
        except Unreadable as why:
            self._refused[key] = str(why)
            raise

    def _person(self, text: str, role: Role) -> int:
        is_email = "@" in text
        found = self.by_email.get(text.lower()) if is_email else self.people.find(text)
        if found is not None:
            return found
        if not is_email and self.people.is_ambiguous(text):
            words = {"name": text}
            raise Unreadable(_("More than one person is called “%(name)s”. Give the e-mail address.") % words)
        if not self.by.may_administer:
            raise Unreadable(_("There is no “%(name)s” here. Ask an admin to add them.") % {"name": text})
        if not self._adds:
            return NOWHERE
        self.plan.mentioned[Kind.PEOPLE] += 1
        return self.add_person(NewPerson(_name_of(text) if is_email else text, text.lower() if is_email else "", role))

    def _product(self, text: str) -> int:
        found = self.products.find(text)
        if found is not None:
            return found
        if not self.by.may_administer:
            raise Unreadable(_("There is no product “%(name)s”. Ask an admin to add it.") % {"name": text})
        if not self._adds:
            return NOWHERE
        self.plan.mentioned[Kind.PRODUCTS] += 1
        return self.add_product(NewProduct(text))

    def _account(self, name: str | None, external_id: str | None) -> int:
        found = self.by_account_id.get(external_id) if external_id else None
        if found is not None:
            return found
        if external_id in self.known.hidden_accounts:
            raise Unreadable(_("This account is here and you cannot see it. Ask an admin to import it."))
        if name is None:
            raise Unreadable(_("There is no account with this id. Import the accounts too, or add their names."))
        found = self.accounts.find(name)
        if found is not None and self.same_account(found, external_id):
            return found
        if found is None and self.accounts.is_ambiguous(name) and not external_id:
            words = {"name": name}
            raise Unreadable(_("More than one account is called “%(name)s”. Give its id.") % words)
        if not self._adds:
            return NOWHERE
        self.plan.mentioned[Kind.ACCOUNTS] += 1
        return self.add_account({"name": name, "external_id": external_id})

    def same_account(self, ref: int, external_id: str | None) -> bool:
        """Whether the account found by name can be the one of this id."""
        if external_id is None:
            return True
        known = self.accounts_by_id.get(ref)
        own = known.external_id if known else self.plan.accounts[-ref - 1].values.get("external_id")
        return own is None or own == external_id

    # Adding to the plan.

    def add_person(self, person: NewPerson) -> int:
        self.plan.people.append(person)
        ref = -len(self.plan.people)
        self.people.add(person.name, ref)
        if person.email:
            self.by_email[person.email] = ref
        return ref

    def add_team(self, name: str, parent: int | None) -> int:
        self.plan.teams.append(NewTeam(name, parent))
        ref = -len(self.plan.teams)
        self.teams.add(name, ref)
        return ref

    def add_product(self, product: NewProduct) -> int:
        self.plan.products.append(product)
        ref = -len(self.plan.products)
        self.products.add(product.name, ref)
        return ref

    def add_account(self, values: dict[str, object]) -> int:
        self.plan.accounts.append(NewCompany(values))
        ref = -len(self.plan.accounts)
        self.accounts.add(str(values["name"]), ref)
        if values.get("external_id"):
            self.by_account_id[str(values["external_id"])] = ref
        return ref

    # Rows and what they are about.

    def claim(self, kind: Kind, key: int | str, sheet: Sheet, index: int) -> bool:
        """Whether row `index` is the first about this thing; a second one is refused."""
        here = (sheet.table.name, sheet.table.lines[index])
        first = self._claimed.setdefault((kind, key), here)
        if first == here:
            return True
        words = {"file": first[0], "line": first[1]}
        text = _("The same stands on line %(line)s of %(file)s already. Keep one of them.") % words
        sheet.refuse(index, "external_id" if sheet.has("external_id") else "name", text)
        return False

    def was_mentioned(self, kind: Kind) -> None:
        """A row describes something the plan added because another row named it: it counts as that row's."""
        self.plan.mentioned[kind] -= 1
        self.plan.counts[kind].created += 1

    # What is said in the end.

    def close_sheet(self, sheet: Sheet, kind: Kind) -> None:
        """Take over a sheet's problems and notes, and what was found by other spellings on it."""
        self.plan.counts[kind].rejected += sheet.rejected
        self.plan.problems += sheet.problems
        self.plan.stages += sheet.stages
        notes = list(sheet.notes)
        file = sheet.table.name
        notes += self.products.take_notes(_("Product"), file=file)
        notes += self.accounts.take_notes(_("Account"), file=file)
        notes += self.people.take_notes(_("Person"), file=file)
        notes += self.teams.take_notes(_("Team"), file=file)
        unused = sheet.chosen.unused(sheet.table)
        if unused:
            text = _("Columns that are not imported: %(columns)s.") % {"columns": ", ".join(unused)}
            notes.append(Note("columns left out", str(text), len(unused), file))
        self.plan.notes += notes

    def close(self, *, with_file: Collection[Kind]) -> None:
        """Say what was added because a row named it. Kinds without a file of their own count it as created."""
        texts = {
            Kind.ACCOUNTS: ngettext_lazy(
                "%(count)d account was added because a row names it.",
                "%(count)d accounts were added because rows name them.",
                "count",
            ),
            Kind.PRODUCTS: ngettext_lazy(
                "%(count)d product was added because a row names it.",
                "%(count)d products were added because rows name them.",
                "count",
            ),
            Kind.PEOPLE: ngettext_lazy(
                "%(count)d person was added because a row names them; an admin lets them sign in.",
                "%(count)d people were added because rows name them; an admin lets them sign in.",
                "count",
            ),
        }
        for kind, text in texts.items():
            count = self.plan.mentioned[kind]
            if kind not in with_file:
                self.plan.counts[kind].created += count
            if count:
                self.plan.notes.append(Note(f"{kind} named", str(text % {"count": count}), count))


def _name_of(email: str) -> str:
    """`ines.aalto@example.com` → `Ines Aalto`."""
    return _LOCAL.sub(" ", email.partition("@")[0]).strip().title() or email
