"""What pages are made of: the tables that move the version, and the moments at which a page ends to be true.

Both are read from the models. A new model is followed unless it is named here, and its moments must be named here: a
test tells what was forgotten.
"""

from datetime import datetime, time, timedelta

from django.apps import apps
from django.db import connection, models
from django.utils import timezone
from simple_history.models import HistoricalChanges

from events.outlets.calendar import AHEAD, KEPT
from services.opening.state import moment_of

# Apps of whose tables no public page shows anything.
SILENT_APPS = {
    "account": "addresses of who signs in",
    "admin": "what staff did",
    "asking": "forms and private pages, which are not kept",
    "auth": "roles",
    "contenttypes": "names of models",
    "follow": "who follows what",
    "mfa": "second factors",
    "page_cache": "the version itself",
    "procrastinate": "the queue",
    "readers": "numbers that are written twice a minute; no page shows them but that of results",
    "search": "follows records that are followed; pages of search are not kept",
    "sessions": "who is signed in",
    "starter": "what was loaded",
}
SILENT = {
    "accounts.user": "pages name bodies, not accounts",
    "content.keptform": "what somebody typed, for who typed it",
    "content.sentform": "how many forms one sender sent",
    "content.stoppedletters": "who wants no letters",
    "content.undeliveredletter": "letters that did not arrive, for staff",
    "danger.dangerphrase": "pages of search are not kept",
    "directory.approvalrequest": "what waits for staff",
    "directory.headcountline": "whom staff count",
    "directory.municipalityright": "who works for which municipality",
    "feedback.emptysearch": "searches in vain, for staff",
    "feedback.report": "reports, for staff",
    "funder_report.frozenreport": "for staff",
    "funder_report.reportperiod": "texts of the report, for staff",
    "jobs.submissioncomment": "private pages",
    "networks.changeproposal": "private pages",
    "networks.confirmationrequest": "private pages",
    "networks.volunteeroffer": "offers, for staff",
    "questions.searchhint": "pages of search are not kept",
}

NONE = timedelta(0)
# Moments that change a page when they pass, and how far from them: a rule compares "now" with the field.
MOMENTS = {
    "published_at": (NONE,),
    "unpublish_at": (NONE,),
    # Calendars hold the dates from ``KEPT`` ago until ``AHEAD``.
    "starts_at": (NONE, -AHEAD),
    "ends_at": (NONE, KEPT),
    "previous_start_at": (NONE,),
    "registration_opens_at": (NONE,),
    "registration_closes_at": (NONE,),
}
# Times of the day at which a door opens or closes, whichever day.
CLOCKS = {"opens", "closes"}
# Moments that are told or sorted by, and never compared with now.
STILL = {
    "asked_to_confirm_at",
    "confirmed_at",
    "consent_at",
    "contact_confirmed_at",
    "created_at",
    "decided_at",
    "end_time",
    "ended_at",
    # Seats are told by forms, which are not kept.
    "held_until",
    "link_sent_at",
    "recurrence_id",
    "reminded_at",
    "removed_at",
    "start_time",
    "updated_at",
    "uploaded_at",
    "verified_at",
    "waiting_since",
}


def is_followed(model):
    label = model._meta.label_lower
    return (
        model._meta.managed
        and not model._meta.proxy
        and not issubclass(model, HistoricalChanges)
        and model._meta.app_label not in SILENT_APPS
        and label not in SILENT
        and not any(label.startswith(f"{silent}_") for silent in SILENT)  # tables between it and others
    )


def followed_models():
    return [model for model in apps.get_models(include_auto_created=True) if is_followed(model)]


def followed_tables():
    return {model._meta.db_table for model in followed_models()}


def fields_of(kind):
    """Every field of that kind of what is followed, as (table, column)."""
    return [
        (model._meta.db_table, field.name, field.column)
        for model in followed_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, kind)
    ]


def next_moment(now):
    """The first moment from ``now`` on at which some page is no longer true though nobody changes anything.

    At the latest midnight in Vilnius: all rules about days turn there. Early is right and costs one more making of a
    page; so one moment holds for all pages.
    """
    today = timezone.localdate(now)
    tomorrow = timezone.make_aware(datetime.combine(today + timedelta(days=1), time.min))
    found = [moment_of(today, clock) for clock in clocks()]
    return min([tomorrow, *(moment for moment in found if moment >= now), *moments_from(now)])


def moments_from(now):
    """For every field of moments and every distance from it the next one; one query."""
    parts, values = [], []
    for table, name, column in fields_of(models.DateTimeField):
        for distance in MOMENTS.get(name, ()):
            parts.append(f'SELECT min("{column}") + %s FROM "{table}" WHERE "{column}" >= %s')  # noqa: S608
            values += [distance, now - distance]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return [moment for (moment,) in cursor.fetchall() if moment is not None]


def clocks():
    """The times of the day at which any door opens or closes."""
    parts = [
        f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL'  # noqa: S608
        for table, name, column in fields_of(models.TimeField)
        if name in CLOCKS
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(parts))
        return [clock for (clock,) in cursor.fetchall()]
