"""Signing a charter: a leader puts their name, in their post, to the version that stands, and may take it back.

It says that they stand by it as a leader; it binds no board or council. Nobody inherits a signature.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from charters.models import Charter, CharterVersion, Signature
from charters.selectors import keeping
from charters.selectors import signatures as selectors
from charters.services.charter import lock
from charters.services.mail import write_to
from diagnostics import mail_days
from diagnostics.services import locking
from programmes.dates import FactDate
from programmes.models import Membership, Notice, User
from programmes.services import audit, notices

# The hour (UK time) from which mails that nobody pressed a button for go out on working days.
HOUR = 9

REPLACED = "A newer version was adopted meanwhile. Read it first, then sign that one."
NOT_A_LEADER = "Only a leader who takes part in the programme can sign."
NOT_THEIRS = "Nobody can sign for somebody else."
NOT_THERE = "Only leaders who took part in the programme then can have signed."
BEFORE = "That is before the version was adopted."
IN_FUTURE = "That is still to come."
HELD = "All mail of this programme is held. Nothing was sent."
NOBODY = "Nobody is to be mailed today: whoever has not signed was mailed today, is paused, or has only just joined."


class Refused(Exception):
    """It cannot be signed, or nobody can be asked, as things stand; `str` says why."""


@transaction.atomic
def sign(*, version: CharterVersion, membership: Membership, by: User, at: datetime | None = None) -> Signature:
    """A leader puts their own name to the version that stands. Signed twice, it is the first signature.

    Raises Refused: for a version that was replaced, for who takes part no longer or not as a leader, for another.
    """
    when = FactDate(mail_days.day_of(at or timezone.now()))
    charter = lock(version.charter)
    if selectors.newest(charter) != version:
        raise Refused(REPLACED)
    if membership.person.user_id != by.pk:
        raise Refused(NOT_THEIRS)
    if not _leaders(charter, [membership], when):
        raise Refused(NOT_A_LEADER)
    return _sign(version, membership, when, on_paper=False, by=by)


@transaction.atomic
def sign_on_paper(
    *, version: CharterVersion, memberships: Collection[Membership], signed_on: FactDate, by: User
) -> list[Signature]:
    """Enter that these leaders signed a version on a sheet of paper then; also of one that was replaced since.

    Who had signed before keeps that signature. Raises Refused, and then enters nobody.
    """
    charter = lock(version.charter)
    if signed_on.day > timezone.localdate():
        raise Refused(IN_FUTURE)
    if signed_on.last_day < version.adopted_on.day:
        raise Refused(BEFORE)
    found = _leaders(charter, memberships, signed_on)
    if len(found) < len({part.pk for part in memberships}):
        raise Refused(NOT_THERE)
    return [_sign(version, part, signed_on, on_paper=True, by=by) for part in found]


@transaction.atomic
def take_back(*, signature: Signature, by: User) -> None:
    """Take a signature away: one's own, or as the facilitator one that was entered from paper by mistake."""
    whose = f"{signature}: version {signature.version.number}, signed {signature.signed_on}"
    audit.write(by=by, verb="took back a signature", record=signature, summary=whose)
    signature.delete()


def _sign(version: CharterVersion, part: Membership, when: FactDate, *, on_paper: bool, by: User) -> Signature:
    kept, is_new = Signature.objects.get_or_create(
        version=version,
        membership=part,
        defaults={
            "name": part.shown_name,
            "post": str(part.post or ""),
            "signed_on": when,
            "on_paper": on_paper,
            "by": by,
        },
    )
    if is_new:
        verb = "entered a signature from paper" if on_paper else "signed"
        audit.write(by=by, verb=verb, record=kept, summary=f"{kept}: version {version.number}")
    return kept


def _leaders(charter: Charter, parts: Collection[Membership], when: FactDate) -> list[Membership]:
    """Those of these parts that are of leaders of the programme at some time that the date may mean."""
    return list(selectors.leaders_within(charter.programme_id, when).filter(pk__in=[part.pk for part in parts]))


# Asking by mail ------------------------------------------------------------


@transaction.atomic
def ask(*, version: CharterVersion, by: User, at: datetime | None = None) -> int:
    """Mail those who have not signed: who was never asked is asked, who was is reminded; returns how many mails.

    Nobody is mailed twice on a day, nor a newcomer before they have settled in. Raises Refused.
    """
    day = mail_days.day_of(at or timezone.now())
    _hold(version)
    if selectors.newest(version.charter) != version:
        raise Refused(REPLACED)
    if notices.held(version.charter.programme):
        raise Refused(HELD)
    before = selectors.mailed(version).last
    due = [part for part in selectors.to_ask(version, day) if before.get(part.person_id) != day]
    first = [part for part in due if part.person_id not in before]
    again = [part for part in due if part.person_id in before]
    written = _write(version, first, by=by) + _write(version, again, by=by, again=True)
    if not written:
        raise Refused(NOBODY)
    audit.write(by=by, verb="asked for signatures", record=version)
    return written


def ask_due(*, at: datetime | None = None) -> int:
    """Ask, once, each leader whom nobody has asked yet to sign the version that stands; returns how many mails.

    On working days from nine in the morning, from the day after a version was entered: until then those who signed in
    the room can be entered too. So a successor is asked as soon as they have settled in. Not after a programme's end.
    """
    moment = at or timezone.now()
    if not mail_days.may_send(moment, HOUR):
        return 0
    return sum(_ask_newcomers(charter, moment) for charter in keeping.kept(mail_days.day_of(moment)))


@transaction.atomic
def _ask_newcomers(charter: Charter, moment: datetime) -> int:
    day = mail_days.day_of(moment)
    version = selectors.newest(charter)
    if version is None or mail_days.day_of(version.recorded_at) >= day:
        return 0
    waiting = selectors.to_ask(version, day)
    if not waiting:
        return 0
    _hold(version)
    before = selectors.mailed(version).first
    due = [part for part in waiting if part.person_id not in before]
    return _write(version, due, by=keeping.asker(version, day)) if due else 0


def _hold(version: CharterVersion) -> None:
    locking.hold(f"sign-mail:{version.pk}")


def _write(version: CharterVersion, parts: Sequence[Membership], *, by: User, again: bool = False) -> int:
    programme = version.charter.programme
    back = reverse("charters:signatures", kwargs={"programme": programme.pk, "version": version.pk})
    about = {"version": version.pk} | ({"again": True} if again else {})
    return len(write_to(parts, kind=Notice.Kind.SIGN, programme=programme, about=about, by=by, back=back))
