"""Signing in for tests that are not about signing in."""

import time

from django.conf import settings
from django.test import Client

METHODS_KEY = "account_authentication_methods"
METHODS_USER_KEY = "account_authentication_methods_user"


def signed_in(user, *, by="password"):
    """A client signed in as `user` by a method ("password", "code", "mfa"); nobody for None."""
    client = Client()
    if user is None:
        return client
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session[METHODS_KEY] = [{"method": by, "at": time.time(), "email": user.email}]
    session[METHODS_USER_KEY] = str(user.pk)
    session.save()
    return client
