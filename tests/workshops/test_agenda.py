"""The agenda: built, moved by several people at once, copied, and read by leaders without the facilitators' notes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from io import BytesIO

import pikepdf
import pytest
from django.db import connection
from django.urls import reverse

from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import AuditEvent
from programmes.services import records
from tests.factories import MembershipFactory, ProgrammeFactory, member
from tests.signing import signed_in
from tests.workshops.meetings import blocks, meeting, order
from workshops.models import AgendaItem, Event
from workshops.running_order import UNKNOWN_DAYS
from workshops.selectors.agenda import agenda_of
from workshops.selectors.run_sheets import run_sheet
from workshops.services import agenda as services
from workshops.services import run_sheets

pytestmark = pytest.mark.django_db

CANARY = "canary-kestrel"
NEW = {"title": "Break", "minutes": "15", "method": "break", "lead": "", "materials": "", "notes": "", "before": ""}


def address(name, event, **kwargs):
    return reverse(f"workshops:{name}", kwargs={"programme": event.programme_id, "event": event.pk, **kwargs})


def heading(page):
    return " ".join(page.content.decode().split('nhsuk-heading-l">')[1].split("</h1>")[0].split())


# Building ------------------------------------------------------------


def test_a_block_is_added_and_the_end_is_said(event, by):
    blocks(event, "Welcome", "In pairs", minutes=85)
    page = signed_in(by).post(address("agenda-add", event), NEW, follow=True)
    assert order(event) == ["Welcome", "In pairs", "Break"]
    assert heading(page) == "The agenda ends at 12:35, five minutes after the meeting does"
    assert "Added: Break, 12:20 to 12:35." in page.content.decode()


def test_a_block_may_come_before_another(event, by):
    _, second = blocks(event, "Welcome", "In pairs")
    signed_in(by).post(address("agenda-add", event), NEW | {"before": str(second.pk)})
    assert order(event) == ["Welcome", "Break", "In pairs"]


@pytest.mark.parametrize("minutes", ["0", "601", "ten", ""])
def test_a_block_that_takes_no_time_or_days_is_refused_and_nothing_is_lost(event, by, minutes):
    page = signed_in(by).post(address("agenda-add", event), NEW | {"minutes": minutes, "lead": "Ann"})
    assert (page.status_code, event.agenda.count()) == (200, 0)
    assert 'value="Ann"' in page.content.decode()
    assert page.context["form"].errors.keys() == {"minutes"}


def test_a_block_is_corrected_withdrawn_and_restored(event, by):
    first, _ = blocks(event, "Welcome", "In pairs")
    client = signed_in(by)
    client.post(address("agenda-block", event, block=first.pk), NEW | {"title": "Hello"})
    assert order(event) == ["Hello", "In pairs"]
    client.post(address("agenda-block-withdraw", event, block=first.pk))
    assert order(event) == ["In pairs"]
    client.post(address("agenda-block-restore", event, block=first.pk))
    assert order(event) == ["Hello", "In pairs"]
    verbs = AuditEvent.objects.about(first.key).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["corrected", "withdrew", "restored"]


def test_a_block_of_another_meeting_is_not_there(event, by, programme):
    (other,) = blocks(meeting(programme, "Second workshop"), "Elsewhere")
    client = signed_in(by)
    statuses = [
        client.post(address(name, event, block=other.pk), {"direction": "up"}).status_code
        for name in ("agenda-block", "agenda-block-move", "agenda-block-place", "agenda-block-withdraw")
    ]
    assert statuses == [404] * 4


# Moving ------------------------------------------------------------


def test_a_block_is_moved_up_and_down(event, by):
    first, _, last = blocks(event, "A", "B", "C")
    client = signed_in(by)
    answer = client.post(address("agenda-block-move", event, block=last.pk), {"direction": "up"})
    assert (answer["Location"], order(event)) == (f"{address('agenda', event)}#block-{last.pk}", ["A", "C", "B"])
    client.post(address("agenda-block-move", event, block=first.pk), {"direction": "up"})
    assert order(event) == ["A", "C", "B"]
    client.post(address("agenda-block-move", event, block=first.pk), {"direction": "down"})
    assert order(event) == ["C", "A", "B"]


def test_our_script_gets_the_list_alone_which_says_what_moved(event, by):
    a, b, c = blocks(event, "A", "B", "C")
    fields = {"order": [b.pk, c.pk, a.pk]}
    answer = signed_in(by).post(
        address("agenda-block-place", event, block=a.pk), fields, headers={"hx-request": "true"}
    )
    assert answer.content.decode().lstrip().startswith("<div data-blocks")
    assert 'data-said="“A” is now block 3 of 3, from 10:30."' in answer.content.decode()
    assert order(event) == ["B", "C", "A"]


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ("B C A", ["B", "C", "A", "D"]),  # the page did not know D yet: it stays where it is
        ("B X A", ["B", "A", "C", "D"]),  # X is gone: A comes after B
        ("X A", ["A", "B", "C", "D"]),  # nothing before A stands: it comes first
        ("C B A D", ["B", "A", "C", "D"]),  # only A moved: that C stood before B there changes nothing
        ("B C D", ["A", "B", "C", "D"]),  # the block itself is missing
        ("", ["A", "B", "C", "D"]),
        ("A A B A", ["A", "B", "C", "D"]),
    ],
)
def test_an_order_that_is_old_or_wrong_moves_the_one_block_and_nothing_else(event, by, said, then):
    items = {item.title: item for item in blocks(event, "A", "B", "C", "D")}
    ids = [items[name].pk if name in items else 10**12 for name in said.split()]
    services.place(item=items["A"], order=ids, by=by)
    assert order(event) == then


def test_ids_that_are_none_are_left_out(event, by):
    a, b = blocks(event, "A", "B")
    fields = {"order": ["", "-1", "x", "²", str(b.pk), str(a.pk)]}
    answer = signed_in(by).post(address("agenda-block-place", event, block=a.pk), fields)
    assert (answer.status_code, order(event)) == (302, ["B", "A"])


def test_a_withdrawn_block_does_not_move(event, by):
    a, b = blocks(event, "A", "B")
    records.withdraw(a, by=by)
    services.place(item=a, order=[b.pk, a.pk], by=by)
    services.move(item=a, up=False, by=by)
    assert (order(event), AuditEvent.objects.filter(verb__startswith="moved").count()) == (["B"], 0)


@pytest.mark.django_db(transaction=True)
def test_many_who_move_blocks_at_once_lose_none(event, by):
    """Ten move each another block to the front, from pages that are all equally old."""
    items = blocks(event, *"ABCDEFGHIJ", minutes=5)
    ids = [item.pk for item in items]

    def to_the_front(item):
        try:
            services.place(item=item, order=[item.pk, *(pk for pk in ids if pk != item.pk)], by=by)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(to_the_front, items))
    assert sorted(order(event)) == list("ABCDEFGHIJ")
    assert sorted(event.agenda.values_list("position", flat=True)) == list(range(10))


# Several days ------------------------------------------------------------


@pytest.fixture
def stay(programme):
    """Two days: three blocks on the first, one on the second."""
    event = meeting(programme, ends_on=FactDate(date(2021, 11, 10)))
    blocks(event, "A", "B", "C")
    blocks(event, "D", day=2, minutes=45)
    return event


def by_day(event):
    return [[block.item.title for block in day.blocks] for day in agenda_of(event).days]


def test_each_day_has_its_name_and_a_clock_of_its_own(stay, by, programme):
    agenda = agenda_of(stay)
    assert [(day.name, day.running.message) for day in agenda.days] == [
        ("Day 1, Tuesday 9 November", "ends at 11:00"),
        ("Day 2, Wednesday 10 November", "ends at 10:15, two hours 15 minutes before the meeting does"),
    ]
    assert [(block.place, block.span.begins) for block in agenda.blocks] == [
        (1, "9:30"), (2, "10:00"), (3, "10:30"), (4, "9:30"),
    ]  # fmt: skip
    assert heading(signed_in(by).get(address("agenda", stay))) == "The agenda takes two hours 15 minutes over two days"
    for page in (address("agenda", stay), address("run-sheet", stay)):
        assert "Day 2, Wednesday 10 November" in signed_in(by).get(page).content.decode()
    assert "Day 2, Wednesday 10 November" in signed_in(member(programme)).get(address("agenda", stay)).content.decode()


def test_a_block_goes_by_buttons_from_a_day_to_the_next_and_back(stay, by):
    client, last = signed_in(by), stay.agenda.get(title="C")
    seen = []
    for direction in ("down", "down", "down", "up", "up"):
        client.post(address("agenda-block-move", stay, block=last.pk), {"direction": direction})
        seen.append(by_day(stay))
    assert seen == [
        [["A", "B"], ["C", "D"]],
        [["A", "B"], ["D", "C"]],
        [["A", "B"], ["D", "C"]],
        [["A", "B"], ["C", "D"]],
        [["A", "B", "C"], ["D"]],
    ]


@pytest.mark.parametrize(
    ("order", "day", "then"),
    [
        ("A B C D", "2", [["B", "C"], ["A", "D"]]),
        ("B C D A", "2", [["B", "C"], ["D", "A"]]),
        ("B A C D", "1", [["B", "A", "C"], ["D"]]),
        ("B A C D", "9", [["B", "C"], ["A", "D"]]),
        ("B A C D", "x", [["B", "A", "C"], ["D"]]),
    ],
)
def test_a_block_is_dropped_on_a_day(stay, by, order, day, then):
    pks = dict(stay.agenda.values_list("title", "pk"))
    fields = {"order": [pks[title] for title in order.split()], "day": day}
    signed_in(by).post(address("agenda-block-place", stay, block=pks["A"]), fields)
    assert by_day(stay) == then


def test_a_new_block_comes_at_the_end_of_a_day_or_before_another(stay, by):
    client, b = signed_in(by), stay.agenda.get(title="B")
    for title, before in (("E", "end-1"), ("F", "end-2"), ("G", str(b.pk))):
        client.post(address("agenda-add", stay), NEW | {"title": title, "before": before})
    assert by_day(stay) == [["A", "G", "B", "C", "E"], ["D", "F"]]


def test_a_meeting_that_becomes_shorter_or_of_days_unknown_keeps_the_order(stay, by):
    Event.objects.update(ends_on=None)
    stay.refresh_from_db()
    assert by_day(stay) == [["A", "B", "C", "D"]]
    services.add(item=AgendaItem(event=stay, title="E", minutes=5), by=by)
    services.move(item=stay.agenda.get(title="D"), up=True, by=by)
    assert by_day(stay) == [["A", "B", "D", "C", "E"]]
    stay.ends_on = FactDate(date(2021, 12, 1), "month")
    assert (agenda_of(stay).advice, agenda_of(stay).blocks[0].span.begins) == (UNKNOWN_DAYS, "")


def test_days_are_copied_as_far_as_the_other_meeting_has_them(stay, event, by, programme):
    services.copy(event=event, source=stay, by=by)
    again = meeting(programme, "Again", ends_on=FactDate(date(2021, 11, 10)))
    services.copy(event=again, source=stay, by=by)
    assert (by_day(event), by_day(again)) == ([["A", "B", "C", "D"]], [["A", "B", "C"], ["D"]])


def test_a_correction_leaves_a_block_where_somebody_has_moved_it_meanwhile(event, by):
    first, _ = blocks(event, "A", "B")
    services.move(item=event.agenda.get(title="A"), up=False, by=by)
    first.title = "Hello"
    services.correct(item=first, by=by)
    assert order(event) == ["B", "Hello"]


# Copying ------------------------------------------------------------


def test_the_agenda_of_an_earlier_meeting_of_any_own_programme_is_copied(event, by):
    elsewhere = ProgrammeFactory()
    MembershipFactory(programme=elsewhere, person=by.person, role=Role.FACILITATOR)
    source = meeting(elsewhere, "Their workshop")
    kept, gone = blocks(source, "Kept", "Gone", lead="Ann", materials="Pens", notes="Quietly", method="pairs")
    records.withdraw(gone, by=by)
    blocks(event, "Welcome")
    page = signed_in(by).post(address("agenda-copy", event), {"source": source.pk}, follow=True)
    assert "Copied 1 block from Their workshop, 9 November 2021." in page.content.decode()
    assert order(event) == ["Welcome", "Kept"]
    copied = event.agenda.get(title="Kept")
    fields = [(item.minutes, item.method, item.lead, item.materials, item.notes) for item in (kept, copied)]
    assert (fields[0], order(source)) == (fields[1], ["Kept"])


def test_the_agenda_of_a_programme_that_is_not_theirs_cannot_be_copied(event, by):
    foreign = meeting(ProgrammeFactory(), "Foreign")
    blocks(foreign, CANARY)
    client = signed_in(by)
    page = client.post(address("agenda-copy", event), {"source": foreign.pk})
    assert (page.status_code, event.agenda.count(), CANARY in page.content.decode()) == (200, 0, False)
    assert "No other meeting of a programme that you run has an agenda yet." in page.content.decode()


# Reading ------------------------------------------------------------


def test_leaders_read_times_titles_and_how_but_nothing_that_is_for_facilitators(event, programme):
    blocks(event, "In pairs", method="pairs", lead=CANARY, materials=CANARY, notes=CANARY)
    records.withdraw(blocks(event, "Withdrawn block")[0], by=None)
    page = signed_in(member(programme)).get(address("agenda", event)).content.decode()
    assert [words in page for words in ("9:30", "In pairs", "Pairs", CANARY, "Withdrawn block", "<textarea")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip


def test_an_assistant_who_keeps_dates_does_not_read_what_a_meeting_does(event, programme):
    blocks(event, "In pairs")
    assistant = member(programme, Role.ASSISTANT, assists=member(programme).person)
    assert signed_in(assistant).get(address("agenda", event)).status_code == 403
    assert list(AgendaItem.objects.visible_to(assistant)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_the_database_the_same_number_of_times(event, by, programme, count, django_assert_num_queries):
    for number in range(count):
        blocks(event, f"Block {number}")
        blocks(meeting(programme, f"Workshop {number}"), "A block")
    facilitator, leader = signed_in(by), signed_in(member(programme))
    with django_assert_num_queries(7):
        facilitator.get(address("agenda", event))
    with django_assert_num_queries(6):
        facilitator.get(address("agenda-copy", event))
    with django_assert_num_queries(8):
        facilitator.get(address("run-sheet", event))
    with django_assert_num_queries(6):
        leader.get(address("agenda", event))


# The run sheet ------------------------------------------------------------


def test_the_run_sheet_says_who_leads_what_is_needed_and_the_notes(event):
    event.aims.create(text="Feed back the diagnostic")
    (item,) = blocks(event, "In pairs", method="pairs", lead="Ann", materials="Pens, paper", notes="Mix them.")
    event.exercises.create(agenda_item=item, kind="cards", prompt="What helps us?")
    AgendaItem.objects.create(event=event, title="Break", minutes=15, method="break", materials="pens", position=9)
    sheet = run_sheet(event, at=date(2021, 11, 1))
    assert sheet.facts == ("9 November 2021", "begins 9:30", "planned to end 12:30", "In person")
    assert (sheet.aims, sheet.bring, sheet.day) == (("Feed back the diagnostic",), ("Pens", "paper"), "1 November 2021")
    line = sheet.lines[0]
    assert (line.begins, line.takes, line.lead, line.notes) == ("9:30", "30 min", "Ann", "Mix them.")
    assert line.room == ("Collect cards: What helps us?",)


def test_the_run_sheet_is_printed_as_an_accessible_pdf_that_is_the_same_each_time(event):
    event.starts_at = time(9)
    blocks(event, "In pairs", notes="<b>Mix</b> them.")
    sheet = run_sheet(event, at=date(2021, 11, 1))
    first = run_sheets.printed(sheet)
    assert first == run_sheets.printed(sheet)
    with pikepdf.open(BytesIO(first)) as pdf:
        about = pdf.open_metadata()
        assert (about["pdfuaid:part"], about["dc:title"]) == ("1", "Run sheet: First workshop")


def test_a_run_sheet_without_blocks_says_what_to_do_and_is_not_printed(event, by):
    client = signed_in(by)
    assert "which has no blocks yet" in client.get(address("run-sheet", event)).content.decode()
    assert client.get(address("run-sheet-pdf", event)).status_code == 404
