from typing import Any

from django.db.backends.postgresql import base

from hwe_portal.database import kept


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes a kept connection where there is one, and gives it back instead of closing it.

    Nothing of ours sets anything for a session that outlives its transaction, so a connection needs no cleaning.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._made_with = dict(conn_params)
        found = kept.take(self._made_with)
        if found is None:
            return super().get_new_connection(conn_params)
        self.isolation_level = base.IsolationLevel.READ_COMMITTED
        return found

    def _close(self) -> None:
        sound = self.connection is not None and not self.in_atomic_block and not self.errors_occurred
        if not (sound and kept.give(self._made_with, self.connection)):
            super()._close()
