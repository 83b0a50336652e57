"""Mails to people that the portal keeps track of.

Mail cannot be sent exactly once: when a worker dies between handing a mail over and noting it, nobody knows. So
"sending" is committed before the mail server is spoken to; whoever finds a mail in that state afterwards marks it
"unsure" and leaves it alone. A person looks at it and sends it again, or not. A mail that surely did not go out,
because the server could not be reached or put it off, is tried again by itself.

While all mail of a programme is held, nothing of it goes out: what is written meanwhile is stored as held, and so is
what was on its way.
"""

from collections.abc import Callable, Collection, Sequence
from itertools import groupby
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone

from programmes.models import Job, MailHold, Notice, Person, Programme, User
from programmes.services import audit, jobs, letters

TASK = "programmes.tasks.send_notices"
UNREACHABLE = "The mail server could not be reached."
CLOSED = "The account was closed before the mail went out."
LOST = "The portal stopped while it was sending. The mail may have gone out."
GIVEN_UP = "The portal stopped three times while it was sending. This mail did not go out."
GOING_OUT = "Mails are going out."
CUT_OFF = "The connection to the mail server broke while it was sending. The mail may have gone out."

# The most mails of one job that says nothing of them: it must be over within a task's time.
MOST_AT_ONCE = 500

# What becomes of the mails of a job that was given up, by the state that it left them in.
LEFT_BEHIND = (
    (Notice.State.SENDING, Notice.State.UNSURE, LOST),
    (Notice.State.WAITING, Notice.State.REFUSED, GIVEN_UP),
)


class Unreachable(Exception):
    """The mail server takes no mail at all; nothing went out."""


class PutOff(Exception):
    """The mail server will not take this mail just now; it did not go out."""


def held(programme: Programme | None) -> MailHold | None:
    """The hold under which all mail of the programme is; None while mail goes out."""
    return MailHold.objects.filter(programme=programme, until=None).first() if programme else None


def draft(
    *,
    kind: Notice.Kind,
    person: Person | None,
    address: str,
    by: User,
    programme: Programme | None = None,
    about: dict | None = None,
    task: str = TASK,
) -> Notice:
    """A mail that is not stored yet. The app whose `task` it is writes its words, from the ids in `about`."""
    return Notice(
        kind=kind,
        person=person,
        address=address,
        by=by,
        programme=programme,
        about=about or {},
        task=task,
        message_id=_new_message_id(),
    )


def write(*, programme: Programme | None = None, **said: Any) -> Notice:
    """Store a mail, said as for `draft`; `send` puts it on its way. While mail of the programme is held, so is it."""
    notice = draft(programme=programme, **said)
    notice.state = Notice.State.HELD if held(programme) else Notice.State.WAITING
    notice.save()
    return notice


def _new_message_id() -> str:
    """What names a mail for ever; nobody can guess it."""
    return f"<{uuid4().hex}@{urlsplit(settings.PORTAL_URL).hostname}>"


def send(notices: Sequence[Notice], *, by: User, back: str = "", programme: Programme | None = None) -> Job | None:
    """Put stored mails of one task on their way, in one job, once the surrounding transaction commits.

    The job leads back to `back`; its title names no address of a mail that no list may show. Those held stay; None
    where all are.
    """
    going = [notice for notice in notices if notice.state == Notice.State.WAITING]
    if not going:
        return None
    whom = "one person" if going[0].kind in Notice.UNLISTED else going[0].address
    title = f"Mail to {whom}" if len(going) == 1 else f"Mails to {len(going)} people"
    subject = {"notices": [notice.pk for notice in going], "back": back}
    return jobs.enqueue(
        task=going[0].task or TASK, title=title, by=by, subject=subject, programme=programme, steps=len(going)
    )


def send_quietly(
    notices: Sequence[Notice], *, task: str, among: int, title: str, by: User, back: str, programme: Programme
) -> None:
    """Put stored mails of one task on their way, in jobs that say neither to whom nor to how many.

    There are as many jobs as mails to all the `among` people would need, also where hardly anybody gets one, or nobody.
    """
    for first in range(0, max(among, 1), MOST_AT_ONCE):
        some = [notice.pk for notice in notices[first : first + MOST_AT_ONCE]]
        subject = {"notices": some, "back": back, "is_quiet": True}
        jobs.enqueue(task=task, title=title, by=by, subject=subject, programme=programme)


def hold_back(programme: Programme) -> int:
    """Stop the programme's mails that are on their way; returns how many. What a worker is handing over goes out.

    Reminders of surveys are stopped too and not counted: their number can tell who has answered.
    """
    waiting = Notice.objects.filter(programme=programme, state=Notice.State.WAITING)
    counted = waiting.exclude(kind=Notice.Kind.SURVEY_AGAIN).count()
    waiting.update(state=Notice.State.HELD)
    return counted


def drop_held(programme: Programme, *, kinds: Collection[str], reason: str) -> None:
    """Send none of the programme's held mails of these kinds, and say why."""
    held = Notice.objects.filter(programme=programme, state=Notice.State.HELD, kind__in=kinds)
    held.update(state=Notice.State.DROPPED, reason=reason, settled_at=timezone.now())


def release_held(programme: Programme, *, by: User, back: str) -> list[Job]:
    """Put the programme's held mails on their way; one whose reason is gone is dropped as it is put into words."""
    held = Notice.objects.select_for_update().filter(programme=programme, state=Notice.State.HELD)
    return _send_stored(list(held.order_by("task", "pk")), by=by, back=back, programme=programme)


def send_again(found: Collection[Notice], *, programme: Programme, by: User, back: str) -> list[Job]:
    """Send mails again that were refused, came back or are unsure: somebody has looked at them.

    Others of them are left alone, and so are all while mail of the programme is held.
    """
    rows = Notice.objects.select_for_update().filter(pk__in=[notice.pk for notice in found], programme=programme)
    stuck = [] if held(programme) else list(rows.filter(state__in=Notice.STUCK).order_by("task", "pk"))
    audit.write_all((audit.Entry("sent again", notice) for notice in stuck), by=by)
    return _send_stored(stuck, by=by, back=back, programme=programme)


def _send_stored(going: list[Notice], *, by: User, back: str, programme: Programme) -> list[Job]:
    """Put mails of several tasks on their way; they come in the order of their tasks."""
    for notice in going:
        notice.state, notice.reason, notice.settled_at = Notice.State.WAITING, "", None
    Notice.objects.bulk_update(going, ["state", "reason", "settled_at"])
    rounds = [list(same) for _, same in groupby(going, key=lambda notice: notice.task)]
    jobs_asked = [send(same, by=by, back=back, programme=programme) for same in rounds]
    return [job for job in jobs_asked if job]


def deliver(job: Job, write_letter: Callable[[Notice], EmailMessage] = letters.write) -> Callable[[], str]:
    """Send the job's mails, each at most once; each outcome is noted as soon as it is known.

    `write_letter` puts a notice into words, the moment before it is handed over.

    Raises Unreachable or PutOff, with what did not go out waiting again, while the job has tries left.
    """
    related = Notice.objects.in_hand().select_related("person__user", "programme__system", "by__person")
    rest = list(related.filter(pk__in=job.subject["notices"]).order_by("pk"))
    put_off: dict[Notice, Exception] = {}
    while rest:
        _report(job, len(rest))
        notice = rest.pop(0)
        try:
            _deliver(notice, write_letter)
        except PutOff as error:
            put_off[notice] = error
        except Unreachable as error:
            put_off |= dict.fromkeys([notice, *rest], error)
            break
    _keep(put_off, try_again=job.tries < jobs.TRIES)
    return lambda: job.subject["back"]


def _report(job: Job, left: int) -> None:
    if job.subject.get("is_quiet"):
        jobs.report(job, step=0, message=GOING_OUT)
    else:
        jobs.report(job, step=job.steps - left, message=f"{job.steps - left} of {job.steps} sent")


@transaction.atomic
def settle_failed() -> int:
    """Settle what was left in mail jobs that were given up; returns how many mails. They are sent again by hand.

    One that was being handed over is unsure; one that was still waiting did not go out.
    """
    failed = Job.objects.select_for_update().filter(state=Job.State.FAILED, subject__notices__0__isnull=False)
    settled = 0
    for job in failed:
        left = Notice.objects.filter(pk__in=job.subject["notices"])
        for state, outcome, reason in LEFT_BEHIND:
            found = left.filter(state=state)
            settled += found.update(state=outcome, reason=reason, settled_at=timezone.now())
        job.subject["notices"] = []  # from now on each mail is looked after by itself
        job.save(update_fields=["subject"])
    return settled


def _keep(put_off: dict[Notice, Exception], *, try_again: bool) -> None:
    """What did not go out waits for the next try (and the job's error says why), or is refused for good."""
    for notice, error in put_off.items():
        if try_again:
            Notice.objects.filter(pk=notice.pk, state=Notice.State.SENDING).update(state=Notice.State.WAITING)
        else:
            _settle(notice, Notice.State.REFUSED, str(error))
    if put_off and try_again:
        raise next(iter(put_off.values()))


def _deliver(notice: Notice, write_letter: Callable[[Notice], EmailMessage]) -> None:
    """Claim, hand over, note the outcome. Raises Unreachable or PutOff."""
    if not _claim(notice):
        return
    if notice.person and notice.person.user and not notice.person.user.is_active:
        _settle(notice, Notice.State.REFUSED, CLOSED)
        return
    try:
        message = write_letter(notice)
    except letters.Needless as error:
        _settle(notice, Notice.State.DROPPED, str(error))
        return
    message.extra_headers["Message-ID"] = notice.message_id
    _settle(notice, *_hand_over(message))


def _claim(notice: Notice) -> bool:
    """Whether the mail is ours to hand over now. One that is held meanwhile stays; one being sent already is unsure."""
    stored = Notice.objects.filter(pk=notice.pk)
    if stored.held_back().filter(state=Notice.State.WAITING).update(state=Notice.State.HELD):
        return False
    if stored.filter(state=Notice.State.WAITING).update(state=Notice.State.SENDING):
        return True
    _settle(notice, Notice.State.UNSURE, LOST)
    return False


def _settle(notice: Notice, state: str, reason: str) -> None:
    """Note the outcome, unless it is known already."""
    unsettled = Notice.objects.in_hand().filter(pk=notice.pk)
    unsettled.update(state=state, reason=reason[:300], settled_at=timezone.now())


def _hand_over(message: EmailMessage) -> tuple[str, str]:
    """Give the mail to the mail server: the state that it is in then, and why. Raises Unreachable or PutOff."""
    message.connection = connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        raise Unreachable(UNREACHABLE) from error
    try:
        return _answer_to(message)
    finally:
        connection.close()


def _answer_to(message: EmailMessage) -> tuple[str, str]:
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        return _refused(*next(iter(error.recipients.values())))
    except SMTPResponseException as error:
        return _refused(error.smtp_code, error.smtp_error)
    except (OSError, SMTPException):
        return Notice.State.UNSURE, CUT_OFF
    return Notice.State.ACCEPTED, ""


def _refused(code: int, text: bytes | str) -> tuple[str, str]:
    """What a refusal means: from 400 "not just now", from 500 "never"."""
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    if 400 <= code < 500:
        raise PutOff(f"The mail server put it off: {code} {words}")
    return Notice.State.REFUSED, f"The mail server said: {code} {words}"
