"""The beat of a test: it rings for waiting jobs, and sends no reminder in the middle of a journey."""

from celery.beat import Scheduler

RING = "ring-waiting-jobs"


class RingingScheduler(Scheduler):
    """The one entry of the portal's schedule without which a bell that got lost is never rung again; in memory."""

    def setup_schedule(self):
        self.merge_inplace({RING: self.app.conf.beat_schedule[RING]})
