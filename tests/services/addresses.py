"""The address of a test's own database, for processes that join it."""

from urllib.parse import quote


def database_url(values):
    """The address behind Django's connection settings, as DATABASE_URL takes it."""
    if values["ENGINE"] == "django.db.backends.sqlite3":
        return f"sqlite:///{values['NAME']}"
    account = quote(values["USER"], safe="")
    if values["PASSWORD"]:
        account += ":" + quote(values["PASSWORD"], safe="")
    port = f":{values['PORT']}" if values["PORT"] else ""
    return f"postgres://{account}@{values['HOST']}{port}/{values['NAME']}"
