"""What a facilitator does with a meeting, page by page: planning, inviting, the register, the room, what came of it."""

import re
from uuid import uuid4

from django.urls import reverse
from playwright.sync_api import expect

from programmes.models import Job
from tests.signing import signed_in
from workshops.models import Event, Exercise


def at(name, event, *args):
    return reverse(f"workshops:{name}", args=[event.programme_id, event.pk, *args])


def save(page, label="Save"):
    page.get_by_role("button", name=label, exact=True).click()


def by_name(page, role, words, about):
    """The control with these words that is about one thing among several alike, as a screen reader says it."""
    return page.get_by_role(role, name=re.compile(f"^{words} ?: {re.escape(about)}"))


FINISH = re.compile("^Finish( and show the result)?$")  # nothing could be shown of what too few have answered
WAYS_OF_WORKING = "Charter: ways of working and behaviours"


# Planning ------------------------------------------------------------


def plan(page, programme, title, day, *, aims=(), begins="", ends=""):
    """A workshop with what it is for."""
    page.goto(reverse("workshops:event-add", args=[programme.pk]))
    page.get_by_role("link", name="Workshop", exact=True).click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Date", exact=True).fill(f"{day:%-d %B %Y}")
    page.get_by_label("Begins at").fill(begins)
    page.get_by_label("Ends at").fill(ends)
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    event = Event.objects.get(programme=programme, title=title)
    for text, serves in aims:
        page.goto(at("aim-add", event))
        page.get_by_label("Aim", exact=True).fill(text)
        page.get_by_label("Serves").select_option(label=serves)
        save(page)
        expect(page.get_by_text(f"Serves: {serves}").last).to_be_visible()
    return event


def write_agenda(page, event, *blocks):
    page.goto(at("agenda", event))
    for title, minutes, method in blocks:
        page.get_by_label("What happens").fill(title)
        page.get_by_label("Minutes", exact=True).fill(str(minutes))
        page.get_by_label("How", exact=True).select_option(label=method)
        save(page, "Add this block")
        expect(page.get_by_text(f"Added: {title}")).to_be_visible()


def invite(page, event, *groups):
    """Whole groups at once, after reading who they are and what becomes of the mail."""
    page.goto(at("invite", event))
    for group in groups:
        page.get_by_label(group, exact=True).check()
    save(page, "Continue")
    save(page, "Invite them")
    job = Job.objects.filter(programme=event.programme).order_by("pk").last()
    if job is not None and page.url.endswith(reverse("programmes:job", args=[job.pk])):
        page.wait_for_url(f"**{at('invitations', event)}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("invited to")


def keep_register(page, event, modes, *, since=None):
    """Everybody's line in two taps: `modes` by name; `since` says for whom it was the first time since when."""
    page.goto(at("register", event))
    for name, mode in modes.items():
        line = page.get_by_role("group", name=name)
        line.get_by_label(mode, exact=True).check()
        if name in (since or {}):
            line.get_by_text("First time in person").first.click()
            line.get_by_role("textbox").fill(since[name])
    save(page, "Save the register")
    expect(page.get_by_text("took part:")).to_be_visible()


# What came of it ------------------------------------------------------------


def record_what_was_made(page, event, kind, *texts):
    """One record, or one for each line of a flipchart."""
    page.goto(at("outcomes", event))
    page.get_by_text("Record what was made", exact=True).click()
    page.get_by_label("What was made").select_option(label=kind)
    page.get_by_label("What it is").fill("\n".join(texts))
    if len(texts) > 1:
        page.get_by_label("Each line is one of its own").check()
    page.get_by_label("It was agreed at this meeting").check()
    page.locator("details[open]").get_by_role("button", name="Save").click()
    made = page.locator(".app-records__item").filter(has_text=kind)
    expect(made.filter(has_text=texts[-1])).to_be_visible()


def decide(page, event, *texts):
    page.goto(at("outcomes", event))
    page.get_by_text("Note decisions", exact=True).click()
    page.get_by_label("What was decided").fill("\n".join(texts))
    page.locator("details[open]").get_by_role("button", name="Save").click()
    expect(page.get_by_text(texts[-1])).to_be_visible()


# Exercises ------------------------------------------------------------


def make_a_deck(page):
    """Of what was published, in one press."""
    page.get_by_role("button", name="Make a deck from this").first.click()
    page.wait_for_url(re.compile(r"/decks/\d+/$"))


def plan_exercise(page, event, kind, prompt="", **fields):
    """An exercise of a kind, as its form asks: each of `fields` is a label (with _ for spaces) and what goes there."""
    page.goto(at("exercise-add", event, kind))
    if prompt:
        page.get_by_label("Question or heading").fill(prompt)
    for name, value in fields.items():
        control = page.get_by_label(name.replace("_", " "))
        if control.evaluate("element => element.tagName") == "SELECT":
            control.select_option(label=value)
        else:
            control.fill(value)
    save(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("exercise")
    return Exercise.objects.filter(event=event).latest("pk")


def add_photograph(page, exercise, path):
    page.goto(at("exercise-photographs", exercise.event, exercise.pk))
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_label("The leaders and the facilitators").check()
    save(page, "Add")
    expect(page.get_by_text("1 photograph is with this exercise.")).to_be_visible()


# The room ------------------------------------------------------------


def open_room(page, event):
    page.goto(at("room", event))
    save(page, "Open the room")
    expect(page.get_by_text("The code is")).to_be_visible()
    event.refresh_from_db()
    return event.room


def show(desk, exercise):
    by_name(desk, "button", "Show", exercise.prompt).click()
    expect(desk.locator(".app-desk__shown")).to_have_text(exercise.prompt)


def start(desk, exercise):
    show(desk, exercise)
    save(desk, "Start")
    expect(desk.get_by_role("button", name=FINISH)).to_be_visible()


def finish(desk):
    desk.get_by_role("button", name=FINISH).click()
    expect(desk.get_by_text("closed, its result is shown")).to_be_visible()


def close_room(desk, event):
    desk.goto(at("room", event))
    save(desk, "Close the room")
    expect(desk.get_by_role("heading", level=1)).to_have_text(f"The room for {event.title} is closed")


# Clusters ------------------------------------------------------------


def face(page, text):
    return page.locator("[data-face]").get_by_text(text, exact=True)


def sort_by_keys(page, exercise, clusters):
    """The first card of each begins a cluster and names it, the others are put there by its number."""
    page.goto(at("clusters", exercise.event, exercise.pk))
    for number, (name, cards) in enumerate(clusters.items(), start=1):
        first, *others = cards
        face(page, first).focus()
        page.keyboard.press("n")
        expect(page.locator("input[name=name]:focus")).to_have_value(first)
        page.keyboard.press("Control+a")
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        told(page, f"Called “{name}” now.")
        for card in others:
            face(page, card).focus()
            page.keyboard.press(str(number))
            told(page, f"Put into “{name}”: {card}")


def told(page, words):
    """The board says what came of the last act, once it shows it."""
    expect(page.locator("[data-said]")).to_have_text(words)


# Phones ------------------------------------------------------------


def reply(page, event, words, *, diet=""):
    page.goto(at("event", event))
    page.get_by_role("link", name="Reply", exact=True).click()
    page.get_by_label(words, exact=True).check()
    page.get_by_label("What you do not eat").fill(diet)
    save(page, "Send the reply")
    expect(page.get_by_text(f"You said: {words}")).to_be_visible()


def give_card(page, text):
    page.get_by_label("Your card", exact=True).fill(text)
    save(page, "Send this card")
    expect(page.get_by_role("heading", name="Your card is in")).to_be_visible()


def give_card_by_keyboard(page, text):
    page.get_by_label("Your card", exact=True).focus()
    page.keyboard.type(text)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your card is in")).to_be_visible()


def give_card_by_request(user, exercise, text):
    """What the form on their phone would send."""
    address = reverse("workshops:phone-answer", args=[exercise.event.room.code])
    sent = signed_in(user).post(address, {"exercise": exercise.pk, "nonce": uuid4().hex, "text": text})
    assert sent.status_code == 302


def give_dots(page, option, number, *, has_scripts):
    if has_scripts:
        for _ in range(number):
            page.get_by_role("button", name=f"One dot more for {option}").click()
    else:
        page.get_by_label(option, exact=True).fill(str(number))
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Your answer is in.")).to_be_visible()


# Paper ------------------------------------------------------------


def enter_cards(page, exercise, lines, *, people):
    page.goto(at("exercise-paper", exercise.event, exercise.pk))
    page.get_by_label("The cards, one on each line").fill("\n".join(lines))
    page.get_by_label("How many people took part").fill(str(people))
    save(page, "Enter")
    expect(page.get_by_text(f"{len(lines)} cards are in.")).to_be_visible()


def enter_counts(page, exercise, counts, *, people):
    page.goto(at("exercise-paper", exercise.event, exercise.pk))
    for option, count in counts.items():
        page.get_by_label(option, exact=True).fill(str(count))
    page.get_by_label("How many people took part").fill(str(people))
    save(page, "Enter")
    expect(page.get_by_text("Entered from paper:")).to_be_visible()
