"""How a posting comes in: the form, the letter, the private link; and what no person sends."""

import random
import re
from datetime import timedelta

import lxml.html
import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import Signer
from django.utils import timezone

from jobs.models import JobPosting, JobSubmission
from jobs.models.received import MOST_UNCONFIRMED
from tests import factories as make

pytestmark = pytest.mark.django_db

FORM = "/lt/jobs/submit/"


def opened_form(client, address=FORM, *, seconds=30):
    """The ticket of a form that somebody opened a while ago."""
    with time_machine.travel(timezone.now() - timedelta(seconds=seconds), tick=False):
        page = lxml.html.document_fromstring(client.get(address).text)
    return page.xpath("string(//input[@name='ticket']/@value)")


@pytest.fixture
def typed(client):
    """What an employer types."""
    answers = {name: value for name, value in make.job_answers(name="Valytoja").items() if value is not False}
    return {**answers, "sender_email": "Darbdavys@Example.org", "consent": "on", "ticket": opened_form(client)}


def errors(answer):
    page = lxml.html.document_fromstring(answer.text)
    return [" ".join(item.text_content().split()) for item in page.xpath("//div[@class='errs']//li")]


def link_in(letter):
    return re.search(r"https?://[^/\s]+(/\S+)", letter.body).group(1)


def private_link(letter):
    return re.search(r"https?://[^/\s]+(/\w\w/jobs/my/\S+)", letter.body).group(1)


# --- The form ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_form_leads_to_a_letter_in_the_language_of_the_page(client, typed, language):
    answer = client.post(f"/{language}/jobs/submit/", typed)

    assert (answer.status_code, answer["Location"]) == (302, f"/{language}/jobs/submit/sent/")
    submission = JobSubmission.objects.get()
    assert (submission.state, submission.sender_email, submission.sender_language) == (
        "unconfirmed",
        "darbdavys@example.org",
        language,
    )
    [letter] = mail.outbox
    assert letter.to == ["darbdavys@example.org"]
    assert link_in(letter).startswith(f"/{language}/jobs/submit/confirm/")
    # Nobody can make us send their own words to a stranger.
    assert "Valytoja" not in letter.body + letter.subject
    assert not JobPosting.objects.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"salary_min": ""}, "Be jos darbo skelbti negalime."),
        ({"salary_min": "tūkstantis"}, "Alga nuo"),
        ({"salary_min": "8"}, "Patikrinkite sumą"),
        ({"salary_min": "1500", "salary_max": "900"}, "negali būti mažesnis"),
        ({"valid_through": ""}, "Pasirinkite paskutinę dieną"),
        ({"valid_through": "2020-01-01"}, "per artimiausias 60 dienų"),
        ({"valid_through": "9999-12-31"}, "per artimiausias 60 dienų"),
        ({"valid_through": "rytoj"}, "Dieną rašykite taip"),
        ({"name": "<b>Darbas</b>"}, "be ženklo"),
        ({"name": "x" * 101}, "Kaip vadinasi darbas?"),
        ({"description": ""}, "Parašykite, ką žmogus dirbs."),
        ({"contact_phone": ""}, "užtenka vieno"),
        ({"contact_phone": "12345"}, "Patikrinkite telefono numerį"),
        ({"contact_email": "nera"}, "El. paštas norintiems dirbti"),
        ({"application_url": "javascript:alert(1)"}, "Puslapis su jūsų skelbimu"),
        ({"working_languages": []}, "bent vieną kalbą"),
        ({"permits": []}, "bent vieną leidimą"),
        ({"municipality": "nowhere"}, "Savivaldybė"),
        ({"occupation": ""}, "Darbo rūšis"),
        ({"employer_name": ""}, "Parašykite darbdavio pavadinimą."),
        ({"employer_code": "12"}, "9 skaitmenų"),
        ({"sender_email": "nera"}, "Jūsų el. paštas"),
        ({"consent": ""}, "Be jūsų sutikimo"),
    ],
)
def test_mistake_is_named_and_what_was_typed_is_kept(client, typed, changes, message):
    answer = client.post(FORM, {**typed, "benefits_note": "Mano žodžiai", **changes})

    assert answer.status_code == 200
    found = errors(answer)
    assert len(found) == 1
    assert message in found[0]
    assert "Mano žodžiai" in answer.text
    assert "<title>Klaida:" in answer.text
    assert not JobSubmission.objects.exists()


@pytest.mark.parametrize(
    ("written", "kept"), [("1 200,50", "1200.5"), ("1200 €", "1200"), ("8,50", None), ("1\xa0300", "1300")]
)
def test_sums_are_understood_as_people_write_them(client, typed, written, kept):
    client.post(FORM, {**typed, "salary_min": written})

    assert [submission.answers["salary_min"] for submission in JobSubmission.objects.all()] == ([kept] if kept else [])


def test_characters_that_nobody_sees_are_dropped(client, typed):
    client.post(FORM, {**typed, "name": "Vira\u202es\u200b \x00\x07kava", "description": "Viena\r\n\r\n\r\n\r\nDvi"})

    answers = JobSubmission.objects.get().answers
    assert (answers["name"], answers["description"]) == ("Viras kava", "Viena\n\nDvi")


def test_files_are_refused_politely(client, typed):
    answer = client.post(FORM, {**typed, "cv": SimpleUploadedFile("cv.pdf", b"%PDF")})

    assert errors(answer) == ["Failų nepriimame. Viską parašykite formoje."]
    assert not JobSubmission.objects.exists()


def test_double_send_makes_one_and_other_words_another(client, typed):
    for _ in range(3):
        assert client.post(FORM, typed).status_code == 302
    assert (JobSubmission.objects.count(), len(mail.outbox)) == (1, 1)

    client.post(FORM, {**typed, "name": "Virėja"})
    assert JobSubmission.objects.count() == 2


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda client: {"website": "https://example.org"}, "neišsiųstas"),
        (lambda client: {"ticket": ""}, "Išsiųskite formą dar kartą."),
        (lambda client: {"ticket": "forged.ticket.here"}, "Išsiųskite formą dar kartą."),
        (lambda client: {"ticket": opened_form(client, seconds=1)}, "Išsiųskite formą dar kartą."),
        (lambda client: {"ticket": opened_form(client, seconds=90_000)}, "atverta labai ilgai"),
    ],
)
def test_what_programs_send_is_refused(client, typed, spoil, message):
    with time_machine.travel(timezone.now(), tick=False):
        answer = client.post(FORM, {**typed, **spoil(client)})

    assert [error for error in errors(answer) if message in error]
    assert not JobSubmission.objects.exists()


def test_refused_ticket_is_renewed_so_that_a_person_can_send_again(client, typed):
    page = lxml.html.document_fromstring(client.post(FORM, {**typed, "ticket": "old"}).text)
    ticket = page.xpath("string(//input[@name='ticket']/@value)")

    with time_machine.travel(timezone.now() + timedelta(seconds=10)):
        assert client.post(FORM, {**typed, "ticket": ticket}).status_code == 302


def test_form_sent_a_thousand_times_brings_ten_an_hour(client, typed):
    for number in range(14):
        answer = client.post(FORM, {**typed, "name": f"Darbas {number}", "sender_email": f"a{number}@example.org"})

    assert "po valandos" in errors(answer)[0]
    assert JobSubmission.objects.count() == 10
    other = client.post(FORM, {**typed, "sender_email": "other@example.org"}, REMOTE_ADDR="192.0.2.9")
    assert other.status_code == 302


def test_stranger_cannot_be_buried_in_letters(client, typed):
    for number in range(8):
        answer = client.post(FORM, {**typed, "name": f"Darbas {number}"}, REMOTE_ADDR=f"192.0.2.{number}")
        assert answer["Location"] == "/lt/jobs/submit/sent/"

    assert len(mail.outbox) == MOST_UNCONFIRMED == 3


def test_form_needs_its_token(client, typed):
    client.handler.enforce_csrf_checks = True

    assert client.post(FORM, typed).status_code == 403
    assert not JobSubmission.objects.exists()


@pytest.mark.parametrize("amount", [1, 3])
def test_form_asks_a_constant_number_of_queries(client, django_assert_num_queries, amount):
    for _ in range(amount):
        make.make_job()
        make.make_term("training")

    with django_assert_num_queries(4):
        client.get(FORM)


# --- The link to confirm ----------------------------------------------------------------------------------------------


@pytest.fixture
def letter(client, typed):
    client.post(FORM, typed)
    return mail.outbox[0]


def test_reading_the_link_changes_nothing_and_the_button_confirms_once(client, letter):
    address = link_in(letter)
    for _ in range(2):
        page = client.get(address)
        assert (page.status_code, JobSubmission.objects.get().state) == (200, "unconfirmed")

    answer = client.post(address)

    assert JobSubmission.objects.get().state == "waiting"
    assert answer["Location"] == private_link(mail.outbox[-1])
    for method in (client.get, client.post):
        assert method(address).status_code == 410
    assert len(mail.outbox) == 2


def test_link_to_confirm_is_good_for_a_week(client, letter):
    address = link_in(letter)
    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23)):
        assert client.get(address).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert client.get(address).status_code == 410
        assert client.post(address).status_code == 410
    assert JobSubmission.objects.get().state == "unconfirmed"


def test_links_cannot_be_forged_or_swapped(client, letter):
    submission = JobSubmission.objects.get()
    confirm, private = link_in(letter), submission.private_path()
    key = submission.link_key
    forged = [
        f"/lt/jobs/my/{key}/",
        f"/lt/jobs/my/{Signer(sep='.', salt='other').sign(key)}/",
        confirm.replace("/submit/confirm/", "/my/"),
        private.replace("/my/", "/submit/confirm/"),
        private,  # not before the address is confirmed
        f"{private[:-2]}x/",
        "/lt/jobs/my/.../",
        "/lt/jobs/my/%00/",
        "/lt/jobs/submit/confirm/%F0%9F%92%A9/",
    ]

    found = {address: client.get(address).status_code for address in forged}

    assert set(found.values()) <= {404, 410}
    assert found[private] == 410
    assert [client.post(address).status_code for address in forged if "confirm" in address] != [302]
    assert JobSubmission.objects.get().state == "unconfirmed"


# --- The private link -------------------------------------------------------------------------------------------------

ACTIONS = ["", "edit/", "answer/", "renew/", "withdraw/"]


def test_private_link_opens_only_its_own_posting(client):
    mine, others = make.make_submission(name="Mano darbas"), make.make_submission(name="Kito darbas")

    page = client.get(mine.private_path())
    assert "Mano darbas" in page.text
    assert "Kito darbas" not in page.text

    for action in ("answer/", "withdraw/"):
        client.post(f"{mine.private_path()}{action}", {"text": "x", "id": others.pk, "token": others.link_key})
    others.refresh_from_db()
    assert (others.state, others.comments.count()) == ("waiting", 0)


@pytest.mark.parametrize("action", ["", "edit/", "withdraw/"])
def test_private_page_is_kept_by_nobody_and_told_to_nobody(client, action):
    page = client.get(f"{make.make_submission('approved').private_path()}{action}")

    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "strict-origin"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex">' in page.text
    assert "canonical" not in page.text
    # The link to report a mistake would carry the address to the staff.
    assert 'page=/"' in page.text


def test_private_link_is_not_in_the_log(client, caplog):
    caplog.set_level("INFO")
    submission = make.make_submission()
    client.get(submission.private_path())

    assert "request" in caplog.text
    assert submission.link_key not in caplog.text + "".join(str(record.__dict__) for record in caplog.records)


@pytest.mark.parametrize("action", ACTIONS)
def test_reading_a_private_page_changes_nothing(client, action):
    submission = make.make_submission("approved")
    before = JobSubmission.objects.values().get(), JobPosting.objects.values().get()

    assert client.get(f"{submission.private_path()}{action}").status_code in {200, 405}

    assert (JobSubmission.objects.values().get(), JobPosting.objects.values().get()) == before


def form_of(client, address):
    """What a browser would send back, unchanged."""
    form = lxml.html.document_fromstring(client.get(address).text).xpath("//main//form")[0]
    found = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value or "")
    return found


def test_sender_changes_a_published_posting_and_the_public_sees_the_old_one(client):
    submission = make.make_submission("approved")
    address = f"{submission.private_path()}edit/"
    data = form_of(client, address)
    assert data["salary_min"] == ["1200"]

    answer = client.post(address, {**data, "salary_min": "1333", "contact_phone": "+370 600 88888"})

    assert answer["Location"] == submission.private_path()
    submission.refresh_from_db()
    assert (submission.state, submission.answers) == (
        "waiting",
        {"salary_min": "1333", "contact_phone": "+370 600 88888"},
    )
    own = client.get(submission.private_path()).text
    assert "1333" in own
    assert "laukia patvirtinimo" in own
    assert "333" not in client.get(submission.posting.get_absolute_url()).text


def test_edit_with_mistakes_is_kept_and_changes_nothing(client):
    submission = make.make_submission("approved")
    address = f"{submission.private_path()}edit/"

    answer = client.post(address, {**form_of(client, address), "salary_min": "", "name": "Kitaip"})

    assert "Be jos darbo skelbti negalime." in errors(answer)[0]
    assert 'value="Kitaip"' in answer.text
    assert JobSubmission.objects.get().state == "approved"


def test_sender_answers_renews_and_withdraws(client):
    submission = make.make_submission("approved")
    private, moderator = submission.private_path(), make.make_staff()
    until = timezone.localdate() + timedelta(days=55)

    client.post(f"{private}renew/", {"valid_through": until.isoformat()})
    assert JobPosting.objects.get().valid_through == until
    refused = client.post(f"{private}renew/", {"valid_through": (until + timedelta(days=9)).isoformat()})
    assert "60 dienų" in errors(refused)[0]

    submission.propose({**submission.all_answers, "salary_min": "1500"})
    submission.ask(moderator, submission.version, "Kodėl?")
    assert "Kodėl?" in client.get(private).text
    assert "Parašykite atsakymą." in errors(client.post(f"{private}answer/", {"text": " "}))[0]
    client.post(f"{private}answer/", {"text": "<i>Todėl</i>."})
    client.post(f"{private}answer/", {"text": "Todėl."})
    assert [comment.text for comment in submission.comments.all()] == ["Kodėl?", "Todėl."]

    client.post(f"{private}withdraw/")
    client.post(f"{private}withdraw/")
    assert JobSubmission.objects.get().state == "withdrawn"
    assert not JobPosting.objects.published().exists()
    assert client.get(private).status_code == 200
    assert client.get(f"{private}edit/").status_code == 302


# --- A new link -------------------------------------------------------------------------------------------------------


def ask_for_link(client, email, language="en", **spoiled):
    address = f"/{language}/jobs/submit/link/"
    return client.post(address, {"ticket": opened_form(client, address), "email": email, **spoiled})


def test_new_link_goes_to_the_same_address_and_the_old_one_dies(client):
    submission = make.make_submission("approved", email="me@example.org")
    old = submission.private_path()
    mail.outbox.clear()

    known = ask_for_link(client, "ME@example.org")
    unknown = ask_for_link(client, "nobody@example.org")

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    [letter] = mail.outbox
    assert letter.to == ["me@example.org"]
    assert client.get(old).status_code == 410
    assert client.get(private_link(letter)).status_code == 200


def test_links_are_sent_again_at_most_every_quarter_of_an_hour(client):
    make.make_submission(email="me@example.org")
    mail.outbox.clear()

    for minutes, letters in [(0, 1), (1, 1), (14, 1), (16, 2)]:
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
            ask_for_link(client, "me@example.org")
        assert len(mail.outbox) == letters


@pytest.mark.parametrize("spoiled", [{"ticket": ""}, {"website": "https://example.org"}])
def test_programs_get_no_letter_sent(client, spoiled):
    make.make_submission(email="me@example.org")
    mail.outbox.clear()

    page = ask_for_link(client, "me@example.org", **spoiled)

    assert (page.status_code, len(errors(page)), mail.outbox) == (200, 1, [])
    assert "me@example.org" in page.text


def test_lost_first_letter_is_sent_again(client, letter):
    ask_for_link(client, "darbdavys@example.org", "lt")

    assert len(mail.outbox) == 2
    assert client.get(link_in(letter)).status_code == 410
    assert client.post(link_in(mail.outbox[1])).status_code == 302


# --- What no person sends ---------------------------------------------------------------------------------------------

NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE jobs_jobposting; --",
    "{{ 7*7 }}{% load x %}",
    "javascript:alert(1)",
    "a\x00b",
    "\u202eevil",
    "💩" * 50,
    "x" * 10_000,
    "ą" * 5_000,
    "< script >alert(1)< / script >",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\r\nBcc: victim@example.org\r\n\r\nBuy",
    "%00%ff%fe",
    "\ufffd\ufffe\uffff",
    "${jndi:ldap://x}",
    "-1",
    "9" * 400,
    "NaN",
    "1e999",
    "../../etc/passwd",
    "[]",
    '{"a": 1}',
    "",
    " ",
    "\t\n",
]


def nasty_form(chance, typed, number):
    """The form with rubbish in some fields or in all of them; some come through, and that is what this is about."""
    texts = ["name", "description", "qualifications", "work_address", "work_hours", "benefits_note", "contact_label"]
    fields = [name for name in typed if name != "ticket"] if number % 3 else texts
    spoiled = fields if number % 10 == 1 else chance.sample(fields, chance.randint(1, 4))
    found = {**typed, "sender_email": f"h{number}@example.org"}
    return {**found, **{name: chance.choice(NASTY) for name in spoiled if name not in {"sender_email", "consent"}}}


def send(client, chance, data, number):
    """Send it as a browser would, as a program with another alphabet, or in parts with a charset that is none."""
    address = {"REMOTE_ADDR": f"10.0.{number // 200}.{number % 200}"}
    if number % 5 == 3:
        body = "&".join(f"{name}={value}" for name, value in data.items()).encode("utf-16")
        return client.post(FORM, body, content_type="application/x-www-form-urlencoded", **address)
    if number % 5 == 4:
        kind = f"multipart/form-data; boundary=x; charset={chance.choice(['utf-7', 'utf-16', 'unicode_escape'])}"
        head = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\\ud800\r\n'
        body = "".join(head.format(name, value) for name, value in data.items())
        return client.post(FORM, f"{body}--x--\r\n".encode(), content_type=kind, **address)
    return client.post(FORM, data, **address)


@pytest.fixture
def hostile(client, typed):
    """Three hundred hostile forms; what came through of them, confirmed."""
    chance = random.Random(7)
    client.raise_request_exception = False
    answers = [send(client, chance, nasty_form(chance, typed, number), number) for number in range(300)]

    assert {answer.status_code for answer in answers} <= {200, 302, 400}
    assert [answer for answer in answers if not nothing_runs(answer.text or "<p></p>")] == []
    kept = list(JobSubmission.objects.all())
    assert len(kept) >= 30
    assert all(submission.confirm() for submission in kept)
    return kept


def test_three_hundred_hostile_forms_leave_queue_and_pages_standing(client, hostile):
    staff = make.make_staff(language="en")
    client.force_login(staff)
    queue = client.get("/admin/jobs/jobsubmission/?all=")
    pages = [queue, *(client.get(f"/admin/jobs/jobsubmission/{one.pk}/change/") for one in hostile)]
    pages += [client.get(one.private_path()) for one in hostile]
    for submission in hostile:
        submission.approve(staff, submission.version)
    client.logout()
    pages += [client.get(one.posting.get_absolute_url()) for one in hostile]
    pages += [client.get(path) for path in ("/lt/jobs/", "/ru/jobs/feed.xml", "/sitemap.xml", "/lt/jobs/employers/")]

    assert {page.status_code for page in pages} == {200}
    assert [page.text[:300] for page in pages if not nothing_runs(page.text)] == []
    rows = lxml.html.document_fromstring(queue.text).xpath("//table[@id='result_list']/tbody")
    assert len(rows) == len(hostile)


def nothing_runs(text):
    """No element and no attribute that somebody typed has become one of the page."""
    page = lxml.html.document_fromstring(re.sub(r"^<\?xml[^>]*>", "", text))
    typed = page.xpath(
        "//script[contains(., 'alert(1)') and not(@type='application/ld+json')] | //img[@src='x'] | //@onerror"
    )
    return not typed and not page.xpath("//a[starts-with(@href, 'javascript:alert')]")
