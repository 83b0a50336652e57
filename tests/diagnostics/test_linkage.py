"""Who answered what, asked of the database itself, by somebody who may read everything in it and its files.

The attacker watched who sent an answer when, took copies while the round was open, and now lines people up with
responses by every order that the database keeps. A naive table, written beside the ballots as one would without
thinking, shows that each order would tell: there every guess is right.
"""

import io
import random
from pathlib import Path

import pytest
from django.db import connection, transaction

from diagnostics.models import Comment, Response
from diagnostics.services import ballots, responses, sealing
from diagnostics.services.ballots import Outcome
from programmes.access import Role
from tests.diagnostics import asked, waves
from tests.factories import ProgrammeFactory, member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]

PEOPLE = 200
# By chance one guess in 200 is right, and more than this in one of 1,700 rounds; so two rounds must both be over it.
BY_CHANCE = 5

# How the rows of a table can be put in order; the tables have an id and a ciphertext.
ORDERS = {
    "postgresql": {
        "id": "id",
        "place": "ctid",
        "transaction": "age(xmin) DESC, ctid",
        "commit time": "pg_xact_commit_timestamp(xmin), ctid",
        "length": "length(ciphertext), ctid",
    },
    "sqlite": {"id": "id", "place": "rowid", "length": "length(ciphertext), rowid"},
}
PLACE = {vendor: orders["place"] for vendor, orders in ORDERS.items()}
TOGETHER = """
    SELECT b.id, r.name FROM diagnostics_ballot b JOIN diagnostics_invitation i ON b.xmin = i.xmin
    JOIN diagnostics_respondent r ON r.id = i.respondent_id WHERE b.wave_id = %s
"""
NAIVE = {
    "postgresql": "CREATE TABLE naive (id serial PRIMARY KEY, at timestamptz DEFAULT now(), ciphertext bytea)",
    "sqlite": "CREATE TABLE naive (id integer PRIMARY KEY, at text DEFAULT current_timestamp, ciphertext blob)",
}


@pytest.fixture
def by():
    return member(ProgrammeFactory(), Role.FACILITATOR)


@pytest.fixture
def naive():
    """The table that one would write without thinking: a number, a time and the answer as it comes."""
    run(NAIVE[connection.vendor])
    yield
    run("DROP TABLE naive")


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def tidy():
    """Leave no room between rows, where others were deleted: so they lie in the order in which they are written."""
    if connection.vendor == "postgresql":
        for table in ("ballot", "response", "comment"):
            run(f"VACUUM FULL diagnostics_{table}")


def column(statement, *values):
    return [row[0] for row in run(statement, *values)]


class Round:
    """A round in which everybody answered in an order that chance made, and what the attacker has of it.

    Each answered with a number of their own, in digits and in words; `watched` are these numbers as they were sent.
    """

    def __init__(self, by):
        tidy()
        survey = asked.survey(by.person.memberships.get().programme, kinds=("number", "long"))
        asked.people(survey, PEOPLE)
        self.number, self.long = (str(question.pk) for question in survey.sections.get().questions.all())
        self.wave = waves.opened(survey, by)
        self.watched = list(range(1, PEOPLE + 1))
        random.shuffle(self.watched)
        run("DELETE FROM naive")
        people = list(self.wave.invitations.order_by("respondent_id"))
        self.tokens = [waves.token_of(people[number - 1]) for number in self.watched]
        for number, token in zip(self.watched, self.tokens, strict=True):
            self.send(number, token)
        self.copied = self.copy()
        waves.close_now(self.wave, by)
        sealing.destroy_spent_keys()
        self.read = {each.id: each.answers[self.number] for each in responses.read(self.wave)}
        self.said = {one.pk: int(responses.words_of(one)) for one in Comment.objects.filter(wave=self.wave)}

    @transaction.atomic
    def send(self, number, token):
        answers = {self.number: number, self.long: str(number)}
        assert ballots.submit(ballots.find(token), token, answers) == Outcome.SENT
        run("INSERT INTO naive (ciphertext) VALUES (%s)", b"x" * (1000 + self.watched.index(number)))

    def copy(self):
        """The ballots while the round is open: the people behind them in the order of their ids, and their bytes.

        On PostgreSQL nobody needs to watch for that: one transaction wrote a ballot and "used".
        """
        whose = dict(zip(self.ordered("diagnostics_ballot", PLACE[connection.vendor]), self.watched, strict=True))
        if connection.vendor == "postgresql":
            assert {one: int(name.removeprefix("Asked ")) for one, name in run(TOGETHER, self.wave.pk)} == whose
        sealed = [bytes(each) for each in self.wave.ballots.values_list("sealed", flat=True)]
        return {"id": [whose[one] for one in sorted(whose, key=str)], "sealed": sealed}

    def ordered(self, table, order):
        """The ids of a table's rows of this round in an order, as the models have them."""
        model = {"diagnostics_response": Response, "diagnostics_comment": Comment}.get(table, self.wave.ballots.model)
        found = column(f"SELECT id FROM {table} WHERE wave_id = %s ORDER BY {order}", self.wave.pk)
        return [model._meta.pk.to_python(one) for one in found]

    def answers(self, order):
        return [self.read[one] for one in self.ordered("diagnostics_response", order)]

    def comments(self, order):
        return [self.said[one] for one in self.ordered("diagnostics_comment", order)]

    def naive(self, order):
        """What the naive table gives away in this order."""
        return [
            self.watched[length - 1000] for length in column(f"SELECT length(ciphertext) FROM naive ORDER BY {order}")
        ]


def dumped(table, wave):
    """The ids of a table's rows as `pg_dump` writes them: it copies a table as it comes."""
    text = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY (SELECT id FROM {table} {wave}) TO STDOUT", text)
    return text.getvalue().split()


def right(people, answers):
    """How many people are lined up with their own answer."""
    assert (sorted(people), sorted(answers)) == (list(range(1, PEOPLE + 1)),) * 2
    return sum(person == answer for person, answer in zip(people, answers, strict=True))


def guesses(held):
    """How many answers each signal gives away, by the signal's name; and how many the naive table does."""
    orders = ORDERS[connection.vendor]
    sealed = {name: right(held.watched, held.answers(order)) for name, order in orders.items()}
    sealed |= {f"comments by {name}": right(held.watched, held.comments(order)) for name, order in orders.items()}
    for name in ("id", "place"):
        sealed[f"comments beside answers by {name}"] = right(held.answers(orders[name]), held.comments(orders[name]))
    sealed["ballots"] = right(held.copied["id"], held.answers("id"))
    naive = {name: right(held.watched, held.naive(order)) for name, order in orders.items()}
    if connection.vendor == "postgresql":
        where = f"WHERE wave_id = {held.wave.pk}"
        dump = [held.read[Response._meta.pk.to_python(one)] for one in dumped("diagnostics_response", where)]
        sealed["dump"] = right(held.watched, dump)
        lengths = dict(run("SELECT id::text, length(ciphertext) FROM naive"))
        naive["dump"] = right(held.watched, [held.watched[lengths[one] - 1000] for one in dumped("naive", "")])
    return sealed, naive


def test_no_order_of_the_database_leads_from_people_to_answers(by, naive):
    found = []
    for _ in range(2):
        sealed, control = guesses(Round(by))
        assert control == dict.fromkeys(control, PEOPLE)
        found.append({name for name, number in sealed.items() if number > BY_CHANCE})
        if not found[-1]:
            break
    assert set.intersection(*found) == set()


def test_ballots_tell_nothing_by_their_size_and_leave_nothing_behind(by, naive):
    held = Round(by)
    assert {len(each) for each in held.copied["sealed"]} == {held.wave.ballot_size + 48}
    leftover = remains()
    assert not any(each in leftover for each in held.copied["sealed"])
    assert bytes(held.wave.responses.first().ciphertext) in leftover  # this is where it would be


def remains():
    """Every byte that the database's files hold of the tables of ballots and responses, deleted or not."""
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    tables = ("diagnostics_ballot", "diagnostics_response", "diagnostics_draft")
    toast = "SELECT reltoastrelid::regclass::text FROM pg_class WHERE oid = %s::regclass"
    run("CHECKPOINT")
    files = [
        column("SELECT pg_relation_filepath(%s)", name)[0]
        for table in tables
        for name in (table, *column(toast, table))
    ]
    return b"".join(bytes(column("SELECT pg_read_binary_file(%s)", file)[0]) for file in files)
