"""What a programme holds about somebody: all of theirs, nobody else's, never the notes; also just after they left."""

import io
import json
from datetime import date, timedelta
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from charters.models import Proposal, Round, RoundItem, RoundMember, Section, Signature, Stance
from charters.services import proposals
from charters.services.charter import adopt
from diagnostics.confidential import keep_words
from diagnostics.models import (
    Agreement,
    ConflictProfile,
    Excerpt,
    Interview,
    PersonStep,
    PreWorkStep,
    Quote,
    Respondent,
    Theme,
    ThemeAgreement,
)
from diagnostics.services import consents, profiles
from diagnostics.services.notes import note_opening
from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import AuditEvent, InductionTask, Membership, Notice, Person
from tests.charters.lines import write
from tests.diagnostics import people, talks, waves
from tests.diagnostics.asked import survey
from tests.factories import (
    AppointmentFactory,
    MembershipFactory,
    OrganisationFactory,
    PostFactory,
    ProgrammeFactory,
    member,
)
from tests.signing import signed_in
from workshops.models import (
    Action,
    Attendance,
    CoachingSet,
    Contribution,
    Event,
    Exercise,
    Room,
    Seat,
    Statement,
)

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture
def programme():
    made = ProgrammeFactory()
    people.ask(made, title="Thirty questions")
    return made


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR, name="Fay Lister")


@pytest.fixture
def leader(programme, facilitator):
    return a_life(programme, facilitator, "MINE")


def a_life(programme, facilitator, word, name=None):
    """A leader with one of everything that a programme can hold; the word is in all of it."""
    post = PostFactory(organisation=OrganisationFactory(system=programme.system), title=f"Post {word}")
    user = member(programme, name=name or f"Leader {word}", post=post)
    person, here = user.person, {"programme": programme, "person": user.person}
    AppointmentFactory(post=post, person=person)
    part = person.memberships.get()
    finished = people.release(people.finish(user, programme), facilitator)
    profiles.keep_printed(profile=finished, content=f"%PDF {word}".encode())
    finished.refresh_from_db()
    finished.report.save("report.pdf", ContentFile(f"%PDF licensed {word}".encode()))
    consents.give(person=person, programme=programme, choice="count", by=user)
    Agreement.objects.create(**here, instrument="own", answer="no")
    step = PreWorkStep.objects.create(
        programme=programme, kind="reading", title=f"Read {word}", link="https://a.example/"
    )
    PersonStep.objects.create(step=step, person=person, due_on=date(2022, 5, 4), done_at=timezone.now())
    InductionTask.objects.create(programme=programme, membership=part, text=f"Line {word}")
    event = Event.objects.create(programme=programme, title=f"Meeting {word}", starts_on=FactDate(date(2021, 11, 9)))
    said = {"reply": "in_person", "replied_at": timezone.now(), "diet": f"Diet {word}", "access_needs": f"Loop {word}"}
    Attendance.objects.create(event=event, membership=part, mode="in_person", **said)
    Action.objects.create(programme=programme, event=event, text=f"Action {word}", owner=part, due_on=date(2022, 5, 4))
    asked = survey(programme, title=f"Survey {word}")
    Respondent.objects.create(
        survey=asked, person=person, name=f"Asked {word}", email=f"{word.lower()}@example.org", role=f"Role {word}"
    )
    Notice.objects.create(**here, kind="reminder", address=f"{word.lower()}@example.org", by=facilitator)
    _a_conversation(programme, person, facilitator, word)
    _a_room(event, part, facilitator, word)
    _a_charter(part, facilitator, word)
    return user


def _a_room(event, part, facilitator, word):
    """A set, a seat, and in a named and an anonymous exercise each a choice, a point, dots and a card."""
    together = CoachingSet.objects.create(programme=event.programme, name=f"Set {word}", coach=f"Coach {word}")
    together.members.add(part)
    seat = Seat.objects.create(room=Room.objects.create(event=event, by=facilitator), membership=part)
    for voices in ("named", "anonymous"):
        theirs = seat if voices == "named" else None
        for number, kind in enumerate(("multiple", "scale", "dots")):
            exercise = Exercise.objects.create(event=event, kind=kind, voices=voices, prompt=f"{voices} {kind} {word}")
            option = exercise.options.create(text=f"Option {voices} {word}")
            body = ({"options": [option.pk]}, {"point": 4}, {"dots": {str(option.pk): 2}})[number]
            Contribution.objects.create(exercise=exercise, voter=f"{seat.pk}".encode(), seat=theirs, body=body)
        exercise = Exercise.objects.create(event=event, kind="cards", voices=voices, prompt=f"{voices} cards {word}")
        Statement.objects.create(exercise=exercise, text=f"Card {voices} {word}", seat=theirs)


def _a_charter(part, facilitator, word):
    """Words of theirs, a colleague's words of the same proposal, a stance with a reason, a name under a version."""
    programme, by = part.programme, part.person.user
    line = write(programme, "purpose", f"We lead {word}")
    section = Section.objects.get(charter=line.charter, key="vision")
    proposal = proposals.propose(
        charter=line.charter, kind="add", section=section, text=f"We see {word}", behaviours=f"Looks {word}",
        reason=f"Why {word}", by=by,
    )  # fmt: skip
    reworded = {"text": "CANARY words", "behaviours": "", "reason": "CANARY why"}
    proposals.reword(proposal=proposal, seen_revision=1, by=facilitator, **reworded)
    proposals.comment(proposal=proposal, text=f"Comment {word}", by=by)
    proposals.comment(proposal=proposal, text="CANARY comment", by=facilitator)
    number = Round.objects.filter(charter=line.charter).count() + 1
    asked = Round.objects.create(
        charter=line.charter, number=number, closes_at=timezone.now(), quorum=1, by=facilitator, state="closed",
        closed_at=timezone.now(),
    )  # fmt: skip
    item = RoundItem.objects.create(round=asked, proposal=proposal, text=f"We see {word}")
    member = RoundMember.objects.create(round=asked, membership=part)
    Stance.objects.create(item=item, member=member, choice="not_yet", reason=f"Reason {word}", only_facilitator=True)
    version = adopt(charter=line.charter, adopted_on=FactDate(date(2022, 1, 14)), by=facilitator)
    signed = {"name": f"Leader {word}", "post": f"Post {word}", "signed_on": date(2022, 1, 14), "by": by}
    Signature.objects.create(version=version, membership=part, **signed)


def _a_conversation(programme, person, facilitator, word):
    talk = talks.held(
        programme, person, facilitator.person, texts=[f"NOTES-{word}"], place=f"Room {word}", quotes="first"
    )
    note_opening([talk], by=facilitator, what=f"Notes {word}")
    theme = Theme.objects.create(programme=programme, name=f"Theme {word}")
    ThemeAgreement.objects.create(programme=programme, theme=theme, person=person, question=f"Shall we {word}?")
    note = talk.notes.get()
    for number, state in enumerate(("allowed", "declined", "draft", "shown")):
        excerpt = Excerpt.objects.create(
            interview=talk, note=note, start=number, end=number + 1, by=facilitator, ciphertext=b""
        )
        quote = Quote(interview=talk, theme=theme, excerpt=excerpt, state=state, by=facilitator)
        quote.answered_at = timezone.now() if state in ("allowed", "declined") else None
        keep_words(quote, f"QUOTE-{state}-{word}")
        quote.save()


def page_of(user, programme):
    return signed_in(user).get(reverse("own-data", kwargs={"programme": programme.pk}))


def file_of(user, programme):
    return signed_in(user).post(reverse("own-data-file", kwargs={"programme": programme.pk}))


def folder(user, programme):
    with ZipFile(io.BytesIO(file_of(user, programme).content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def section(user, programme, key):
    return next(one for one in page_of(user, programme).context["own"].sections if one.key == key)


# All of theirs ------------------------------------------------------------


def test_everything_of_theirs_is_listed_in_plain_words(leader, programme):
    own = page_of(leader, programme).context["own"]
    rows = {one.key: [[cell for cell in row if cell] for row in one.rows] for one in own.sections}
    today = f"{timezone.localdate():%d %B %Y}".lstrip("0")
    kept = {key: [[cell for cell in row if today not in cell] for row in found] for key, found in rows.items()}
    assert kept == {
        "you": [
            ["Name in this programme", "Leader MINE"],
            ["Email address", leader.email],
            ["Agreed to be named in documents", "No"],
        ],
        "parts": [["Leader", str(leader.person.memberships.get().post), "1 September 2021"]],
        "posts": [["Post MINE", leader.person.memberships.get().post.organisation.name, "Substantive", "1 April 2020"]],
        "profiles": [["The portal's own questionnaire", "Open to you", scores(leader), "No"]],
        "consents": [
            ["The picture of the group", "Count me, unnamed"],
            ["Your change in the next publication: The portal's own questionnaire", "No"],
            ["May this be asked: Shall we MINE?", "Not answered"],
        ],
        "steps": [["Read MINE", "4 May 2022"]],
        "induction": [["Line MINE"]],
        "meetings": [["Meeting MINE", "9 November 2021", "I will come", "Diet MINE", "Loop MINE", "In person"]],
        "sets": [["Set MINE", "Coach MINE"]],
        "rooms": [["Meeting MINE"]],
        "room-answers": [
            ["Meeting MINE", "named multiple MINE", "Option named MINE"],
            ["Meeting MINE", "named scale MINE", "Point 4 of the scale"],
            ["Meeting MINE", "named dots MINE", "Option named MINE: 2"],
            ["Meeting MINE", "named cards MINE", "Card named MINE"],
        ],
        "proposals": [["Add a commitment", "We see MINE", "Looks MINE", "Why MINE", "Wording 1"]],
        "comments": [["Add a commitment: Vision", "Comment MINE"]],
        "rounds": [["Round 1"]],
        "stances": [["Round 1", "We see MINE", "Not yet", "Reason MINE", "Only who runs the round"]],
        "signatures": [["Version 1", "Leader MINE", "Post MINE", "14 January 2022"]],
        "actions": [["Action MINE", "4 May 2022", "To do"]],
        "surveys": [["Survey MINE", "Anonymous", "Asked MINE", "mine@example.org", "Role MINE"]],
        "answers": [],
        "conversations": [
            ["Before the workshops", "4 October 2021", "Fay Lister", "Held", "Room MINE", "Show me a quote first"]
        ],
        "readers": [["Fay Lister", "Takes the notes"]],
        "openings": [["Fay Lister", "Notes MINE"]],
        "quotes": [["QUOTE-allowed-MINE", "May go out"]],
        "mails": [["Pre-work reminder", "mine@example.org", "Waiting"]],
    }


def scores(user):
    found = user.person.conflict_profiles.get().scores
    return ", ".join(f"{mode} {score}" for mode, score in found.items())


@pytest.mark.parametrize("kind", ["named", "confidential", "anonymous"])
def test_their_answers_are_told_where_they_gave_them_under_their_name(leader, programme, facilitator, kind):
    asked = survey(programme, kind, kinds=("single", "short"), title="Our survey")
    for person, name in ((leader.person, "Mine"), (facilitator.person, "Not mine")):
        Respondent.objects.create(survey=asked, person=person, name=name, email=f"{name[0]}@example.org")
    wave = waves.opened(asked, facilitator, title="Autumn")
    for number, invitation in enumerate(wave.invitations.order_by("respondent__name")):
        waves.answer(invitation, waves.given(asked, number))
    told = [row[:4] for row in section(leader, programme, "answers").rows]
    waves.close_now(wave, facilitator)
    assert told == [row[:4] for row in section(leader, programme, "answers").rows]
    theirs = [
        ("Our survey", "Autumn", "A question: single?", "Housing"),
        ("Our survey", "Autumn", "A question: short?", "A few words 0"),
    ]
    assert told == ([] if kind == "anonymous" else theirs)


def test_the_file_holds_a_page_the_data_and_their_documents(leader, programme):
    packed = folder(leader, programme)
    assert sorted(packed) == [
        "conflict-profile-1.pdf",
        "licensed-report-1.pdf",
        "what-we-hold.html",
        "what-we-hold.json",
    ]
    assert packed["conflict-profile-1.pdf"] == b"%PDF MINE"
    data = json.loads(packed["what-we-hold.json"])["what_we_hold"]
    assert [row["Meeting"] for row in data["meetings"]] == ["Meeting MINE"]
    assert "Meeting MINE" in packed["what-we-hold.html"].decode()


def test_words_that_they_allowed_and_then_forbade_are_not_said_to_go_out(leader, programme):
    assert [row[0] for row in section(leader, programme, "quotes").rows] == ["QUOTE-allowed-MINE"]
    Interview.objects.filter(person=leader.person).update(quotes=Interview.Quotes.NONE)
    assert section(leader, programme, "quotes").rows == ()


def test_the_page_is_kept_by_no_browser(leader, programme):
    kept = page_of(leader, programme)["Cache-Control"]
    assert kept == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_taking_it_stays_in_the_audit_and_the_file_is_kept_nowhere(leader, programme):
    answer = file_of(leader, programme)
    taken = AuditEvent.objects.get(verb="took own data")
    assert (taken.by, taken.record) == (leader, leader.person.memberships.get().key)
    kept = "no-store, max-age=0, no-cache, must-revalidate, private"
    assert (answer["Cache-Control"], answer["Content-Type"]) == (kept, "application/zip")


# Nobody else's, and never the notes ------------------------------------------------------------


def test_no_word_of_anybody_else_and_no_note_is_in_it(leader, programme, facilitator):
    a_life(programme, facilitator, "CANARY", name="Canary Other")
    MembershipFactory(programme=programme, role=Role.ASSISTANT, assists=leader.person, listed_name="CANARY assistant")
    page = page_of(leader, programme).content.decode()
    words = page + "".join(content.decode(errors="replace") for content in folder(leader, programme).values())
    secret = ("CANARY", "Canary", "NOTES-", "QUOTE-declined", "QUOTE-draft", "QUOTE-shown")
    assert [word for word in secret if word in words] == []


# Who points at one of these says something of a person.
ABOUT_SOMEBODY = (Person, Membership, ConflictProfile, Interview, Seat, RoundMember, Proposal)
# Rows about a person that the page does not tell, each with its reason.
NOT_TOLD = {
    "programmes.SystemMembership": "running a system is no part of a programme",
    "diagnostics.ConflictAnswer": "how many there are is told; they are deleted when the profile is finished",
    "diagnostics.Note": "the interviewer's, confidential: never",
    "diagnostics.Excerpt": "a passage of the notes",
    "diagnostics.Slot": "times that an interviewer offers",
    "diagnostics.ProgrammeReader": "who reads everybody's notes: told with each conversation",
    "charters.Ground": "what a proposal answers: a record of the programme",
    "charters.RoundItem": "the words on which everybody took a stance",
    "diagnostics.StepMail": "why a mail was sent: the mail itself is told",
}
TOLD = {
    "programmes.PersonAddress",
    "programmes.Membership",
    "programmes.Appointment",
    "programmes.Consent",
    "programmes.InductionTask",
    "programmes.Notice",
    "diagnostics.Agreement",
    "diagnostics.ConflictProfile",
    "diagnostics.Interview",
    "diagnostics.NotesReader",
    "diagnostics.PersonStep",
    "diagnostics.Quote",
    "diagnostics.ReleaseUnit",
    "diagnostics.Respondent",
    "diagnostics.ThemeAgreement",
    "charters.Comment",
    "charters.Proposal",
    "charters.Revision",
    "charters.RoundMember",
    "charters.Signature",
    "charters.Stance",
    "workshops.Action",
    "workshops.Attendance",
    "workshops.CoachingSet",
    "workshops.Contribution",
    "workshops.Seat",
    "workshops.Statement",
}


def test_every_model_that_points_at_a_person_is_told_or_left_out_for_a_reason():
    labels = ("programmes", "diagnostics", "workshops", "charters")
    ours = [model for label in labels for model in apps.get_app_config(label).get_models()]
    about = {
        model._meta.label
        for model in ours
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many)
        if field.is_relation and field.related_model in ABOUT_SOMEBODY
    }
    assert sorted(about) == sorted(TOLD | set(NOT_TOLD))


def test_what_they_are_in_another_programme_is_not_in_this_one(leader, programme):
    elsewhere = ProgrammeFactory(title="CANARY programme")
    boss = member(elsewhere, Role.FACILITATOR)
    MembershipFactory(programme=elsewhere, person=leader.person, listed_name="CANARY name")
    people.ask(elsewhere)
    people.release(people.finish(leader, elsewhere), boss)
    assert len(section(leader, programme, "profiles").rows) == 1
    assert "CANARY" not in page_of(leader, programme).content.decode()


def test_a_result_that_is_not_released_shows_that_it_is_there_and_no_score(programme):
    user = member(programme)
    people.finish(user, programme)
    row = section(user, programme, "profiles").records[0]
    assert (row["How it stands"], row["Scores"]) == ("Finished. Your facilitator has not opened it to you yet.", "")
    assert sorted(folder(user, programme)) == ["what-we-hold.html", "what-we-hold.json"]


def test_begun_and_deleted_profiles_are_told_as_what_they_are(leader, programme):
    leader.person.conflict_profiles.update(deleted_at=timezone.now(), withdrawn_at=timezone.now())
    begun = profiles.begin(person=leader.person, programme=programme, by=leader)
    profiles.answer(profile=begun, item="p01", side="a")
    assert [(row["How it stands"], row["Scores"]) for row in section(leader, programme, "profiles").records] == [
        ("You deleted it. Its scores stay behind a published count, and nobody can read them.", ""),
        ("Begun, with 1 of 30 answers", ""),
    ]


# Who may, and until when ------------------------------------------------------------


@pytest.mark.parametrize(("days", "status"), [(0, 200), (1, 200), (30, 200), (31, 404)])
def test_it_is_within_reach_for_thirty_days_after_the_last_day(leader, programme, days, status):
    Membership.objects.filter(person=leader.person).update(ends_on=timezone.localdate() - timedelta(days=days))
    profile = leader.person.conflict_profiles.get().pk
    client = signed_in(leader)
    own = ("own-data", "diagnostics:delete")
    answers = [client.get(reverse(name, kwargs={"programme": programme.pk})) for name in own]
    answers += [
        client.get(reverse(name, kwargs={"programme": programme.pk, "profile": profile}))
        for name in ("diagnostics:result", "diagnostics:result-pdf")
    ]
    assert [answer.status_code for answer in (*answers, file_of(leader, programme))] == [status] * 5


def test_a_leaver_deletes_their_own_profile(leader, programme):
    Membership.objects.filter(person=leader.person).update(ends_on=timezone.localdate() - timedelta(days=30))
    deleting = reverse("diagnostics:delete", kwargs={"programme": programme.pk})
    assert deleting in page_of(leader, programme).content.decode()
    assert signed_in(leader).post(deleting).url == reverse("home")
    assert leader.person.conflict_profiles.count() == 0
    assert section(leader, programme, "profiles").rows == ()


def test_the_successor_in_the_post_sees_nothing_of_who_was_there_before(leader, programme):
    part = leader.person.memberships.get()
    Membership.objects.filter(pk=part.pk).update(ends_on=timezone.localdate() - timedelta(days=2))
    after = member(programme, post=part.post, starts_on=timezone.localdate() - timedelta(days=1))
    AppointmentFactory(post=part.post, person=after.person, starts_on=FactDate(timezone.localdate()))
    client, profile = signed_in(after), leader.person.conflict_profiles.get().pk
    result = reverse("diagnostics:result", kwargs={"programme": programme.pk, "profile": profile})
    assert client.get(result).status_code == 404
    words = page_of(after, programme).content.decode() + folder(after, programme)["what-we-hold.json"].decode()
    told = words.replace(str(part.post), "").replace(part.post.title, "")
    assert ("MINE" in told, leader.email in told) == (False, False)


def test_an_emailed_code_alone_opens_nothing_of_it(leader, programme):
    weak = signed_in(leader, by="code")
    kwargs = {"programme": programme.pk}
    asked = [weak.get(reverse("own-data", kwargs=kwargs)), weak.post(reverse("own-data-file", kwargs=kwargs))]
    assert [answer.url.startswith(reverse("account_strong_sign_in")) for answer in asked] == [True, True]


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.INTERVIEWER, Role.SPONSOR])
def test_it_is_for_leaders(programme, role):
    user = member(programme, role)
    assert (page_of(user, programme).status_code, file_of(user, programme).status_code) == (404, 404)


def test_the_page_asks_as_often_for_much_as_for_little(leader, programme, facilitator):
    asked, client = [], signed_in(leader)
    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("own-data", kwargs={"programme": programme.pk}))
        asked.append(len(queries))
        for more in (f"A{number}", f"B{number}"):
            _a_conversation(programme, leader.person, facilitator, more)
            people.release(people.record(leader, programme, facilitator), facilitator)
    assert asked[0] == asked[1] <= 15
