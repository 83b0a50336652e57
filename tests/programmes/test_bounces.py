"""Mails that come back: which are known as ours, which are believed, and how the mailbox is read."""

from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from hwe_portal.celery import BEAT_SCHEDULE
from programmes import tasks
from programmes.access import Role
from programmes.models import Notice
from programmes.services import bounces, jobs, notices
from tests.factories import ProgrammeFactory, member
from tests.programmes import imap_server, mail_server, returned_mails

pytestmark = pytest.mark.django_db

LOGIN = "bounces%40example.org:p%3Ass%2Fword"


@pytest.fixture
def notice(monkeypatch):
    """A mail that was accepted."""
    monkeypatch.setattr(jobs, "ring", lambda job: False)
    programme = ProgrammeFactory()
    return notices_written(programme, "ada@example.org")


def notices_written(programme, address, state=Notice.State.ACCEPTED):
    written = notices.write(
        kind=Notice.Kind.PREWORK, person=member(programme).person, address=address, by=member(programme, Role.SPONSOR)
    )
    Notice.objects.filter(pk=written.pk).update(state=state)
    written.refresh_from_db()
    return written


def _state(notice):
    notice.refresh_from_db()
    return notice.state, notice.reason


@pytest.mark.parametrize("make", [returned_mails.whole, returned_mails.headers_only])
def test_a_standard_report_is_noted_with_the_servers_words(notice, make):
    assert bounces.note(make(notice.message_id)) is True
    assert _state(notice) == ("bounced", "It came back: 550 5.1.1 No such user here")
    assert bounces.note(make(notice.message_id)) is False


def test_a_report_that_quotes_the_original_in_its_text_is_noted(notice):
    assert bounces.note(returned_mails.qmail(notice.message_id)) is True
    assert _state(notice) == ("bounced", "It came back.")


def test_a_failure_that_may_pass_is_not_noted(notice):
    delayed = returned_mails.whole(notice.message_id, action="delayed", status="4.2.2", code="452 4.2.2")
    assert bounces.note(delayed) is False
    assert _state(notice)[0] == "accepted"


@pytest.mark.parametrize(
    "make",
    [
        lambda notice: returned_mails.whole("<guessed@localhost>", to=notice.address),
        lambda notice: returned_mails.without_original(to=notice.address),
        lambda notice: returned_mails.reply(notice.message_id, to=notice.address),
        lambda notice: b"",
        lambda notice: b"\xff\xfe\x00 not a mail at all",
    ],
)
def test_an_address_alone_or_an_answer_proves_nothing(notice, make):
    assert bounces.note(make(notice)) is False
    assert _state(notice) == ("accepted", "")


@pytest.mark.parametrize(
    ("state", "after"),
    [("unsure", "bounced"), ("sending", "bounced"), ("waiting", "waiting"), ("held", "held"), ("refused", "refused")],
)
def test_only_what_may_have_gone_out_can_come_back(notice, state, after):
    Notice.objects.update(state=state)
    bounces.note(returned_mails.whole(notice.message_id))
    assert _state(notice)[0] == after


@given(st.binary(max_size=400), st.integers(0, 1200), st.integers(0, 1200))
def test_no_mail_stops_the_reading(noise, start, length):
    whole = returned_mails.whole("<one@localhost>")
    bounces._parsed_or_logged(whole[:start] + noise + whole[start + length :])


def test_the_mailbox_is_read_once_and_nothing_else_in_it_is_touched(notice, settings):
    other = notices_written(ProgrammeFactory(), "bo@example.org")
    mails = [returned_mails.whole(notice.message_id), b"junk", returned_mails.reply(other.message_id)]
    with imap_server.running(*mails) as server:
        settings.BOUNCE_MAILBOX_URL = f"imap://{LOGIN}@127.0.0.1:{server.port}/INBOX"
        assert [tasks.read_bounces(), tasks.read_bounces()] == [1, 0]
    assert (_state(notice)[0], _state(other)[0], server.seen) == ("bounced", "accepted", {1, 2, 3})
    commands = {" ".join(line.split(" ")[: 2 if line.startswith("UID") else 1]) for line in server.heard}
    assert commands == {"CAPABILITY", "LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID STORE", "LOGOUT"}


def test_the_mailbox_is_read_over_tls_in_a_folder_of_its_own(notice, settings, monkeypatch, tmp_path):
    certificate = _certificate(tmp_path / "localhost.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mail = returned_mails.whole(notice.message_id)
    with imap_server.running(mail, folder="Returned mail", certificate=certificate) as server:
        settings.BOUNCE_MAILBOX_URL = f"imaps://{LOGIN}@localhost:{server.port}/Returned%20mail"
        assert tasks.read_bounces() == 1


def test_a_certificate_that_nobody_vouches_for_is_refused(notice, settings, tmp_path, caplog):
    certificate = _certificate(tmp_path / "localhost.pem")
    with imap_server.running(returned_mails.whole(notice.message_id), certificate=certificate) as server:
        server.handle_error = lambda *args: None
        settings.BOUNCE_MAILBOX_URL = f"imaps://{LOGIN}@localhost:{server.port}"
        assert tasks.read_bounces() == 0
    assert caplog.messages == ["The mailbox of returned mails could not be read: SSLCertVerificationError"]
    assert server.heard == []


@pytest.mark.parametrize(
    "address",
    [
        "imap://someone:else@127.0.0.1:{port}",
        f"imap://{LOGIN}@127.0.0.1:{{port}}/Nowhere",
        f"imap://{LOGIN}@127.0.0.1:1",
    ],
)
def test_a_mailbox_that_cannot_be_read_is_a_line_in_the_log_without_its_password(address, settings, caplog):
    with imap_server.running(b"") as server:
        settings.BOUNCE_MAILBOX_URL = address.format(port=server.port)
        assert (tasks.read_bounces(), server.seen) == (0, set())
    assert len(caplog.messages) == 1
    assert "word" not in caplog.text


def test_it_is_off_unless_a_mailbox_is_named(settings):
    assert (settings.BOUNCE_MAILBOX_URL, tasks.read_bounces()) == ("", 0)
    assert BEAT_SCHEDULE["read-bounces"]["task"] == tasks.read_bounces.name


def test_mails_leave_with_the_address_to_which_they_come_back(notice, settings):
    settings.MAIL_BOUNCES_TO = "bounces@example.org"
    with mail_server.running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        programme = ProgrammeFactory()
        by = member(programme, Role.FACILITATOR)
        person = member(programme, name="Bo Lane").person
        written = notices.write(
            kind=Notice.Kind.INVITATION, person=person, address="bo@example.org", by=by, programme=programme
        )
        tasks.send_notices(notices.send([written], by=by).pk)
    mail = server.mails[0]
    assert (server.senders, parseaddr(mail["From"])[1]) == (["bounces@example.org"], "portal@localhost")
    assert mail["Message-ID"] == written.message_id
    returned = returned_mails.whole(written.message_id, to="bo@example.org")
    assert bounces.note(returned) is True


def _certificate(path):
    """A key and a certificate for "localhost" that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + certificate.public_bytes(pem))
    return path
