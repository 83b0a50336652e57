"""The words of the mails of a survey: a personal link, and a reminder with the same link.

A link is made of a secret that only the sealing worker has, so that worker puts these mails into words: it passes
`token_of`, which makes the token of an invitation. What is stored of a mail says neither the token nor why it was not
needed: why would tell who has answered.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from diagnostics import mail_days, mail_words
from diagnostics.models import Invitation, Survey, Wave
from diagnostics.selectors.surveys import form_of
from diagnostics.selectors.waves import asker
from diagnostics.surveys import words
from diagnostics.surveys.paging import minutes
from programmes.models import Membership, Notice, User
from programmes.services.letters import UNLISTED, Needless, envelope

TASK = "diagnostics.sealing.send_letters"
NO_REASON = "By the time the mail was to go out, there was no reason left to send it."

TokenOf = Callable[[Invitation], str]


def write(notice: Notice, token_of: TokenOf) -> EmailMessage:
    """The mail of a notice whose `about` names an invitation, with its link. Raises Needless."""
    invitation = _invitation(notice)
    if invitation is None or not _has_reason(notice, invitation):
        raise Needless(NO_REASON)
    message = message_of(notice, invitation, link_of(token_of(invitation)))
    message.reply_to = []  # an answer quotes the link, and one sent by itself would say who was reminded
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    if notice.kind == Notice.Kind.SURVEY_AGAIN:
        message.extra_headers[UNLISTED] = "yes"
    return message


def link_of(token: str) -> str:
    """The page that a token opens."""
    return f"{settings.PORTAL_URL.rstrip('/')}/s/{token}/"


def message_of(notice: Notice, invitation: Invitation, link: str) -> EmailMessage:
    """The mail as it goes out: the facilitator's own words or ours, how answers are held, and who asks.

    Whoever runs the round asks, also where somebody asked for their link themselves.
    """
    wave = invitation.wave
    by = notice.by = asker(wave, at=timezone.localdate())
    subject, body = texts(wave.survey, is_reminder=notice.kind == Notice.Kind.SURVEY_AGAIN)
    values = {
        "name": invitation.respondent.name if invitation.respondent else "",
        "survey": wave.survey.title,
        "link": link,
        "closes": mail_words.day(wave.closes_on),
    }
    signed = f"{words.fill(body, values)}\n\n{_below(notice, wave.survey, by)}"
    return envelope(notice, words.fill(subject, values), signed)


def texts(survey: Survey, *, is_reminder: bool) -> tuple[str, str]:
    """Subject and text, with their fields in braces; ours where the survey has none of its own."""
    if is_reminder:
        return survey.reminder_subject or words.REMINDER_SUBJECT, survey.reminder_body or words.REMINDER_BODY
    return survey.mail_subject or words.MAIL_SUBJECT, survey.mail_body or words.MAIL_BODY


def _below(notice: Notice, survey: Survey, by: User) -> str:
    held = "\n".join(f"- {sentence}" for sentence in words.PROMISES[survey.kind].told)
    length = minutes(form_of(survey))
    takes = f"It takes about {length} {'minute' if length == 1 else 'minutes'}."
    asks = (
        f"{by.display_name} asks you for {notice.programme}. If you have a question, write to them at {by.email}: an"
        " answer to this mail does not reach them, because it could carry your link."
    )
    return f"{takes} How your answers are held:\n{held}\n\n{asks}"


def _invitation(notice: Notice) -> Invitation | None:
    found = Invitation.objects.filter(pk=notice.about.get("invitation"), wave__survey__programme=notice.programme_id)
    return found.select_related("wave__survey__programme", "wave__by", "respondent").first()


def _has_reason(notice: Notice, invitation: Invitation) -> bool:
    """Whether they are still asked: the round is open, they are on the list, and no answer makes a reminder needless.

    A link that was asked for goes to whoever asked, also where they have answered: it tells them so, and nobody else.
    """
    wave, respondent = invitation.wave, invitation.respondent
    is_asked = wave.state == Wave.State.OPEN and mail_days.day_of(timezone.now()) <= wave.closes_on
    if not is_asked or respondent is None or respondent.withdrawn_at:
        return False
    if notice.about.get("asked_for"):
        return True
    is_answered = notice.kind == Notice.Kind.SURVEY_AGAIN and invitation.used
    return not is_answered and not is_paused(respondent.person_id, notice.programme_id)


def is_paused(person: int | None, programme: int | None) -> bool:
    """Whether no mail goes to this person of the programme for now."""
    parts = Membership.objects.participants().filter(person=person, programme=programme, is_paused=True)
    return person is not None and parts.exists()
