"""Signing in for tests that are not about signing in."""

import time

from django.conf import settings
from django.test import Client

METHODS_KEY = "account_authentication_methods"
HOUR = 60 * 60
METHODS_USER_KEY = "account_authentication_methods_user"


def signed_in(user, *, by="password", confirmed=True):
    """A client signed in as `user` by a method ("password", "code", "mfa"); nobody for None.

    Unless by a code alone they have confirmed once since who they are, as notes of conversations ask; an hour ago, too
    long for changing how one signs in.
    """
    client = Client()
    if user is None:
        return client
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session[METHODS_KEY] = [{"method": by, "at": time.time(), "email": user.email}]
    if confirmed and by != "code":
        session[METHODS_KEY] += [{"method": by, "at": time.time() - HOUR, "reauthenticated": True}]
    session[METHODS_USER_KEY] = str(user.pk)
    session.save()
    return client
