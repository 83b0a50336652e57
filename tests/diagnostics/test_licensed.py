"""Licensed results: recorded one by one or from a file, all or nothing, corrected and withdrawn with their history."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from diagnostics import scoring
from diagnostics.forms.licensed import MOST_BYTES
from diagnostics.models import ConflictProfile, Source
from diagnostics.modes import Mode
from diagnostics.services import licensed, licensed_import, profiles
from diagnostics.services.licensed_import import Effect
from diagnostics.texts import OWN_NOTE, TRADE_MARK
from programmes.access import Role
from programmes.models import AuditEvent, Membership
from programmes.spreadsheets import SpreadsheetError, read_table
from tests.diagnostics import people
from tests.factories import PersonFactory, ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

MODES = [mode.capitalize() for mode in Mode]
HEADINGS = ["Name", *MODES]
PDF = b"%PDF-1.7 a licensed report"


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def ada(programme):
    return member(programme, name="Ada Reed")


@pytest.fixture
def ben(programme):
    return member(programme, name="Ben Okoro")


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR)


@pytest.fixture
def desk(facilitator):
    return signed_in(facilitator)


def url(name, programme, *args):
    return reverse(f"diagnostics:{name}", args=[programme.pk, *args])


def csv_file(*rows, headings=HEADINGS, name="results.csv"):
    lines = [",".join(map(str, row)) for row in (headings, *rows)]
    return SimpleUploadedFile(name, "\n".join(lines).encode())


def table(*rows, headings=HEADINGS):
    file = csv_file(*rows, headings=headings)
    return read_table(file, file.name)


def planned(programme, *rows, headings=HEADINGS):
    return licensed_import.plan(programme=programme, table=table(*rows, headings=headings))


def refusals(programme, *rows, headings=HEADINGS):
    return [line for row in planned(programme, *rows, headings=headings).rows for line in row.refusals]


def numbers(scores=people.SCORES, **more):
    data = {f"score_{mode}": scores[mode] for mode in Mode}
    for kind, values in more.items():
        data |= {f"{kind}_{mode}": values[mode] for mode in Mode}
    return data


# One by one


def test_a_result_is_recorded_as_printed_and_stays_closed(desk, programme, ada):
    file = SimpleUploadedFile("Ada Reed TKI.pdf", PDF)
    data = numbers(percentile=people.PERCENTILES, band=people.BANDS)
    response = desk.post(url("licensed-add", programme), {"person": ada.person.pk, "report": file, **data})
    stored = ConflictProfile.objects.get()
    assert response.url == url("result", programme, stored.pk)
    assert (stored.source, stored.person, stored.is_released) == (Source.LICENSED, ada.person, False)
    assert stored.scores == {mode.value: score for mode, score in people.SCORES.items()}
    assert stored.result == people.licensed_result(people.SCORES, people.PERCENTILES, people.BANDS)
    assert "Ada" not in stored.report.name


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"score_competing": 8}, "score_competing", "The five scores must total 30; these total 31."),
        ({"score_competing": 13}, "score_competing", "The score for competing must be a whole number from 0 to 12"),
        ({"score_avoiding": ""}, "score_avoiding", "Enter the score for avoiding"),
        ({"score_avoiding": "6.5"}, "score_avoiding", "The score for avoiding must be a whole number from 0 to 12"),
        (
            {"score_competing": 12, "score_collaborating": 12, "score_compromising": 2, "score_avoiding": 2,
             "score_accommodating": 2},
            "score_competing",
            "The scores for competing and collaborating must come to 3 to 21 together; these come to 24.",
        ),
        (
            {"percentile_competing": 50},
            "percentile_collaborating",
            "The percentile for collaborating must be a whole number from 0 to 100.",
        ),
        ({"band_competing": "High"}, "percentile_competing", "Bands are recorded together with the percentiles"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(desk, programme, ada, changed, field, message):
    response = desk.post(url("licensed-add", programme), {"person": ada.person.pk, **numbers(), **changed})
    assert response.context["form"].errors[field][0].startswith(message)
    assert not ConflictProfile.objects.exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"GIF89a", "The file must be a PDF"), (b"%PDF-" + bytes(MOST_BYTES), "The file must be smaller than 10 MB")],
)
def test_the_report_is_a_pdf_of_reasonable_size(desk, programme, ada, content, message):
    data = {"person": ada.person.pk, "report": SimpleUploadedFile("report.pdf", content), **numbers()}
    response = desk.post(url("licensed-add", programme), data)
    assert response.context["form"].errors == {"report": [message]}


def test_only_leaders_of_the_programme_can_be_chosen(desk, programme, ada):
    stranger = member(ProgrammeFactory())
    response = desk.post(url("licensed-add", programme), {"person": stranger.person.pk, **numbers()})
    assert list(response.context["form"].errors) == ["person"]


def test_pressing_the_button_twice_records_once(desk, programme, ada):
    for _ in range(2):
        desk.post(url("licensed-add", programme), {"person": ada.person.pk, **numbers()})
    assert ConflictProfile.objects.count() == 1


def test_the_report_is_for_the_facilitator_and_once_released_for_the_leader(desk, programme, ada, facilitator):
    stored = people.record(ada, programme, facilitator, report=SimpleUploadedFile("x.pdf", PDF))
    address = url("result-licensed-report", programme, stored.pk)
    leader = signed_in(ada)
    assert (desk.get(address).content, leader.get(address).status_code) == (PDF, 404)
    people.release(stored, facilitator)
    response = leader.get(address)
    assert (response.content, response["Content-Type"]) == (PDF, "application/pdf")
    assert response["Content-Disposition"] == 'attachment; filename="licensed-report.pdf"'
    assert signed_in(member(programme)).get(address).status_code == 404


def test_a_licensed_result_shows_what_was_printed_and_whose_trade_mark_it_is(programme, ada, facilitator):
    result = people.licensed_result(people.SCORES, people.PERCENTILES, people.BANDS)
    stored = people.release(people.record(ada, programme, facilitator, result), facilitator)
    page = signed_in(ada).get(url("result", programme, stored.pk)).content.decode()
    assert "7 of 12, percentile 81, High: your first choice" in page
    assert TRADE_MARK in page
    assert OWN_NOTE not in page


@pytest.mark.parametrize("name", ["licensed-add", "licensed-upload"])
def test_the_pages_of_licensed_results_name_the_trade_mark(desk, programme, name):
    assert TRADE_MARK in desk.get(url(name, programme)).content.decode()


# Corrected, withdrawn, restored


def test_a_correction_is_a_new_version_as_open_as_the_old_one(desk, programme, ada, facilitator):
    old = people.release(
        people.record(ada, programme, facilitator, report=SimpleUploadedFile("x.pdf", PDF)), facilitator
    )
    changed = dict(people.SCORES) | {Mode.COMPETING: 6, Mode.AVOIDING: 7}
    desk.post(url("licensed", programme, old.pk), numbers(changed))
    new = ConflictProfile.objects.newest(Source.LICENSED).get()
    old.refresh_from_db()
    assert (new.replaces, new.competing, new.completed_at) == (old, 6, old.completed_at)
    assert (new.released_at, new.report.name) == (old.released_at, old.report.name)
    assert old.withdrawn_at is not None
    page = desk.get(url("result", programme, new.pk)).content.decode()
    assert "competing 7, collaborating 9, compromising 5, avoiding 6, accommodating 3" in page
    assert signed_in(ada).get(url("result", programme, old.pk)).status_code == 404


def test_correcting_nothing_changes_nothing(programme, ada, facilitator):
    old = people.record(ada, programme, facilitator)
    assert licensed.correct(profile=old, result=people.licensed_result(), by=facilitator) == old
    assert ConflictProfile.objects.count() == 1


def test_a_correction_of_an_older_result_does_not_overtake_a_newer_one(programme, ada, facilitator):
    older = people.record(ada, programme, facilitator)
    changed = people.licensed_result(dict(people.SCORES) | {Mode.COMPETING: 6, Mode.AVOIDING: 7})
    newer = people.record(ada, programme, facilitator, changed)
    again = people.licensed_result(dict(people.SCORES) | {Mode.COMPETING: 5, Mode.AVOIDING: 8})
    licensed.correct(profile=older, result=again, by=facilitator)
    assert ConflictProfile.objects.newest(Source.LICENSED).get() == newer


def test_two_people_cannot_correct_the_same_version(desk, programme, ada, facilitator):
    old = people.record(ada, programme, facilitator)
    licensed.withdraw(profile=old, by=facilitator)
    with pytest.raises(licensed.Replaced):
        licensed.correct(profile=old, result=people.licensed_result(), by=facilitator)
    assert desk.get(url("licensed", programme, old.pk)).status_code == 404


def test_a_withdrawn_result_can_be_restored(desk, programme, ada, facilitator):
    people.ask(programme)
    stored = people.record(ada, programme, facilitator)
    page = desk.post(url("licensed-withdraw", programme, stored.pk), follow=True).content.decode()
    assert "The licensed result of Ada Reed is withdrawn." in page
    assert desk.get(url("result", programme, stored.pk)).status_code == 404
    assert desk.post(url("licensed-restore", programme, stored.pk)).url == url("result", programme, stored.pk)
    verbs = AuditEvent.objects.about(stored.key).values_list("verb", flat=True)
    assert list(verbs) == ["recorded", "withdrew", "restored"]


def test_what_was_replaced_or_deleted_cannot_be_restored(desk, programme, ada, facilitator):
    old = people.record(ada, programme, facilitator)
    changed = people.licensed_result(dict(people.SCORES) | {Mode.COMPETING: 6, Mode.AVOIDING: 7})
    licensed.correct(profile=old, result=changed, by=facilitator)
    assert desk.post(url("licensed-restore", programme, old.pk)).url == url("pre-work-profiles", programme)
    profiles.delete(person=ada.person, programme=programme, by=ada)
    assert desk.post(url("licensed-restore", programme, old.pk)).status_code == 404
    assert not ConflictProfile.objects.exists()


# From a file


def upload(desk, programme, file):
    return desk.post(url("licensed-upload", programme), {"file": file})


def confirm(desk, programme, page):
    return desk.post(url("licensed-confirm", programme), {"sealed": page.context["sealed"]})


def test_a_file_is_previewed_and_then_recorded(desk, programme, ada, ben):
    people.ask(programme)
    page = upload(desk, programme, csv_file(("Ada Reed", 7, 9, 5, 6, 3), ("Ben Okoro", 4, 9, 8, 6, 3)))
    assert page.context["plan"].message == "2 of 2 rows will be recorded"
    assert not ConflictProfile.objects.exists()
    done = confirm(desk, programme, page)
    assert done.url == url("pre-work-profiles", programme)
    recorded = {profile.person.name: tuple(profile.scores.values()) for profile in ConflictProfile.objects.all()}
    assert recorded == {"Ada Reed": (7, 9, 5, 6, 3), "Ben Okoro": (4, 9, 8, 6, 3)}


def test_an_excel_workbook_with_percentiles_and_bands(desk, programme, ada):
    book = openpyxl.Workbook()
    kinds = [f"{mode} %ile" for mode in MODES] + [f"TKI {mode} band" for mode in MODES]
    book.active.append(["Full name", *[f"{mode} raw score" for mode in MODES], *kinds])
    book.active.append(["ada  reed", 7, 9.0, 5, 6, 3, 81, 77, "20th", "50%", 9, "HIGH", "high", "Low", "Medium", "low"])
    content = io.BytesIO()
    book.save(content)
    page = upload(desk, programme, SimpleUploadedFile("results.xlsx", content.getvalue()))
    confirm(desk, programme, page)
    stored = ConflictProfile.objects.get()
    assert stored.result == people.licensed_result(people.SCORES, people.PERCENTILES, people.BANDS)


def test_a_leader_is_found_by_address_first(programme, ada):
    rows = planned(programme, ("A. Reed", ada.email.upper(), 7, 9, 5, 6, 3), headings=["Name", "Email", *MODES]).rows
    assert [(row.part.person, row.effect) for row in rows] == [(ada.person, Effect.NEW)]


def test_a_leader_without_an_address_is_found_by_the_name_in_this_programme(programme):
    person = PersonFactory(name="Known Elsewhere")
    Membership.objects.create(programme=programme, person=person, listed_name="Dr C. Vale")
    row = planned(programme, ("dr c. vale", 7, 9, 5, 6, 3)).rows[0]
    assert row.part.person == person


def test_people_outside_the_programme_are_never_found(programme, ada):
    stranger = member(ProgrammeFactory(), name="Sam Stranger")
    member(programme, Role.SPONSOR, name="Una Sponsor")
    assert refusals(programme, ("Sam Stranger", 7, 9, 5, 6, 3), ("Una Sponsor", 7, 9, 5, 6, 3)) == [
        f"Row {number}, column “Name”: No leader of this programme has that name. Correct it, or bring them into the"
        " programme first."
        for number in (2, 3)
    ]
    assert refusals(programme, (stranger.email, 7, 9, 5, 6, 3), headings=["Email", *MODES]) == [
        "Row 2, column “Email”: No leader of this programme has that address. Correct it, or bring them into the"
        " programme first."
    ]


def test_an_address_and_a_name_of_two_leaders_are_refused(programme, ada, ben):
    headings = ["Name", "Email", *MODES]
    assert refusals(programme, ("Ben Okoro", ada.email, 7, 9, 5, 6, 3), headings=headings) == [
        "Row 2, columns “Name” and “Email”: The address is that of Ada Reed, the name that of another leader. Correct"
        " one of the two."
    ]


def test_namesakes_need_an_address(programme, ada):
    other = member(programme, name="Ada Reed")
    assert refusals(programme, ("Ada Reed", 7, 9, 5, 6, 3)) == [
        "Row 2, column “Name”: More than one leader of this programme is called that. Give the email address."
    ]
    headings = ["Name", "Email", *MODES]
    row = planned(programme, ("Ada Reed", other.email, 7, 9, 5, 6, 3), headings=headings).rows[0]
    assert row.part.person == other.person


def test_one_person_twice_is_refused(programme, ada):
    assert refusals(programme, ("Ada Reed", 7, 9, 5, 6, 3), ("ADA REED", 7, 9, 5, 6, 3)) == [
        "Row 3, column “Name”: This person is in row 2 too. Keep one row for each person."
    ]


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        (
            (7, 9, 5, 6, 4),
            "columns “Competing”, “Collaborating”, “Compromising”, “Avoiding” and “Accommodating”:"
            " The five scores must total 30; these total 31.",
        ),
        ((13, 9, 5, 0, 3), "column “Competing”: “13” is not a whole number from 0 to 12."),
        ((-1, 9, 5, 6, 11), "column “Competing”: “-1” is not a whole number from 0 to 12."),
        (("7.5", 9, 5, 6, 3), "column “Competing”: “7.5” is not a whole number from 0 to 12."),
        ((7, 9, "", 6, 3), "column “Compromising”: is empty. Write a whole number from 0 to 12."),
        ((7, 9, "n/a", 6, 3), "column “Compromising”: is empty. Write a whole number from 0 to 12."),
        (
            (12, 12, 2, 2, 2),
            "columns “Competing” and “Collaborating”: The scores for competing and collaborating must come to 3 to 21"
            " together; these come to 24.",
        ),
    ],
)
def test_scores_that_cannot_be_are_refused_with_row_and_column(programme, ada, scores, reason):
    assert refusals(programme, ("Ada Reed", *scores))[0] == f"Row 2, {reason}"


PERCENTILE_HEADINGS = [f"{mode} percentile" for mode in MODES]
BAND_HEADINGS = [f"{mode} band" for mode in MODES]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (
            (81, 77, 20, 50, 101, *[""] * 5),
            "column “Accommodating percentile”: “101” is not a whole number from 0 to 100.",
        ),
        (
            (81, 77, 20, 50, "", *[""] * 5),
            "column “Accommodating percentile”: is empty. Write a whole number from 0 to 100.",
        ),
        (
            (81, 77, 20, 50, 9, "High", "High", "Low", "Middling", "Low"),
            "column “Avoiding band”: “Middling” is not a band. Write High, Medium or Low.",
        ),
        (
            (81, 77, 20, 50, 9, "High", "High", "Low", "", "Low"),
            "column “Avoiding band”: is empty. Write High, Medium or Low.",
        ),
        (
            (*[""] * 5, "High", "High", "Low", "Low", "Low"),
            "columns “Competing band”, “Collaborating band”, “Compromising band”, “Avoiding band” and “Accommodating"
            " band”: Bands are recorded together with the percentiles that they were printed with.",
        ),
    ],
)
def test_percentiles_and_bands_that_cannot_be_are_refused(programme, ada, more, reason):
    headings = [*HEADINGS, *PERCENTILE_HEADINGS, *BAND_HEADINGS]
    assert refusals(programme, ("Ada Reed", 7, 9, 5, 6, 3, *more), headings=headings) == [f"Row 2, {reason}"]


def test_a_formula_is_refused_with_row_and_column(desk, programme, ada):
    page = upload(desk, programme, csv_file(("Ada Reed", "=3+4", 9, 5, 6, 3)))
    assert [error for error in page.context["form"].errors["file"] if "Row 2" in error and "Competing" in error]


@pytest.mark.parametrize(
    ("headings", "message"),
    [
        (["Name", *MODES[:4], "Other"], "The file has no column for the score for accommodating."),
        (["Code", *MODES], "The file has no column that says whose each result is."),
        (["Name", *MODES[:4], "Avoid"], "The columns “Avoiding” and “Avoid” both look like the score for avoiding."),
    ],
)
def test_columns_that_cannot_be_told_apart_are_said(desk, programme, ada, headings, message):
    page = upload(desk, programme, csv_file(("Ada Reed", 7, 9, 5, 6, 3), headings=headings))
    assert page.context["form"].errors["file"][0].startswith(message)


def test_a_file_that_is_not_what_its_name_says(desk, programme):
    page = upload(desk, programme, SimpleUploadedFile("results.csv", PDF))
    assert page.context["form"].errors["file"][0].startswith("This is a PDF document, but its name ends in .csv.")


def test_one_refused_row_keeps_all_out(desk, programme, ada, ben):
    page = upload(desk, programme, csv_file(("Ada Reed", 7, 9, 5, 6, 3), ("Ben Okoro", 7, 9, 5, 6, 4)))
    assert page.context["plan"].message == "1 of 2 rows cannot be recorded"
    assert 'name="sealed"' not in page.content.decode()
    confirm(desk, programme, page)
    assert not ConflictProfile.objects.exists()


def test_a_failure_half_way_records_nothing(programme, ada, ben, facilitator, monkeypatch):
    first = licensed.record

    def fails_for_ben(**options):
        if options["person"] == ben.person:
            raise IntegrityError
        return first(**options)

    monkeypatch.setattr(licensed, "record", fails_for_ben)
    rows = table(("Ada Reed", 7, 9, 5, 6, 3), ("Ben Okoro", 4, 9, 8, 6, 3))
    with pytest.raises(IntegrityError), transaction.atomic():
        licensed_import.record_all(programme=programme, table=rows, by=facilitator)
    assert not ConflictProfile.objects.exists()


def test_what_is_recorded_already_stays_and_what_differs_is_corrected(programme, ada, ben, facilitator):
    people.record(ada, programme, facilitator, people.licensed_result(people.SCORES, people.PERCENTILES))
    old = people.record(ben, programme, facilitator)
    rows = (("Ada Reed", 7, 9, 5, 6, 3), ("Ben Okoro", 4, 9, 8, 6, 3))
    assert [row.effect for row in planned(programme, *rows).rows] == [Effect.SAME, Effect.CORRECTED]
    assert licensed_import.record_all(programme=programme, table=table(*rows), by=facilitator) == 1
    new = ConflictProfile.objects.newest(Source.LICENSED).get(person=ben.person)
    assert (new.replaces, new.competing) == (old, 4)
    assert planned(programme, *rows).message == "Nothing in this file is new"


def test_a_preview_that_no_longer_holds_is_shown_again(desk, programme, ada):
    page = upload(desk, programme, csv_file(("Ada Reed", 7, 9, 5, 6, 3)))
    Membership.objects.filter(person=ada.person).delete()
    again = confirm(desk, programme, page)
    assert again.context["plan"].message == "1 of 1 rows cannot be recorded"
    assert not ConflictProfile.objects.exists()


def test_a_preview_is_for_whoever_made_it_and_for_its_programme(desk, programme, ada, facilitator):
    page = upload(desk, programme, csv_file(("Ada Reed", 7, 9, 5, 6, 3)))
    colleague = signed_in(member(programme, Role.FACILITATOR))
    assert confirm(colleague, programme, page).url == url("licensed-upload", programme)
    elsewhere = ProgrammeFactory()
    Membership.objects.create(programme=elsewhere, person=facilitator.person, role=Role.FACILITATOR)
    assert confirm(desk, elsewhere, page).url == url("licensed-upload", elsewhere)
    assert not ConflictProfile.objects.exists()


def test_the_example_file_is_one_that_can_be_read(desk, programme, ada):
    content = desk.get(url("licensed-example", programme)).content
    rows = read_table(io.BytesIO(content), "example.csv")
    assert rows.rows[0].cells[0] == "Ada Reed"
    found = licensed_import.plan(programme=programme, table=rows).rows[0]
    assert (found.part.person, found.effect) == (ada.person, Effect.REFUSED)


def test_a_plan_costs_the_same_for_one_row_and_for_many(programme, django_assert_num_queries):
    for number in range(12):
        member(programme, name=f"Leader {number}")
    rows = [(f"Leader {number}", 7, 9, 5, 6, 3) for number in range(12)]
    for count in (1, 12):
        with django_assert_num_queries(3):
            planned(programme, *rows[:count])


def test_an_unknown_mode_order_is_no_matter(programme, ada):
    headings = ["Accommodating", "Avoiding", "Compromising", "Collaborating", "Competing", "Participant"]
    row = planned(programme, (3, 6, 5, 9, 7, "Ada Reed"), headings=headings).rows[0]
    assert row.entry.result == people.licensed_result()


def test_a_table_without_a_person_column_is_refused(programme):
    with pytest.raises(SpreadsheetError):
        planned(programme, (7, 9, 5, 6, 3), headings=MODES)


def test_percentiles_put_the_modes_in_order(programme, ada, facilitator):
    result = people.licensed_result(people.SCORES, people.PERCENTILES)
    stored = people.record(ada, programme, facilitator, result)
    assert scoring.order(stored.result).first == {Mode.COMPETING}
