"""Which addresses are kept, and by which questions of theirs: a table with a line for every public route."""

from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import override

from events.forms import EventFilterForm, MonthFilterForm
from guide.forms import GuideFilterForm, QuestionFilterForm, WordFilterForm
from jobs.forms import JobFilterForm
from networks.forms import CoordinatorFilterForm, OrganisationFilterForm
from networks.volunteering.forms import InitiativeFilterForm
from portal.courses.forms import CourseFilterForm
from portal.needs.forms import NeedForm
from portal.plan.forms import PlanForm
from services.forms import ServiceFilterForm


def asked_by(form=None, *names):
    """The names in the address that change the answer: those of the filters, and others."""
    return frozenset([*(form.base_fields if form else ()), *names])


# Views without a name are called by their module.
ROUTES = {
    "chooser": asked_by(),
    "django.views.generic.base.TemplateView": asked_by(),  # robots.txt
    "sitemap": asked_by(),
    "service_worker": asked_by(),
    "manifest": asked_by(None, "language"),
    "services.views.open_data": asked_by(None, "page", "per_page"),
    "open_data": asked_by(None, "page", "per_page"),
    "home": asked_by(),
    "about": asked_by(),
    "accessibility": asked_by(),
    "privacy": asked_by(),
    "offline": asked_by(),
    "pack": asked_by(),
    "content.sharing.views.share": asked_by(),
    "content.sharing.views.card": asked_by(),
    "events:list": asked_by(EventFilterForm, "page"),
    "events:month": asked_by(MonthFilterForm),
    "events:calendar": asked_by(EventFilterForm),
    "events:feed": asked_by(EventFilterForm),
    "events:file": asked_by(),
    "events:detail": asked_by(),
    "services:list": asked_by(ServiceFilterForm, "page"),
    "services:helplines": asked_by(),
    "services:need": asked_by(NeedForm),
    "services:detail": asked_by(),
    "jobs:list": asked_by(JobFilterForm, "page"),
    "jobs:employers": asked_by(None, "page"),
    "jobs:feed": asked_by(JobFilterForm),
    "jobs:detail": asked_by(),
    "networks:list": asked_by(OrganisationFilterForm, "page", "show", "agreement"),
    "networks:coordinators": asked_by(CoordinatorFilterForm),
    "networks:post_card": asked_by(),
    "networks:post_card_3": asked_by(),
    "networks:coordinator": asked_by(),
    "networks:coordinator_share": asked_by(),
    "networks:coordinator_card": asked_by(),
    "networks:volunteering": asked_by(InitiativeFilterForm, "page"),
    "networks:organisation": asked_by(None, "page", "show"),
    "networks:project": asked_by(None, "page", "show"),
    "guide:list": asked_by(GuideFilterForm),
    "guide:questions": asked_by(QuestionFilterForm, "page"),
    "guide:words": asked_by(WordFilterForm, "page"),
    "guide:statistics": asked_by(None, "page"),
    "guide:residents": asked_by(),
    "courses:list": asked_by(CourseFilterForm, "page", "show"),
    "courses:feed": asked_by(CourseFilterForm),
    "guide:plan": asked_by(PlanForm),
    "guide:detail": asked_by(),
    # Its questions make a file to tell how large it is, and whether that can be done depends on who else asks.
    "leaflets:list": asked_by(),
}
# They need no database and change with the program only.
FIXED = {
    *("chooser", "django.views.generic.base.TemplateView", "manifest"),
    *("about", "accessibility", "privacy"),
}
# What is not kept, and why. Everything below /admin/ and /accounts/ is for people who signed in.
APART = {
    **dict.fromkeys(["search:results"], "counts what was not found"),
    "suggest": "what somebody is typing, letter by letter",
    **dict.fromkeys(["search:need"], "is only sent to"),
    **dict.fromkeys(
        ["search:thanks", "feedback:thanks", "networks:offer_thanks", "asking:erased"], "comes after a form"
    ),
    **dict.fromkeys(["jobs:sent", "jobs:link_sent"], "comes after a form"),
    **dict.fromkeys(["asking:thread", "asking:answer", "asking:thread_lost", "asking:answer_lost"], "private"),
    "asking:ask": "a form",
    **dict.fromkeys(["feedback:report", "networks:offer", "jobs:submit", "jobs:link", "events:register"], "a form"),
    **dict.fromkeys(["events:registration", "jobs:confirm", "jobs:private", "jobs:edit", "jobs:answer"], "private"),
    **dict.fromkeys(["jobs:renew", "jobs:withdraw", "networks:confirm", "networks:confirm_change"], "private"),
    **dict.fromkeys(["networks:networks.confirmation.by_letter.confirm", "networks:confirm_lost"], "private"),
    **dict.fromkeys(["networks:my_posts", "networks:my_post", "networks:my_post_confirm"], "private"),
    **dict.fromkeys(["networks:my_post_changes", "events:confirm_registration", "stop_letters"], "private"),
    **dict.fromkeys(["jobs:source", "guide:question", "guide:word", "guide:statistic"], "leads to its place on a list"),
    **dict.fromkeys(["networks:agreement", "networks:initiative"], "leads to its place on a list"),
    **dict.fromkeys(["follow:new", "follow:sent"], "a form, and what comes after it"),
    **dict.fromkeys(["follow:confirm", "follow:own", "follow:stop"], "private"),
    "funder_report:results": "its figures are kept by the version (decision 0047); readings move none",
    "leaflets:file": "kept by the fingerprint of its facts (decision 0026)",
}
# Put behind addresses by those who count clicks. No page is told of them.
CLICKS = {"fbclid", "gclid", "dclid", "msclkid", "twclid", "yclid", "ysclid", "igshid", "mc_cid", "mc_eid", "_openstat"}
LONGEST_PATH, LONGEST_QUERY = 300, 300


@lru_cache(maxsize=4096)
def route_of(path):
    """The name of the route that answers a path, or "" for one that is not kept."""
    head = path.split("/", 2)[1] if path.startswith("/") else ""
    language = head if head in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    try:
        with override(language):
            match = resolve(path)
    except (Resolver404, UnicodeError, ValueError):
        return ""
    name = match.view_name if match.url_name else match.view_name.rpartition(":")[2]
    return name if name in ROUTES else ""


@lru_cache(maxsize=4096)
def question_of(path, query):
    """The one way to ask what ``query`` asks of a path that is kept, or None where that is not known.

    Names in one order, without those left empty. A name that no line of the table knows might change the answer: then
    the request is Django's. What is returned is also what Django is asked, so the answer cannot depend on the rest.
    """
    if len(path) > LONGEST_PATH or len(query) > LONGEST_QUERY or not (path.isascii() and query.isascii()):
        return None
    if not (route := route_of(path)):
        return None
    given = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if not counts_clicks(name)]
    names = [name for name, value in given]
    if len(set(names)) < len(names) or not ROUTES[route].issuperset(names) or "\0" in "".join(dict(given).values()):
        return None
    return urlencode(sorted((name, value) for name, value in given if value))


def counts_clicks(name):
    return name in CLICKS or name.startswith("utm_")
