"""The portal as readers get it: a real server, DEBUG off, hashed and compressed files, starter content and examples.

It has a database of its own. tests/site_fixtures.py starts it once per run, ``python -m tests.screenshots`` for people.
"""

import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path

import brotli
import lxml.html
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from accounts.links import link_parts
from content.letters.stopping import stop_link
from directory.alerts.models import Alert
from directory.models import Municipality, Organisation, Project, Term
from events.models import EventSeries, Registration
from guide.models import GuidePage
from jobs.models import JobPosting
from jobs.submissions.querysets import confirmation_signer, link_signer
from networks.confirmation.models import fingerprint
from networks.models import ConfirmationRequest, Coverage, Post
from portal.asking.models import ReaderQuestion
from portal.asking.offices import of_post
from portal.follow.models import Follow, Followed, Follower
from services.models import Service
from tests import factories as make
from tests.databases import connected_to, own_database, starter_content

# Each process of the tests has a site of its own.
DATABASE = f"test_kartu_site{os.environ.get('PYTEST_XDIST_WORKER', '')}"
LANGUAGES = [code for code, _name in settings.LANGUAGES]
START_SECONDS = 60
# Pages that set the cookie of a form; no other page of readers sets any.
FORM_PAGES = (
    *("report", "nothing found", "offer of help", "sign in", "registration", "job form", "private job"),
    *("follow", "question to a person"),
)


@dataclass(frozen=True)
class Page:
    """A page that stands for its template; ``path`` has places for the language and for the records' addresses."""

    name: str
    template: str
    path: str
    status: int = 200

    @property
    def languages(self):
        return LANGUAGES if "{l}" in self.path or self.is_account else LANGUAGES[:1]

    @property
    def is_account(self):
        return self.path.startswith("/accounts/")

    @property
    def sets_cookie(self):
        return self.name.startswith(FORM_PAGES)

    @property
    def is_error_state(self):
        """A form sent with mistakes: the page comes after its button was pressed."""
        return self.name.endswith("with mistakes")

    @property
    def is_rendered(self):
        """A page that a browser cannot bring about; it is shown as the server would send it."""
        return self.status in {400, 403, 429, 500, 503}


PAGES = [
    Page("chooser", "chooser.html", "/"),
    Page("home", "home.html", "/{l}/"),
    Page("guide", "guide/list.html", "/{l}/guide/"),
    Page("guide page", "pages/guide_page.html", "/{l}/guide/{guide}/"),
    Page("guide page, sensitive", "pages/guide_page.html", "/{l}/guide/sensitive/"),
    Page("guide page, not translated", "pages/guide_page.html", "/{l}/guide/not-translated/"),
    Page("questions", "guide/questions.html", "/{l}/guide/questions/"),
    Page("words", "guide/words.html", "/{l}/guide/words/"),
    Page("words, last page", "guide/words.html", "/{l}/guide/words/?page=99"),
    Page("words, none found", "guide/words.html", "/{l}/guide/words/?q=qqqq"),
    Page("figures", "guide/statistics.html", "/{l}/guide/figures/"),
    Page("guide of a municipality", "guide/list.html", "/{l}/guide/?municipality=kaisiadoriu-r"),
    Page("guide, related", "pages/guide_page.html", "/{l}/guide/work-kaisiadorys/"),
    Page("first 90 days", "plan/plan.html", "/{l}/guide/first-90-days/"),
    Page(
        "first 90 days, answered",
        "plan/plan.html",
        "/{l}/guide/first-90-days/?family=children&municipality=kaisiadoriu-r",
    ),
    Page("for residents", "guide/residents.html", "/{l}/guide/residents/"),
    Page("leaflets", "leaflets/list.html", "/{l}/guide/leaflets/"),
    Page("leaflets, chosen", "leaflets/list.html", "/{l}/guide/leaflets/?municipality=kaisiadoriu-r&topic=health"),
    Page("leaflets, none", "leaflets/list.html", "/{l}/guide/leaflets/none.pdf", 404),
    Page("courses", "courses/list.html", "/{l}/courses/"),
    Page("courses, filtered", "courses/list.html", "/{l}/courses/?level=A1&municipality=kaisiadoriu-r"),
    Page("services", "services/list.html", "/{l}/services/"),
    Page("services, filtered", "services/list.html", "/{l}/services/?topic=health&municipality=kaisiadoriu-r"),
    Page("services, none found", "services/list.html", "/{l}/services/?q=qqqq&topic=health"),
    Page("need", "needs/need.html", "/{l}/services/needs/feel-unsafe/"),
    Page("need, place chosen", "needs/need.html", "/{l}/services/needs/no-place-to-sleep/?municipality=kaisiadoriu-r"),
    Page("services, help lines", "services/helplines.html", "/{l}/services/helplines/"),
    Page("service", "services/detail.html", "/{l}/services/{service}/"),
    Page("service with hours", "services/detail.html", "/{l}/services/pavyzdys-pagalba-su-laiskais/"),
    Page("service of a project", "services/detail.html", "/{l}/services/funded/"),
    Page("events", "events/list.html", "/{l}/events/"),
    Page("events, past", "events/list.html", "/{l}/events/?when=past"),
    Page("events, none found", "events/list.html", "/{l}/events/?q=qqqq"),
    Page("events, filtered", "events/list.html", "/{l}/events/?when=month&free=1&from=2026-13-45"),
    Page("events, month", "events/month.html", "/{l}/events/month/"),
    Page("events, month without any", "events/month.html", "/{l}/events/month/?month=2024-01&free=1"),
    Page("event", "events/detail.html", "/{l}/events/{event}/"),
    Page("event of a project", "events/detail.html", "/{l}/events/funded/"),
    Page("registration", "events/register.html", "/{l}/events/registering/register/"),
    Page("registration with mistakes", "events/register.html", "/{l}/events/registering/register/"),
    Page("registration closed", "events/register.html", "/{l}/events/past/register/"),
    Page("registration, receipt", "events/registration.html", "/{l}/events/registration/{receipt}/"),
    Page("registration, waiting", "events/registration.html", "/{l}/events/registration/{waiting}/"),
    Page("registration, not confirmed", "events/registration.html", "/{l}/events/registration/{not_confirmed}/"),
    Page("registration, to confirm", "events/confirm.html", "/{l}/events/registration/confirm/{proof}/"),
    Page("letters to stop", "content/stop_letters.html", "/{l}/letters/stop/{stop}/"),
    Page("jobs", "jobs/list.html", "/{l}/jobs/"),
    Page("jobs, none found", "jobs/list.html", "/{l}/jobs/?q=qqqq"),
    Page("jobs, without Lithuanian", "jobs/list.html", "/{l}/jobs/?level=none&pay=500&unit=month&housing=on"),
    Page("job", "jobs/detail.html", "/{l}/jobs/{job}/"),
    Page("job form", "jobs/submit.html", "/{l}/jobs/submit/"),
    Page("job form with mistakes", "jobs/submit.html", "/{l}/jobs/submit/"),
    Page("job form, sent", "jobs/sent.html", "/{l}/jobs/submit/sent/"),
    Page("job form, to confirm", "jobs/confirm.html", "/{l}/jobs/submit/confirm/{unconfirmed}/"),
    Page("job form, link", "jobs/link.html", "/{l}/jobs/submit/link/"),
    Page("job form, link with mistakes", "jobs/link.html", "/{l}/jobs/submit/link/"),
    Page("job form, link sent", "jobs/link_sent.html", "/{l}/jobs/submit/link/sent/"),
    Page("job form, link dead", "jobs/link_dead.html", "/{l}/jobs/my/forged/", 410),
    Page("private job", "jobs/private.html", "/{l}/jobs/my/{private}/"),
    Page("private job, with mistakes", "jobs/private.html", "/{l}/jobs/my/{private}/"),
    Page("private job, edit", "jobs/edit.html", "/{l}/jobs/my/{private}/edit/"),
    Page("private job, withdraw", "jobs/withdraw.html", "/{l}/jobs/my/{private}/withdraw/"),
    Page("employers", "jobs/employers.html", "/{l}/jobs/employers/"),
    Page("partners", "networks/list.html", "/{l}/networks/"),
    Page("partners, none found", "networks/list.html", "/{l}/networks/?q=qqqq"),
    Page("organisation", "pages/organisation.html", "/{l}/networks/organisations/{organisation}/"),
    Page("coordinators", "networks/coordinators.html", "/{l}/networks/coordinators/"),
    Page("coordinators, one", "networks/coordinators.html", "/{l}/networks/coordinators/?municipality=kaisiadoriu-r"),
    Page("coordinators, found", "networks/coordinators.html", "/{l}/networks/coordinators/?q=Garliavoje"),
    Page("coordinators, several", "networks/coordinators.html", "/{l}/networks/coordinators/?q=Каунас"),
    Page("coordinators, guessed", "networks/coordinators.html", "/{l}/networks/coordinators/?q=Kaisadoris"),
    Page("coordinators, none found", "networks/coordinators.html", "/{l}/networks/coordinators/?q=qqqq"),
    Page("municipality with coordinator", "networks/coordinator.html", "/{l}/networks/coordinators/{with}/"),
    Page("municipality without coordinator", "networks/coordinator.html", "/{l}/networks/coordinators/{without}/"),
    Page("municipality with broken number", "networks/coordinator.html", "/{l}/networks/coordinators/akmenes-r/"),
    Page("project", "pages/project.html", "/{l}/networks/projects/{project}/"),
    Page("results of a project", "funder_report/results.html", "/{l}/networks/projects/{project}/results/"),
    Page("volunteering", "networks/volunteering.html", "/{l}/networks/volunteering/"),
    Page("event to send", "content/share.html", "/{l}/events/{event}/share/"),
    Page("word to send", "content/share.html", "/{l}/guide/words/e-sveikata/share/"),
    Page("municipality to send", "content/share.html", "/{l}/networks/coordinators/{without}/share/"),
    Page("event as card", "content/card.html", "/{l}/events/{event}/card/"),
    Page("service as card", "content/card.html", "/{l}/services/{service}/card/"),
    Page("question as card", "content/card.html", "/{l}/guide/questions/benefits/card/"),
    Page("municipality as card", "content/card.html", "/{l}/networks/coordinators/{with}/card/"),
    Page("not translated as card", "content/card.html", "/{l}/guide/not-translated/card/"),
    Page("volunteering, filtered", "networks/volunteering.html", "/{l}/networks/volunteering/?municipality=vilniaus-m"),
    Page("offer of help", "networks/offer.html", "/{l}/networks/volunteering/offer/"),
    Page("offer of help with mistakes", "networks/offer.html", "/{l}/networks/volunteering/offer/"),
    Page("help offered, thanks", "networks/offer_thanks.html", "/{l}/networks/volunteering/offer/thanks/"),
    Page("search", "search/results.html", "/{l}/search/?q=leidimas+gyventi"),
    Page("search, a place", "search/results.html", "/{l}/search/?q=Каунас"),
    Page("search, one section", "search/results.html", "/{l}/search/?q=darbas&section=guide"),
    Page("search, in danger", "search/results.html", "/{l}/search/?q=suicide"),
    Page("search, in danger, place", "search/results.html", "/{l}/search/?q=homeless&municipality=kaisiadoriu-r"),
    Page("search, nothing typed", "search/results.html", "/{l}/search/"),
    Page("search, mistyped", "search/results.html", "/{l}/search/?q=deklaruotti"),
    Page("nothing found by search", "search/results.html", "/{l}/search/?q=qqqqq"),
    Page("need noted", "search/thanks.html", "/{l}/search/thanks/"),
    Page("report", "feedback/report.html", "/{l}/feedback/?page=/lt/jobs/"),
    Page("report with mistakes", "feedback/report.html", "/{l}/feedback/"),
    Page("report, thanks", "feedback/thanks.html", "/{l}/feedback/thanks/"),
    Page("ask a person", "asking/ask.html", "/{l}/ask/?page=/lt/jobs/"),
    Page("question to a person", "asking/ask.html", "/{l}/ask/?municipality={with}"),
    Page("question to a person with mistakes", "asking/ask.html", "/{l}/ask/?municipality={with}"),
    Page("ask a person, nobody there", "asking/ask.html", "/{l}/ask/?municipality={without}"),
    Page("thread of a question", "asking/thread.html", "/{l}/ask/thread/{asked}/"),
    Page("thread of a question, erased", "asking/erased.html", "/{l}/ask/erased/"),
    Page("thread of a question, not complete", "asking/unknown.html", "/{l}/ask/thread/nonsense/", 404),
    Page("letter with a question", "asking/office.html", "/{l}/ask/answer/{to_answer}/"),
    Page("letter with a question, passed on", "asking/office_closed.html", "/{l}/ask/answer/{passed_on}/"),
    Page("follow a list", "follow/new.html", "/{l}/follow/?of=events&free=1"),
    Page("letters to followers", "follow/choose.html", "/{l}/follow/"),
    Page("follow, to confirm", "follow/confirm.html", "/{l}/follow/confirm/{follow}/"),
    Page("follow, own page", "follow/own.html", "/{l}/follow/own/{follower}/"),
    Page("letters to followers, asked", "follow/sent.html", "/{l}/follow/sent/"),
    Page("letters to followers, to end", "follow/stop.html", "/{l}/follow/stop/{unfollow}/"),
    Page("letters to followers, ended", "follow/ended.html", "/{l}/follow/own/ended/", 410),
    Page("about", "about.html", "/{l}/about/"),
    Page("accessibility", "accessibility.html", "/{l}/accessibility/"),
    Page("privacy", "privacy.html", "/{l}/privacy/"),
    Page("offline", "offline/page.html", "/{l}/offline/"),
    Page("sign in", "account/login.html", "/accounts/login/"),
    Page("sign in with mistakes", "account/login.html", "/accounts/login/"),
    Page("sign in with a code", "account/request_login_code.html", "/accounts/login/code/"),
    Page("sign in with a code, with mistakes", "account/request_login_code.html", "/accounts/login/code/"),
    Page("sign in by a letter's link", "account/sign_in_by_letter.html", "/accounts/letter/{letter}/"),
    Page("sign in by an old link", "account/sign_in_by_letter.html", "/accounts/letter/MQ/old/", 404),
    Page("letter's link", "networks/confirm/card.html", "/{l}/networks/confirm/{token}/"),
    Page("letter's link, change", "networks/confirm/change.html", "/{l}/networks/confirm/{token}/change/"),
    Page("letter's link, answered", "networks/confirm/closed.html", "/{l}/networks/confirm/{answered}/"),
    Page("letter's link, not complete", "networks/confirm/closed.html", "/{l}/networks/confirm/nonsense/", 404),
    Page("own page without proof", "networks/own/proof.html", "/{l}/networks/my-posts/1/", 403),
    Page("bad request", "400.html", "/{l}/bad-request/", 400),
    Page("forbidden", "403.html", "/{l}/forbidden/", 403),
    Page("form refused", "403_csrf.html", "/{l}/form-refused/", 403),
    Page("not found", "404.html", "/{l}/no-such-page/", 404),
    Page("gone", "410.html", "/{l}/jobs/expired/", 410),
    Page("broken", "500.html", "/broken/", 500),
    Page("in an outage", "503.html", "/outage/", 503),
    Page("too many attempts", "429.html", "/too-many/", 429),
]

# They open only after signing in: tests/browser/test_coordinator_paths.py looks at them.
AFTER_SIGNING_IN = {
    "account/confirm_login_code.html",
    "networks/own/changes.html",
    "networks/own/list.html",
    "networks/own/post.html",
}


@dataclass
class Site:
    """A running site and what tests must know of its records."""

    url: str
    log: Path
    slugs: dict[str, str]
    rendered: dict[tuple[str, str], str]  # (page, language) -> HTML
    funded: set[str]  # paths, without their language, of what the European Union pays for

    def path(self, page, language):
        return page.path.format(l=language, **self.slugs)

    def address(self, page, language):
        return self.url + self.path(page, language)

    def get(self, path, **headers):
        """Ask as a browser does, with Brotli; return the Answer."""
        door = http.client.HTTPConnection(self.url.partition("://")[2], timeout=60)
        try:
            door.request("GET", path, headers={"Accept-Encoding": "br", **headers})
            response = door.getresponse()
            return Answer(path, response.status, response.headers, response.read())
        finally:
            door.close()


@dataclass
class Answer:
    path: str
    status: int
    headers: http.client.HTTPMessage = field(repr=False)
    sent: bytes = field(repr=False)

    @cached_property
    def content(self):
        """The bytes as they were before the server pressed them."""
        return brotli.decompress(self.sent) if self.headers.get("Content-Encoding") == "br" else self.sent

    @cached_property
    def tree(self):
        return lxml.html.document_fromstring(self.content.decode())

    @property
    def is_page(self):
        return self.status == 200 and self.headers.get_content_type() == "text/html"

    @property
    def language(self):
        """The language its address names, or "" when it names none."""
        head = self.path.split("/", 2)[1]
        return head if head in LANGUAGES else ""

    def in_language(self, code):
        """The path of the same page under another prefix."""
        return f"/{code}/{self.path.split('/', 2)[2]}"


# --- Starting and stopping --------------------------------------------------------------------------------------------


@contextlib.contextmanager
def running_site():
    """Start the site on a database of its own with the starter content; leave nothing behind."""
    with tempfile.TemporaryDirectory(prefix="kartu-site-") as folder, own_database(DATABASE, starter_content()):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{probe.getsockname()[1]}"
        with connected_to(DATABASE):
            slugs, funded = fill_database()
            running = Site(url, Path(folder) / "log", slugs, rendered_pages(), funded)
        environment = server_environment(url, Path(folder) / "static")
        collect_static(environment)
        with open(running.log, "wb") as log, server(url, environment, log):
            yield running


def collect_static(environment):
    manage = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(manage, cwd=settings.BASE_DIR, env=environment, check=True)


def server_environment(url, static_root):
    ours = {"DATABASE_URL"} if settings.DATABASE_URL else set()
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR", *ours}}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "tests.site_settings",
        "SITE_DATABASE": DATABASE,
        "SITE_STATIC_ROOT": str(static_root),
        "DEBUG": "0",
        "HTTPS": "0",
        # The same as here: private links made with the records open there.
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": url,
    }


@contextlib.contextmanager
def server(url, environment, log):
    """Run gunicorn; with threads, because a browser opens connections that it may not use."""
    host = url.partition("://")[2]
    options = ["--bind", host, "--workers", "2", "--threads", "4", "--log-level", "warning", "--no-control-socket"]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "portal.wsgi:application", *options],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=log,
        stderr=log,
        start_new_session=True,
        preexec_fn=end_with_us,
    )
    try:
        wait_until_ready(process, host, Path(log.name))
        yield process
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def end_with_us():
    """Have the system end this process when the tests are killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def wait_until_ready(process, host, log):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        door = http.client.HTTPConnection(host, timeout=START_SECONDS)
        with contextlib.suppress(OSError, http.client.HTTPException):
            door.request("GET", "/healthz")
            if door.getresponse().status == 200:
                door.close()
                return
        door.close()
        time.sleep(0.1)
    raise AssertionError(f"The site did not start.\n{log.read_text()}")


# --- Records ----------------------------------------------------------------------------------------------------------


def fill_database():
    """Add the few records that the content lacks; return the addresses of the fullest records and what is funded."""
    add_missing_kinds()
    links = add_submissions()
    reachable = {post.pk for post in Post.objects.published() if not post.is_vacant}
    staffed = set(Coverage.objects.filter(post__in=reachable).values_list("municipality", flat=True))
    municipalities = Municipality.objects.order_by("pk")
    project = fullest(Project.objects.filter(emblem_variant="eu"), "activities", "partners")
    slugs = {
        "guide": fullest(GuidePage.objects.published()).slug,
        "service": fullest(Service.objects.published(), "grants", "activities", "locations").slug,
        "event": fullest(EventSeries.objects.published(), "occurrences").slug,
        "job": fullest(JobPosting.objects.published()).slug,
        "organisation": fullest(Organisation.objects.published(), "services", "events", "contacts").slug,
        "project": project.slug,
        "receipt": private_link("confirmed"),
        "waiting": private_link("waiting"),
        **unconfirmed_links(),
        "stop": stop_link("ona@example.lt", "reports").rstrip("/").rpartition("/")[2],
        **follower_links(),
        "with": municipalities.filter(pk__in=staffed).exclude(slug="akmenes-r").first().slug,
        "without": municipalities.exclude(pk__in=staffed).first().slug,
        "letter": "/".join(link_parts(make.make_user()).values()),
        "token": letter_to(next(post for post in Post.objects.published() if post.mailbox and post.coverages.all())),
        **add_question(),
        "answered": letter_to(Post.objects.published().first(), answered_at=timezone.now(), answer="correct"),
        **links,
    }
    owners = [
        *Project.objects.published().filter(emblem_variant="eu"),
        *Service.objects.published().filter(project__emblem_variant="eu"),
        *EventSeries.objects.published().filter(project__emblem_variant="eu"),
    ]
    return slugs, {f"/{owner.get_absolute_url().split('/', 2)[2]}" for owner in owners}


def follower_links():
    """The private links of somebody who follows one list, and has not confirmed another."""
    follower = Follower.objects.create(address="reader@example.lt", language="lt")
    for kind, confirmed_at in (("events", timezone.now()), ("jobs", None)):
        followed = Followed.objects.create(kind=kind, question={})
        follow = Follow.objects.create(follower=follower, followed=followed, confirmed_at=confirmed_at)
    paths = {"follow": follow.confirm_path(), "follower": follower.own_path(), "unfollow": follower.stop_path()}
    return {name: path.rstrip("/").rpartition("/")[2] for name, path in paths.items()}


def letter_to(post, **fields):
    """The private part of a link that asks whether this card is right."""
    now, token = timezone.now(), f"letter-{len(fields)}"
    ConfirmationRequest.objects.create(
        post=post,
        sent_to=post.mailbox,
        token_hash=fingerprint(token),
        sent_at=now,
        expires_at=now + timedelta(days=30),
        **fields,
    )
    return token


def add_question():
    """The private parts of the links of a question that two offices had, urgent, with an answer."""
    post = next(post for post in Post.objects.published() if post.mailbox and post.coverages.all())
    municipality = post.coverages.first().municipality
    asked = ReaderQuestion.objects.create(
        municipality=municipality,
        language="ru",
        form_number=uuid.uuid4(),
        page="/lt/jobs/",
        phone="+370 600 12 345",
        is_urgent=True,
    )
    asked.messages.create(text="Где учить язык?\n\nЯ живу здесь два года.", is_from_reader=True)
    first = asked.hand_to(of_post(post))
    second = asked.pass_on(of_post(post), "Tai jums")
    asked.reply("В школе взрослых.", office=second)
    paths = {"asked": asked.private_path(), "to_answer": second.private_path(), "passed_on": first.private_path()}
    return {name: path.rstrip("/").rpartition("/")[2] for name, path in paths.items()}


def add_missing_kinds():
    """Kinds of records that templates treat apart and the starter content does not have."""
    municipality = Municipality.objects.get(slug="kaisiadoriu-r")
    organisation = Organisation.objects.published().filter(is_employer=False).first()
    project = Project.objects.filter(emblem_variant="eu").first()
    vocabulary = Term.Vocabulary
    topic, kind, occupation = (
        Term.objects.filter(vocabulary=name).first()
        for name in (vocabulary.TOPIC, vocabulary.EVENT_KIND, vocabulary.OCCUPATION)
    )
    texts = {f"{name}_{code}": f"{name}, {code}" for name in ("summary", "alert") for code in LANGUAGES}
    only_lithuanian = {"name_en": "", "name_ru": "", "description_lt": "<h2>Antraštė</h2><p>Tekstas.</p>"}

    notice = {f"{name}_{code}": f"{name}, {code}" for name in ("name", "message") for code in LANGUAGES}
    broken = Municipality.objects.get(slug="akmenes-r")
    Alert.objects.create(municipality=broken, level="danger", ends_at=timezone.now() + timedelta(days=9), **notice)
    make.make_guide_page(topics=[topic], **{**texts, "slug": "sensitive", "is_sensitive": True})
    make.make_guide_page(topics=[topic], **{**only_lithuanian, "slug": "not-translated"})
    # The factories of these would make municipalities and organisations of their own, and the pages count them.
    service = Service.objects.create(
        provider=organisation, project=project, **make.content("service", slug="funded", **texts)
    )
    service.topics.add(topic)
    service.area_served.add(municipality)
    place = municipality.places.first()
    owner = {"kind": kind, "organiser": organisation, "place": place}
    funded = EventSeries.objects.create(**owner, project=project, **make.content("event", slug="funded", **texts))
    make.make_date(funded, timezone.now() + timedelta(days=3))
    past = EventSeries.objects.create(**owner, **make.content("event", slug="past", **texts))
    make.make_date(past, timezone.now() - timedelta(days=30))
    registering = {"registration_mode": "form", "maximum_attendee_capacity": 3, "slug": "registering"}
    add_registrations(EventSeries.objects.create(**owner, **make.content("event", **registering, **texts)))
    JobPosting.objects.create(
        hiring_organisation=Organisation.objects.published().employers().first(),
        municipality=municipality,
        occupation=occupation,
        salary_min=1200,
        valid_through=timezone.localdate() - timedelta(days=1),
        **make.content("job", slug="expired", **texts),
    )


def add_registrations(series):
    """A date with a seat left, one that is full and has somebody waiting."""
    free, full = (make.make_date(series, timezone.now() + timedelta(days=days)) for days in (5, 12))
    make.make_registration(
        free, seats=2, needs="Atvyksiu neįgaliojo vežimėliu.", channel="phone", contact="+37060012345"
    )
    make.make_registration(full, seats=3)
    make.make_registration(full, status=Registration.Status.WAITING)


def private_link(status):
    registration = Registration.objects.filter(status=status).first()
    return registration.private_path().rstrip("/").rpartition("/")[2]


def unconfirmed_links():
    """Of somebody who has not confirmed yet."""
    date = Registration.objects.filter(status=Registration.Status.CONFIRMED).first().event
    held = {"held_until": timezone.now() + timedelta(hours=2), "asked_to_confirm_at": timezone.now()}
    person = make.make_registration(date, contact_confirmed_at=None, **held)
    paths = {"not_confirmed": person.private_path(), "proof": person.proof_path()}
    return {name: path.rstrip("/").rpartition("/")[2] for name, path in paths.items()}


def add_submissions():
    """A posting to confirm, and a published one with a change and a question about it; return their links."""
    facts = {"municipality": "kaisiadoriu-r", "occupation": "isco-91", "mandatory_trainings": ["hygiene"]}
    unconfirmed = make.make_submission("unconfirmed", **facts)
    private = make.make_submission(**facts, name="Valytoja", housing="paid", contact_label="Biuras")
    staff = make.make_staff()
    private.approve(staff, private.version, Organisation.objects.published().employers().first())
    private.propose({**private.all_answers, "salary_min": "1500", "salary_max": "1700"})
    private.ask(staff, private.version, "Kodėl pasikeitė alga?\n\nAr ji vienoda visiems?")
    return {
        "unconfirmed": confirmation_signer.sign(unconfirmed.link_key),
        "private": link_signer.sign(private.link_key),
    }


def fullest(records, *relations):
    """The record with most rows in ``relations``, among equals the one with the longest text."""
    return max(
        records, key=lambda record: (sum(getattr(record, name).count() for name in relations), len(record.description))
    )


def rendered_pages():
    pages = {}
    for page in PAGES:
        for language in page.languages if page.is_rendered else ():
            with translation.override(language):
                request = RequestFactory().get(page.path.format(l=language))
                pages[page.name, language] = render_to_string(page.template, request=request)
    return pages
