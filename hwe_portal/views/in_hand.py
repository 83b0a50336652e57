"""What meetings and the charter ask of a leader now: a room that is open, a reply, a stance, a signature, an action.

All of it comes along with the query that reads their programmes: the first page costs the same however much is asked.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from charters.models import CharterVersion, Round, RoundItem, Stance
from charters.selectors.signatures import waits_for
from programmes.models import Programme, User
from workshops.models import Action, Attendance, Room
from workshops.models.event import not_over

ANSWERED = "Your “not yet” has an answer: say where you stand now"


def noted(user: User, at: date) -> dict[str, Any]:
    """Annotations of a programme, by name, that `lines` reads."""
    rooms = Room.objects.filter(event__programme=OuterRef("pk"), event__withdrawn_at=None, state=Room.State.OPEN)
    asked = Attendance.objects.filter(
        not_over(at, "event__"), event__programme=OuterRef("pk"), event__withdrawn_at=None,
        membership__person__user=user, invited_at__isnull=False, reply="",
    ).order_by("event__starts_on", "pk")  # fmt: skip
    rounds = _rounds(user)
    versions = CharterVersion.objects.filter(charter__programme=OuterRef("pk")).order_by("-number")
    return {
        "room_code": Subquery(rooms.values("code")[:1]),
        "room_title": Subquery(rooms.values("event__title")[:1]),
        "reply_to": Subquery(asked.values("event")[:1]),
        "reply_title": Subquery(asked.values("event__title")[:1]),
        "open_round": Subquery(rounds.values("pk")[:1]),
        "round_until": Subquery(rounds.values("closes_at")[:1]),
        "round_answered": Subquery(rounds.values("answered")[:1]),
        "newest_version": Subquery(versions.values("pk")[:1]),
        "newest_number": Subquery(versions.values("number")[:1]),
        "newest_to_sign": Subquery(versions.values_list(waits_for(user, at))[:1]),
        "actions_open": _actions(user),
        "actions_overdue": _actions(user, due_on__lt=at),
    }


def _rounds(user: User) -> QuerySet[Round]:
    """Open rounds in which something waits for them: a stance to take, or an answer to their "not yet"."""
    mine = Stance.objects.filter(member__membership__person__user=user)
    left = RoundItem.objects.filter(~Exists(mine.filter(item=OuterRef("pk"))), round=OuterRef("pk"))
    answered = mine.filter(item__round=OuterRef("pk"), choice=Stance.Choice.NOT_YET).exclude(answer="")
    asked = Round.objects.filter(members__membership__person__user=user, state=Round.State.OPEN)
    waiting = asked.filter(Exists(left) | Exists(answered), charter__programme=OuterRef("pk"))
    return waiting.annotate(answered=Exists(answered.filter(item__round=OuterRef("pk"))))


def _actions(user: User, **which: Any) -> Subquery:
    mine = Action.objects.open().filter(programme=OuterRef("pk"), owner__person__user=user, **which)
    return Subquery(mine.order_by().values("programme").annotate(found=Count("pk")).values("found"))


def lines(programme: Programme) -> list[dict[str, str]]:
    """What to do, the most pressing first, as lines of a task list. The programme carries what `noted` names."""
    return list(_lines(programme, {"programme": programme.pk}))


def _lines(now: Any, within: dict[str, int]) -> Iterator[dict[str, str]]:
    if now.room_code:
        url = reverse("workshops:phone", kwargs={"code": now.room_code})
        yield _line(f"Join the room: {now.room_title}", "It is open now.", url)
    if now.open_round:
        until = date_format(timezone.localtime(now.round_until), "l j F, H:i")
        url = reverse("charters:round", kwargs=within | {"round": now.open_round})
        title = ANSWERED if now.round_answered else "Say where you stand on our charter"
        yield _line(title, f"Until {until}.", url)
    if now.newest_to_sign:
        url = reverse("charters:sign", kwargs=within | {"version": now.newest_version})
        yield _line("Put your name to our charter", f"Version {now.newest_number} waits for your name.", url)
    if now.reply_to:
        url = reverse("workshops:event", kwargs=within | {"event": now.reply_to})
        yield _line(f"Reply: {now.reply_title}", "Say whether you come.", url)
    if now.actions_open:
        yield _line("Do what you took on", _of_actions(now), reverse("workshops:actions", kwargs=within))


def _of_actions(now: Any) -> str:
    counted = f"{now.actions_open} {'action' if now.actions_open == 1 else 'actions'}"
    return f"{counted}, {now.actions_overdue} overdue." if now.actions_overdue else f"{counted}."


def _line(title: str, hint: str, url: str) -> dict[str, str]:
    return {"title": title, "hint": hint, "status": "To do", "state": "open", "url": url}
