"""A job's whole way, walked on a phone: sent, confirmed, asked about, changed, approved, found, withdrawn."""

import json
import re

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from jobs.models import JobPosting, JobSubmission
from tests import factories as make
from tests.browser.visits import new_context

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OUTLETS = ["/lt/jobs/", "/ru/jobs/?level=none", "/lt/jobs/feed.xml", "/sitemap.xml"]
TITLE = "Valytoja biure"


@pytest.fixture
def portal(live_server, settings):
    """The portal with its real queue of letters; Django's flush after the test knows nothing of that table."""
    empty_queue()
    settings.EMAIL_BACKEND = "content.letters.queue.QueuedEmailBackend"
    settings.SITE_URL = live_server.url
    settings.LANGUAGE_CODE = "lt"
    make.make_municipality(slug="kaisiadoriu-r", name_lt="Kaišiadorių rajonas", name_ru="Кайшядорский район")
    major = make.make_term("occupation", "isco-9", name_lt="Paprastas darbas")
    make.make_term("occupation", "isco-91", parent=major, name_lt="Valytojai", name_ru="Уборщики")
    make.make_term("training", "hygiene")
    yield live_server.url
    empty_queue()


def empty_queue():
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture
def employer(browser, portal):
    """The employer's phone, which watches that no script of anybody else runs."""
    context = new_context(browser, "lt")
    tab = context.new_page()
    tab.on("pageerror", lambda error: pytest.fail(str(error)))
    yield tab
    context.close()


@pytest.fixture
def moderator(browser, portal):
    """A moderator's phone, signed in."""
    user = make.make_user(is_staff=True, language="lt", body="Agentūra", email="moderator@example.org")
    user.groups.add(make.make_group("Job moderator"))
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    context = new_context(browser, "lt")
    context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": portal}])
    yield context.new_page()
    context.close()


def letters(address):
    """The letters to an address that stand in the queue, oldest first."""
    jobs = ProcrastinateJob.objects.filter(task_name="send_letter").order_by("id")
    return [job.args["letter"] for job in jobs if job.args["letter"]["to"] == [address]]


def link_of(letter, part):
    return re.search(rf"https?://\S+/jobs/{part}\S+", letter["body"]).group(0)


def outlets(portal, tab):
    """Where the posting can be found, among all places where it could."""
    return [path for path in OUTLETS if is_shown(tab.request.get(portal + path).text())]


def is_shown(text):
    return TITLE in text or "valytoja-biure" in text


def fill_in(tab):
    tab.fill("[name=name]", TITLE)
    tab.select_option("[name=occupation]", "isco-91")
    tab.select_option("[name=municipality]", "kaisiadoriu-r")
    tab.fill("main [name=description]", "Valysite patalpas.\n\nDarbas vakarais.")
    tab.fill("[name=salary_min]", "1 200,50")
    tab.check("[name=working_languages][value=ru]")
    tab.check("[name=permits][value=any]")
    tab.select_option("[name=housing]", "free")
    tab.fill("[name=contact_phone]", "8 600 12345")
    tab.fill("[name=employer_name]", "UAB „Švara“")
    tab.fill("[name=sender_email]", "svara@example.org")
    tab.check("[name=consent]")


def press(tab, selector):
    with tab.expect_navigation():
        tab.click(selector)


def decide(portal, tab, decision, text=""):
    submission = JobSubmission.objects.get()
    tab.goto(f"{portal}/admin/jobs/jobsubmission/")
    press(tab, f"a[href*='/jobsubmission/{submission.pk}/change/']")
    if text:
        tab.fill("#review_form [name=text]", text)
    press(tab, f"#review_form button[value={decision}]")


def test_job_from_the_form_to_its_end(portal, employer, moderator):
    # Sent with a mistake, then right.
    employer.goto(f"{portal}/lt/jobs/")
    press(employer, "main a[href='/lt/jobs/submit/']")
    fill_in(employer)
    employer.wait_for_timeout(3_000)  # nobody fills it in faster
    press(employer, "main button[type=submit]")
    assert employer.evaluate("document.activeElement.className") == "errs"
    assert employer.input_value("[name=salary_min]") == "1 200,50"
    employer.fill(
        "[name=valid_through]", employer.evaluate("new Date(Date.now() + 20 * 864e5).toISOString().slice(0, 10)")
    )
    press(employer, "main button[type=submit]")
    assert employer.url == f"{portal}/lt/jobs/submit/sent/"
    assert outlets(portal, employer) == []

    # Confirmed by the link of the letter, with the button and not by opening it.
    employer.goto(link_of(letters("svara@example.org")[0], "submit/confirm/"))
    assert JobSubmission.objects.get().state == "unconfirmed"
    press(employer, "main button[type=submit]")
    assert "laukia Kartu darbuotojų" in employer.inner_text("main")
    assert len(letters("moderator@example.org")) == 1

    # Asked back, answered and changed.
    decide(portal, moderator, "ask", "Kiek valandų per savaitę?")
    employer.goto(link_of(letters("svara@example.org")[-1], "my/"))
    assert "Kiek valandų per savaitę?" in employer.inner_text("main")
    employer.fill("[name=text]", "Dvidešimt.")
    press(employer, "form[action$='/answer/'] button")
    press(employer, "a[href$='/edit/']")
    employer.fill("[name=hours_per_week]", "20")
    press(employer, "main button[type=submit]")
    assert outlets(portal, employer) == []

    # Approved: everywhere.
    decide(portal, moderator, "approve")
    posting = JobPosting.objects.published().get()
    assert (posting.hours_per_week, posting.salary_min, posting.hiring_organisation.name_ru) == (
        20,
        1200.5,
        "UAB „Švara“",
    )
    assert outlets(portal, employer) == OUTLETS
    public = link_of(letters("svara@example.org")[-1], "valytoja")
    employer.goto(public)
    data = json.loads(employer.text_content("script[type='application/ld+json']"))
    assert (data["title"], data["baseSalary"]["value"]["value"]) == (TITLE, 1200.5)
    assert employer.get_attribute("main a.call", "href") == "tel:+37060012345"
    employer.goto(public.replace("/lt/", "/ru/"))
    assert "бесплатное жильё" in employer.inner_text("main")
    assert employer.get_attribute("h1 span", "lang") == "lt"

    # Withdrawn: gone everywhere at once.
    employer.goto(link_of(letters("svara@example.org")[-1], "my/"))
    press(employer, "a[href$='/withdraw/']")
    press(employer, "main button[type=submit]")
    assert outlets(portal, employer) == []
    assert employer.request.get(public).status == 410
    assert TITLE not in employer.request.get(public).text()


def test_form_and_private_page_work_without_scripts(portal, browser):
    context = new_context(browser, "lt", java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{portal}/lt/jobs/submit/")
    fill_in(tab)
    press(tab, "main button[type=submit]")
    assert "Pasirinkite paskutinę dieną" in tab.inner_text(".errs")

    submission = make.make_submission("asked", municipality="kaisiadoriu-r", occupation="isco-91")
    tab.goto(portal + submission.private_path())
    tab.fill("[name=text]", "Taip.")
    press(tab, "form[action$='/answer/'] button")
    assert "Taip." in tab.inner_text("main")
    context.close()
