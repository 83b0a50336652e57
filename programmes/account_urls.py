"""The pages of allauth that this portal uses, each named here: what is not in this list is not there.

Left out on purpose: resetting a password by e-mail (it would make the code that an assistant may read as good as a
password) and joining a work account by hand (it is joined at its first use, by address).
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as work_account
from django.urls import path

from programmes.views.signing_in import RequestCode, SignIn, forgotten, keeping_addresses, leaving
from programmes.views.strong import first_or_strong, strong_sign_in, strong_sign_in_page

# The one provider: whatever OIDC_ISSUER names.
WORK = {"provider_id": "work"}

urlpatterns = [
    path("login/", SignIn.as_view(), name="account_login"),
    path("login/code/", RequestCode.as_view(), name="account_request_login_code"),
    path("login/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"),
    path("login/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("login/second-factor/", mfa.authenticate, name="mfa_authenticate"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("strong/", strong_sign_in_page, name="account_strong_sign_in"),
    path("confirm/password/", account.reauthenticate, name="account_reauthenticate"),
    path("confirm/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("confirm/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("email/", strong_sign_in(account.email), name="account_email"),
    path("email/confirm/", keeping_addresses(account.email_verification_sent), name="account_email_verification_sent"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/lost/", forgotten, name="account_reset_password"),
    path("password/set/", first_or_strong(account.password_set), name="account_set_password"),
    path("security/", mfa.index, name="mfa_index"),
    path("security/authenticator/", first_or_strong(totp.activate_totp), name="mfa_activate_totp"),
    path("security/authenticator/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("security/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("security/recovery-codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("security/recovery-codes/file/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("security/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("security/passkeys/new/", first_or_strong(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("security/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("security/passkeys/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("work-account/", leaving(work_account.login), WORK, name="openid_connect_login"),
    path("work-account/back/", work_account.callback, WORK, name="openid_connect_callback"),
    path("work-account/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
]
