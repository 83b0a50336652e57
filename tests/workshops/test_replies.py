"""A leader or their assistant replies; what people need is for those who prepare the meeting, and for it only."""

from datetime import timedelta

import pytest
from django.db.models import TextField
from django.db.models.functions import Cast

from programmes.access import Role
from programmes.models import AuditEvent, Notice
from tests.factories import member
from tests.signing import signed_in
from tests.workshops.series import NOON, SOON, TODAY, series
from workshops import tasks
from workshops.models import Attendance, Event, Seat
from workshops.services import events, registers, replies, rooms

NOBODY = "Nobody said so far that they come to where we eat."
CANARY = "No pelicans, and a ramp for zebras"

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return series()


@pytest.fixture
def line(story):
    story.invite(story.leader("Ann"))
    return Attendance.objects.get()


def say(story, line, choice, **fields):
    return replies.reply(attendance=line, choice=choice, by=story.users["Ann"], at=NOON, **fields)


def test_a_reply_replaces_the_one_before(story, line):
    say(story, line, "deputy", deputy="Kim Low", diet="Halal")
    say(story, line, "in_person", deputy="Kim Low", diet="Halal", access_needs="Loop")
    row = Attendance.objects.get()
    assert (row.reply, row.deputy, row.diet, row.access_needs) == ("in_person", "", "Halal", "Loop")
    say(story, line, "no", diet="Halal", access_needs="Loop")
    row.refresh_from_db()
    assert (row.reply, row.diet, row.access_needs, row.mode) == ("no", "", "", "invited")
    assert list(AuditEvent.objects.filter(verb="replied").values_list("summary", flat=True)) == [
        "Ann: I will send a deputy",
        "Ann: I will come",
        "Ann: I cannot come",
    ]


def test_a_reply_that_cannot_be_is_refused(story, line):
    with pytest.raises(ValueError, match="Say who comes instead"):
        say(story, line, "deputy", deputy=" ")
    story.event.setting = Event.Setting.IN_PERSON
    story.event.save()
    with pytest.raises(ValueError, match="online"):
        say(story, line, "online")
    with pytest.raises(replies.TooLate):
        replies.reply(attendance=line, choice="no", by=story.facilitator, at=NOON + timedelta(days=21))
    events.call_off(story.event, by=story.facilitator)
    with pytest.raises(replies.TooLate):
        say(story, line, "no")
    assert Attendance.objects.get().reply == ""


def test_the_leader_replies_on_the_page(story, line):
    client = signed_in(story.users["Ann"])
    assert "Please say whether you come" in client.get(story.page("event")).content.decode()
    form = story.page("reply", attendance=line.pk)
    assert "deleted 30 days after the meeting" in client.get(form).content.decode()
    wrong = client.post(form, {"choice": "deputy", "diet": CANARY}).content.decode()
    assert ("Say who comes instead" in wrong, CANARY in wrong) == (True, True)
    page = client.post(form, {"choice": "deputy", "deputy": "Kim Low"}, follow=True).content.decode()
    assert ("Your reply is saved." in page, "I will send a deputy" in page, "Kim Low" in page) == (True, True, True)


def test_the_assistant_replies_for_their_leader_and_sees_dates_only(story, line):
    asha = story.assistant_of(story.part("Ann"), "Asha")
    story.event.aims.create(text="Explore conflict profiles")
    client = signed_in(asha, by="code")
    page = client.get(story.page("event")).content.decode()
    assert ("The reply of Ann" in page, "Explore conflict" in page, "What came of it" in page) == (True, False, False)
    form = story.page("reply", attendance=line.pk)
    assert "Will Ann come?" in client.get(form).content.decode()
    client.post(form, {"choice": "online"})
    assert Attendance.objects.get().reply == "online"
    series_page = client.get(f"/programmes/{story.programme.pk}/workshops/").content.decode()
    assert "Ann will join online" in series_page


def test_needs_are_seen_by_the_leader_their_assistant_and_facilitators_only(story, line):
    say(story, line, "in_person", diet=CANARY, access_needs=CANARY)
    asha = story.assistant_of(story.part("Ann"), "Asha")
    ben = story.leader("Ben")
    story.invite(ben)
    others = [
        story.users["Ben"],
        story.assistant_of(ben, "Bo"),
        member(story.programme, Role.SPONSOR),
        member(story.programme, Role.INTERVIEWER),
    ]
    pages = [
        f"/programmes/{story.programme.pk}/workshops/",
        story.page("event"),
        story.page("invitations"),
        story.page("register"),
        story.page("reply", attendance=line.pk),
        story.page("needs"),
        story.page("needs-csv"),
    ]
    seen = {user.person.name: [_shows(user, page) for page in pages] for user in (story.users["Ann"], asha)}
    assert seen == {name: [False, True, False, False, True, False, False] for name in ("Ann", "Asha")}
    assert [_shows(story.facilitator, page) for page in pages] == [False, False, False, False, False, True, True]
    assert [page for user in others for page in pages if _shows(user, page)] == []


def _shows(user, page):
    return CANARY in signed_in(user).get(page).content.decode()


def test_needs_leave_no_trace_beside_their_line(story, line):
    say(story, line, "in_person", diet=CANARY, access_needs=CANARY)
    events.correct(story.event, by=story.facilitator)
    events.call_off(story.event, by=story.facilitator)
    traces = [
        *AuditEvent.objects.annotate(said=Cast("changes", TextField())).values_list("summary", "said"),
        *Notice.objects.annotate(said=Cast("about", TextField())).values_list("reason", "said"),
    ]
    assert [trace for trace in traces if "pelican" in "".join(trace)] == []


def test_the_kitchen_gets_numbers_without_names_and_the_room_names(story):
    for name, said in (("Ann", "Vegan"), ("Ben", "vegan"), ("Cat", ""), ("Dan", "Halal"), ("Eve", "Vegan")):
        part = story.leader(name)
        story.invite(part)
        row = Attendance.objects.get(membership=part)
        choice = {"Dan": "deputy", "Eve": "no"}.get(name, "in_person")
        fields = {"deputy": "Di Park", "access_needs": "=Loop"} if name == "Dan" else {}
        replies.reply(attendance=row, choice=choice, diet=said, by=story.users[name], at=NOON, **fields)
    client = signed_in(story.facilitator)
    page = client.get(story.page("needs")).content.decode()
    kitchen = page[page.index("For the kitchen") : page.index("For the room")]
    assert ["2 × Vegan" in kitchen, "1 × Halal" in kitchen, "1 said nothing" in kitchen, "Ann" in kitchen] == [
        True,
        True,
        True,
        False,
    ]
    assert client.get(story.page("needs-csv")).content.decode("utf-8-sig").splitlines() == [
        "For,What,How many or who",
        "The kitchen,No special wish,1",
        "The kitchen,Vegan,2",
        "The kitchen,Halal,1",
        'The room,\'=Loop,"Di Park, for Dan"',
    ]


def test_needs_go_thirty_days_after_the_meeting_and_the_reply_stays(story, line):
    say(story, line, "in_person", diet="Halal", access_needs="Loop")
    assert replies.forget_needs(at=SOON.day + timedelta(days=29)) == 0
    story.event.ends_on = type(SOON)(SOON.day + timedelta(days=1))
    story.event.save()
    assert replies.forget_needs(at=SOON.day + timedelta(days=30)) == 0
    assert replies.forget_needs(at=SOON.day + timedelta(days=31)) == 1
    row = Attendance.objects.get()
    assert (row.diet, row.access_needs, row.reply) == ("", "", "in_person")


def test_the_clock_forgets_needs(story, line):
    say(story, line, "in_person", diet="Halal")
    Event.objects.update(starts_on=TODAY - timedelta(days=30))
    assert (tasks.forget_needs(), Attendance.objects.get().diet) == (1, "")


def test_another_leaders_line_is_not_there(story, line):
    story.leader("Ben")
    stranger = story.assistant_of(story.part("Ben"), "Bo")
    for user in (story.users["Ben"], stranger):
        answer = signed_in(user).post(story.page("reply", attendance=line.pk), {"choice": "no"})
        assert answer.status_code == 404
    assert Attendance.objects.get().reply == ""


# What a facilitator was told ------------------------------------------------------------


def test_a_facilitator_notes_what_was_said_by_telephone_before_the_meeting_and_after(story, line):
    client, noted = signed_in(story.facilitator), story.page("reply-noted", attendance=line.pk)
    client.post(noted, {"choice": "in_person", "diet": "Halal", "access_needs": "Loop"})
    line.refresh_from_db()
    assert (line.reply, line.diet, line.access_needs) == ("in_person", "Halal", "Loop")
    Event.objects.update(starts_on=TODAY - timedelta(days=3))
    page = client.get(noted)
    assert (set(page.context["form"].fields), page.context["form"]["choice"].value()) == (
        {"choice", "deputy", "seen"},
        "in_person",
    )
    client.post(noted, {"choice": "deputy", "deputy": "Kim Low", "seen": replies.state_of(line)})
    line.refresh_from_db()
    assert (line.reply, line.deputy, line.diet) == ("deputy", "Kim Low", "Halal")
    client.post(noted, {"choice": "none", "seen": replies.state_of(line)})
    line.refresh_from_db()
    assert (line.reply, line.replied_at, line.deputy, line.diet) == ("", None, "", "")
    said = AuditEvent.objects.filter(verb="noted a reply").values_list("summary", flat=True)
    assert list(said) == ["Ann: I will come", "Ann: I will send a deputy", "Ann: No reply after all"]


def test_what_a_leader_wrote_is_neither_shown_to_who_notes_a_reply_nor_lost(story, line):
    client, noted = signed_in(story.facilitator), story.page("reply-noted", attendance=line.pk)
    seen = client.get(noted).context["form"]["seen"].value()
    say(story, line, "in_person", diet=CANARY)
    page = client.post(noted, {"choice": "no", "seen": seen}, follow=True).content.decode()
    assert ("They replied meanwhile" in page, "pelicans" in page) == (True, False)
    client.post(noted, {"choice": "online", "seen": replies.state_of(Attendance.objects.get())})
    assert Attendance.objects.values_list("reply", "diet").get() == ("online", CANARY)
    client.post(noted, {"choice": "online", "forget": "on", "seen": replies.state_of(Attendance.objects.get())})
    assert Attendance.objects.values_list("reply", "diet").get() == ("online", "")


def test_a_meeting_that_was_held_says_who_came_and_one_ahead_who_will(story, line):
    say(story, line, "in_person", diet="Halal")
    client = signed_in(story.facilitator)
    series_page = f"/programmes/{story.programme.pk}/workshops/"
    part = Attendance.objects.get().membership
    part.ends_on = TODAY + timedelta(days=2)
    part.save()
    pages = [client.get(page).content.decode() for page in (story.page("event"), story.page("invitations"))]
    assert ["1 person invited, 0 coming" in pages[0], "1 invited to First workshop, 0 coming" in pages[1]] == [True] * 2
    assert NOBODY in client.get(story.page("needs")).content.decode()
    part.ends_on = None
    part.save()
    Event.objects.update(starts_on=TODAY - timedelta(days=3))
    assert "1 invited, the register is not kept yet" in client.get(story.page("event")).content.decode()
    Attendance.objects.update(mode="online")
    words = {
        story.page("event"): "1 invited, 1 came",
        story.page("invitations"): "1 was invited to First workshop, 1 came",
        series_page: "1 came, 1 invited",
    }
    assert [said in client.get(page).content.decode() for page, said in words.items()] == [True] * 3


# The register ------------------------------------------------------------


def test_several_are_marked_in_one_press_and_saved_with_the_rest(story):
    for name, choice in (("Ann", "in_person"), ("Ben", "online"), ("Cat", "deputy"), ("Dan", "no"), ("Eve", "")):
        part = story.leader(name)
        story.invite(part)
        if choice:
            row = Attendance.objects.get(membership=part)
            replies.reply(attendance=row, choice=choice, deputy="Di", by=story.users[name], at=NOON)
    gus = story.leader("Gus")
    story.invite(gus)
    Attendance.objects.filter(membership=gus).update(reply="in_person", replied_at=NOON, mode="absent")
    room = rooms.open_room(event=story.event, by=story.facilitator)
    for name in ("Ben", "Eve"):
        Seat.objects.create(room=room, membership=story.part(name))
    client, page = signed_in(story.facilitator), story.page("register")
    offered = [(offer.label, offer.number) for offer in client.get(page).context["offers"]]
    assert offered == [
        ("Everybody who was in the room took part", 2),  # one of them online, as they said
        ("Everybody who said yes came", 2),  # a deputy is somebody else
        ("Everybody came in person", 5),
    ]
    sent = {f"mode-{story.part('Cat').pk}": "absent", f"mode-{gus.pk}": "absent"}
    assert marked(client.post(page, sent | {"mark": "all"})) == [
        "in_person",
        "in_person",
        "absent",
        "in_person",
        "in_person",
        "absent",
    ]
    assert marked(client.post(page, sent | {"mark": "room"})) == ["", "online", "absent", "", "in_person", "absent"]
    shown = client.post(page, {f"mode-{gus.pk}": "absent", "mark": "replied"})
    assert marked(shown) == ["in_person", "online", "", "", "", "absent"]
    assert set(Attendance.objects.exclude(membership=gus).values_list("mode", flat=True)) == {"invited"}
    client.post(page, {row.mode.html_name: row.mode.value() or "" for row in shown.context["form"].rows()})
    assert list(Attendance.objects.values_list("mode", flat=True)) == [
        "in_person", "online", "invited", "invited", "invited", "absent",
    ]  # fmt: skip


def marked(response):
    return [row.mode.value() or "" for row in response.context["form"].rows()]


def test_who_is_asked_stays_asked_whatever_is_taken_off_the_register(story, line):
    say(story, line, "in_person", diet="Halal")
    for mode in ("absent", ""):
        registers.keep_register(
            event=story.event, marks=[registers.Mark(line.membership_id, mode)], by=story.facilitator
        )
    row = Attendance.objects.get()
    assert (row.mode, row.reply, row.diet) == ("invited", "in_person", "Halal")
