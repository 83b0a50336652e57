"""The life of a random programme, lived through its pages: people come and go, pictures and results go out.

The same seed lives the same life. With `disguised` the answers of every round are others, of which the very same may be
shown: whoever reads may not find a single word changed.
"""

from datetime import timedelta
from random import Random

from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from diagnostics.models import Release, Survey
from diagnostics.selectors.surveys import form_of
from diagnostics.services import (
    ballots,
    consents,
    licensed,
    printing,
    releases,
    result_printing,
    results,
    snapshot_printing,
)
from diagnostics.surveys.figures import figures
from diagnostics.surveys.form import DECLINED
from diagnostics.surveys.sectors import merged, shown
from programmes.access import Role
from programmes.models import Consent, Job, Membership
from programmes.services import jobs
from tests.diagnostics import asked, groups, waves
from tests.factories import LeadershipGroupFactory, ProgrammeFactory, member
from tests.signing import signed_in

SECTORS = ("Hospital", "Council", "Community", "Mental health")
CANARY = "CANARY"
TASKS = {
    printing.TASK: printing.make,
    releases.TASK: releases.carry_out,
    snapshot_printing.TASK: snapshot_printing.make,
    results.TASK: results.carry_out,
    result_printing.TASK: result_printing.make,
}
CHANGES = 60  # tries to change one answer to one question without changing what may be shown


def work():
    """Do every waiting job of reports, and those that they ask for, as the worker would."""
    while waiting := Job.objects.filter(state=Job.State.WAITING, task__in=TASKS).first():
        jobs.work(waiting.pk, TASKS[waiting.task])


def press(client, address, button, **typed):
    """Fill in the form of a page whose button says so; None where the page offers no such button."""
    response = client.get(address, follow=True)
    page = BeautifulSoup(response.content, "html.parser")
    forms = [each for each in page.find_all("form") if each.button and each.button.get_text(strip=True) == button]
    if not forms:
        return None
    fields = {each["name"]: each.get("value", "") for each in forms[0].find_all("input") if each.get("name")}
    return client.post(forms[0].get("action") or address, fields | typed, follow=True)


class Life:
    """One programme. `rounds` are the closed rounds with the answers in them, in the order of the list."""

    def __init__(self, seed, *, disguised=False):
        self.random, self.disguised = Random(seed), disguised
        self.programme = ProgrammeFactory(title=f"A programme lived {seed} times")
        self.programme.group = LeadershipGroupFactory(system=self.programme.system)
        self.programme.save()
        self.by = member(self.programme, Role.FACILITATOR)
        self.facilitator, self.leaders, self.everybody = signed_in(self.by), [], []
        self.sponsor = signed_in(member(self.programme, Role.SPONSOR))
        self.rounds = []
        self.join(self.random.choice((6, 8, 12, 19)))
        self.reader = signed_in(member(self.programme))

    def address(self, name, **keywords):
        return reverse(f"diagnostics:{name}", kwargs={"programme": self.programme.pk, **keywords})

    # People

    def join(self, number):
        for _ in range(number):
            person = groups.leader(self.programme)
            self.leaders.append(person)
            self.everybody.append(person)
            choice = self.random.choice((Consent.Choice.COUNT, Consent.Choice.COUNT, Consent.Choice.NAME))
            groups.answer(person, self.programme, self.by, self.kind(), choice=choice)

    def kind(self):
        return self.random.choice((0, 0, 0, 1, 2, 3, 4))

    def leave(self, number):
        gone = self.random.sample(self.leaders, min(number, len(self.leaders) - 1))
        yesterday = timezone.localdate() - timedelta(days=1)
        Membership.objects.filter(programme=self.programme, person__in=gone).update(
            starts_on=yesterday - timedelta(days=90), ends_on=yesterday
        )
        self.leaders = [each for each in self.leaders if each not in gone]

    def change_mind(self):
        person = self.random.choice(self.leaders)
        licensed.record(person=person, programme=self.programme, result=groups.result(self.kind()), by=self.by)
        consents.give(person=person, programme=self.programme, choice=Consent.Choice.COUNT, by=None)

    # What goes out

    def snapshot(self):
        room = timezone.localdate() + timedelta(days=7) if self.random.random() < 0.4 else None
        query = f"?room_on_day={room.day}&room_on_month={room.month}&room_on_year={room.year}" if room else ""
        press(self.facilitator, self.address("snapshot-preview") + query, "Publish")
        work()

    def survey(self):
        kind = self.random.choice((Survey.Kind.ANONYMOUS, Survey.Kind.ANONYMOUS, Survey.Kind.CONFIDENTIAL))
        made = asked.survey(self.programme, kind, title=f"What matters {len(self.rounds)}")
        for question in form_of(made).questions:
            fields = {"may_decline": self.random.random() < 0.3, "is_required": self.random.random() < 0.3}
            if question.kind == "number":
                fields |= {"least": 0, "most": 20}
            asked.Question.objects.filter(pk=question.key).update(**fields)
        number = self.random.choice((6, 9, 14, 19, 26, 40))
        asked.people(made, number, sectors=self.random.sample(SECTORS, self.random.choice((1, 2, 3, 4))))
        for _ in range(self.random.choice((1, 1, 2))):
            self.round(made)
            self.change_list(made)

    def change_list(self, made):
        there = list(made.respondents.filter(withdrawn_at=None).order_by("pk"))
        made.respondents.filter(pk__in=[each.pk for each in there[: self.random.choice((0, 1, 3))]]).update(
            withdrawn_at=timezone.now()
        )
        asked.people(made, self.random.choice((0, 1, 3)), sectors=SECTORS, first=1_000 + 100 * len(self.rounds))

    def round(self, made):
        wave = waves.opened(made, self.by, title=f"Round {made.waves.count() + 1}")
        invited = list(wave.invitations.select_related("respondent").order_by("pk"))
        answering = invited[: max(3, len(invited) - self.random.choice((0, 0, 1, 4)))]
        asked_of = [each.respondent.sector for each in invited]
        given = self.answers(made, asked_of[: len(answering)], asked_of)
        for invitation, each in zip(answering, given, strict=True):
            assert waves.answer(invitation, each) == ballots.Outcome.SENT
        waves.close_now(wave, self.by)
        self.rounds.append((wave, given))
        self.publish(wave)

    def publish(self, wave):
        parts = self.random.choice(("everybody", "everybody", "sectors", "large"))
        preview = self.address("result-preview", survey=wave.survey_id, wave=wave.pk)
        press(self.facilitator, f"{preview}?parts={parts}", "Publish")
        work()
        release = Release.objects.filter(wave=wave).first()
        if release is None:
            return
        self.facilitator.post(self.address("deck-from"), {"release": release.pk})
        if self.random.random() < 0.7:
            day = timezone.localdate()
            self.facilitator.post(
                self.address("result-sharing", release=release.pk),
                {
                    "decided_on_day": day.day,
                    "decided_on_month": day.month,
                    "decided_on_year": day.year,
                    "how": "Agreed",
                },
            )
            work()

    def live(self, steps=4):
        acts = (self.snapshot, self.survey, lambda: self.join(self.random.choice((1, 3, 5))), self.change_mind)
        acts += (lambda: self.leave(self.random.choice((1, 2, 5))), self.snapshot)
        self.survey()
        for _ in range(steps):
            self.random.choice(acts)()
        return self

    # Answers, herds among them

    def answers(self, made, sectors, invited):
        form = form_of(made)
        found = [{} for _ in sectors]
        for question in form.questions:
            herd = self.random.random()
            favourite = self.random.randrange(3)
            for number, answer in enumerate(found):
                follows = self.random.random() < (1.0 if herd < 0.35 else 0.6)
                value = self.value(question, favourite if follows else self.random.randrange(3), number)
                if value is not None:
                    answer[question.key] = value
        return self.in_disguise(form, found, _partitions(sectors, invited)) if self.disguised else found

    def value(self, question, number, person):
        ids = [option.id for option in question.options]
        if question.may_decline and number == 2:
            return DECLINED
        turned = ids[number % len(ids) :] + ids[: number % len(ids)] if ids else []
        return {
            "scale": 1 + 2 * number,
            "pair": [question.points, 1 + number],
            "single": turned[:1] and turned[0],
            "multiple": turned[: number + 1],
            "ranking": turned,
            "number": 7 * number,
            "short": f"{CANARY} {person}",
            "long": f"{CANARY} what {person} would say",
        }[question.kind]

    def in_disguise(self, form, found, parts):
        """Other answers, as different as may be, of which in every part exactly the same may be shown."""
        other = Random(1)
        shown_now = [[figures(form, [found[each] for each in part]) for part in parting] for parting in parts]
        counted = [question for question in form.questions if not question.is_in_words]
        for _ in range(CHANGES):
            question, person = other.choice(counted), other.randrange(len(found))
            before = found[person].get(question.key)
            found[person][question.key] = self.other_value(question, other)
            now = [[figures(form, [found[each] for each in part]) for part in parting] for parting in parts]
            if now != shown_now:
                if before is None:
                    del found[person][question.key]
                else:
                    found[person][question.key] = before
        return found

    @staticmethod
    def other_value(question, random):
        ids = [option.id for option in question.options]
        return {
            "scale": random.randrange(1, question.points + 1),
            "pair": [random.randrange(1, question.points + 1), random.randrange(1, question.points + 1)],
            "single": random.choice(ids) if ids else None,
            "multiple": random.sample(ids, random.randrange(1, len(ids) + 1)) if ids else [],
            "ranking": random.sample(ids, len(ids)),
            "number": random.randrange(21),
        }[question.kind]


def _partitions(sectors, invited):
    """Everybody, and the parts that the sectors are merged to for the group and for sponsors; by place on the list.

    Of a sealed round those for sponsors are merged once more from what was stored.
    """
    counts, asked_of = ({each: some.count(each) for each in some} for some in (sectors, invited))
    found = [[list(range(len(sectors)))]]
    stored = shown(counts, asked_of, 5)
    again = merged({name: sum(counts[each] for each in counts if stored[each] == name) for name in stored.values()}, 8)
    for names in (stored, shown(counts, asked_of, 8), {each: again[stored[each]] for each in stored}):
        parts = {}
        for place, sector in enumerate(sectors):
            parts.setdefault(names[sector], []).append(place)
        found.append(list(parts.values()))
    return found
