"""The poster: what it says, that it can be read aloud, and that no name stays on it that was taken back."""

from datetime import date
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from charters import poster
from charters.poster import BINDS, Commitment, Poster, Section, Signed
from charters.services import poster_printing, signatures
from charters.services.charter import charter_of, freeze
from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import Membership
from programmes.services import jobs
from tests.charters.lines import write
from tests.factories import ProgrammeFactory, member
from tests.rendering.structure import elements
from tests.signing import signed_in

A3 = (842, 1191)
DAY = FactDate(date(2022, 1, 14))
LONG = "We decide together what is best for people here, before what is best for our own organisation, also when it "


def of(commitments, signed, behaviours=1):
    lines = tuple(Commitment(f"{LONG} hurts: {n}", ("I ring before I write",) * behaviours) for n in range(commitments))
    names = tuple(Signed(f"Leader {n}", "Chief Executive, a Trust with a long name") for n in range(signed))
    return Poster("Leaders", "How we lead together", 2, "14 January 2022", (Section("Purpose", lines),), names, DAY.day)


def signed_by_two(version):
    """Ada, who has left since, and Ben."""
    programme, by = version.charter.programme, version.by
    users = [member(programme, name="Ada Osei", ends_on=date(2022, 5, 31)), member(programme, name="Ben Cole")]
    parts = [Membership.objects.get(person=user.person) for user in users]
    signatures.sign_on_paper(version=version, memberships=parts, signed_on=DAY, by=by)


def opened(said):
    return pikepdf.open(BytesIO(poster.printed(said)))


def words(said):
    with pypdfium2.PdfDocument(poster.printed(said)) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def test_it_is_an_a3_sheet_that_says_what_it_is_and_is_tagged():
    with opened(of(9, 19)) as pdf:
        assert [tuple(round(float(side)) for side in page.mediabox[2:]) for page in pdf.pages] == [A3]
        assert (str(pdf.Root.Lang), bool(pdf.Root.MarkInfo.Marked)) == ("en-GB", True)
        assert str(pdf.docinfo["/Title"]) == "How we lead together, version 2"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
        assert [len(elements(pdf, tag)) for tag in ("/H1", "/H2")] == [1, 2]
        assert len(elements(pdf, "/LI")) == 9 + 9 + 19


def test_it_names_who_signed_and_says_what_that_binds():
    (sheet,) = words(of(2, 2))
    told = " ".join(sheet.split())
    assert ("Version 2, adopted 14 January 2022" in told, BINDS in told) == (True, True)
    assert told.count("Chief Executive, a Trust with a long name") == 2
    (unsigned,) = words(of(2, 0))
    assert "Signed by" not in unsigned


@pytest.mark.parametrize("commitments", [9, 25, 60])
def test_however_long_it_is_each_line_stands_on_a_sheet_once(commitments):
    sheets = words(of(commitments, 25, behaviours=2))
    told = " ".join(" ".join(sheets).split())
    assert [told.count(f"hurts: {n} ") for n in range(commitments)] == [1] * commitments
    assert [told.count(f"Leader {n} Chief") for n in range(25)] == [1] * 25
    assert [f"{number} of {len(sheets)}" in sheet for number, sheet in enumerate(sheets, 1)] == [True] * len(sheets)


def test_short_words_are_set_larger_than_long_ones():
    assert [poster._size(of(*size)) for size in ((3, 3), (12, 12))] == ["large", "small"]


# Printed in the background ------------------------------------------------------------


@pytest.fixture
def version(db):
    programme = ProgrammeFactory()
    write(charter_of(programme), "purpose", "We lead as one")
    by = member(programme, Role.FACILITATOR)
    return freeze(charter=charter_of(programme), adopted_on=DAY, by=by)


def at(name, version):
    return reverse(f"charters:{name}", kwargs={"programme": version.charter.programme_id, "version": version.pk})


def made(version, client):
    """Press the button and let the worker do it; the PDF's name on the disc."""
    client.post(at("poster", version))
    job = jobs.take(version.charter.programme.jobs.order_by("pk").last().pk)
    jobs.finish(job, poster_printing.make(job))
    return poster_printing.file_of(version, poster.gather(version))


def test_it_is_printed_once_and_anew_when_a_name_is_taken_back(version, django_capture_on_commit_callbacks):
    leader = member(version.charter.programme, name="Ada Osei")
    part = Membership.objects.get(person=leader.person)
    own = signatures.sign(version=version, membership=part, by=leader)
    client = signed_in(leader)
    first = made(version, client)
    client.post(at("poster", version))
    assert version.charter.programme.jobs.count() == 1
    downloaded = client.get(at("poster-pdf", version))
    assert downloaded.headers["Content-Disposition"] == 'attachment; filename="charter-version-1-poster.pdf"'
    assert b"".join(downloaded.streaming_content) == first.read_bytes()
    signatures.take_back(signature=own, by=leader)
    assert client.get(at("poster-pdf", version)).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        second = made(version, client)
    assert (first.exists(), second.exists()) == (False, True)
    assert default_storage.listdir(poster_printing.FOLDER)[1].count(second.name) == 1


def test_it_says_as_of_when_and_who_has_left_since(version):
    signed_by_two(version)
    before, after = (poster.gather(version, at=date(2022, month, 31)) for month in (5, 7))
    assert [[(each.name, each.has_left) for each in said.signed] for said in (before, after)] == [
        [("Ada Osei", False), ("Ben Cole", False)],
        [("Ada Osei", True), ("Ben Cole", False)],
    ]
    assert before.fingerprint != after.fingerprint == poster.gather(version, at=date(2022, 8, 1)).fingerprint
    told = " ".join(" ".join(words(after)).split())
    assert "As on 31 July 2022, each in the post that they held when they signed." in told
    assert told.count("has left since") == 1


def test_the_card_is_plain_and_says_the_same(version):
    leader = signed_in(member(version.charter.programme))
    card = leader.get(at("card", version)).content.decode()
    assert ("<script" in card, "style=" in card) == (False, False)
    assert [each in card for each in ("We lead as one", "Version 1, adopted 14 January 2022", BINDS)] == [True] * 3


def test_another_groups_poster_is_not_there(version):
    stranger = signed_in(member(ProgrammeFactory()))
    names = ("poster", "poster-pdf", "card")
    assert [stranger.get(at(name, version)).status_code for name in names] == [404, 404, 404]
