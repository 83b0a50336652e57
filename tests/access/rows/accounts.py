"""Signing in, one's own account, the administrator's accounts, a programme's invitations.

Knockers are signed in by password, have nothing else set up, and no work account's issuer is listed.
"""

from programmes.models import Membership, SystemMembership
from tests.access.table import NOT_ALLOWED, everybody, form, row, verb
from tests.access.world import KNOCKERS

# What is for those who are not signed in: the others are sent on.
ENTRANCE = {"GET": everybody(302, anonymous=200), "POST": everybody(302, anonymous=200)}
ON_THE_WAY_IN = {"GET": everybody(302, anonymous=302), "POST": everybody(302, anonymous=302)}
PUBLIC_PAGE = {"GET": everybody(200, anonymous=200), "POST": everybody(405, anonymous=405)}
OWN_PAGE = {"GET": everybody(200), "POST": NOT_ALLOWED}
OWN_FORM = {"GET": everybody(200), "POST": everybody(200)}
CONFIRM_FIRST = {"GET": everybody(302), "POST": everybody(302)}
HAS_NONE = {"GET": everybody(404), "POST": everybody(404)}
SWITCHED_OFF = {"GET": everybody(404, anonymous=404), "POST": everybody(404, anonymous=404)}

NOT_ADMINISTRATORS = " ".join(name for name in KNOCKERS if name not in ("administrator", "anonymous", "guest"))
ADMINISTRATOR = row(ok="administrator", refused=NOT_ADMINISTRATORS)
ADMINISTRATOR_PAGE = {"GET": ADMINISTRATOR, "POST": NOT_ALLOWED}
ADMINISTRATOR_FORM = {"GET": ADMINISTRATOR, "POST": ADMINISTRATOR}
# An empty form posted to a page that shows it comes back with its errors.
ADMINISTRATOR_POSTED = {"GET": NOT_ALLOWED, "POST": ADMINISTRATOR}
ADMINISTRATOR_ACT = verb("administrator", refused=NOT_ADMINISTRATORS)

ROWS = {
    "account_login": ENTRANCE,
    "account_request_login_code": ENTRANCE,
    "account_signup": ENTRANCE,
    "account_confirm_login_code": ON_THE_WAY_IN,
    "mfa_authenticate": ON_THE_WAY_IN,
    "mfa_login_webauthn": ON_THE_WAY_IN,
    "account_email_verification_sent": ON_THE_WAY_IN,
    "account_inactive": PUBLIC_PAGE,
    "account_reset_password": PUBLIC_PAGE,
    "socialaccount_login_cancelled": PUBLIC_PAGE,
    "mailbox": PUBLIC_PAGE,
    "openid_connect_login": SWITCHED_OFF,
    "openid_connect_callback": SWITCHED_OFF,
    "account_logout": {"GET": everybody(200), "POST": everybody(302)},
    "account_strong_sign_in": {"GET": everybody(302), "POST": NOT_ALLOWED},
    "account_reauthenticate": OWN_FORM,
    "account_change_password": OWN_FORM,
    "account_set_password": CONFIRM_FIRST,
    "account_email": {"GET": everybody(200), "POST": everybody(302)},
    "mfa_index": OWN_PAGE,
    "mfa_list_webauthn": OWN_PAGE,
    "mfa_reauthenticate": CONFIRM_FIRST,
    "mfa_reauthenticate_webauthn": CONFIRM_FIRST,
    "mfa_activate_totp": CONFIRM_FIRST,
    "mfa_add_webauthn": CONFIRM_FIRST,
    "mfa_edit_webauthn": CONFIRM_FIRST,
    "mfa_remove_webauthn": CONFIRM_FIRST,
    "mfa_generate_recovery_codes": CONFIRM_FIRST,
    "mfa_deactivate_totp": HAS_NONE,
    "mfa_download_recovery_codes": HAS_NONE,
    "mfa_view_recovery_codes": {"GET": everybody(404), "POST": NOT_ALLOWED},
    "programmes:accounts": ADMINISTRATOR_PAGE,
    "programmes:account": ADMINISTRATOR_PAGE,
    "programmes:account-invite": ADMINISTRATOR_FORM,
    "programmes:account-appoint": ADMINISTRATOR_POSTED,
    "programmes:account-address": ADMINISTRATOR_POSTED,
    "programmes:account-address-remove": ADMINISTRATOR_ACT,
    "programmes:account-dismiss": ADMINISTRATOR_ACT,
    "programmes:account-act": ADMINISTRATOR_ACT,
    "programmes:invitations": {
        "GET": form("facilitator")["GET"],
        "POST": verb("facilitator")["POST"],
    },
    "programmes:invite": verb("facilitator"),
}


def furnish(world):
    steward = world.users["steward"]
    world.objects |= {
        "account": world.users["leader"].pk,
        "programmes:account-dismiss.account": steward.pk,
        "programmes:account-dismiss.membership": SystemMembership.objects.get(person=steward.person).pk,
        "act": "close",
        "address": world.users["leader"].emailaddress_set.get().pk,
        "pk": 1,  # a passkey: who has none confirms who they are before they learn that
        "programmes:invite.membership": Membership.objects.get(person=world.owner, programme=world.programme).pk,
    }
