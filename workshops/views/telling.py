"""What a page says after mails about a meeting were written."""

from django.contrib import messages
from django.http import HttpRequest

from workshops.services.meeting_mail import Sent


def tell_of_mails(request: HttpRequest, sent: Sent) -> None:
    """To how many mails go, whether they wait, and who gets none and why."""
    leaders = "1 leader" if sent.number == 1 else f"{sent.number} leaders"
    if sent.is_held:
        messages.warning(request, f"All mail of this programme is held. The mails to {leaders} wait until it goes out.")
    elif sent.number:
        messages.info(request, f"Mails to {leaders} are on their way, and to whoever keeps their dates.")
    if sent.refused:
        messages.warning(request, f"No mail to {len(sent.refused)}. {' '.join(sent.refused)}")
