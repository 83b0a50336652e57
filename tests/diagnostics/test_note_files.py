"""Word documents and texts: every word of a real one, a kind sentence for anything else."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from diagnostics import note_files
from diagnostics.models import Note
from diagnostics.note_files import NoteFileError, read_words, under_questions
from diagnostics.selectors.notes import sections
from programmes.access import Role
from tests.diagnostics import talks
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in


def document(*paragraphs, build=None):
    """The bytes of a Word document."""
    made = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    if build:
        build(made)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def archive(**parts):
    """The bytes of an archive; "__" in a name stands for a dot."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "."), content)
    return file.getvalue()


def with_part(data, name, content):
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return file.getvalue()


def read(data, name="notes.docx"):
    return read_words(io.BytesIO(data), name)


def refusal(data, name="notes.docx"):
    with pytest.raises(NoteFileError) as refused:
        read(data, name)
    return str(refused.value)


def test_paragraphs_tables_and_lists_are_read_in_their_order():
    def build(made):
        made.add_heading("What matters", 1)
        table = made.add_table(1, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "left", "right"
        made.add_paragraph("a point", style="List Bullet")
        made.add_paragraph().add_run("two\tparts\nof it")

    assert read(document("First", build=build)) == "First\nWhat matters\nleft\nright\na point\ntwo\tparts\nof it"


def test_tracked_changes_links_and_boxes_lose_no_word():
    def build(made):
        body = made.add_paragraph("kept ")._p
        body.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>put in </w:t></w:r></w:ins>"))
        body.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>taken out</w:delText></w:r></w:del>"))
        body.append(parse_xml(f"<w:hyperlink {nsdecls('w')}><w:r><w:t>a link</w:t></w:r></w:hyperlink>"))
        box = f"<w:txbxContent {nsdecls('w')}><w:p><w:r><w:t>in a box</w:t></w:r></w:p></w:txbxContent>"
        mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
        twice = f'<mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>'
        run = f'<w:r {nsdecls("w")}><mc:AlternateContent xmlns:mc="{mc}">{twice}</mc:AlternateContent></w:r>'
        body.append(parse_xml(run))

    assert read(document(build=build)) == "kept put in a link\nin a box"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_read_in_the_encodings_that_people_have(encoding):
    text = "Trust comes first, she said – “and the café is where it’s made”. Naïve? Perhaps, but it costs £5.\r\nNext."
    assert read(text.encode(encoding), "notes.txt") == text.replace("\r\n", "\n")


def test_what_controls_the_page_is_taken_out():
    assert read("a\x00b\u202ec \u05e9\u05d1\u05ea".encode(), "notes.txt") == "abc \u05e9\u05d1\u05ea"


BOMB = b"0" * (note_files.MAX_UNPACKED + 1)


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"not a document at all", "notes.docx", note_files.NOT_WORD),
        (archive(hello__txt="hello"), "notes.docx", note_files.NOT_WORD),
        (document("words")[:-200], "notes.docx", note_files.NOT_WORD),
        (with_part(document("words"), "word/other.xml", BOMB), "notes.docx", note_files.SWOLLEN),
        (with_part(document("words"), "word/vbaProject.bin", b"macro"), "notes.docx", note_files.MACROS),
        (document("words"), "notes.docm", note_files.MACROS),
        (note_files.OLE_START + b"old", "notes.doc", note_files.OLD_WORD),
        (note_files.OLE_START + b"locked", "notes.docx", note_files.OLD_WORD),
        (b"%PDF-1.7", "notes.pdf", note_files.OTHER_KIND),
        (document("words"), "notes.txt", note_files.OTHER_KIND),
        (document(""), "notes.docx", note_files.EMPTY),
        (b"  \n", "notes.txt", note_files.EMPTY),
        (b"", "notes.txt", note_files.EMPTY),
        (b"x" * (note_files.MAX_BYTES + 1), "notes.txt", note_files.TOO_LARGE),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "data",
)
def test_anything_else_is_refused_with_a_kind_sentence(data, name, sentence):
    assert refusal(data, name) == sentence


def test_a_size_that_is_a_lie_is_found_out():
    """The archive says that its part is small; unpacking stops at what it says, and the sum does not come right."""
    data = with_part(document("words"), "word/other.xml", BOMB)
    true, lie = len(BOMB).to_bytes(4, "little"), (10).to_bytes(4, "little")
    assert refusal(data.replace(true, lie)) == note_files.NOT_WORD


def test_an_archive_of_very_many_parts_is_not_opened():
    assert refusal(archive(**{f"part{number}": "x" for number in range(1001)})) == note_files.SWOLLEN


def test_entities_are_neither_expanded_nor_fetched():
    plain = document("words")
    inside = zipfile.ZipFile(io.BytesIO(plain)).read("word/document.xml").decode()
    attack = inside.replace("<w:document", '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><w:document', 1)
    attack = attack.replace("words", "before &x; after")
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, attack if name == "word/document.xml" else old.read(name))
    assert refusal(file.getvalue()) == note_files.NOT_WORD


QUESTIONS = {1: "What matters most to you just now?", 2: "What matters most?", 3: "Why?"}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("nothing of the guide", {None: "nothing of the guide"}),
        ("What matters most to you just now?\nTrust", {1: "Trust"}),
        ("1) what matters MOST to you just now: Trust", {1: "Trust"}),
        ("Question 2. What matters most – time\nand people", {2: "time\nand people"}),
        ("Q2 What matters most\ntime", {2: "time"}),
        ("Why?\nBecause.", {3: "Because."}),
        ("Why not say so?", {None: "Why not say so?"}),
        ("What matters most to me is time", {None: "What matters most to me is time"}),
        ("What matters most?\none\nWhy?\ntwo\nWhat matters most?\nthree", {2: "one\nthree", 3: "two"}),
        ("3 people came.\n\nWhy?", {None: "3 people came."}),
    ],
)
def test_the_words_of_a_question_head_what_goes_under_it(text, parts):
    assert under_questions(text, QUESTIONS) == parts


# Sent to the page


@pytest.fixture
def interviewer(db):
    return member(ProgrammeFactory(), Role.INTERVIEWER)


@pytest.fixture
def talk(interviewer):
    programme = interviewer.person.memberships.get().programme
    talks.guide(programme)
    return talks.held(programme, member(programme).person, interviewer.person)


def send(interviewer, talk, data, name, **fields):
    address = reverse("diagnostics:notes-add", args=[talk.programme_id, talk.pk])
    sent = {"batch": "11111111-1111-4111-8111-111111111111", "text": "", "file": SimpleUploadedFile(name, data)}
    return signed_in(interviewer).post(address, sent | fields)


def test_an_uploaded_document_goes_under_its_questions(interviewer, talk):
    data = document("Before", "What matters most to you just now?", "Trust.", "What gets in the way?", "Rules.")
    assert send(interviewer, talk, data, "notes.docx").status_code == 302
    assert [section.text for section in sections(talk)] == ["Trust.", "Rules.", "Before"]


def test_what_cannot_be_read_says_so_and_keeps_what_was_pasted(interviewer, talk):
    page = send(interviewer, talk, b"not a document", "notes.docx", text="pasted words")
    assert page.status_code == 200
    shown = page.content.decode()
    assert ("damaged, or something else" in shown, "pasted words" in shown) == (True, True)
    assert Note.objects.count() == 0


def test_nothing_sent_says_what_to_do(interviewer, talk):
    address = reverse("diagnostics:notes-add", args=[talk.programme_id, talk.pk])
    page = signed_in(interviewer).post(address, {"batch": "11111111-1111-4111-8111-111111111111"})
    assert "Paste your notes, or choose a file" in page.content.decode()


def test_more_than_a_note_holds_is_refused_kindly(interviewer, talk):
    page = send(interviewer, talk, b"word " * 50_000, "notes.txt")
    assert "more than 200,000 characters" in page.content.decode()
