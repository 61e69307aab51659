"""Forget people whole: their records, and what other tables still say of them (decision 0039)."""

import json
import re
from contextlib import suppress
from urllib.parse import quote_plus

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from simple_history.exceptions import NotHistoricalModelError
from simple_history.utils import get_history_manager_for_model

from content.editing.models import KeptForm
from content.letters.models import UndeliveredLetter, plain_address

# In the place of what was erased.
GONE = "…"
# A number that reaches somebody; a name is told by two words, for one alone is said of many.
DIGITS, LETTERS = 7, 5
LATEST_WORDS = "forget_old_words"


def erase(records, *, is_of_office=False):
    """Delete ``records`` and every trace of them; return how many there were.

    A contact of an office is known to others for good reasons: only the record's own traces go.
    """
    with transaction.atomic():
        found = list(records.select_for_update(of=("self",)))
        words = set() if is_of_office else {word for record in found for word in telling_words(record)}
        records.model.objects.filter(pk__in=[record.pk for record in found]).delete()
        forget(records.model, [record.pk for record in found], words)
    return len(found)


def forget(model, keys, words):
    """Erase what other tables hold of records that are gone, or empty now; ``words`` are contacts and full names."""
    if not keys:
        return
    forget_versions(model, keys)
    entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
    entries.filter(object_id__in=[str(key) for key in keys]).update(object_repr=GONE, change_message="")
    UndeliveredLetter.objects.filter(record_type=model._meta.label_lower, record_id__in=keys).delete()
    for word in words:
        forget_word(word)
    # Words of what is deleted leave the index of search as soon as the worker has a moment. Asked for once is enough.
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(LATEST_WORDS, queueing_lock=LATEST_WORDS).defer(timestamp=0)


def forget_versions(model, keys):
    """Old versions of these records."""
    try:
        history = get_history_manager_for_model(model)
    except NotHistoricalModelError:
        return
    history.filter(**{f"{model._meta.pk.name}__in": keys}).delete()


def forget_word(word):
    """A contact or a name in old versions of others, in the log, in letters that wait or failed, in unsaved forms."""
    for form in {word, json.dumps(word)[1:-1]}:
        named = LogEntry.objects.filter(models.Q(object_repr__contains=form) | models.Q(change_message__contains=form))
        named.update(object_repr=GONE, change_message="")
    if "@" in word:
        UndeliveredLetter.objects.filter(address=plain_address(word)).delete()
    with connection.cursor() as cursor:
        forget_in(cursor, UndeliveredLetter, word)
        # Kept as a browser sent it; the rest of what somebody typed stays.
        forget_in(cursor, KeptForm, quote_plus(word))
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE status <> 'doing' AND strpos(args::text, %s) > 0",
            [json.dumps(word, ensure_ascii=False)[1:-1]],
        )
        for model in historical_models():
            forget_in(cursor, model, word)


def historical_models():
    return [model for model in apps.get_models() if hasattr(model, "history_object")]


def forget_in(cursor, model, word):
    """Put "…" for the word in every text of a table."""
    texts = [
        field.column
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    ]
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    changed = ", ".join(f"{quote(text)} = replace({quote(text)}, %s, %s)" for text in texts)
    holds = " OR ".join(f"strpos({quote(text)}, %s) > 0" for text in texts)
    if texts:
        update = f"UPDATE {table} SET {changed} WHERE {holds}"  # noqa: S608 - names of our own columns, quoted
        cursor.execute(update, [*[word, GONE] * len(texts), *[word] * len(texts)])


def telling_words(record):
    """What in a record points to one person: addresses, numbers, full names; also inside answers."""
    values = [getattr(record, field.attname) for field in record._meta.concrete_fields]
    found = {text.strip() for value in values for text in texts_in(value) if is_telling(text.strip())}
    return {form for text in found for form in (text, re.sub(r"\s", "", text)) if is_telling(form)}


def texts_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from texts_in(list(value.values()))
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)


def is_telling(text):
    if "@" in text:
        return re.fullmatch(r"\S+@\S+\.\S+", text) is not None
    if re.fullmatch(r"[+\d\s()-]+", text):
        return len(re.sub(r"\D", "", text)) >= DIGITS
    # A name of two or three words, not a sentence and no text.
    return re.fullmatch(r"[^\W\d_]+(?:[ -][^\W\d_]+){1,3}", text) is not None and len(text) > LETTERS and text.istitle()
