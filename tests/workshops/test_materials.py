"""Materials: added by the facilitators, for leaders or for themselves, and downloaded through views."""

import io

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from programmes.services import records
from tests.factories import member
from tests.signing import signed_in
from tests.workshops.meetings import meeting
from tests.workshops.pictures import photograph
from workshops import photographs
from workshops.models import Material
from workshops.services import materials as services

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 canary-merlin"


def address(name, event, **kwargs):
    return reverse(f"workshops:{name}", kwargs={"programme": event.programme_id, "event": event.pk, **kwargs})


def a_file(event, by, *, title="Paper", for_leaders=True):
    return services.add_file(
        event=event, title=title, file=io.BytesIO(PDF), ending=".pdf", for_leaders=for_leaders, by=by
    )


def a_photograph(event, by, *, title="Hopes", for_leaders=True):
    sent = photograph()
    taken = [photographs.read(sent, sent.size)]
    return services.add_photographs(event=event, title=title, taken=taken, for_leaders=for_leaders, by=by)[0]


def kept_files():
    return sorted(path.name for path in settings.MEDIA_ROOT.glob("materials/**/*.*"))


def test_photographs_are_added_several_at_once_and_one_that_is_none_does_not_cost_the_others(event, by):
    files = [photograph(name="1.jpg"), SimpleUploadedFile("2.heic", b"\0\0\0\x18ftypheic"), photograph(name="3.jpg")]
    sent = {"title": "Hopes", "for_leaders": "yes", "photographs": files}
    page = signed_in(by).post(address("material-add-photographs", event), sent, follow=True).content.decode()
    assert list(event.materials.values_list("title", "kind", "for_leaders")) == [
        ("Hopes (1 of 2)", "photograph", True),
        ("Hopes (2 of 2)", "photograph", True),
    ]
    assert "2.heic is not added: it is in an iPhone’s own format (HEIC). Choose it here on the iPhone itself" in page
    assert "2 photographs are added." in page


def test_a_phone_is_told_which_kinds_we_take_and_how_many(event, by):
    """An iPhone sends JPEG by itself where a page asks for kinds among which its own is not."""
    page = BeautifulSoup(signed_in(by).get(address("material-add-photographs", event)).content, "html.parser")
    chosen = page.find("input", type="file")
    assert (chosen["accept"], chosen.has_attr("multiple")) == ("image/jpeg,image/png,image/webp", True)
    assert "Up to 20 at once, each up to 25 MB" in page.find(id=chosen["aria-describedby"]).text


@pytest.mark.parametrize("files", [[], [SimpleUploadedFile("a.jpg", b"x")]])
def test_photographs_of_which_none_is_one_are_refused_and_the_title_stays(event, by, files):
    sent = {"title": "Hopes", "for_leaders": "no", "photographs": files}
    page = signed_in(by).post(address("material-add-photographs", event), sent)
    assert (page.status_code, event.materials.count(), 'value="Hopes"' in page.content.decode()) == (200, 0, True)


def test_a_photograph_is_shown_and_downloaded_without_what_the_phone_wrote(event, by, programme):
    row = a_photograph(event, by)
    client = signed_in(member(programme))
    said = []
    for name in ("material-large", "material-small", "material-file"):
        answer = client.get(address(name, event, material=row.pk))
        with Image.open(io.BytesIO(answer.getvalue())) as picture:
            said.append((picture.width, answer["Content-Type"], answer["X-Content-Type-Options"]))
            assert dict(picture.getexif()) == {}
    assert said == [(width, "image/jpeg", "nosniff") for width in (1200, 480, 1200)]
    assert answer["Content-Disposition"] == 'attachment; filename="hopes.jpg"'


def test_a_file_goes_out_as_it_came_in_as_a_download_only(event, by, programme):
    sent = {"title": "<b>Paper</b>", "for_leaders": "yes", "file": SimpleUploadedFile("../../x.pdf", PDF, "text/html")}
    signed_in(by).post(address("material-add-file", event), sent)
    row = event.materials.get()
    answer = signed_in(member(programme)).get(address("material-file", event, material=row.pk))
    assert (answer.getvalue(), answer["Content-Type"]) == (PDF, "application/pdf")
    assert (answer["Content-Disposition"], answer["X-Content-Type-Options"]) == (
        'attachment; filename="bpaperb.pdf"',
        "nosniff",
    )
    assert signed_in(by).get(address("material-large", event, material=row.pk)).status_code == 404


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://example.org/a", "data:text/html,x", "paper"])
def test_only_web_addresses_are_links(event, by, link):
    sent = {"title": "Paper", "link": link, "for_leaders": "yes"}
    page = signed_in(by).post(address("material-add-link", event), sent)
    assert (page.status_code, "Enter a web address" in page.content.decode(), event.materials.count()) == (200, True, 0)
    with pytest.raises(ValueError, match=r".*"):
        services.add_link(event=event, title="Paper", link=link, for_leaders=True, by=by)


def test_what_is_for_facilitators_only_is_not_there_for_leaders(event, by, programme):
    rows = [a_file(event, by, title="Canary paper", for_leaders=False), a_photograph(event, by, for_leaders=False)]
    withdrawn = a_file(event, by, title="Withdrawn paper")
    records.withdraw(withdrawn, by=by)
    client = signed_in(member(programme))
    page = client.get(address("materials", event)).content.decode()
    assert ("Canary" in page, "Hopes" in page, "Withdrawn" in page) == (False, False, False)
    seen = [client.get(address("material-file", event, material=row.pk)).status_code for row in (*rows, withdrawn)]
    assert seen == [404] * 3
    assert list(Material.objects.visible_to(by).order_by("pk")) == [*rows, withdrawn]


def test_the_material_of_another_meeting_is_not_there(event, by, programme):
    row = a_file(meeting(programme, "Second workshop"), by)
    names = ("material", "material-file", "material-large", "material-small")
    client = signed_in(by)
    assert [client.get(address(name, event, material=row.pk)).status_code for name in names] == [404] * 4


def test_a_material_is_corrected_withdrawn_and_restored(event, by):
    row = a_file(event, by)
    client = signed_in(by)
    client.post(address("material", event, material=row.pk), {"title": "Better paper", "for_leaders": "no"})
    row.refresh_from_db()
    assert (row.title, row.for_leaders, row.link) == ("Better paper", False, "")
    for name, count in (("material-withdraw", 0), ("material-restore", 1)):
        client.post(address(name, event, material=row.pk))
        assert event.materials.standing().count() == count


def test_what_cannot_be_stored_leaves_no_file_behind(event, by, monkeypatch):
    before, taken = kept_files(), [photographs.Photograph(b"large", b"small")] * 2
    small = default_storage.save

    def full(name, content, **options):
        if len(kept_files()) - len(before) == 3:
            raise OSError("No space left on device")
        return small(name, content, **options)

    monkeypatch.setattr(services.default_storage, "save", full)
    with pytest.raises(OSError, match="No space"):
        services.add_photographs(event=event, title="Hopes", taken=taken, for_leaders=True, by=by)
    assert (kept_files(), event.materials.count()) == (before, 0)


def test_a_file_that_is_gone_is_not_there(event, by):
    row = a_file(event, by)
    default_storage.delete(row.file.name)
    assert signed_in(by).get(address("material-file", event, material=row.pk)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_the_same_number_of_times(event, by, programme, count, django_assert_num_queries):
    for number in range(count):
        a_file(event, by, title=f"Paper {number}")
        a_photograph(event, by)
    facilitator, leader = signed_in(by), signed_in(member(programme))
    with django_assert_num_queries(6):
        facilitator.get(address("materials", event))
    with django_assert_num_queries(6):
        leader.get(address("materials", event))
