"""Both programmes of the two case studies played in a browser: everybody is listened to, and it comes out as themes.

The first: nineteen leaders book a time, are talked to, and what they said is coded, published and recorded; then one
leaves and another comes. The second: thirty-six conversations held elsewhere, written down afterwards.
"""

import re
import zipfile
from datetime import timedelta

import docx
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from diagnostics.models import Interview, PersonStep, Release, Theme
from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import Barrier, InductionTask, Membership, Strength
from tests.factories import (
    AppointmentFactory,
    LeadershipGroupFactory,
    OrganisationFactory,
    PostFactory,
    ProgrammeFactory,
    SystemFactory,
    member,
)
from tests.signing import signed_in

pytestmark = pytest.mark.django_db(transaction=True)

SECTORS = ("hospital", "community", "mental_health", "commissioning", "council")
# What was said, with the theme that it speaks to; the rest of each note is nobody's theme.
SAID = {
    "Silence": "We never argue in the room.",
    "Meetings": "There is no hour left in which we could think.",
    "One plan": "I want one plan that all of us can say by heart.",
    "Winter": "Last winter we shared what we had.",
}
KEYS = {"Silence": "i", "Meetings": "b", "One plan": "a", "Winter": "s"}
STATEMENTS = {
    "Silence": "We do not disagree openly.",
    "Meetings": "There is no space to think together.",
    "One plan": "We want one plan that everybody knows.",
}
ACT = "**/coding/act/"
SAVED = re.compile(r"Saved at \d\d:\d\d")


def become(page, user):
    """Go on in this browser as somebody else."""
    value = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "domain": "localhost", "path": "/"}]
    )


def at(name, *args):
    return reverse(f"diagnostics:{name}", args=args)


def save(page, label="Save"):
    page.get_by_role("button", name=label, exact=True).click()


@pytest.fixture
def story():
    """A programme of a system, with a facilitator and an interviewer."""
    system = SystemFactory(name="Downs Care System")
    group = LeadershipGroupFactory(system=system)
    begun = FactDate(timezone.localdate() - timedelta(days=60), "month")
    return ProgrammeFactory(system=system, group=group, title="Leading the Downs", starts_on=begun)


def starts(programme):
    return programme.starts_on.day


@pytest.fixture
def facilitator(story):
    return member(story, Role.FACILITATOR, name="Fay Lister", starts_on=starts(story))


@pytest.fixture
def interviewer(story):
    return member(story, Role.INTERVIEWER, name="Ina Wells", starts_on=starts(story))


def leaders_of(programme, count):
    """So many leaders of the programme, in posts of five sectors."""
    seats = [OrganisationFactory(system=programme.system, sector=sector) for sector in SECTORS]
    found = []
    for number in range(count):
        post = PostFactory(organisation=seats[number % 5], title=f"Director number {number + 1}", role_group="other")
        user = member(programme, name=f"Leader Q{number + 1:02}zed", post=post, starts_on=starts(programme))
        AppointmentFactory(post=post, person=user.person)
        found.append(user)
    return found


# Asking, offering and booking ------------------------------------------------------------


def ask_for_a_conversation(page, programme):
    page.goto(at("step-add", programme.pk))
    page.get_by_label("A one-to-one conversation").check()
    save(page, "Continue")
    page.get_by_label("Why do you ask?").fill("We want to hear each of you before we plan.")
    fill_day(page, "due_on", timezone.localdate() + timedelta(days=5))
    page.locator("main form button[type=submit]").click()


def write_the_guide(page, programme, *questions):
    for question in questions:
        page.goto(at("guide-add", programme.pk))
        page.get_by_label("Question").fill(question)
        save(page)


def name_a_reader(page, programme, name):
    page.goto(at("conversation-readers", programme.pk))
    page.get_by_label("Who reads the notes too?").select_option(label=name)
    save(page, "Add")


def offer_times(page, programme, name):
    first, last = (timezone.localdate() + timedelta(days=days) for days in (3, 14))
    page.goto(at("slot-offer", programme.pk))
    page.get_by_label("Who holds the conversations?").select_option(label=name)
    fill_day(page, "day", first)
    page.get_by_text("Several days", exact=True).click()
    fill_day(page, "until", last)
    save(page, "Offer these times")
    expect(page.get_by_text("times are on offer")).to_be_visible()


def fill_day(page, name, day):
    for part in ("day", "month", "year"):
        page.locator(f"[name={name}_{part}]").fill(str(getattr(day, part)))


def to_the_times(page):
    page.goto(reverse("home"))
    page.get_by_role("link", name="A one-to-one conversation", exact=True).click()
    page.get_by_role("button", name="See the times").click()


def book(page):
    page.get_by_role("radio").first.check()
    save(page, "Book this time")
    expect(page.get_by_role("heading", level=1)).to_contain_text("conversation is on")


def move(page):
    page.get_by_role("link", name="Move it").click()
    page.get_by_role("radio").last.check()
    save(page, "Move it to this time")
    expect(page.get_by_role("heading", level=1)).to_contain_text("conversation is on")


def cancel_and_book_again(page):
    page.get_by_role("link", name="Cancel it").click()
    save(page, "Cancel the conversation")
    page.get_by_role("button", name="See the times").click()
    book(page)


def name_an_assistant(page, programme):
    page.goto(reverse("programmes:my-assistant", args=[programme.pk]))
    page.get_by_label("Name", exact=True).fill("Petra Diary")
    page.get_by_label("Email address").fill("petra@downs.example")
    save(page, "Name them")
    return Membership.objects.get(person__name="Petra Diary").person.user


# Writing down and coding ------------------------------------------------------------


def themes_of(number):
    """Of what the leader of this number spoke: of the last theme only three did."""
    spoken = {
        "Silence": number % 3 != 2,
        "Meetings": number % 2 == 0,
        "One plan": number % 10 != 0,
        "Winter": number < 3,
    }
    return [theme for theme, is_said in spoken.items() if is_said]


def type_notes(page, programme, interview, themes):
    """Typed under the questions while they speak; the page saves by itself, and at once when asked to."""
    page.goto(at("notes", programme.pk, interview.pk))
    boxes = page.locator("textarea[data-note]")
    boxes.first.fill(" ".join(SAID[theme] for theme in themes))
    boxes.nth(1).fill("There is more, and it can wait.")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-notes-state]")).to_have_text(SAVED)


def mark_as_held(page, programme, interview):
    page.goto(at("conversation-held", programme.pk, interview.pk))
    save(page)
    expect(page.get_by_text("Marked as held.")).to_be_visible()


def code_by_keyboard(page, programme, interview, themes):
    """Each sentence is given its theme in four keys; a theme that is new to the codebook in its name and two keys."""
    page.goto(at("coding", programme.pk, interview.pk))
    page.locator(".app-sentence").first.focus()
    for theme in themes:
        is_new = not Theme.objects.filter(programme=programme, name=theme).exists()
        page.keyboard.press("t")
        with page.expect_response(ACT) as answer:
            if is_new:
                page.keyboard.type(theme)
                page.keyboard.press("Control+Enter")
                page.keyboard.press(KEYS[theme])
            else:
                page.keyboard.type(theme[:2].lower())
                page.keyboard.press("Enter")
        assert answer.value.status == 200
        page.keyboard.press("j")


def put_into_words(page, programme):
    """One sentence for each theme, as it is to go out."""
    for name, statement in STATEMENTS.items():
        page.goto(at("codebook-theme", programme.pk, Theme.objects.get(programme=programme, name=name).pk))
        page.get_by_label("How it goes out").fill(statement)
        page.get_by_role("button", name="Save", exact=True).first.click()


# Quoting and publishing ------------------------------------------------------------


def say_show_me_first(page, programme):
    page.goto(reverse("home"))
    page.get_by_role("link", name="Say whether you may be quoted").click()
    page.get_by_label("Show me a quote first").check()
    save(page)
    expect(page.get_by_text("You can change your answer")).to_be_visible()


def quote(page, programme, theme):
    page.goto(at("theme", programme.pk, Theme.objects.get(programme=programme, name=theme).pk))
    page.get_by_role("link", name="Quote Leader Q01zed").click()
    save(page, "Quote it")
    expect(page.get_by_text("It is shown to whoever said it.")).to_be_visible()


def allow_the_quote(page):
    page.goto(reverse("home"))
    page.get_by_role("link", name="Look at something before it goes out").click()
    expect(page.locator("blockquote")).to_contain_text(SAID["Silence"])
    page.get_by_label("Yes, without my name").check()
    save(page)
    expect(page.get_by_text("You can change your answer")).to_be_visible()


def publish(page, programme):
    page.goto(at("theme-release-preview", programme.pk))
    expect(page.get_by_role("heading", name=STATEMENTS["Silence"])).to_be_visible()
    expect(page.get_by_text(SAID["Winter"])).to_have_count(0)
    save(page, "Publish")
    page.wait_for_url(re.compile(r"/themes/published/\d+/$"), timeout=90_000)
    return Release.objects.themes().get(programme=programme)


def record(page, release, statement, kind, text=""):
    page.goto(at("theme-release-version", release.programme_id, release.pk))
    page.get_by_role("link", name=re.compile(f"Record it.*{re.escape(statement)}")).click()
    page.get_by_label(kind).check()
    if text:
        page.get_by_role("textbox").fill(text)
    page.get_by_label("The group has read this theme").check()
    save(page, "Record it")


def case_study(page, programme):
    """The words of the draft as it stands."""
    page.goto(reverse("case-study", args=[programme.pk]))
    return " ".join(page.locator("main").inner_text().replace("\u2060", "").split())


# The first programme ------------------------------------------------------------


def test_nineteen_leaders_are_heard_and_one_hands_over(story, facilitator, interviewer, worker, new_page, tmp_path):
    leaders = leaders_of(story, 19)
    desk, phone, plain = new_page(user=facilitator), new_page(width=390), new_page(width=390, javascript=False)
    ask_for_a_conversation(desk, story)
    write_the_guide(desk, story, "What matters most to you just now?", "What gets in the way?")
    name_a_reader(desk, story, "Fay Lister")
    offer_times(desk, story, "Ina Wells")

    everybody_books(story, leaders, phone, plain)
    talks = Interview.objects.filter(programme=story, state="booked").order_by("person__name")
    assert [talk.person for talk in talks] == [leader.person for leader in leaders]
    assert len({talk.slot_id for talk in talks}) == 19

    become(desk, interviewer)
    for number, talk in enumerate(talks):
        type_notes(desk, story, talk, themes_of(number))
        mark_as_held(desk, story, talk)
        code_by_keyboard(desk, story, talk, themes_of(number))

    assert [talk.person.name for talk in talks if not talk.excerpts.filter(codings__isnull=False).exists()] == []

    become(desk, facilitator)
    put_into_words(desk, story)
    become(phone, leaders[0])
    say_show_me_first(phone, story)
    quote(desk, story, "Silence")
    allow_the_quote(phone)
    release = publish(desk, story)
    assert (release.covered, release.of) == (19, 19)

    become(phone, leaders[18])
    read_the_themes(phone, story, release)
    record(desk, release, STATEMENTS["Meetings"], "A barrier")
    record(desk, release, STATEMENTS["One plan"], "A strength", "People want one plan")
    assert [row.origin.partition("@")[2] for row in (Barrier.objects.get(), Strength.objects.get())] == [
        str(release.pk)
    ] * 2
    said = case_study(desk, story)
    for words in ("each of the 19 leaders", STATEMENTS["Meetings"], "People want one plan"):
        assert words in said
    assert [name for name in (leader.person.name for leader in leaders) if name in said] == []

    one_follows_another(story, leaders[5], desk, phone, tmp_path)


def everybody_books(programme, leaders, phone, plain):
    """Fifteen with scripts, three without, one by an assistant; one moves, one cancels and books again.

    The first three find the times from their home, the others open them at once.
    """
    for number, leader in enumerate(leaders[:18]):
        page = plain if number % 6 == 1 else phone
        become(page, leader)
        if number < 3:
            to_the_times(page)
        else:
            page.goto(at("my-conversation-times", programme.pk, leader.person.pk))
        book(page)
        if number == 0:
            move(page)
        if number == 1:
            cancel_and_book_again(page)
    become(phone, leaders[18])
    assistant = name_an_assistant(phone, programme)
    become(phone, assistant)
    phone.goto(at("my-conversation", programme.pk))
    phone.get_by_role("button", name="See the times").click()
    book(phone)


def read_the_themes(page, programme, release):
    page.goto(at("theme-releases", programme.pk))
    page.goto(at("theme-release-version", programme.pk, release.pk))
    for statement in STATEMENTS.values():
        expect(page.get_by_role("heading", name=statement)).to_be_visible()
    expect(page.locator("blockquote")).to_have_text([f"“{SAID['Silence']}”"])
    expect(page.get_by_text(SAID["Winter"])).to_have_count(0)


def one_follows_another(programme, leaving, desk, phone, tmp_path):
    """In the middle of the programme a post changes hands: who comes is welcomed, who goes is seen off."""
    newcomer = change_hands(desk, programme, leaving)
    assert PersonStep.objects.get(person=newcomer).due_on == timezone.localdate() + timedelta(days=14)
    phone.goto(reverse("mailbox"))
    expect(phone.get_by_text("nadia@downs.example").first).to_be_visible()

    become(phone, newcomer.user)
    tick_the_first_line(phone, programme)
    assert InductionTask.objects.filter(membership__person=newcomer, done_at__isnull=False).count() == 1

    become(phone, leaving)
    phone.goto(reverse("home"))
    phone.get_by_role("link", name="Hand over in a conversation").click()
    phone.get_by_role("button", name="See the times").click()
    book(phone)
    assert Interview.objects.get(person=leaving.person, state="booked").purpose == Interview.Purpose.HANDOVER
    phone.goto(reverse("own-data", args=[programme.pk]))
    with phone.expect_download() as download:
        save(phone, "Download it")
    download.value.save_as(tmp_path / "mine.zip")
    with zipfile.ZipFile(tmp_path / "mine.zip") as taken:
        assert SAID["Meetings"] not in "".join(taken.read(name).decode(errors="ignore") for name in taken.namelist())


def change_hands(page, programme, leaving):
    post = Membership.objects.get(person=leaving.person).post
    yesterday, today = timezone.localdate() - timedelta(days=1), timezone.localdate()
    page.goto(reverse("programmes:succession", args=[programme.system_id, post.pk]))
    page.get_by_label("Who leaves the post").select_option(index=1)
    page.get_by_label("Last day in post").fill(f"{yesterday:%-d %B %Y}")
    page.get_by_label("Name of somebody new").fill("Nadia Newly")
    page.get_by_label("Their email address").fill("nadia@downs.example")
    page.get_by_label("First day in post").fill(f"{today:%-d %B %Y}")
    save(page, "Record the change")
    expect(page.get_by_text("has changed hands")).to_be_visible()
    return Membership.objects.get(person__name="Nadia Newly").person


def tick_the_first_line(page, programme):
    page.goto(reverse("home"))
    page.get_by_role("link", name="Tick off what you have done").click()
    page.get_by_role("button", name="Tick off").first.click()
    expect(page.get_by_text("Done on")).to_be_visible()


# The second programme ------------------------------------------------------------


def test_thirty_six_conversations_held_elsewhere_come_out_as_themes(
    story, facilitator, interviewer, worker, new_page, tmp_path
):
    leaders = leaders_of(story, 36)
    desk = new_page(user=facilitator)
    write_the_guide(desk, story, "Which issues do you face?", "What do you aspire to?")
    for number, leader in enumerate(leaders):
        talk = record_held_elsewhere(desk, story, leader.person)
        if number % 6 == 0:
            upload_notes(desk, story, talk, word_file(tmp_path, themes_of(number)))
        else:
            paste_notes(desk, story, talk, themes_of(number))
        code_by_keyboard(desk, story, talk, themes_of(number))
    put_into_words(desk, story)
    release = publish(desk, story)
    assert (release.covered, release.of) == (36, 36)
    record(desk, release, STATEMENTS["Meetings"], "A barrier", "Few examples of working as one")
    record(desk, release, STATEMENTS["One plan"], "A strength", "An approach in common")
    said = case_study(desk, story)
    for words in ("each of the 36 leaders", "Few examples of working as one", "An approach in common", "Which issues"):
        assert words in said


def record_held_elsewhere(page, programme, person):
    page.goto(f"{at('conversation-record', programme.pk)}?person={person.pk}")
    day = timezone.localdate() - timedelta(days=10)
    fill_day(page, "held_on", day)
    page.get_by_label("Who took the notes?").select_option(label="Fay Lister")
    fill_day(page, "told_on", day)
    save(page, "Record it")
    return Interview.objects.get(programme=programme, person=person)


def written(themes):
    """Notes as somebody types them elsewhere: under the words of a question, and a rest beside them."""
    return ["Which issues do you face?", *(SAID[theme] for theme in themes), "What do you aspire to?", "More of this."]


def paste_notes(page, programme, talk, themes):
    page.goto(at("notes-add", programme.pk, talk.pk))
    page.get_by_label("Paste your notes").fill("\n".join(written(themes)))
    save(page, "Add these notes")
    expect(page.get_by_text("Your notes are added after what was there.")).to_be_visible()


def upload_notes(page, programme, talk, path):
    page.goto(at("notes-add", programme.pk, talk.pk))
    page.locator("input[type=file]").set_input_files(path)
    save(page, "Add these notes")
    expect(page.get_by_text("Your notes are added after what was there.")).to_be_visible()


def word_file(folder, themes):
    document = docx.Document()
    for line in written(themes):
        document.add_paragraph(line)
    path = folder / "notes.docx"
    document.save(path)
    return path
