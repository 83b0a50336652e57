"""The Celery app and the whole beat schedule.

A `Job` row is the truth and Celery the door bell: a message holds a job's id, delivery is at least once, and a bell
that nobody heard is rung again by the schedule below. So publishing may fail, but it may never keep a request waiting.
"""

import os

from celery import Celery
from django.conf import settings

from hwe_portal import sqlite_broker

BEAT_SCHEDULE = {
    "ring-waiting-jobs": {
        "task": "programmes.tasks.ring_waiting_jobs",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "forget-rosters": {
        "task": "programmes.tasks.forget_rosters",
        "schedule": 60.0 * 60,
        "options": {"expires": 60 * 60},
    },
    "read-bounces": {
        "task": "programmes.tasks.read_bounces",
        "schedule": 60.0 * 5,
        "options": {"expires": 60 * 5},
    },
    "send-prework-mail": {
        "task": "diagnostics.tasks.send_due_mail",
        "schedule": 60.0 * 5,
        "options": {"expires": 60 * 5},
    },
    "send-action-mail": {
        "task": "workshops.tasks.send_due_mail",
        "schedule": 60.0 * 5,
        "options": {"expires": 60 * 5},
    },
    "delete-expired-profiles": {
        "task": "diagnostics.tasks.delete_expired_profiles",
        "schedule": 60.0 * 60 * 6,
        "options": {"expires": 60 * 60},
    },
    "delete-expired-notes": {
        "task": "diagnostics.tasks.delete_expired_notes",
        "schedule": 60.0 * 60 * 6,
        "options": {"expires": 60 * 60},
    },
    "delete-expired-answers": {
        "task": "diagnostics.tasks.delete_expired_answers",
        "schedule": 60.0 * 60 * 6,
        "options": {"expires": 60 * 60},
    },
    "delete-expired-stances": {
        "task": "charters.tasks.delete_expired_stances",
        "schedule": 60.0 * 60 * 6,
        "options": {"expires": 60 * 60},
    },
    "forget-needs": {
        "task": "workshops.tasks.forget_needs",
        "schedule": 60.0 * 60 * 6,
        "options": {"expires": 60 * 60},
    },
    "forget-rooms": {
        "task": "workshops.tasks.forget_rooms",
        "schedule": 60.0 * 60 * 6,
        "options": {"expires": 60 * 60},
    },
    "close-forgotten-rooms": {
        "task": "workshops.tasks.close_forgotten_rooms",
        "schedule": 60.0 * 15,
        "options": {"expires": 60 * 15},
    },
    "close-due-waves": {
        "task": "diagnostics.tasks.close_due_waves",
        "schedule": 60.0 * 5,
        "options": {"expires": 60 * 5},
    },
    "close-due-rounds": {
        "task": "charters.tasks.close_due_rounds",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "remind-of-rounds": {
        "task": "charters.tasks.remind_of_rounds",
        "schedule": 60.0 * 5,
        "options": {"expires": 60 * 5},
    },
    "keep-charters": {
        "task": "charters.tasks.keep_charters",
        "schedule": 60.0 * 5,
        "options": {"expires": 60 * 5},
    },
    "destroy-spent-keys": {
        "task": "diagnostics.sealing.destroy_spent_keys",
        "schedule": 60.0 * 5,
        "options": {"expires": 60 * 5},
    },
}
# Work with the keys of surveys goes to a queue of its own, and one worker, which alone has the keys, takes from it.
SEALING_QUEUE = "sealing"
ROUTES = {"diagnostics.sealing.*": {"queue": SEALING_QUEUE}}
SOFT_TIME_LIMIT = 10 * 60
HARD_TIME_LIMIT = 11 * 60
NEVER_RETRY = {"max_retries": 0}
# A broker that is down or frozen answers within a second or counts as down. Unacknowledged messages return when the
# longest task must have ended; a throttle of 1 makes workers look for them every ten seconds, not every hundred.
REDIS_OPTIONS = NEVER_RETRY | {
    "visibility_timeout": HARD_TIME_LIMIT + 60,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 1,
    "socket_timeout": 1,
    "retry_on_timeout": False,
}
EMBEDDED_OPTIONS = NEVER_RETRY | {"visibility_timeout": 30}


def options():
    embedded = settings.BROKER_URL.startswith(f"{sqlite_broker.ALIAS}:")
    return {
        "broker_url": settings.BROKER_URL,
        "broker_transport_options": EMBEDDED_OPTIONS if embedded else REDIS_OPTIONS,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "accept_content": ["json"],
        "task_serializer": "json",
        "task_ignore_result": True,
        "task_routes": ROUTES,
        "task_publish_retry": False,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_soft_time_limit": SOFT_TIME_LIMIT,
        "task_time_limit": HARD_TIME_LIMIT,
        "worker_prefetch_multiplier": 1,
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "timezone": settings.TIME_ZONE,
        "beat_schedule": BEAT_SCHEDULE,
        "beat_schedule_filename": str(settings.DATA_DIR / "beat-schedule"),
    }


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hwe_portal.settings.development")
sqlite_broker.register()
app = Celery("hwe_portal")
app.add_defaults(options)
app.autodiscover_tasks()
