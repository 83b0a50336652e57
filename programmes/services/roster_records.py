"""Writing what a plan says, all rows together: the number of queries does not grow with the roster."""

from datetime import date
from typing import TypeVar

from django.db import models

from programmes.models import Appointment, Membership, Organisation, Person, PersonAddress, Post, User
from programmes.roster import words
from programmes.roster.known import Known
from programmes.roster.plan import Act, Plan
from programmes.services import audit


def write(plan: Plan, known: Known, *, by: User, at: date) -> None:
    """Store every act of a plan, with its audit rows, in the transaction of the caller.

    Raises IntegrityError where somebody else has written the same record meanwhile.
    """
    _Writer(plan, known, by, at).write()


Held = TypeVar("Held", Appointment, Membership)


class _Writer:
    """One import under way. `changes` gathers the audit rows of the whole."""

    def __init__(self, plan: Plan, known: Known, by: User, at: date) -> None:
        self.plan, self.known, self.by, self.at = plan, known, by, at
        self.changes: list[audit.Entry] = []

    def write(self) -> None:
        self._add_organisations()
        self._add_posts()
        self._add_people()
        self._rename_people()
        self._write_appointments()
        self._write_parts()
        audit.write_all(self.changes, by=self.by)

    def _add(self, model: type[models.Model], rows: list, summaries: list[str]) -> None:
        for row, summary in zip(model._default_manager.bulk_create(rows), summaries, strict=True):
            self.changes.append(audit.Entry("added", row, summary))

    def _correct(self, row: models.Model, summary: str, **fields: object) -> None:
        """Set fields of a record, to be stored with others of its kind, and note what they were."""
        changed = {name: [_said(getattr(row, name)), _said(value)] for name, value in fields.items()}
        for name, value in fields.items():
            setattr(row, name, value)
        self.changes.append(audit.Entry("corrected", row, summary, changed))

    def _add_organisations(self) -> None:
        new = {
            words.key(act.entry.organisation): Organisation(
                system=self.known.programme.system,
                name=act.entry.organisation,
                sector=self.plan.sectors[words.key(act.entry.organisation)],
            )
            for act in reversed(self.plan.acts)  # the first spelling counts
            if act.entry.post and act.organisation is None
        }
        self._add(Organisation, list(new.values()), [row.name for row in new.values()])
        self.organisations = self.known.organisations | new

    def _add_posts(self) -> None:
        self.posts: dict[tuple[int, str], Post] = dict(self.known.posts)
        new = []
        for act in self.plan.acts:
            if act.entry.post and self._post_key(act) not in self.posts:
                title, organisation = act.entry.post, self.organisations[words.key(act.entry.organisation)]
                post = Post(organisation=organisation, title=title, role_group=words.role_group(title))
                self.posts[self._post_key(act)] = post
                new.append(post)
        self._add(Post, new, [str(post) for post in new])

    def _post_key(self, act: Act) -> tuple[int, str]:
        return self.organisations[words.key(act.entry.organisation)].pk, words.key(act.entry.post)

    def _post(self, act: Act) -> Post | None:
        return self.posts[self._post_key(act)] if act.entry.post else None

    def _add_people(self) -> None:
        """New people and their addresses. Two rows for one person unseen stay two: a row must not tell of another."""
        self.people: dict[int, int] = {}
        new: list[tuple[Act, Person]] = []
        met: set[int] = set()
        for act in self.plan.acts:
            if act.person is None or (act.is_stranger and act.person.pk in met):
                new.append((act, Person(name=act.entry.name)))
            else:
                met.add(act.person.pk)
                self.people[act.entry.number] = act.person.pk
        self._add(Person, [person for _, person in new], [person.name for _, person in new])
        self.people |= {act.entry.number: person.pk for act, person in new}
        owned = [(act, person) for act, person in new if act.entry.email and act.person is None]
        PersonAddress.objects.bulk_create(
            PersonAddress(person=person, address=act.entry.email) for act, person in owned
        )

    def _rename_people(self) -> None:
        """The person's own name where it is the importer's to correct; elsewhere the name that this system lists."""
        named = []
        for act in self.plan.acts:
            if act.rename and act.rename.editable:
                person = Person(pk=act.rename.pk, name=act.rename.name)
                self._correct(person, act.entry.name, name=act.entry.name)
                named.append(person)
        Person.objects.bulk_update(named, ["name"])

    def _write_appointments(self) -> None:
        changed: dict[int, Appointment] = {}
        for act in self.plan.acts:
            if act.redate:
                self._correct(act.redate, act.entry.name, starts_on=act.since)
                changed[act.redate.pk] = act.redate
            changed |= self._relisted(act, self.known.held_by)
        Appointment.objects.bulk_update(changed.values(), ["starts_on", "starts_precision", "listed_name"])
        new = [act for act in self.plan.acts if act.entry.post and act.appointment is None]
        self._add(Appointment, [self._appointment(act) for act in new], [_summary(act) for act in new])

    def _appointment(self, act: Act) -> Appointment:
        return Appointment(
            post=self._post(act),
            person_id=self.people[act.entry.number],
            listed_name=act.listed_name,
            starts_on=act.since,
        )

    def _write_parts(self) -> None:
        changed: dict[int, Membership] = {}
        for act in self.plan.acts:
            if act.repost:
                self._correct(act.repost, act.entry.name, post=self._post(act))
                changed[act.repost.pk] = act.repost
            changed |= self._relisted(act, self.known.parts)
        Membership.objects.bulk_update(changed.values(), ["post", "listed_name"])
        new = [act for act in self.plan.acts if act.part is None]
        self._add(Membership, [self._part(act) for act in new], [_summary(act) for act in new])

    def _part(self, act: Act) -> Membership:
        """From the programme's start, or from when they took up the post; from today where that is still to come."""
        began = max(self.known.programme.starts_on.day, act.since.day)
        return Membership(
            programme=self.known.programme,
            person_id=self.people[act.entry.number],
            listed_name=act.listed_name,
            role=act.role,
            post=self._post(act),
            starts_on=min(began, self.at),
        )

    def _relisted(self, act: Act, of: dict[int, list[Held]]) -> dict[int, Held]:
        """A renamed person's rows that are listed under another name, by key, with the new one set."""
        rows = of.get(act.rename.pk, []) if act.rename else []
        stale = {row.pk: row for row in rows if row.listed_name != act.listed_name}
        for row in stale.values():
            self._correct(row, act.entry.name, listed_name=act.listed_name)
        return stale


def _said(value: object) -> str:
    return "" if value is None else str(value)


def _summary(act: Act) -> str:
    return f"{act.entry.name}, {act.entry.post or act.role.label.lower()}"
