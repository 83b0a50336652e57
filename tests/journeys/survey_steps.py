"""What people do with a survey, page by page: building, asking, answering, publishing."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from diagnostics.models import Release, Survey, Wave
from diagnostics.selectors.surveys import form_of
from diagnostics.surveys import answering, paging
from programmes.models import Job
from programmes.views import mailbox
from tests.diagnostics import waves

LINK = re.compile(r"/s/([\w-]{43})/")


def at(name, *args):
    return reverse(f"diagnostics:{name}", args=args)


def save(page, label="Save"):
    page.get_by_role("button", name=label, exact=True).click()


# Building and asking ------------------------------------------------------------


def make_from_template(page, programme, name):
    page.goto(at("surveys", programme.pk))
    page.get_by_role("link", name="New survey").click()
    page.get_by_label(name, exact=True).check()
    save(page, "Continue")
    expect(page.get_by_role("button", name="Preview")).to_be_visible()
    return Survey.objects.get(programme=programme)


def bring_in(page, survey, path):
    page.goto(at("respondent-file", survey.programme_id, survey.pk))
    page.locator("input[type=file]").set_input_files(path)
    save(page, "Upload and preview")
    save(page, "Bring them in")
    expect(page.get_by_role("heading", level=1)).to_contain_text("asked")


def open_round(page, survey, title):
    """Plan it, read what opening fixes, open it: the sealing worker makes the links and mails them."""
    page.goto(at("waves", survey.programme_id, survey.pk))
    page.locator("main").get_by_text("Plan a round", exact=True).click()
    page.get_by_label("Name of this round").fill(title)
    day = timezone.localdate() + timedelta(days=14)
    for part in ("day", "month", "year"):
        page.locator(f"[name=closes_on_{part}]").fill(str(getattr(day, part)))
    save(page)
    page.get_by_role("button", name="Open this round").click()
    save(page, "Open it and send the links")
    wave = Wave.objects.get(survey=survey, title=title)
    page.wait_for_url(f"**{at('wave', survey.programme_id, survey.pk, wave.pk)}")
    arrive(page, Job.objects.filter(programme=survey.programme, title__startswith="Mails to").latest("pk"), wave)
    return wave


def arrive(page, job, wave):
    """Wait on the page of a job that leads back to the round."""
    page.goto(reverse("programmes:job", args=[job.pk]))
    page.wait_for_url(f"**{at('wave', wave.survey.programme_id, wave.survey_id, wave.pk)}")


def links(subject):
    """The token in the newest mail of this subject to each address."""
    found = {}
    for file in sorted(Path(settings.EMAIL_FILE_PATH).glob("*.log")):
        for raw in file.read_bytes().split(mailbox.BETWEEN):
            message = message_from_bytes(raw.lstrip(), policy=policy.default)
            if subject in str(message["Subject"]):
                found[str(message["To"])] = LINK.search(message.get_content())[1]
    return found


def remind(page, wave):
    page.goto(at("wave", wave.survey.programme_id, wave.survey_id, wave.pk))
    save(page, "Remind those who have not answered")
    expect(page.get_by_text("Nobody learns who they are")).to_be_visible()
    arrive(page, Job.objects.filter(title="Reminders of a survey").latest("pk"), wave)


def close_round(page, wave):
    page.goto(at("wave", wave.survey.programme_id, wave.survey_id, wave.pk))
    page.get_by_role("link", name="Close it now").click()
    save(page, "Close it for good")
    page.wait_for_url(f"**{at('wave', wave.survey.programme_id, wave.survey_id, wave.pk)}")


# Answering ------------------------------------------------------------


def answer(page, token):
    """From the link to the confirmation: the first answer on each page, then all are read again and sent."""
    page.goto(f"/s/{token}/")
    page.get_by_role("button", name=re.compile("^(Start|Go on)$")).click()
    answer_pages(page)
    send(page)


def answer_pages(page, *, pages=100):
    """So many pages from the one that is open, or as many as there are."""
    for _ in range(pages):
        page.wait_for_load_state()  # what is read at once must be all there
        if page.get_by_role("button", name="Send my answers").is_visible():
            return
        for choice in page.locator("fieldset").all():
            first = choice.locator("input[type=radio], input[type=checkbox]").first
            if first.count():
                first.check(force=True)
        for text in page.get_by_role("textbox").all():
            text.fill("It takes long.")
        here = page.url
        save(page, "Continue")
        page.wait_for_url(lambda url, here=here: url != here)


def answer_by_keyboard(page, token):
    page.goto(f"/s/{token}/")
    press(page, page.get_by_role("button", name="Start"))
    while not page.get_by_role("button", name="Send my answers").is_visible():
        page.locator("main").locator("input:not([type=hidden]), textarea").first.focus()
        page.keyboard.press("Space")
        press(page, page.get_by_role("button", name="Continue"))
    press(page, page.get_by_role("button", name="Send my answers"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers were sent")


def press(page, button):
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def send(page):
    save(page, "Send my answers")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers were sent")


def answer_all(survey, tokens):
    """Everybody with one of these links answers every question, by the requests that a browser makes."""
    form = form_of(survey)
    for number, token in enumerate(tokens):
        answer_at(form, token, waves.given(survey, number))


def answer_at(form, token, answers):
    visitor, base = Client(), f"/s/{token}/"
    for page in paging.pages(form, answers):
        fields = {"q": [question.key for question in page.questions]}
        for question in page.questions:
            fields |= answering.typed(question, answers.get(question.key))
        assert visitor.post(f"{base}{page.number}/", fields).status_code == 302
    assert visitor.post(f"{base}check/").status_code == 302
    assert "Your answers were sent" in visitor.get(base).content.decode()


# Publishing ------------------------------------------------------------


def publish(page, wave):
    """Preview what would go out, then publish it; the result with its PDF is there."""
    page.goto(at("results", wave.survey.programme_id, wave.survey_id))
    page.get_by_role("link", name=re.compile(f"Preview the results.*{wave.title}")).click()
    expect(page.get_by_role("heading", name="What this makes impossible")).to_be_visible()
    save(page, "Publish")
    page.wait_for_url(re.compile(r"/results/\d+/$"))
    expect(page.get_by_role("button", name="Download the PDF")).to_be_visible()
    return Release.objects.surveys().get(wave=wave, audience=Release.Audience.GROUP)


def downloaded(page, link):
    """The bytes that pressing this brings."""
    with page.expect_download() as download:
        link.click()
    return Path(download.value.path()).read_bytes()
