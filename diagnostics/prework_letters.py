"""The words of invitations to pre-work and of reminders: the facilitator's text, filled in for one person."""

from django.core.mail import EmailMessage
from django.utils import timezone

from diagnostics import mail_words
from diagnostics.mail_words import Line, Text
from diagnostics.models import Mailing
from diagnostics.selectors import mailings as selectors
from diagnostics.selectors.mailings import Letter
from diagnostics.selectors.tracker import Asked
from programmes.models import Notice
from programmes.services.letters import Needless, envelope, sign_in_link

STOPPED = "The mailing was stopped before the mail went out."
NOTHING_OPEN = "By the time the mail was to go out, nothing was left to ask of them."


def prework(notice: Notice) -> EmailMessage:
    """An invitation, a reminder or a nudge, about what is still open. Raises Needless."""
    text = _text(notice)
    letter = selectors.still_asked(notice, at=timezone.localdate())
    if letter is None:
        raise Needless(NOTHING_OPEN)
    return message(notice, text, letter)


def message(notice: Notice, text: Text, letter: Letter) -> EmailMessage:
    """The mail as it goes out: nothing is added to the text. The notice need not be stored."""
    lines = [_line(asked) for asked in letter.asked]
    values = {
        "name": letter.part.shown_name,
        "programme": str(notice.programme),
        "tasks": mail_words.tasks(lines),
        "due": mail_words.due(lines),
        "link": sign_in_link(notice.address),
        "facilitator": notice.by.display_name if notice.by else "",
    }
    return envelope(notice, mail_words.fill(text.subject, values), mail_words.fill(text.body, values))


def _line(asked: Asked) -> Line:
    step = asked.step
    return Line(str(step), step.reason, step.minutes, asked.due_on)


def _text(notice: Notice) -> Text:
    """The words as they are now. Raises Needless where the mailing was stopped meanwhile."""
    planned = Mailing.objects.standing().filter(programme=notice.programme)
    if notice.about.get("mailing"):
        mailing = planned.filter(pk=notice.about["mailing"]).first()
        if mailing is None:
            raise Needless(STOPPED)
    else:
        mailing = planned.filter(purpose=Mailing.Purpose.REMINDER).first()
    return Text(mailing.subject, mailing.body) if mailing else mail_words.REMINDER


WRITERS = dict.fromkeys(selectors.MAIL_KINDS, prework)
