"""What followers are told: the news as text that is complete without a link, one letter for all of it."""

import logging
from dataclasses import replace

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from content.letters.message import Letter
from content.sharing.text import share_text
from content.wording import date_in_words
from directory.alerts.models import Alert
from events.models import Event, EventSeries
from events.outlets.sharing import event_facts, moment, state
from guide.models import GuidePage
from guide.sharing import page_facts
from jobs.models import JobPosting
from jobs.postings.sharing import job_facts
from portal.follow.models import Follower, Untold, next_digest, site_address
from portal.follow.questions import in_words
from services.models import Grant, Service
from services.outlets.sharing import service_facts

logger = logging.getLogger("portal.follow")

# So many mailboxes are written to in one transaction, and so many news stand in one letter.
AT_ONCE, MOST = 100, 20
RULE = "—" * 20


class Told:
    """News as text, each put into words once for all who read its language."""

    def __init__(self):
        self._found = {}

    def of(self, news, language):
        """(heading, lines), or None when it is no longer true: unpublished since, called off, over."""
        key = news.pk, language
        if key not in self._found:
            self._found[key] = self._in_words(news)
        return self._found[key]

    def _in_words(self, news):
        """One record that cannot be told keeps nobody from all others."""
        try:
            with transaction.atomic():
                return WORDS[news.kind](news)
        except Exception:
            logger.exception("a piece of news could not be told", extra={"fields": {"news": str(news)}})
            return None


def tell():
    """Write to everybody who is due. A batch is a transaction: with its letters in the queue it is told, or not."""
    told = Told()
    while tell_some(told):
        pass


@transaction.atomic
def tell_some(told):
    """Write to some of those who are due, and return whether there were any."""
    due = Follower.objects.due().order_by("pk").select_for_update(of=("self",), skip_locked=True)[:AT_ONCE]
    followers = {follower.pk: follower for follower in due}
    waiting = {}
    for row in Untold.objects.filter(follower__in=followers).select_related("news").order_by("news_id"):
        waiting.setdefault(row.follower_id, []).append(row)
    done = []
    for key, rows in waiting.items():
        done += tell_one(followers[key], rows, told)
    Untold.objects.filter(pk__in=done).delete()
    return bool(followers)


def tell_one(follower, rows, told):
    """Write one letter about what is due of ``rows``, or none when nothing of it is true any more."""
    is_time = follower.rhythm == Follower.Rhythm.NOW or follower.next_at <= timezone.now()
    rows = [row for row in rows if is_time or row.news.is_urgent]
    with override(follower.language):
        items = [item for row in rows if (item := told.of(row.news, follower.language))]
        if items:
            write(follower, items)
    if is_time:
        Follower.objects.filter(pk=follower.pk).update(next_at=next_digest(follower.rhythm))
    return [row.pk for row in rows]


def write(follower, items):
    """Put the letter into the queue; in the language of the follower."""
    if len(items) == 1:
        subject = items[0][0]
    else:
        subject = ngettext("Kartu: %(count)d piece of news", "Kartu: %(count)d pieces of news", len(items)) % {
            "count": len(items)
        }
    parts = [_("Hello,"), _("You asked us to tell you. This is new:")]
    for heading, told in items[:MOST]:
        parts += [RULE, lines(heading.upper(), *told)]
    if len(items) > MOST:
        parts += [RULE, _("There is more than fits into one letter: look at the pages you follow.")]
    send(follower, subject, [*parts, RULE])


def send(follower, subject, parts):
    """A letter to a confirmed mailbox, with the way to end all of them by one tap."""
    stop = site_address(follower.stop_path())
    ways = [
        lines(_("What you follow, and how often we write:"), site_address(follower.own_path())),
        lines(_("No more of these letters; we erase your address then:"), stop),
        "Kartu",
    ]
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    body = "\n\n".join([*parts, *ways]) + "\n"
    Letter(subject, body, [follower.address], about=follower, headers=headers).send()


def ask_to_confirm(follow):
    """The first letter: nothing is told before somebody who reads the mailbox has pressed its button."""
    follower = follow.follower
    with override(follower.language):
        body = [
            _("Hello,"),
            _("Somebody, probably you, asked us to write to this address when something changes here:"),
            in_words(follow.followed),
            lines(_("Is that right? Open this page and press the button:"), site_address(follow.confirm_path())),
            _("It was not you? Then do nothing. We erase the address after 3 days."),
            "Kartu",
        ]
        subject = _("Shall we write to you?")
        Letter(subject, "\n\n".join(body) + "\n", [follower.address], about=follower, is_urgent=True).send()


def ask_whether_wanted(follower):
    """Once a year: letters that nobody reads are ended, and the address with them."""
    with override(follower.language):
        question = _("You have been getting our letters for a year. Do you still want them?")
        parts = [_("Hello,"), question, lines(_("Then press the button here:"), site_address(follower.own_path()))]
        send(follower, _("Do you still want our letters?"), [*parts, _("Without an answer we erase your address.")])


def lines(*parts):
    return "\n".join(parts)


def headed(what, name):
    """ "New event: the name" """
    return f"{what}: {name}"


# --- The news in words ------------------------------------------------------------------------------------------------


def texts(facts):
    return [str(line) for line in share_text(facts, site_address(facts.path))]


def found(queryset, key):
    return queryset.filter(pk=key).first()


def of_series(news):
    series = found(EventSeries.objects.published().for_detail(), news.record_id)
    return series and (headed(_("New event"), series.text("name")), texts(event_facts(series)))


def of_date(news):
    """What happened to a date, first and in words; whoever reads no further knows it."""
    date = found(Event.objects.published().select_related("series", "place__municipality"), news.record_id)
    series = date and found(EventSeries.objects.published().for_detail(), date.series_id)
    if not series or date.is_past:
        return None
    when = moment(series, date)
    happened = {"reinstated": _("It takes place after all: %(when)s"), "place": _("Another place: %(when)s")}
    said = happened[news.what] % {"when": when} if news.what in happened else state(series, date)
    reason = date.text("status_reason")
    facts = replace(event_facts(series), states=(said,), reasons=(reason,) if reason else ())
    return headed(DATE_HEADINGS[news.what](), series.text("name")), texts(facts)


DATE_HEADINGS = {
    "cancelled": lambda: _("Cancelled"),
    "postponed": lambda: _("Postponed"),
    "moved": lambda: _("Another time"),
    "place": lambda: _("Another place"),
    "reinstated": lambda: _("It takes place after all"),
}


def of_job(news):
    job = found(JobPosting.objects.published().for_detail(), news.record_id)
    return job and (headed(_("New job"), job.text("name")), texts(job_facts(job)))


def of_service(news):
    service = found(Service.objects.published().for_detail(), news.record_id)
    return service and (headed(_("New service"), service.text("name")), texts(service_facts(service)))


def of_grant(news):
    grant = found(Grant.objects.prefetch_related("windows"), news.record_id)
    service = grant and found(Service.objects.published().for_detail(), grant.service_id)
    if not service:
        return None
    said = [*(str(window.today_in_words) for window in grant.windows.all()), *texts(service_facts(service))]
    return headed(_("You can apply now"), grant.text("name")), said


def of_page(news):
    page = found(GuidePage.objects.published().for_detail(), news.record_id)
    heading = _("Changed page") if news.what == "changed" else _("New page")
    return page and (headed(heading, page.text("name")), texts(page_facts(page)))


def of_alert(news):
    alert = found(Alert.objects.live(), news.record_id)
    if not alert:
        return None
    until = timezone.localtime(alert.ends_at)
    end = _("Until %(date)s, %(time)s") % {"date": date_in_words(until), "time": f"{until:%H:%M}"}
    said = [str(alert.body), end, f"{settings.SITE_URL.rstrip('/')}{alert.get_absolute_url()}"]
    return f"{alert.get_level_display()}: {alert.heading}", said


WORDS = {
    "event": of_series,
    "date": of_date,
    "job": of_job,
    "service": of_service,
    "grant": of_grant,
    "guide": of_page,
    "alert": of_alert,
}
