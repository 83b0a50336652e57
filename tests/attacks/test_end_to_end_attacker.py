"""Fifty random programmes, and an attacker who reads all that leaders and sponsors can read and knows who was asked.

They follow every link to every page, PDF, deck and file. Then they try what a colleague could: to subtract one picture
from another until fewer than five are left, and to prove that everybody or that nobody gave an answer. What the words
of a result stand for they work out for themselves; they share no code with what wrote them.
"""

import csv
import io
import re
from collections import Counter, defaultdict
from itertools import product

import pytest
from django.db import transaction
from factory.django import DjangoModelFactory

from diagnostics.models import Release, ReleaseUnit
from diagnostics.selectors.surveys import form_of
from tests import factories
from tests.attacks import reading
from tests.attacks.programmes_lived import CANARY, Life
from tests.diagnostics.ledger_attacker import breach
from tests.diagnostics.test_release_histories import Seen, SeenRelease

pytestmark = pytest.mark.django_db

SEEDS = range(50)
DISGUISED = range(0, 50, 5)
FACTORIES = [
    each for each in vars(factories).values() if isinstance(each, type) and issubclass(each, DjangoModelFactory)
]
# Of how many a word speaks, as a share of all: from (whether that share belongs to it), to (likewise).
WORDS = {
    "hardly any": (0, True, 2 / 12, True),
    "about a third": (2 / 12, False, 5 / 12, False),
    "about half": (5 / 12, True, 7 / 12, True),
    "about two thirds": (7 / 12, False, 10 / 12, False),
    "nearly all": (10 / 12, True, 1, True),
    "few": (0, True, 4 / 12, True),
    "some": (4 / 12, False, 8 / 12, False),
    "most": (8 / 12, True, 1, True),
    "up to half": (0, True, 6 / 12, True),
    "more than half": (6 / 12, False, 1, True),
}
ALMOST = 1e-9
CLOCK = re.compile(r"\b\d\d:\d\d\b")


# Reading numbers out of words ------------------------------------------------------------


def counts_behind(word, people):
    """Every count of people that a word or a percentage can stand for."""
    if word in WORDS:
        low, low_too, high, high_too = WORDS[word]
        above = [n for n in range(people + 1) if n > low * people + ALMOST or (low_too and n >= low * people - ALMOST)]
        return [n for n in above if n < high * people - ALMOST or (high_too and n <= high * people + ALMOST)]
    number = int(re.search(r"\d+", word)[0])
    if word.startswith("under"):
        return [n for n in range(people + 1) if 100 * n < number * people]
    if word.startswith("over"):
        return [n for n in range(people + 1) if 100 * n > number * people]
    return [n for n in range(people + 1) if abs(100 * n - number * people) <= 2.5 * people + ALMOST]


def proved(ranges, people, *, beside=()):
    """What counts that add up to everybody prove of an option: to a stranger, or to one who chose one of them.

    `beside` are ranges of people who did anything else, of whom nothing is asked.
    """
    together = [*ranges, *beside]
    least, most = sum(low for low, _ in together), sum(high for _, high in together)
    assert least <= people <= most, "The words contradict one another."
    for low, high in ranges:
        at_least, at_most = max(low, people - most + high), min(high, people - least + low)
        if at_most <= 1 or at_least >= people - 1:
            yield at_least, at_most


def totals_behind(text, points, answered):
    """Every sum of points of so many answers whose mean, to the nearest half, is shown as this text."""
    mean = float(text.split()[0])
    within = []
    for total in range(answered, answered * points + 1):
        true = total / answered
        if "or less" in text:
            within += [total] if true < mean + 0.25 else []
        elif "or more" in text:
            within += [total] if true >= mean - 0.25 else []
        else:
            within += [total] if mean - 0.25 <= true < mean + 0.25 else []
    return set(within)


def proved_by_mean(totals, points, answered):
    """Which point a mean proves that nobody else or everybody else chose, for a stranger or for one who chose `own`."""
    for own, point in product((0, *range(1, points + 1)), range(1, points + 1)):
        others = answered - bool(own)
        left = {total - own for total in totals}
        somebody = set(range(point + others - 1, point + (others - 1) * points + 1))
        all_of_an_end = {others * point} if point in (1, points) else set()
        not_everybody = set(range(others, others * points + 1)) - all_of_an_end
        if not left & somebody or not left & not_everybody:
            yield own, point


# What the attacker reads ------------------------------------------------------------


def rows_of(client, address):
    answer = client.get(address)
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def parts_of(release):
    """How many answered by part; anybody who knows who answered can count them."""
    return Counter(release.units.values_list("part", flat=True))


def attack_results(life, release):
    """Everything that a published result proves, from the table that leaders download."""
    people = {part or "Everybody": number for part, number in parts_of(release).items()}
    questions = {question.text: question for question in form_of(release.wave.survey).questions}
    rows = rows_of(life.reader, life.address("result-csv", release=release.pk))
    by_question = defaultdict(list)
    for row in rows:
        by_question[row["Part"], row["Asked"] or row["Line"]].append(row)
    assert len({part for part, _ in by_question}) == len(people), "For everybody or by sector, never both."
    for (part, text), lines in by_question.items():
        number, question = people[part], questions[text]
        if lines[0]["Shown"].startswith("Not shown"):
            continue
        if lines[0]["Shown"]:
            yield from of_words(lines, question, number)
        else:
            yield from of_means(lines[0], question, number)


def of_words(lines, question, number):
    # What moved since the round before comes last, and says the same again.
    counts = {line["Line"]: counts_behind(line["Shown"], number) for line in lines if line["Shown"]}
    ranges = {name: (min(each), max(each)) for name, each in counts.items()}
    if question.kind != "multiple":
        yield from ((question.text, *each) for each in proved([*ranges.values()], number))
        return
    texts = {option.text for option in question.options}
    rest = [each for name, each in ranges.items() if name not in texts]
    for each in (each for name, each in ranges.items() if name in texts):
        yield from ((question.text, *found) for found in proved([each, *rest], number, beside=[(0, number)]))


def of_means(line, question, number):
    """Of a mean the reader also knows, from words, at most how many gave no answer."""
    rest = dict(each.split(": ") for each in line["Besides"].split("; ") if each)
    ranges = [(min(found), max(found)) for found in (counts_behind(word, number) for word in rest.values())]
    yield from ((question.text, *each) for each in proved(ranges, number, beside=[(0, number)]))
    fewest = number - sum(high for _, high in ranges)
    sides = [line["How much it matters"], line["How true it is"]]
    for text in (side for side in sides if side):
        found = [
            set(proved_by_mean(totals_behind(text, question.points, answered), question.points, answered))
            for answered in range(max(fewest, 2), number + 1)
            if totals_behind(text, question.points, answered)
        ]
        # Proved is only what holds however many answered.
        yield from ((question.text, *each) for each in set.intersection(*found))


def snapshots(life):
    """Every team snapshot in order, whom it counts and whom it names."""
    found = []
    for release in Release.objects.snapshots().filter(programme=life.programme).order_by("pk"):
        rows = list(ReleaseUnit.objects.filter(release=release).select_related("profile"))
        seen = {row: Seen(row.profile.person_id, row.profile_id) for row in rows}
        named = frozenset(seen[row] for row in rows if row.named)
        found.append(SeenRelease(frozenset(seen.values()), named, frozenset(), release.audience))
    return found


def room(life):
    """What is shown in the room: the decks on the wall and as files."""
    return reading.everything(life.facilitator, life.address("decks"), within="/decks/")


def misread(life, release):
    """Options of which the attacker takes the words for other numbers than they stand for; there must be none."""
    given = next(answers for wave, answers in life.rounds if wave.pk == release.wave_id)
    questions = [each for each in form_of(release.wave.survey).questions if each.kind in ("single", "multiple")]
    rows = rows_of(life.reader, life.address("result-csv", release=release.pk))
    for question, option in ((one, option) for one in questions for option in one.options):
        chose = sum(option.id in (each.get(question.key) or ()) for each in given)
        shown = [row["Shown"] for row in rows if (row["Asked"], row["Line"]) == (question.text, option.text)]
        yield from (
            (question.text, option.text, word) for word in shown if chose not in counts_behind(word, len(given))
        )


# The attack ------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_that_leaders_or_sponsors_read_gives_anybody_away(seed):
    life = Life(seed).live()
    for_leaders = reading.everything(life.reader, "/", life.address("results-published"), life.address("snapshot"))
    for_sponsors = reading.everything(life.sponsor, "/")
    for_the_room = room(life)

    said = [*for_leaders.values(), *for_sponsors.values(), *for_the_room.values()]
    assert [text for text in said if CANARY in text] == []
    names = {person.name for person in life.everybody}
    assert [name for text in for_sponsors.values() for name in names if re.search(rf"{name}\b", text)] == []

    pictures = snapshots(life)
    assert [breach(pictures[:number], 5) for number in range(1, len(pictures) + 1)] == [None] * len(pictures)

    results = Release.objects.filter(programme=life.programme, wave__isnull=False)
    for release in results:
        floor = 8 if release.audience == "sponsor" else 5
        assert min(parts_of(release).values()) >= floor
    to_group = results.filter(audience="group").select_related("wave__survey")
    assert [proof for release in to_group for proof in attack_results(life, release)] == []
    assert [each for release in to_group if len(parts_of(release)) == 1 for each in misread(life, release)] == []


def texts_of(seed, *, disguised):
    """All that can be read of a life, without the numbers of its rows; and the answers behind it."""
    for factory in FACTORIES:
        factory.reset_sequence(0)
    with transaction.atomic():
        life = Life(seed, disguised=disguised).live()
        read = [
            *reading.everything(life.reader, "/", life.address("results-published"), life.address("snapshot")).items(),
            *reading.everything(life.sponsor, "/").items(),
            *room(life).items(),
        ]
        transaction.set_rollback(True)
    found = sorted((re.sub(r"\d+", "#", address), CLOCK.sub("", text)) for address, text in read)
    return found, [answers for _, answers in life.rounds]


@pytest.mark.parametrize("seed", DISGUISED)
def test_other_answers_of_which_the_same_may_be_shown_change_no_word_anywhere(seed):
    read, answers = texts_of(seed, disguised=False)
    read_in_disguise, other_answers = texts_of(seed, disguised=True)
    assert answers != other_answers
    assert [address for address, _ in read] == [address for address, _ in read_in_disguise]
    assert [first_difference(*both) for both in zip(read, read_in_disguise, strict=True) if both[0] != both[1]] == []


def first_difference(one, other):
    """Where two texts part, with some words around it."""
    place = next((at for at, pair in enumerate(zip(one[1], other[1], strict=False)) if len(set(pair)) > 1), 0)
    return one[0], one[1][max(place - 60, 0) : place + 60], other[1][max(place - 60, 0) : place + 60]
