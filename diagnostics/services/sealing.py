"""What the sealing worker does, and nobody else: it holds the keys of the waves that are open.

Opening makes a key and from it the links; closing opens the ballots, mixes them and writes responses that lead to
nobody. Each is safe to be cut off anywhere and tried again. A key is destroyed once the close of its wave is in the
database, by whoever comes first: the task that closed it, or the clock.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import SystemRandom
from typing import Any, TypeVar

from django.db import DatabaseError, connection
from django.utils import timezone

from diagnostics import sealing_keys, survey_letters
from diagnostics.models import Ballot, Comment, Draft, Invitation, Question, Respondent, Response, Wave
from diagnostics.selectors.results import asked_by_sector
from diagnostics.selectors.surveys import form_of
from diagnostics.services import responses, surveys, waves
from diagnostics.surveys import sealing, sectors, tokens
from diagnostics.surveys.form import DECLINED
from programmes.access import FLOOR
from programmes.models import Job, Notice, User
from programmes.services import audit, jobs, notices

log = logging.getLogger(__name__)

DAMAGED = "Some answers cannot be opened: they were damaged in the database. Nothing was changed or deleted."
BATCH = 500
HELD = (Ballot, Draft, Invitation)  # what is left of the rows of a closed wave is swept out of their tables

_chance = SystemRandom()
Row = TypeVar("Row")


class Unbalanced(Exception):
    """The answers are not those that were read: another worker is at the same work."""


# Opening ------------------------------------------------------------


def carry_out_opening(job: Job, *, at: datetime | None = None) -> Callable[[], str]:
    """The job that `waves.ask_to_open` asked for, at this moment (now, unless said)."""
    return lambda: _open(job.subject["wave"], by=job.by, at=at or timezone.now())


def _open(wave_id: int, *, by: User, at: datetime) -> str:
    wave = _locked(wave_id)
    if wave.state != Wave.State.PLANNED:
        return waves.place(wave)  # an earlier try opened it
    surveys.fix(wave.survey, at=at)
    wave.survey.refresh_from_db(fields=["kind", "withdrawn_at"])  # they could change until this moment
    _require_ready(wave, at)
    key = sealing_keys.make(wave.pk)
    wave.state, wave.opened_at = Wave.State.OPEN, at
    wave.is_sealed, wave.public_key = wave.survey.is_anonymous, key.pair.public
    wave.ballot_size = sealing.size_of(form_of(wave.survey))
    wave.open_code = tokens.new_token() if wave.has_open_link else ""
    wave.save()
    _invite(wave, key, by=by)
    audit.write(by=by, verb="opened", record=wave)
    return waves.place(wave)


def carry_out_adding(job: Job) -> Callable[[], str]:
    """The job that `waves.add_late` asked for."""
    return lambda: _add(job.subject["wave"], by=job.by)


def _add(wave_id: int, *, by: User) -> str:
    wave = _locked(wave_id)
    if wave.is_open:
        _invite(wave, _key(wave), by=by)
    return waves.place(wave)


def _invite(wave: Wave, key: sealing_keys.Key, *, by: User) -> None:
    """Make the links of everybody on the list who has none in this wave, and put the mails with them on their way."""
    surveys.hold_list(wave.survey)
    missing = wave.survey.respondents.filter(withdrawn_at=None).exclude(invitations__wave=wave)
    made = Invitation.objects.bulk_create(
        [_invitation(wave, respondent, key) for respondent in missing], batch_size=BATCH
    )
    waves.write_letters(wave, made, kind=Notice.Kind.SURVEY, by=by)


def _invitation(wave: Wave, respondent: Respondent, key: sealing_keys.Key) -> Invitation:
    made = Invitation(wave=wave, respondent=respondent)
    made.token_hash = tokens.hash_of(_token(made, key))
    return made


def _token(invitation: Invitation, key: sealing_keys.Key) -> str:
    if invitation.respondent_id is None:
        raise ValueError("A link that came of an open link is known to nobody but whoever began with it.")
    named = {"respondent": invitation.respondent_id, "generation": invitation.generation}
    return tokens.token_of(key.secret, wave=invitation.wave_id, **named)


def token_of(invitation: Invitation) -> str:
    """The secret of a personal link, for the mail that brings it. Raises KeyMissing once the wave has closed."""
    return _token(invitation, _key(invitation.wave))


def send_letters(job: Job) -> Callable[[], str]:
    """Send the mails of a job, each with its link. Raises KeyMissing, with nothing sent, where one cannot be made."""
    _require_keys(job)
    return notices.deliver(job, lambda notice: survey_letters.write(notice, token_of))


def _require_keys(job: Job) -> None:
    about = Notice.objects.in_hand().filter(pk__in=job.subject["notices"]).values_list("about__invitation", flat=True)
    for wave in Wave.objects.filter(state=Wave.State.OPEN, invitations__in=[pk for pk in about if pk]).distinct():
        _key(wave)


# A new link ---------------------------------------------------------


def carry_out_new_link(job: Job) -> Callable[[], str]:
    """The job that `waves.new_link` asked for."""
    return lambda: _renew(job.subject["wave"], job.subject["invitation"], by=job.by)


def _renew(wave_id: int, invitation_id: int, *, by: User) -> str:
    """Another generation of a link; what was begun with the last one can be carried on with this one."""
    wave = _locked(wave_id)
    if not wave.is_open:
        return waves.place(wave)
    key = _key(wave)
    surveys.hold_list(wave.survey)
    invitation = wave.invitations.select_for_update(of=("self",)).select_related("respondent").get(pk=invitation_id)
    before = _token(invitation, key)
    invitation.generation += 1
    after = _token(invitation, key)
    invitation.token_hash = tokens.hash_of(after)
    invitation.save(update_fields=["generation", "token_hash"])
    _carry_over(wave, before, after)
    waves.write_letters(wave, [invitation], kind=Notice.Kind.SURVEY, by=by, asked_for=True)
    return waves.place(wave)


def _carry_over(wave: Wave, before: str, after: str) -> None:
    kept = Draft.objects.filter(pk=tokens.draft_id(before), wave=wave).first()
    if kept:
        padded = tokens.decrypt(before, bytes(kept.ciphertext))
        Draft.objects.create(id=tokens.draft_id(after), wave=wave, ciphertext=tokens.encrypt(after, padded))
        Draft.objects.filter(pk=kept.pk).delete()


# Closing ------------------------------------------------------------


@dataclass(frozen=True)
class Gathered:
    """The answers of a wave before they are mixed: of a sealed wave each with its sector; of another the texts only."""

    count: int
    answers: Sequence[tuple[dict[str, Any], str]]
    texts: Sequence[tuple[int, str]]


def carry_out_closing(job: Job, *, at: datetime | None = None) -> Callable[[], str]:
    """The job that `waves.ask_to_close` asked for: no more answers, then one transaction that mixes them.

    The round closed at the moment `at`, now unless said.
    """
    wave = Wave.objects.select_related("survey__programme").get(pk=job.subject["wave"])
    if wave.state == Wave.State.CLOSED:
        return lambda: waves.place(wave)  # an earlier try closed it
    key = _key(wave)
    _shut(wave)
    jobs.report(job, step=0, message="Mixing the answers")
    gathered = _gather_ballots(wave, key) if wave.is_sealed else _gather_responses(wave)
    return lambda: _mix(wave, gathered, by=job.by, at=at or timezone.now())


def _shut(wave: Wave) -> None:
    """Take no more answers: waits for those being sent, which hold the wave's row for share."""
    Wave.objects.filter(pk=wave.pk, state=Wave.State.OPEN).update(state=Wave.State.CLOSING)


def _gather_ballots(wave: Wave, key: sealing_keys.Key) -> Gathered:
    """Every ballot opened, its texts apart from the rest. Raises JobError where one cannot be opened."""
    in_words = _in_words(wave)
    answers, texts = [], []
    try:
        for ballot in wave.ballots.iterator(chunk_size=BATCH):
            data = sealing.unseal(key.pair.private, bytes(ballot.sealed))
            given, words = _apart(data["answers"], in_words)
            answers.append((given, data["sector"]))
            texts += words
    except sealing.Unopened as error:
        raise jobs.JobError(DAMAGED) from error
    return Gathered(len(answers), answers, texts)


def _gather_responses(wave: Wave) -> Gathered:
    in_words = _in_words(wave)
    given = [responses.opened(response) for response in wave.responses.iterator(chunk_size=BATCH)]
    texts = [words for each in given for words in _apart(each, in_words)[1]]
    return Gathered(len(given), (), texts)


def _in_words(wave: Wave) -> set[str]:
    """The questions of the survey that are answered in words, those withdrawn included."""
    asked = Question.objects.filter(section__survey=wave.survey_id, kind__in=Question.IN_WORDS)
    return {str(pk) for pk in asked.values_list("pk", flat=True)}


def _apart(answers: dict[str, Any], in_words: set[str]) -> tuple[dict[str, Any], list[tuple[int, str]]]:
    """The answers without words; and the words, each with the id of its question."""
    given = {key: value for key, value in answers.items() if key not in in_words}
    texts = [(int(key), value) for key, value in answers.items() if key in in_words and _says_something(value)]
    return given, texts


def _says_something(value: Any) -> bool:
    return isinstance(value, str) and value != DECLINED and bool(value.strip())


def _mix(wave: Wave, gathered: Gathered, *, by: User, at: datetime) -> str:
    """The close itself, in the transaction of the job: responses and comments for ballots, and the counts for good."""
    if _locked(wave.pk).state != Wave.State.CLOSING:
        return waves.place(wave)  # another try was first
    if (wave.ballots if wave.is_sealed else wave.responses).count() != gathered.count:
        raise Unbalanced(wave.pk)
    if wave.is_sealed:
        _write_responses(wave, gathered.answers)
    _write_comments(wave, gathered.texts)
    Ballot.objects.filter(wave=wave).delete()
    Draft.objects.filter(wave=wave).delete()
    wave.invitations.filter(respondent=None, used=False).delete()
    Wave.objects.filter(pk=wave.pk).update(
        state=Wave.State.CLOSED,
        closed_at=at,
        invited=wave.invitations.count(),
        answered=gathered.count,
    )
    audit.write(by=by, verb="closed", record=wave)
    return waves.place(wave)


def _write_responses(wave: Wave, answers: Sequence[tuple[dict[str, Any], str]]) -> None:
    """A response for each answer, in an order that chance makes; sectors of too few are stored as one."""
    shown = sectors.shown(Counter(sector for _, sector in answers), asked_by_sector(wave), FLOOR)
    rows = [responses.sealed(wave, answers=given, sector=_kept(sector, shown)) for given, sector in answers]
    Response.objects.bulk_create(_shuffled(rows), batch_size=BATCH)


def _kept(sector: str, shown: Mapping[str, str]) -> str:
    return "" if shown[sector] == sectors.UNKNOWN else shown[sector]


def _write_comments(wave: Wave, texts: Sequence[tuple[int, str]]) -> None:
    rows = [responses.comment(wave, question=question, text=text) for question, text in texts]
    Comment.objects.bulk_create(_shuffled(rows), batch_size=BATCH)


def _shuffled(rows: Iterable[Row]) -> list[Row]:
    mixed = list(rows)
    _chance.shuffle(mixed)
    return mixed


# Destroying ---------------------------------------------------------


def destroy_spent_keys() -> int:
    """Destroy the keys that nobody needs any more, and sweep the tables that their ballots were in; returns how many.

    Spent are the key of a closed wave, and one that an opening left behind which was cut off. A key of a wave that the
    database does not know is left alone: the database may be about to be restored.
    """
    sealing_keys.sweep()
    files = sealing_keys.stored()
    known = Wave.objects.in_bulk(set(files.values()))
    spent = [path for path, wave in files.items() if wave in known and _is_spent(path, known[wave])]
    if spent:
        _sweep_tables()
    for path in spent:
        sealing_keys.destroy(path)
    return len(spent)


def _is_spent(path: Path, wave: Wave) -> bool:
    if wave.state == Wave.State.PLANNED:
        return False  # perhaps it is being opened with this key
    return wave.state == Wave.State.CLOSED or not sealing_keys.is_of(path, wave.public_key)


def _sweep_tables() -> None:
    """Have the database drop what deleted rows left in its files. What cannot be swept now is sealed all the same."""
    if connection.in_atomic_block:
        return
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"VACUUM {', '.join(model._meta.db_table for model in HELD)}")
            else:
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except DatabaseError as error:
        log.warning("The tables of ballots could not be swept: %s", type(error).__name__)


def _locked(wave_id: int) -> Wave:
    related = Wave.objects.select_for_update(of=("self",), no_key=True).select_related("survey__programme")
    return related.get(pk=wave_id)


def _key(wave: Wave) -> sealing_keys.Key:
    return sealing_keys.read(wave.pk, bytes(wave.public_key or b""))


def _require_ready(wave: Wave, at: datetime) -> None:
    """Refusals in the words of the job page."""
    try:
        waves.require_ready(wave, at=at)
    except waves.Refused as error:
        raise jobs.JobError(str(error)) from error
