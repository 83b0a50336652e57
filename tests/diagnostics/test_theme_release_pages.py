"""The pages around published themes: preview, publishing, reading, recording, and what they cost."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diagnostics.models import Agreement, Interview, Release
from diagnostics.services import quotes as quoting
from diagnostics.services import theme_questions
from programmes.access import Role
from programmes.models import AuditEvent, Barrier, Job
from tests.diagnostics import coded
from tests.factories import OrganisationFactory, member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return coded.run()


@pytest.fixture
def theme(run):
    return coded.theme(*run)


def address(name, programme, **keywords):
    return reverse(f"diagnostics:{name}", kwargs={"programme": programme.pk, **keywords})


def page(client, name, programme, **keywords):
    return BeautifulSoup(client.get(address(name, programme, **keywords)).content, "html.parser")


def text(soup):
    return " ".join(soup.main.get_text().split())


def press(client, soup, button):
    form = next(form for form in soup.find_all("form") if form.button and form.button.get_text(strip=True) == button)
    fields = {field["name"]: field.get("value", "") for field in form.find_all("input") if field.get("name")}
    return client.post(form["action"], fields)


def sections(soup):
    return list(soup.article.find_all("section", id=True))


# From preview to paper ------------------------------------------------------------


def test_preview_then_publish_then_read_and_print(run, theme):
    programme, by = run
    coded.speaking(programme, by, 7, theme)
    client = signed_in(by)
    preview = page(client, "theme-release-preview", programme)
    asked = press(client, preview, "Publish")
    coded.work()
    release = Release.objects.get()
    version = address("theme-release-version", programme, release=release.pk)
    assert client.get(asked.url).url == version
    leader = signed_in(member(programme))
    read = page(leader, "theme-release-version", programme, release=release.pk)
    assert sections(read) == sections(preview)
    assert f"Heard in most of the conversations. {theme.statement}" not in text(read)
    assert "7 of 7 conversations, counted together, nobody named" in text(read)
    coded.work()
    pdf = leader.get(address("theme-release-pdf", programme, release=release.pk))
    assert (pdf["Content-Disposition"], pdf.getvalue()[:5]) == ('attachment; filename="themes-1.pdf"', b"%PDF-")


def test_without_a_preview_nothing_is_published(run, theme):
    coded.speaking(*run, 7, theme)
    answer = signed_in(run[1]).post(address("theme-release-publish", run[0]))
    assert (answer.url, Job.objects.count()) == (address("theme-release-preview", run[0]), 0)


def test_who_may_not_read_every_note_sees_how_many_and_every_statement_and_no_weight(run, theme):
    """Whether a statement goes out would say, as conversations are coded one by one, who spoke of it."""
    programme, by = run
    coded.theme(programme, by, "Rare", "Hardly anybody says this.")
    coded.speaking(programme, by, 7, theme)
    other = signed_in(member(programme, Role.FACILITATOR))
    soup = page(other, "theme-release-preview", programme)
    listed = [each.get_text(strip=True) for each in soup.main.ul.find_all("li")]
    assert listed == [theme.statement, "Hardly anybody says this."]
    assert "7 of 7 will be counted" in text(soup)
    assert [word for word in ("most", "Few spoke", "wait for a statement") if word in text(soup)] == []
    press(other, soup, "Publish")
    coded.work()
    assert coded.heard(Release.objects.get()) == {theme.statement: "most"}


def test_the_preview_says_what_names_somebody_and_where(run, theme):
    programme, by = run
    OrganisationFactory(system=programme.system, name="St Mary's Hospital NHS Trust")
    coded.speaking(programme, by, 7, theme, coded.theme(programme, by, "Alone", "St Mary’s goes its own way."))
    for client in (signed_in(by), signed_in(member(programme, Role.FACILITATOR))):
        assert "Alone, its statement: St Mary’s" in text(page(client, "theme-release-preview", programme))


def test_quotes_in_a_preview_are_opened_in_the_audit(run, theme):
    programme, by = run
    coded.speaking(programme, by, 6, theme)
    (interview,) = coded.speaking(programme, by, 1, theme, quotes=Interview.Quotes.UNATTRIBUTED)
    quoting.add(excerpt=interview.excerpts.get(), theme=theme, text="Each of us goes home", by=by)
    assert "Each of us goes home" in text(page(signed_in(by), "theme-release-preview", programme))
    assert AuditEvent.objects.get(verb="opened").record == interview.key


def test_a_few_who_joined_are_asked_on_their_own_pages(run, theme):
    programme, by = run
    coded.speaking(programme, by, 7, theme)
    coded.publish(programme, by)
    waiting = coded.speaking(programme, by, 2, theme)
    user = coded.user_of(waiting[0])
    client = signed_in(by)
    press(client, page(client, "theme-release-preview", programme), "Ask them")
    asked = Agreement.objects.get(person=waiting[0].person)
    own = address("theme-release-agreement", programme, agreement=asked.pk)
    leader = signed_in(user)
    assert "colleagues who compare the two lists could work out" in leader.get(own).content.decode()
    assert leader.post(own, {"answer": "yes"}).url == reverse("home")
    asked.refresh_from_db()
    assert asked.answer == "yes"
    snapshots = address("snapshot-agreement", programme, agreement=asked.pk)
    assert leader.get(snapshots).status_code == 404


def test_a_leader_finds_what_is_published_and_never_the_preview(run, theme):
    programme, by = run
    client = signed_in(member(programme))
    assert "No themes are published yet" in text(page(client, "theme-releases", programme))
    coded.speaking(programme, by, 7, theme)
    coded.publish(programme, by)
    assert "Version 1, published" in text(page(client, "theme-releases", programme))
    assert client.get(address("theme-release-preview", programme)).status_code == 403


# Records ------------------------------------------------------------


def test_a_theme_becomes_a_record_that_leads_back(run, theme):
    programme, by = run
    coded.speaking(programme, by, 7, theme)
    release = coded.publish(programme, by)
    client = signed_in(by)
    record = address("theme-release-record", programme, release=release.pk, theme=theme.pk)
    form = BeautifulSoup(client.get(record).content, "html.parser")
    assert form.find("textarea").get_text(strip=True) == theme.statement
    assert client.post(record, {"kind": "barriers", "text": theme.statement}).status_code == 200
    assert Barrier.objects.count() == 0
    client.post(record, {"kind": "barriers", "text": theme.statement, "agreed": "on"})
    made = Barrier.objects.get()
    kept = client.get(reverse("programmes:programme-record", args=[programme.pk, "barriers", made.pk]))
    link = BeautifulSoup(kept.content, "html.parser").find("a", string="Where this record came from")
    version = address("theme-release-version", programme, release=release.pk)
    assert client.get(link["href"]).url == f"{version}#theme-{theme.pk}"
    assert page(client, "theme-release-version", programme, release=release.pk).find(id=f"theme-{theme.pk}")


def test_only_what_is_published_can_be_recorded(run, theme):
    programme, by = run
    coded.speaking(programme, by, 7, theme)
    other = coded.theme(programme, by, "Other", "Never published.")
    release = coded.publish(programme, by)
    client = signed_in(by)
    assert client.get(address("theme-release-record", programme, release=release.pk, theme=other.pk)).status_code == 404


# What pages cost ------------------------------------------------------------


def fill(programme, by, number):
    """So many more themes, quotes, questions and lists, and who is asked about them."""
    for n in range(number):
        name = f"{Release.objects.count()}-{n}"
        theme, few = coded.theme(programme, by, name, f"Statement {name}."), coded.theme(programme, by, f"Few {name}")
        talks = coded.speaking(programme, by, 7, theme, quotes=Interview.Quotes.UNATTRIBUTED)
        for interview in talks[:3]:
            coded.code(interview, few)
            quoting.add(excerpt=interview.excerpts.get(), theme=theme, text="Each of us goes home", by=by)
        theme_questions.ask(theme=few, question=f"Question {name}?", by=by)
        coded.publish(programme, by)
        OrganisationFactory(system=programme.system)


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["theme-releases", "theme-release-preview", "theme-release-version", "quotes"])
def test_one_of_everything_costs_as_many_queries_as_three(run, name):
    programme, by = run
    client = signed_in(by)
    fill(programme, by, 1)
    first = Release.objects.first()
    keywords = {"release": first.pk} if name == "theme-release-version" else {}
    one = queries(client, address(name, programme, **keywords))
    fill(programme, by, 2)
    assert queries(client, address(name, programme, **keywords)) == one <= 15
