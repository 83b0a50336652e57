"""The surveys of the two case studies played in a browser, with the sealing worker running.

The second programme: an opinion survey to 120 people, answered by 107, published and shown in the room. The first: the
health survey in two rounds over nineteen people, three of whom changed between, shared with sponsors.
"""

import csv
import io
import re

import openpyxl
import pptx
import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from diagnostics.models import Wave
from programmes.access import Role
from programmes.models import Membership
from tests.factories import LeadershipGroupFactory, ProgrammeFactory, member
from tests.journeys import survey_steps as steps
from tests.journeys.survey_steps import at, save

pytestmark = pytest.mark.django_db(transaction=True)

SECTORS = ("Hospital", "Community", "Mental health", "Primary care", "Council or social care")


@pytest.fixture
def programme():
    return ProgrammeFactory(group=LeadershipGroupFactory())


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR, name="Fay Lister")


@pytest.fixture
def leader(programme):
    return member(programme, name="Lee Adair")


# An opinion survey to 120 people ------------------------------------------------------------


@pytest.fixture
def list_of_120(tmp_path):
    rows = [("name", "email", "sector", "role")]
    rows += [(f"Person {n:03}", f"p{n:03}@downs.example", SECTORS[n % 5], "Works here") for n in range(120)]
    path = tmp_path / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_of_120_asked_107_answer_and_it_is_shown_in_the_room(
    programme, facilitator, leader, list_of_120, worker, new_page
):
    desk = new_page(user=facilitator)
    survey = steps.make_from_template(desk, programme, "Opinion of the system")
    steps.bring_in(desk, survey, list_of_120)
    wave = steps.open_round(desk, survey, "May")
    tokens = steps.links("Your view by")
    assert sorted(tokens) == [f"p{number:03}@downs.example" for number in range(120)]

    everybody_answers(survey, [tokens[address] for address in sorted(tokens)[:107]], new_page)
    desk.goto(at("wave", programme.pk, survey.pk, wave.pk))
    expect(desk.get_by_role("heading", level=1)).to_have_text("May: 107 of 120 answered")
    before = set(tokens.values())
    steps.remind(desk, wave)
    reminded = steps.links("Still open until")
    assert sorted(reminded) == [f"p{number:03}@downs.example" for number in range(107, 120)]
    assert set(reminded.values()) <= before

    steps.close_round(desk, wave)
    expect(desk.get_by_role("heading", level=1)).to_have_text("May is closed: 107 of 120 answered")
    release = steps.publish(desk, wave)
    assert (release.covered, release.of) == (107, 120)
    its_files_are_whole(desk, release)
    the_leader_reads(new_page(width=390, user=leader), release)
    it_is_shown_in_the_room(desk, programme, new_page(width=1920, height=1080, user=facilitator))


def everybody_answers(survey, tokens, new_page):
    """Four in a browser: on a phone, without scripts, on two devices, by keyboard; the rest by plain requests."""
    phone, plain, other = new_page(width=390), new_page(width=390, javascript=False), new_page(width=390)
    steps.answer(phone, tokens[0])
    steps.answer(plain, tokens[1])

    phone.goto(f"/s/{tokens[2]}/")
    phone.get_by_role("button", name="Start").click()
    steps.answer_pages(phone, pages=2)
    other.goto(f"/s/{tokens[2]}/")
    other.get_by_role("button", name="Go on where you stopped").click()
    expect(other.get_by_text("Part 2 of 5")).to_be_visible()
    steps.answer_pages(other)
    steps.send(other)
    phone.reload()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your answers were sent")

    steps.answer_by_keyboard(other, tokens[3])
    steps.answer_all(survey, tokens[4:])


def its_files_are_whole(page, release):
    assert steps.downloaded(page, page.get_by_role("button", name="Download the PDF")).startswith(b"%PDF-")
    table = steps.downloaded(page, page.get_by_role("link", name="The figures as CSV")).decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(steps.downloaded(page, page.get_by_role("link", name="as an Excel"))))
    said = [figure["asked"] for figure in release.figures["parts"][0]["figures"] if figure["asked"]]
    in_book = " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    assert [asked for asked in said if asked not in table or asked not in in_book] == []


def the_leader_reads(page, release):
    page.goto(reverse("home"))
    page.get_by_role("link", name=release.title, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(release.title)
    expect(page.get_by_role("heading", name="What stands in the way", exact=True).first).to_be_visible()


def it_is_shown_in_the_room(desk, programme, wall):
    """A deck in one press, stepped through on the wall by keyboard, and taken away as a file that can be edited.

    The file has a cover before the cards, and after them whom they cover.
    """
    save(desk, "Make a deck from this")
    desk.wait_for_url(re.compile(r"/decks/\d+/$"))
    cards = desk.locator(".app-deck__card").count()
    deck = programme.decks.get()
    wall.goto(at("deck-wall", programme.pk, deck.pk, 1))
    for number in range(1, cards):
        expect(wall.locator(".app-steps__where")).to_have_text(f"{number} of {cards}")
        wall.keyboard.press("ArrowRight")
    expect(wall.get_by_role("heading", level=1)).to_have_text("What does this ask of us?")
    file = steps.downloaded(desk, desk.get_by_role("button", name="Download as PowerPoint"))
    titles = [slide.shapes.title.text for slide in pptx.Presentation(io.BytesIO(file)).slides]
    assert titles[1:-1] == [card.title for card in deck.cards.standing()]


# The health survey in two rounds ------------------------------------------------------------


def test_nineteen_leaders_answer_twice_three_of_them_changed_and_sponsors_read_it(
    programme, facilitator, worker, new_page
):
    leaders = [member(programme, name=f"Leader {number:02}") for number in range(19)]
    sponsor = member(programme, Role.SPONSOR, name="Sylvia Sponsor")
    desk = new_page(user=facilitator)
    survey = steps.make_from_template(desk, programme, "Organisational health")
    add_everybody(desk, survey)
    first = a_round(desk, survey, "Autumn", 17)
    steps.publish(desk, first)

    three_hand_over(desk, programme, survey, leaders)
    second = a_round(desk, survey, "Spring", 18)
    release = steps.publish(desk, second)
    assert (first.invitations.count(), second.invitations.count()) == (19, 19)
    expect(desk.get_by_text("3 of 19 people changed; some movement may be theirs.").first).to_be_visible()

    share(desk, release)
    reading = new_page(width=390, user=sponsor)
    reading.goto(reverse("home"))
    reading.get_by_role("link", name=release.title).click()
    expect(reading.get_by_role("heading", level=1)).to_have_text(release.title)
    expect(reading.get_by_text("18 of 19").first).to_be_visible()
    expect(reading.get_by_text("people changed")).to_have_count(0)


def add_everybody(page, survey):
    page.goto(at("respondents", survey.programme_id, survey.pk))
    page.get_by_role("button", name="Add everybody who takes part").click()
    save(page, "Add them")
    expect(page.get_by_role("heading", level=1)).to_contain_text("19 people are asked")


def a_round(page, survey, title, answered):
    wave = steps.open_round(page, survey, title)
    tokens = steps.links("Your view by")
    asked = sorted(wave.invitations.values_list("respondent__email", flat=True))
    steps.answer_all(survey, [tokens[address] for address in asked[:answered]])
    steps.close_round(page, wave)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{title} is closed: {answered} of 19 answered")
    return Wave.objects.get(pk=wave.pk)


def three_hand_over(page, programme, survey, leaders):
    """Three leave the programme and are taken off the list; three others come, and are added."""
    page.goto(at("respondents", programme.pk, survey.pk))
    for leaving in leaders[:3]:
        Membership.objects.filter(person=leaving.person).update(ends_on=timezone.localdate())
        page.get_by_role("button", name=f"Take off the list: {leaving.person.name}").click()
        expect(page.get_by_text(f"{leaving.person.name} is off the list")).to_be_visible()
    for number in range(3):
        member(programme, name=f"Newcomer {number}")
    add_everybody(page, survey)


def share(page, release):
    page.get_by_role("link", name="May sponsors read it?").click()
    day = timezone.localdate()
    for part in ("day", "month", "year"):
        page.locator(f"[name=decided_on_{part}]").fill(str(getattr(day, part)))
    page.get_by_label("How was it decided?").fill("Agreed by everybody in the room")
    save(page, "Record the decision")
    page.goto(at("result-sharing", release.programme_id, release.pk))
    expect(page.get_by_role("heading", level=1)).to_have_text("Sponsors may read this result")
