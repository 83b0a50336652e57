"""The first case study's workshops and charter played in a browser, with nineteen phones in the room.

Workshop 1 runs live: what was published is shown, cards are collected and sorted, a poll and dots are taken. Workshop 2
is entered from flipcharts; its clusters become commitments, a round agrees them, everybody signs. Then three chief
executives change, the group agrees a second version, and two pulses show which commitment drifted.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from charters.models import Behaviour, CharterVersion, Commitment, Resolution, Signature, Stance
from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import Notice, User
from tests.diagnostics import groups
from tests.factories import (
    AppointmentFactory,
    LeadershipGroupFactory,
    OrganisationFactory,
    PostFactory,
    ProgrammeFactory,
    SystemFactory,
    member,
)
from tests.journeys import charter_steps, survey_steps
from tests.journeys import meeting_steps as steps
from tests.workshops import gathering, phones
from workshops.models import Contribution, Exercise, Statement

pytestmark = pytest.mark.django_db(transaction=True)

EVERYBODY = "Everybody who takes part"
SECTORS = ("hospital", "community", "mental_health", "commissioning", "council")
# The phones that run no scripts, and the one that is used by keyboard alone.
PLAIN, BY_KEYBOARD = (5, 11, 17), 4
NO, TAKEN_BY = 11, 6  # who says "not yet"; who gives a proposal its behaviours

IN_THE_WAY, TRUST = "What gets in our way?", "Do we trust each other more than a year ago?"
TOGETHER, DOTS = "How do we want to work together?", "Where do we begin?"
PILES = ("Silence", "No time", "Own house first")
OPENLY, PROMISES = "We say it in the room", "We keep what we promise each other"
LINES = {OPENLY: ("Say it in the room, not after it", "Ask the quiet ones"), PROMISES: ("Promise less", "Tell early")}
BEHAVIOUR = "I speak up before the meeting ends"
KEPT = ("I write down what I promise",)
REASON = "Quokkas argued about this in my trust"
ANSWER = "We try it for three meetings, then look at it again."
BETTER = "We say it in the room, and to each other first"


@dataclass
class Phone:
    """Somebody in the room with their phone."""

    user: User
    page: Page
    has_scripts: bool = True

    @property
    def name(self):
        return self.user.person.name

    def look(self):
        """Look at the phone: without scripts the page says how to see where the room is."""
        if not self.has_scripts:
            self.page.get_by_role("link", name="Load it again").click()

    def shows(self, words):
        self.look()
        charter_steps.heading(self.page).to_have_text(words)


@pytest.fixture
def portal_url(transactional_db):
    """The real server: the room needs its streams."""
    with phones.server() as server:
        yield f"http://localhost:{server.port}"


@pytest.fixture
def story():
    system = SystemFactory(name="Downs Care System")
    group = LeadershipGroupFactory(system=system)
    begun = FactDate(timezone.localdate() - timedelta(days=60), "month")
    return ProgrammeFactory(system=system, group=group, title="Leading the Downs", starts_on=begun)


@pytest.fixture
def facilitator(story):
    return member(story, Role.FACILITATOR, name="Fay Lister", starts_on=story.starts_on.day)


@pytest.fixture
def leaders(story, facilitator):
    """Nineteen leaders of five sectors, the first five chief executives; their team snapshot is published."""
    seats = [OrganisationFactory(system=story.system, name=f"Downs {sector}", sector=sector) for sector in SECTORS]
    found = [_leader(story, seats[number % 5], number) for number in range(19)]
    for number, user in enumerate(found):
        groups.answer(user.person, story, facilitator, number % len(groups.KINDS))
    groups.publish(story, facilitator)
    return found


def _leader(programme, organisation, number):
    title, group = ("Chief Executive", "chief_executive") if number < 5 else (f"Director {number}", "other")
    post = PostFactory(organisation=organisation, title=title, role_group=group)
    user = member(programme, name=f"Leader {chr(65 + number)}combe", post=post, starts_on=programme.starts_on.day)
    AppointmentFactory(post=post, person=user.person)
    return user


def test_nineteen_leaders_make_a_charter_in_the_room_and_keep_it(
    story, facilitator, leaders, worker, new_page, tmp_path
):
    desk = new_page(user=facilitator)
    room = [_phone(new_page, user, number) for number, user in enumerate(leaders)]
    first = prepare_the_first_workshop(desk, story, room)
    run_the_first_workshop(desk, first, new_page(width=1920, height=1080, user=facilitator), room)
    second = enter_the_second_workshop(desk, story, room, tmp_path)

    version = agree_and_sign(desk, second, room)
    a_pulse(desk, story, "We keep it as it is.", mine=4, ours=4)
    a_month_goes_by()
    three_change(desk, story, version, room, new_page)
    newest = agree_anew(desk, story, room)
    a_pulse(desk, story, "", mine=4, ours=3)
    the_charter_shows_what_drifted(room[0].page, story)
    the_poster_is_printed(desk, newest, [phone.name for phone in room])


def _phone(new_page, user, number):
    has_scripts = number not in PLAIN
    return Phone(user, new_page(width=390, height=800, javascript=has_scripts, user=user), has_scripts)


# The first workshop ------------------------------------------------------------


def prepare_the_first_workshop(desk, programme, room):
    aims = [("Feed back what we heard", "The first diagnostic"), ("Begin our charter", steps.WAYS_OF_WORKING)]
    event = steps.plan(desk, programme, "First workshop", timezone.localdate(), aims=aims, begins="9:30", ends="16:00")
    steps.write_agenda(desk, event, ("Welcome", 20, "Opening or closing"), ("What we heard", 60, "Everybody together"))
    steps.invite(desk, event, EVERYBODY)
    asked = Notice.objects.filter(programme=programme, kind=Notice.Kind.MEETING)
    assert sorted(asked.values_list("person__name", flat=True)) == [phone.name for phone in room]
    for phone in (room[0], room[PLAIN[0]]):
        steps.reply(phone.page, event, "I will come", diet="Nuts")
    assert sorted(event.attendances.filter(reply="in_person").values_list("diet", flat=True)) == ["Nuts", "Nuts"]
    return event


def run_the_first_workshop(desk, event, wall, room):
    desk.goto(reverse("diagnostics:decks", args=[event.programme_id]))
    steps.make_a_deck(desk)
    card = event.programme.decks.get().cards.standing().filter(release__isnull=False).first()
    shown = steps.plan_exercise(desk, event, "reflect", Card=f"{card.deck}: {card}")
    cards = steps.plan_exercise(desk, event, "cards", IN_THE_WAY)
    poll = steps.plan_exercise(desk, event, "single", TRUST, Options="More\nAs much\nLess")
    opened = steps.open_room(desk, event)
    wall.goto(steps.at("wall", event))
    join(opened, room)
    expect(wall.get_by_text("19 people are in the room")).to_be_visible()

    steps.show(desk, shown)
    for phone in room:
        phone.shows(card.title)
    expect(wall.get_by_role("heading", name=card.title)).to_be_visible()
    collect_cards(desk, wall, cards, room)
    take_the_poll(desk, wall, poll, room)
    dots = steps.plan_exercise(desk, event, "dots", DOTS, Or_take_the_clusters_of=f"{IN_THE_WAY} (3 clusters)")
    give_dots(desk, wall, dots, room[:6])
    steps.close_room(desk, event)
    room[0].shows("This room has closed")

    steps.keep_register(desk, event, dict.fromkeys((phone.name for phone in room), "In person"), since={
        phone.name: "March 2020" for phone in room[:3]
    })  # fmt: skip
    assert event.attendances.filter(mode="in_person", first_in_person_since="March 2020").count() == 3
    # Nothing is left that would tell who said what.
    assert Contribution.objects.count() == 0
    assert Statement.objects.exclude(voter=None, seat=None, nonce="").count() == 0


def join(opened, room):
    """The first types the code, the others are led there by the picture on the wall."""
    room[0].page.goto(reverse("workshops:phone-code"))
    room[0].page.get_by_label("Code").fill(opened.code)
    steps.save(room[0].page, "Continue")
    for phone in room[1:]:
        phone.page.goto(reverse("workshops:phone", args=[opened.code]), wait_until="commit")
    for phone in room:
        charter_steps.heading(phone.page).to_have_text("You are in the room")


def said_by(number):
    return f"{PILES[number % 3]} is in our way, says {chr(97 + number)}"


def collect_cards(desk, wall, exercise, room):
    """One card from each: most by finger, one by keyboard, the last twelve by the request that a phone makes."""
    steps.start(desk, exercise)
    for phone in room:
        phone.shows(exercise.prompt)
    for number, phone in enumerate(room):
        if number == BY_KEYBOARD:
            steps.give_card_by_keyboard(phone.page, said_by(number))
        elif number < 7:
            steps.give_card(phone.page, said_by(number))
        else:
            steps.give_card_by_request(phone.user, exercise, said_by(number))
    expect(wall.get_by_text("19 of 19 have answered")).to_be_visible()
    expect(wall.get_by_text(said_by(0))).to_have_count(0)
    steps.finish(desk)
    expect(wall.get_by_text(said_by(0))).to_be_visible()
    assert sorted(exercise.statements.values_list("text", flat=True)) == sorted(map(said_by, range(19)))

    piles = {name: [said_by(number) for number in range(9) if said_by(number).startswith(name)] for name in PILES}
    steps.sort_by_keys(desk, exercise, piles)
    kept = {name: sorted(exercise.clusters.get(name=name).statements.values_list("text", flat=True)) for name in PILES}
    assert kept == {name: sorted(cards) for name, cards in piles.items()}


def take_the_poll(desk, wall, exercise, room):
    """All nineteen answer on their phones; what they said is shown in words, once everybody has."""
    desk.goto(steps.at("room", exercise.event))
    steps.start(desk, exercise)
    for phone in room:
        phone.shows(exercise.prompt)
    for number, phone in enumerate(room):
        phone.page.get_by_label(("More", "More", "As much")[number % 3], exact=True).check()
        phone.page.get_by_role("button", name="Send").click()
    for phone in room:
        expect(phone.page.get_by_text("Your answer is in.")).to_be_visible()
    steps.finish(desk)
    exercise.refresh_from_db()
    assert (exercise.answered, exercise.result["shown"]) == (19, "words")
    said = {row["text"]: row["words"] for row in exercise.result["rows"]}
    for page in (wall, room[0].page):
        expect(page.get_by_text(said["More"]).first).to_be_visible()


def give_dots(desk, wall, exercise, some):
    desk.goto(steps.at("room", exercise.event))
    steps.start(desk, exercise)
    for phone in some:
        phone.shows(exercise.prompt)
        steps.give_dots(phone.page, PILES[0], 2, has_scripts=phone.has_scripts)
    steps.finish(desk)
    expect(wall.get_by_text(PILES[0])).to_be_visible()
    exercise.refresh_from_db()
    assert exercise.answered == len(some)


# The second workshop ------------------------------------------------------------


def enter_the_second_workshop(desk, programme, room, folder):
    """It was held with flipcharts: cards as lines, dots as totals, a photograph; two clusters become proposals."""
    event = steps.plan(desk, programme, "Second workshop", timezone.localdate())
    cards = steps.plan_exercise(desk, event, "cards", TOGETHER)
    lines = [line for pile in LINES.values() for line in pile]
    steps.enter_cards(desk, cards, [f"- {line}" for line in lines], people=19)
    steps.sort_by_keys(desk, cards, LINES)
    dots = steps.plan_exercise(desk, event, "dots", DOTS, Or_take_the_clusters_of=f"{TOGETHER} (2 clusters)")
    steps.enter_counts(desk, dots, {OPENLY: 31, PROMISES: 26}, people=19)
    flipchart = folder / "flipchart.jpg"
    flipchart.write_bytes(gathering.jpeg())
    steps.add_photograph(desk, cards, flipchart)
    steps.keep_register(desk, event, dict.fromkeys((phone.name for phone in room), "In person"))

    made = [charter_steps.keep_as_proposal(desk, event, name, "Behaviours") for name in LINES]
    assert [each.origin for each in made] == [each.key for each in cards.clusters.all()]
    charter_steps.add_behaviours(room[TAKEN_BY].page, made[0], BEHAVIOUR)
    charter_steps.add_behaviours(desk, made[1], *KEPT)
    photograph = desk.goto(reverse("gathered", args=[programme.pk, event.pk])) and desk.locator("img")
    expect(photograph).to_have_count(1)
    assert [row["count"] for row in Exercise.objects.get(pk=dots.pk).result["rows"]] == [31, 26]
    return event


def agree_and_sign(desk, event, room):
    """Eighteen agree or can live with it; one says "not yet", is answered, and takes the answer. Then all sign."""
    programme = event.programme
    opened = steps.open_room(desk, event)
    for phone in room:
        phone.page.goto(reverse("workshops:phone", args=[opened.code]), wait_until="commit")
    round = charter_steps.open_round(desk, programme, event)
    for phone in (room[0], room[BY_KEYBOARD], room[NO]):
        phone.look()
        charter_steps.heading(phone.page).to_contain_text("where do you stand?")
        phone.page.get_by_role("button", name="Go to it").click()
    charter_steps.take_stances(room[0].page, ("I agree", ""), ("I can live with it", ""))
    charter_steps.take_stances(room[BY_KEYBOARD].page, ("I can live with it", ""), ("I agree", ""))
    charter_steps.take_stances(room[NO].page, ("Not yet", REASON), ("I agree", ""))
    for number, phone in enumerate(room):
        if number not in (0, BY_KEYBOARD, NO):
            charter_steps.take_by_request(round, phone.user, "live" if number % 4 == 1 else "agree")
    assert places_of(REASON) == ["charters_stance"]

    charter_steps.answer_not_yet(desk, round, room[NO].name, ANSWER)
    charter_steps.take_the_answer(room[NO].page, round)
    assert places_of(REASON) == []
    version = charter_steps.close_round(desk, round)
    assert [each["name"] for each in version.took_part] == [phone.name for phone in room]
    assert [(item.outcome, item.agree + item.live, item.not_yet) for item in round.items.all()] == [
        ("agreed", 19, 0)
    ] * 2
    assert list(Resolution.objects.values_list("text", flat=True)) == [ANSWER]
    assert sorted(Behaviour.objects.values_list("text", flat=True)) == sorted([BEHAVIOUR, *KEPT])

    room[0].page.goto(charter_steps.at("round", programme, round.pk))
    charter_steps.heading(room[0].page).to_have_text("Both proposals are agreed")
    room[0].page.get_by_role("button", name="Read it and sign").click()
    charter_steps.sign_by_keyboard(room[BY_KEYBOARD].page, version)
    charter_steps.sign_together([phone.page for phone in room if phone is not room[BY_KEYBOARD]], version)
    assert signers(version) == [phone.name for phone in room]
    return version


def places_of(words):
    """The tables and files in which these words stand."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" AS one WHERE one::text LIKE %s', [f"%{words}%"])
            found += [table] * bool(cursor.fetchone()[0])
    files = (path for path in Path(settings.DATA_DIR).rglob("*") if path.is_file())
    return found + [path.name for path in files if words.encode() in path.read_bytes()]


def signers(version):
    return sorted(version.signatures.values_list("name", flat=True))


# Keeping it ------------------------------------------------------------


def a_pulse(desk, programme, outcome, *, mine, ours):
    """All who take part are asked, twelve answer, the result is published; then the review is held, if it was."""
    review = charter_steps.plan_review(desk, programme, timezone.localdate() + timedelta(days=10))
    wave = charter_steps.ask_how_it_is_lived(desk, review)
    tokens = survey_steps.links("Your view by")
    asked = sorted(wave.invitations.values_list("respondent__email", flat=True))
    assert len(asked) == 19
    charter_steps.answer_pulse(review, [tokens[address] for address in asked[:12]], mine=mine, ours=ours)
    survey_steps.close_round(desk, wave)
    survey_steps.publish(desk, wave)
    if outcome:
        charter_steps.hold_review(desk, review, outcome)


def a_month_goes_by():
    """What was agreed today was agreed a month ago: whoever comes now was not there."""
    then = timezone.now() - timedelta(days=30)
    CharterVersion.objects.update(adopted_on=FactDate(then.date()), recorded_at=then)
    Signature.objects.update(signed_on=then.date())


def three_change(desk, programme, version, room, new_page):
    """Three chief executives hand over. Who comes is asked to sign once they have got started, and not before."""
    stayed = room[3:]
    names = [f"{name} Newly" for name in ("Ada", "Ben", "Cleo")]
    came = [
        charter_steps.hand_over(desk, programme, left.user, name) for left, name in zip(room[:3], names, strict=True)
    ]
    charter_steps.ask_for_signatures(desk, version, "Nobody is to be mailed today")
    room[:] = [Phone(user, new_page(width=390, user=user)) for user in came] + stayed
    for phone in room[:3]:
        charter_steps.get_started(phone.page, programme)
    charter_steps.ask_for_signatures(desk, version, "3 mails are on the way.")
    asked = Notice.objects.filter(programme=programme, kind=Notice.Kind.SIGN)
    assert sorted(asked.values_list("person__name", flat=True)) == names
    charter_steps.sign_together([phone.page for phone in room[:3]], version)
    assert Signature.objects.filter(version=version).count() == 22


def agree_anew(desk, programme, room):
    """A successor proposes other words, a round agrees them, and everybody is asked to sign anew."""
    charter_steps.propose_a_change(room[0].page, programme, OPENLY, BETTER, "It begins among ourselves")
    round = charter_steps.open_round(desk, programme)
    room[0].page.goto(charter_steps.at("round", programme, round.pk))
    charter_steps.take_stances(room[0].page, ("I agree", ""))
    for phone in room[1:]:
        charter_steps.take_by_request(round, phone.user)
    version = charter_steps.close_round(desk, round)
    assert [(each.number, each.signatures.count()) for each in CharterVersion.objects.order_by("number")] == [
        (1, 22),
        (2, 0),
    ]
    assert sorted(Commitment.objects.standing().values_list("text", flat=True)) == sorted([BETTER, PROMISES])
    reader = room[PLAIN[0]].page
    reader.goto(charter_steps.at("version", programme, version.pk))
    changed = reader.locator(".app-changes__one")
    expect(changed.locator("ins")).to_have_text(["(put in: , and to each other first)"])
    expect(changed).to_have_count(1)

    charter_steps.ask_for_signatures(desk, version, "19 mails are on the way.")
    charter_steps.sign_together([room[0].page, reader], version)
    for phone in room[1:]:
        if phone.page is not reader:
            charter_steps.sign_by_request(phone.user, version)
    assert signers(version) == sorted(phone.name for phone in room)
    assert Stance.objects.exclude(reason="").count() == 0
    return version


def the_charter_shows_what_drifted(page, programme):
    page.goto(charter_steps.at("charter", programme))
    expect(page.get_by_role("heading", name="drifted since")).to_contain_text("Two commitments drifted")
    expect(page.get_by_text("3 of 19 people changed; some movement may be theirs.")).to_be_visible()
    drifted = page.get_by_role("listitem").filter(has_text=f"{BEHAVIOUR} (how we live it: from 4 to 3)")
    expect(drifted.locator("strong")).to_have_text(BETTER)


def the_poster_is_printed(desk, version, names):
    desk.goto(charter_steps.at("poster", version.charter.programme, version.pk))
    steps.save(desk, "Make the poster")
    download = desk.get_by_role("button", name="Download the poster (PDF)")
    sheets = pypdfium2.PdfDocument(survey_steps.downloaded(desk, download))
    assert {tuple(map(round, sheet.get_size())) for sheet in sheets} == {(842, 1191)}
    words = " ".join(" ".join(sheet.get_textpage().get_text_range().split()) for sheet in sheets)
    sheets.close()
    assert [said for said in (BETTER, PROMISES, BEHAVIOUR, *KEPT, *names) if said not in words] == []
