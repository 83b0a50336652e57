"""What a facilitator does with a meeting, page by page: planning, inviting, the register, the room, what came of it."""

from django.urls import reverse
from playwright.sync_api import expect

from programmes.models import Job
from workshops.models import Event, Exercise


def at(name, event, *args):
    return reverse(f"workshops:{name}", args=[event.programme_id, event.pk, *args])


def save(page, label="Save"):
    page.get_by_role("button", name=label, exact=True).click()


def by_name(page, role, words, about):
    """The control with these words that is about one thing among several alike, as a screen reader says it."""
    return page.get_by_role(role, name=f"{words}: {about}", exact=True)


# Planning ------------------------------------------------------------


def plan(page, programme, title, day, *, aims=(), begins="", ends=""):
    """A workshop with what it is for."""
    page.goto(reverse("workshops:event-add", args=[programme.pk]))
    page.get_by_label("Workshop", exact=True).check()
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
