"""The link behind each request of somebody who answers, and what is kept under it: statements written out.

They run for every page of everybody who answers; built anew each time by Django, each costs several times what it costs
to run. What does not change while a wave is open, its survey and its texts, is read once in a process.
"""

from collections import OrderedDict
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection

from diagnostics.models import Invitation, Respondent, Wave
from diagnostics.surveys import tokens

FIND = """
    SELECT i.id, i.used, i.respondent_id, r.sector, d.ciphertext, w.id, w.state, w.opened_at, w.closes_on,
        w.public_key
    FROM diagnostics_invitation i
    JOIN diagnostics_wave w ON w.id = i.wave_id
    JOIN diagnostics_survey s ON s.id = w.survey_id AND s.withdrawn_at IS NULL
    LEFT JOIN diagnostics_respondent r ON r.id = i.respondent_id
    LEFT JOIN diagnostics_draft d ON d.id = %s AND d.wave_id = w.id
    WHERE i.token_hash = %s
"""
MINE = "SELECT 1 FROM diagnostics_invitation WHERE id = %s AND token_hash = %s AND NOT used"
STATE = "SELECT state FROM diagnostics_wave WHERE id = %s"
DRAFT = "SELECT ciphertext FROM diagnostics_draft WHERE id = %s AND wave_id = %s"
KEEP = """
    INSERT INTO diagnostics_draft (id, wave_id, ciphertext) VALUES (%s, %s, %s)
    ON CONFLICT (id) DO UPDATE SET ciphertext = excluded.ciphertext
"""
MOST = 256  # waves that a process knows

_waves: OrderedDict[tuple[Any, ...], Wave] = OrderedDict()


def find(token: str) -> tuple[Invitation, bytes] | None:
    """The invitation behind a link, with its wave, survey and respondent's sector, and the draft kept under it as it is
    stored, b"" where there is none: one statement. None for a link that nobody was given."""
    row = _one(FIND, [tokens.draft_id(token), tokens.hash_of(token)]) if token.isascii() else None
    if row is None:
        return None
    pk, used, respondent, sector, draft, *of_wave, public_key = row
    # Django takes the values in the order of the model's fields.
    invitation = Invitation.from_db(DEFAULT_DB_ALIAS, ["id", "respondent_id", "used"], [pk, respondent, bool(used)])
    invitation.wave = _wave((*of_wave, bytes(public_key or b"")))
    if respondent:
        invitation.respondent = Respondent.from_db(DEFAULT_DB_ALIAS, ["id", "sector"], [respondent, sector])
    return invitation, bytes(draft or b"")


def hold(invitation: Invitation, token: str) -> bool:
    """Let nobody else change what is kept under this link until the transaction ends; whether it may be changed, which
    it may not once an answer was sent or another link took the place of this one."""
    return _one(MINE + _for("UPDATE"), [invitation.pk, tokens.hash_of(token)]) is not None


def state(wave: Wave) -> str:
    """The wave's state, which stays as it is until the transaction ends; others may hold it for share too."""
    row = _one(STATE + _for("SHARE"), [wave.pk])
    return row[0] if row else ""


def draft(invitation: Invitation, token: str) -> bytes:
    """The draft under this link as it is stored, b"" where there is none."""
    row = _one(DRAFT, [tokens.draft_id(token), invitation.wave.pk])
    return bytes(row[0]) if row else b""


def keep(invitation: Invitation, token: str, ciphertext: bytes) -> None:
    """Keep this under the link, in place of what was kept before."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [tokens.draft_id(token), invitation.wave.pk, ciphertext])


def _one(statement: str, values: list[Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()


def _for(lock: str) -> str:
    """SQLite needs no lock: its transactions take the only write lock as they begin."""
    return f" FOR {lock}" if connection.vendor == "postgresql" else ""


def _wave(known_by: tuple[Any, ...]) -> Wave:
    """A wave as it stands, by its key and whatever of it may change or be another's."""
    found = _waves.get(known_by)
    if found is None:
        found = Wave.objects.select_related("survey").get(pk=known_by[0])
        found.state = known_by[1]  # it may have changed since
        _waves[known_by] = found
        while len(_waves) > MOST:
            _waves.popitem(last=False)
    return found
