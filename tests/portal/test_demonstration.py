"""The demonstration: loaded once, through the portal's own acts; its case studies state every fact of the sources."""

import io
import re
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from charters.models import CharterVersion
from diagnostics.models import ConflictProfile, Release
from diagnostics.selectors.profiles import prework
from hwe_portal.demonstration import accounts, leaders
from programmes.models import (
    Appointment,
    AuditEvent,
    ContextEvent,
    IssuedReport,
    Job,
    Membership,
    Milestone,
    NextStep,
    Person,
    Phase,
    Programme,
    System,
    SystemForm,
    User,
)
from programmes.models.base import Record
from tests.signing import signed_in
from workshops.models import Attendance, Event

DEVELOPMENT, TRANSITION = "Systems Leaders Group development", "From partnership to integrated care system"

# What each fact must say in the case study of the first programme, word for word.
FACTS_A = {
    "A1": [
        "Hertfordshire and West Essex Integrated Care System serves 1.5 million people",
        "The Systems Leaders Group is the standing group of the system’s leaders, chaired by",
        "It is the engine room of the system",
        "decisions and assurance stay with boards, councils and the system’s formal bodies",
    ],
    "A2": [
        "two councils (Essex County Council and Hertfordshire County Council)",
        "Commissioning groups were to end as it changed",
        "their work passing to Hertfordshire and West Essex Integrated Care Board",
    ],
    "A3": ["19 leaders took part: seven chief executives or accountable officers", "five other directors"],
    "A4": [
        "6 Hospital", "4 Clinical commissioning group", "4 Council or social care", "3 Mental health", "2 Community",
    ],
    "A5": ["Five NHS partners are formally based in its area"],
    "A6": [
        "three of the five NHS partners based in the area got a new chief executive",
        "the last took up post in July 2022",
    ],
    "A7": [
        "Three chief executives left, announced as change of role or retirement.",
        "Two other posts of the system’s leaders changed in the same time.",
    ],
    "A8": [
        "July 2021: The question of the system’s boundary in Essex is settled.",
        "The legislation had raised it",
    ],
    "A9": ["The programme was mobilised in September 2021.", "It was designed together in autumn 2021"],
    "A10": ["a one-to-one conversation with every leader informed its content and sequence"],
    "A11": [
        "Before the workshops every participant was asked to complete a conflict profile.",
        "17 of 19 leaders were counted together, by the Thomas-Kilmann conflict tool, in the team snapshot",
    ],
    "A12": ["The programme was a series of two workshops and group coaching."],
    "A13": [
        "The programme set out with one aim: a high-performing group, with aligned systems thinking and clarity for "
        "the system, its people and its partners."
    ],
    "A14": ["Two workshops were held in person: First workshop (November 2021) and Second workshop (January 2022)."],
    "A15": ["For several leaders it was the first meeting face to face since the pandemic."],
    "A16": [
        "Feed back what the diagnostic found.",
        "Explore the conflict profiles and the team snapshot.",
        "Begin to define the group’s role, purpose, vision and place in governance.",
        "Shape ways of working and a charter with behaviours that bear it out.",
    ],
    "A17": [
        "The group weighed three core aspects",
        "Impact: operating models, autonomy, decision making and self-management.",
        "Performance: effective teams; doing more of the same will not do.",
        "Culture: psychological safety, trust and room for innovation.",
    ],
    "A18": [
        "Four areas on which the group works together",
        "01 Cohesive", "02 Aligned", "03 Clarity", "04 Thriving culture",
        "We trust each other enough to disagree, decide and deliver.",
        "The framework rests on evidence. Research on organisational health",
    ],
    "A19": [
        "Vulnerability-based trust", "Constructive conflict", "Commitment", "Personal and collective accountability",
        "A focus on results",
    ],
    "A20": [
        "Executive and collective coaching", "Pulling in the same direction", "Senior role modelling",
        "Consistent and frequent messages", "Communication that makes space for real feedback",
    ],
    "A21": [
        "Purpose and vision", "The system leaders’ roles", "Behaviours and ways of working for success",
        "What matters most right now",
    ],
    "A22": [
        "People engaged in the future culture", "A leaders and talent framework", "People connected to their purpose",
        "Self-managing teams", "The whole self at work",
    ],
    "A23": [
        "The group adopted its charter in 2022: nine commitments, three of them behaviours",
        "I say in the room what I would say outside it.",
    ],
    "A24": ["Leaders need space of their own", "The relational, cultural and architectural side", "Formal governance"],
    "A25": [
        "Every change of leader sets the system’s development back",
        "development is continuous, never done once, and has to include onboarding and induction",
        "A leader who joins half-way begins here:",
    ],
    "A26": [
        "Two other programmes ran at the same time",
        "The transition of the commissioning groups", "The development of the integrated care board",
        "Joining up the programmes is imperative",
    ],
    "A27": [
        "Take stock of the programme and refresh it",
        "less structured time meanwhile, for relationships and trust",
        "Recommence the programme, in summer 2022.",
        "Bring structured support back, in autumn 2022.",
        "Coordinate it with the wider development workstreams",
    ],
    "A28": [
        "Introduction", "Background", "Approach", "Participants", "Outcomes", "Learning and insights",
        "Observations and next steps",
    ],
}  # fmt: skip
FACTS_B = {
    "B1": [
        "Sustainability and Transformation Partnership since March 2018",
        "Integrated Care System since May 2020",
        "1.5 million people",
    ],
    "B2": [
        "three hospital providers, one community provider, two mental health providers, one ambulance service, three "
        "clinical commissioning groups and two councils"
    ],
    "B3": [
        "A nationally recognised care-home scheme", "A joint health and care approach to mental illness",
        "An emerging accountable care partnership", "Few examples of working effectively as one system.",
    ],
    "B4": ["over twelve weeks, to develop with them the scope and functions of an integrated care system"],
    "B5": ["commissioned a facilitation team from outside", "The team brought together several professions"],
    "B6": [
        "Three workshops were held in person",
        "The three workshops invited chief executives, finance directors and medical directors of trusts; accountable "
        "officers and chairs of commissioning groups; chief executives and finance officers of councils.",
    ],
    "B7": [
        "Develop the case for change.", "Align with national requirements.", "Design the governance arrangements.",
        "Develop ways of joint working.",
    ],
    "B8": ["36 one-to-one interviews told of the issues in each organisation and the range of aspirations"],
    "B9": ["an opinion survey of over 100 people, not only participants, was reflected back in the workshops"],
    "B10": ["Case for change: one that is common to all partners."],
    "B11": ["what the system can achieve for the population and for organisations, understood in common"],
    "B12": ["Agreed function: the set of functions that the system is to deliver."],
    "B13": ["Governance: clarity on how the system is governed."],
    "B14": ["What stood in the way:", "Seven recommendations to overcome the barriers:", "(barriers 1 and 2)"],
    "B15": ["Three place partnerships", "built around adults and older people with complex needs"],
    "B16": ["Scope: health and social care", "Provider model: the providers", "Contracting mechanism: a mechanism"],
    "B17": ["Roadmap: the milestones to becoming an integrated care system.", "Reached in 2018"],
    "B18": [
        "Reached in May 2020: Status of an integrated care system, granted by NHS England.",
        "The programme contributed the alignment across professions and the roadmap",
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def printed(django_db_setup, django_db_blocker):
    """What the command printed; everything that it loaded goes when the module is over."""
    with django_db_blocker.unblock(), transaction.atomic():
        out = io.StringIO()
        call_command("load_demonstration", stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def loaded(printed, db):
    return printed


def _report(title):
    return IssuedReport.objects.get(programme__title=title)


def _words(html):
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").replace("\u2060", "").split())


def _said(title):
    """The words of an issued report without its note markers."""
    page = BeautifulSoup(_report(title).body, "html.parser")
    for marker in page.select("a.app-note, details"):
        marker.decompose()
    return re.sub(r"\s+([.,;:])", r"\1", _words(str(page)))


def _paper(report):
    with report.file.open("rb") as file, pypdfium2.PdfDocument(file.read()) as pdf:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]


def test_the_table_names_a_sign_in_for_every_role(loaded):
    assert [line.split()[0] for line in loaded.splitlines()[3:]] == [
        "Administrator", "Facilitator", "Runs", "Sponsor", "Leader", "Leader", "Assistant",
    ]  # fmt: skip
    assert accounts.PASSWORD in loaded.splitlines()[0]


@pytest.mark.parametrize("account", accounts.ACCOUNTS, ids=lambda account: account.address)
def test_everybody_in_the_table_signs_in_with_the_password_and_has_a_start_page(loaded, account):
    user = authenticate(None, email=account.address, password=accounts.PASSWORD)
    assert user == User.objects.get(email=account.address)
    assert signed_in(user).get(reverse("home")).status_code == 200


@pytest.mark.parametrize("fact", FACTS_A)
def test_the_first_case_study_states(loaded, fact):
    said = _said(DEVELOPMENT)
    assert [words for words in FACTS_A[fact] if words not in said] == []


@pytest.mark.parametrize("fact", FACTS_B)
def test_the_second_case_study_states(loaded, fact):
    said = _said(TRANSITION)
    assert [words for words in FACTS_B[fact] if words not in said] == []


def test_its_chapters_come_in_the_order_of_the_source(loaded):
    page = BeautifulSoup(_report(DEVELOPMENT).body, "html.parser")
    assert [each.get_text() for each in page.select(".app-article__name")] == FACTS_A["A28"]


@pytest.mark.parametrize(
    ("model", "words", "field", "written"),
    [
        (SystemForm, {"kind": "partnership"}, "starts_on", "March 2018"),
        (SystemForm, {"kind": "shadow"}, "starts_on", "May 2020"),
        (Programme, {"title": DEVELOPMENT}, "starts_on", "September 2021"),
        (Programme, {"title": DEVELOPMENT}, "ends_on", "2022"),
        (ContextEvent, {"title__contains": "boundary"}, "starts_on", "July 2021"),
        (Phase, {"kind": "mobilised", "programme__title": DEVELOPMENT}, "starts_on", "September 2021"),
        (Phase, {"kind": "designed", "programme__title": DEVELOPMENT}, "starts_on", "autumn 2021"),
        (Event, {"title": "First workshop"}, "starts_on", "November 2021"),
        (Event, {"title": "Second workshop"}, "starts_on", "January 2022"),
        (Appointment, {"person__name": accounts.NEW_LEADER.name}, "starts_on", "July 2022"),
        (NextStep, {"text__startswith": "Recommence"}, "due_on", "summer 2022"),
        (NextStep, {"text__startswith": "Bring structured"}, "due_on", "autumn 2022"),
        (Milestone, {"granted_by": "NHS England"}, "reached_on", "May 2020"),
        (CharterVersion, {"charter__programme__title": DEVELOPMENT}, "adopted_on", "2022"),
    ],
)
def test_dates_are_as_exact_as_the_source_and_no_more(loaded, model, words, field, written):
    assert str(getattr(model.objects.get(**words), field)) == written


def test_nineteen_take_part_before_and_after_four_places_passed_on(loaded):
    parts = Membership.objects.filter(programme__title=DEVELOPMENT, role="participant")
    assert parts.count() == 23
    assert parts.filter(ends_on=None).count() == 19
    assert parts.exclude(ends_on=None).count() == 4


def test_who_was_only_acting_keeps_the_part_of_their_own_post(loaded):
    part = Membership.objects.get(programme__title=DEVELOPMENT, person__name="Sunita Rawlinson")
    assert (part.post.title, part.ends_on) == ("Director of Integration", None)


def test_every_kind_of_appointment_occurs(loaded):
    assert sorted(set(Appointment.objects.values_list("kind", flat=True))) == [
        "acting", "designate", "joint", "substantive",
    ]  # fmt: skip


def test_seventeen_of_nineteen_have_a_profile_and_are_counted(loaded):
    finished = ConflictProfile.objects.completed()
    assert finished.filter(source="licensed", released_at__isnull=False).count() == 17
    release = Release.objects.get()
    assert (release.covered, release.of, release.instrument) == (17, 19, "licensed")
    assert release.published_at.date().isoformat() == "2021-11-08"
    assert release.file


def test_who_took_up_a_post_took_no_profile_with_it(loaded):
    everybody = prework(Programme.objects.get(title=DEVELOPMENT), at=date(2023, 1, 1))
    states = {row.name: str(row.state) for row in everybody.rows}
    newcomers = {change.follows for change in leaders.CHANGES if change.kind != "acting"}
    assert {name: states[name] for name in newcomers} == {
        "Nadia Fairweather": "begun",
        "Rhys Calloway": "not-begun",
        "Theodora Quill": "not-begun",
        "Adaeze Kirkbride": "not-begun",
    }
    assert sorted(row.name for row in everybody.former) == [
        "Gareth Pennymore",
        "Marguerite Ashcombe",
        "Philippa Thornbury",
    ]


def test_the_registers_hold_the_nineteen(loaded):
    modes = Attendance.objects.filter(event__title="First workshop").values_list("mode", flat=True)
    assert sorted(modes) == ["absent", *["in_person"] * 16, "online", "online"]
    assert Attendance.objects.exclude(first_in_person_since="").count() == 7


def test_every_record_was_entered_by_an_act_that_left_its_audit_row(loaded):
    kinds = [model for model in Record.__subclasses__() if not model._meta.abstract]
    kinds += [model for abstract in Record.__subclasses__() for model in abstract.__subclasses__()]
    keys = {record.key for model in kinds for record in model._base_manager.all()}
    # Facilitators' own parts and charters come with the programme that they belong to.
    silent = {
        *(part.key for part in Membership.objects.filter(role="facilitator")),
        *(f"charters.charter:{version.charter_id}" for version in CharterVersion.objects.all()),
    }
    assert keys - set(AuditEvent.objects.values_list("record", flat=True)) <= silent


def test_no_job_is_left_over(loaded):
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.embedded
def test_both_case_studies_are_issued_to_sponsors(loaded):
    sponsor = signed_in(User.objects.get(email=accounts.SPONSOR.address))
    assert IssuedReport.objects.filter(to_sponsors=True).count() == 2
    for report in IssuedReport.objects.all():
        assert sponsor.get(reverse("report", args=[report.pk])).status_code == 200
        download = sponsor.get(reverse("report-file", args=[report.pk]))
        assert download.getvalue().startswith(b"%PDF-")


def test_what_a_sponsor_reads_names_nobody_who_did_not_agree(loaded):
    report = _report(DEVELOPMENT)
    sponsor = signed_in(User.objects.get(email=accounts.SPONSOR.address))
    page = sponsor.get(reverse("report", args=[report.pk])).content.decode()
    everything = " ".join([page, *_paper(report), *report.evidence.values_list("label", flat=True)])
    people = Person.objects.exclude(name=accounts.SPONSOR.name)
    assert [person.name for person in people if person.name in everything and not person.may_be_named] == []
    assert [name for name in leaders.NAMED if name in everything] == [accounts.NEW_LEADER.name]


def test_page_and_paper_say_the_same(loaded):
    for report in IssuedReport.objects.all():
        paper = re.sub(r"\W", "", "".join(_paper(report)))
        page = BeautifulSoup(report.body, "html.parser")
        for marker in page.select("a.app-note"):
            marker.decompose()
        said = [each.get_text() for each in page.select("p[id^=said-], p > span[id^=said-], li[id^=said-]")]
        assert said
        assert [words for words in said if re.sub(r"\W", "", words) not in paper] == []


def test_a_second_time_it_only_prints_the_table(loaded):
    before = (System.objects.count(), AuditEvent.objects.count())
    out = io.StringIO()
    call_command("load_demonstration", stdout=out)
    assert out.getvalue() == loaded
    assert (System.objects.count(), AuditEvent.objects.count()) == before


def test_nothing_in_the_portal_knows_it():
    root = Path(settings.BASE_DIR)
    sources = [
        path
        for app in ("hwe_portal", "programmes", "diagnostics", "workshops", "charters", "templates")
        for path in (root / app).rglob("*")
        if path.suffix in {".py", ".html"} and "demonstration" not in path.relative_to(root).parts
    ]
    knowing = [path.name for path in sources if "hwe_portal.demonstration" in path.read_text(encoding="utf-8")]
    assert knowing == ["load_demonstration.py"]
