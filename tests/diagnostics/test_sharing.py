"""The group's decision to share a result: what sponsors read because of it, and that they learn of nothing else."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from diagnostics import survey_shared
from diagnostics.models import Comment, CommentCoding, Release, Sharing, Survey, Theme
from diagnostics.selectors.results import BY_SECTOR
from diagnostics.services import result_printing, results, sharing
from diagnostics.services.ledgering import Refused
from programmes.access import Role
from programmes.models import AuditEvent, Job
from programmes.services import jobs
from tests.diagnostics import asked, groups, waves
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db
BELIEF = "We have no time for one another."


@pytest.fixture
def run():
    return groups.programme()


def published(run, number=16, *, sectors=("Hospital", "Council"), key="", kinds=("pair", "single", "long")):
    """A round with comments coded to a theme, published yesterday; another one before it, so that something moved."""
    programme, by = run
    survey = asked.survey(programme, Survey.Kind.ANONYMOUS, kinds=kinds)
    asked.people(survey, number, sectors=sectors)
    for title in ("First", "Second"):
        wave = waves.opened(survey, by, title=title)
        waves.closed(wave, [waves.given(survey, each + survey.waves.count()) for each in range(number)])
        _code(wave, by)
        yesterday = timezone.now() - timedelta(days=1)
        release = results.publish(wave=wave, key=key, by=by, at=yesterday)
    return release


def _code(wave, by):
    theme, _ = Theme.objects.get_or_create(programme=wave.survey.programme, name="Time", statement=BELIEF)
    for comment in Comment.objects.filter(wave=wave):
        CommentCoding.objects.create(comment=comment, theme=theme, by=by)


def decide(release, **options):
    fields = {"decided_on": timezone.localdate(), "how": "In the room", "by": release.by} | options
    return sharing.decide(release=release, **fields)


def text(client, url):
    return " ".join(BeautifulSoup(client.get(url).content, "html.parser").main.get_text().split())


def print_all():
    for job in Job.objects.filter(state=Job.State.WAITING, task=result_printing.TASK):
        jobs.work(job.pk, result_printing.make)


def test_sponsors_read_the_very_figures_of_the_group_without_comments_and_other_rounds(run):
    release = published(run)
    assert (BELIEF in str(release.figures), bool(release.figures["since"])) == (True, True)
    shared = decide(release).shared
    (ours,), (theirs,) = release.figures["parts"], shared.figures["parts"]
    assert (
        theirs["figures"]
        == [figure for figure in ours["figures"] if figure["kind"] == "gap" or "single" in figure["asked"]]
        != []
    )
    assert (BELIEF in str(shared.figures), shared.figures["since"], shared.floor) == (False, None, 8)
    assert set(shared.units.values_list("response", "part")) == set(release.units.values_list("response", "part"))


def test_a_mean_that_may_rest_on_fewer_than_their_floor_is_not_shown_to_sponsors():
    """Every reader of the group's figure can tell the same from the words beside it, so that says nothing new."""
    item = {"text": "Trust", "matters": 4.5, "true": 3, "gap": 1.5, "rest": [["No answer", "about half"]]}
    figure = {
        "key": "gap-1", "kind": "gap", "section": "Us", "questions": ["1"], "asked": "", "title": "Trust", "note": "",
        "n": 12, "has_message": True, "points": 5, "items": [item],
    }  # fmt: skip
    many = figure | {"items": [item | {"rest": []}]}
    data = {
        "parts": [{"name": "", "answered": 12, "figures": [figure, many]}],
        "in_words": [],
        "survey": "S",
        "cover": {"fact": "a · b"},
    }
    few, kept = survey_shared.for_sponsors(data, timezone.localdate())["parts"][0]["figures"]
    assert (few["kind"], few["title"], "items" in few) == ("not_shown", "Us", False)
    assert kept == many


def test_a_part_under_eight_keeps_a_result_from_sponsors_for_good(run):
    programme, by = run
    release = published(run, 18, sectors=("Hospital", "Council", "Council"), key=BY_SECTOR)
    assert {part["answered"] for part in release.figures["parts"]} == {6, 12}
    with pytest.raises(Refused, match="at least eight"):
        decide(release)
    page = reverse("diagnostics:result-sharing", args=[programme.pk, release.pk])
    assert "It stays with the group." in text(signed_in(by), page)


def test_the_decision_is_recorded_on_its_page_after_the_group_could_read(run):
    programme, by = run
    release = published(run)
    client = signed_in(by)
    page = reverse("diagnostics:result-sharing", args=[programme.pk, release.pk])

    def post(day):
        return client.post(
            page,
            {"decided_on_day": day.day, "decided_on_month": day.month, "decided_on_year": day.year, "how": "By all"},
        )

    today = timezone.localdate()
    for wrong in (today - timedelta(days=9), today + timedelta(days=1)):
        assert "There is a problem" in post(wrong).content.decode()
    assert Sharing.objects.count() == 0
    assert post(today).url == page
    made = Sharing.objects.get()
    assert (made.how, made.decided_on, made.shared.audience) == ("By all", today, "sponsor")
    with pytest.raises(Refused, match="recorded already"):
        decide(release)
    post(today - timedelta(days=1))
    made.refresh_from_db()
    assert (made.decided_on, Release.objects.filter(audience="sponsor").count()) == (today - timedelta(days=1), 1)
    assert AuditEvent.objects.get(verb="corrected", record=made.key).changes["decided_on"][1] == str(made.decided_on)


def test_a_sponsor_learns_of_a_result_while_the_decision_stands_and_never_otherwise(run):
    programme, by = run
    release = published(run)
    sponsor, home = signed_in(member(programme, Role.SPONSOR)), reverse("home")
    others = signed_in(member(ProgrammeFactory(), Role.SPONSOR))
    theirs = reverse("diagnostics:result-version", args=[programme.pk, release.pk])
    before = sponsor.get(home).content.decode()
    assert (release.title in before, sponsor.get(theirs).status_code) == (False, 404)
    assert sponsor.get(reverse("shared-result", args=[release.pk])).status_code == 404
    decision = decide(release)
    print_all()
    page, file = (reverse(name, args=[decision.shared.pk]) for name in ("shared-result", "shared-result-file"))
    link = BeautifulSoup(sponsor.get(home).content, "html.parser").find("a", string=decision.shared.title)
    assert link["href"] == page
    assert "The group read this result and decided on" in text(sponsor, page)
    assert sponsor.get(file).getvalue()[:5] == b"%PDF-"
    assert sponsor.get(theirs).status_code == 404
    assert {others.get(url).status_code for url in (page, file, theirs)} == {404}
    client = signed_in(by)
    client.post(reverse("diagnostics:result-sharing-withdraw", args=[programme.pk, release.pk]))
    assert {sponsor.get(url).status_code for url in (page, file)} == {404}
    assert decision.shared.title not in sponsor.get(home).content.decode()
    client.post(reverse("diagnostics:result-sharing-restore", args=[programme.pk, release.pk]))
    assert (sponsor.get(page).status_code, sponsor.get(file).getvalue()[:5]) == (200, b"%PDF-")
    acts = AuditEvent.objects.about(decision.key).values_list("verb", flat=True)
    assert list(acts) == ["added", "withdrew", "restored"]


def test_leaders_read_on_their_own_page_and_never_the_sponsors_list(run):
    programme, _ = run
    release = published(run)
    decide(release)
    home = text(signed_in(member(programme)), reverse("home"))
    assert home.count(release.title) == 1
