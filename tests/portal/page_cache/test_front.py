"""What is kept, for whom, and in which form it is handed out."""

import gzip
import threading
from datetime import timedelta

import brotli
import pytest
from django.db import connection
from django.utils import timezone

from portal.page_cache.answers import Answer, best_encoding
from portal.page_cache.store import OVERHEAD, Store
from services.models import Service
from tests.portal.page_cache.addresses import kept_addresses
from tests.portal.page_cache.asking import HOST, ask, fresh

pytest_plugins = ["tests.portal.page_cache.fixtures"]

LIST = "/en/services/"


def test_every_kind_of_page_is_made_once_and_handed_out_whole(cache):
    for address in kept_addresses():
        made = ask(cache, address, HTTP_ACCEPT_ENCODING="br")
        kept = ask(cache, address, HTTP_ACCEPT_ENCODING="br")
        plain = fresh(cache, address)

        assert (made.status, made.headers, made.sent) == (kept.status, kept.headers, kept.sent), address
        assert (kept.status, kept.content) == (200, plain.content), address
        assert "no-store" not in kept.headers["Cache-Control"]
        assert kept.headers["Content-Type"] == plain.headers["Content-Type"]
        assert kept.headers["Content-Security-Policy"]
    assert len(cache.application.asked) == len(kept_addresses())


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("GZIP", "gzip"),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("*;q=0", "identity"),
        ("identity", "identity"),
        ("deflate", "identity"),
        ("", "identity"),
        ("br;q=nonsense", "br"),
        ("br;q=1.2.3", "identity"),
        ("b" * 100_000, "identity"),
    ],
)
def test_encoding_is_one_that_was_asked_for(accepted, encoding):
    assert best_encoding(accepted) == encoding


def test_forms_are_the_same_page_with_tags_of_their_own(cache):
    pressed, packed, plain = (ask(cache, LIST, HTTP_ACCEPT_ENCODING=name) for name in ("br", "gzip", "identity"))

    assert brotli.decompress(pressed.sent) == gzip.decompress(packed.sent) == plain.sent
    assert len(pressed.sent) < len(packed.sent) < len(plain.sent)
    assert len({answer.headers["ETag"] for answer in (pressed, packed, plain)}) == 3
    for answer in (pressed, packed, plain):
        assert answer.headers["Content-Length"] == str(len(answer.sent))
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["ETag"].startswith('"')
    assert "X-Request-ID" not in pressed.headers


@pytest.mark.parametrize("names", ["{}", "W/{}", '"other", {}', '"other",W/{} , "more"', "*"])
def test_who_has_the_page_is_told_so(cache, names):
    etag = ask(cache, LIST, HTTP_ACCEPT_ENCODING="br").headers["ETag"]
    answer = ask(cache, LIST, HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=names.format(etag))

    assert (answer.status, answer.sent, answer.headers["ETag"]) == (304, b"", etag)
    assert "Content-Length" not in answer.headers
    assert answer.headers["Cache-Control"].startswith("public")


@pytest.mark.parametrize("names", ['"other"', "{0}x", '"{1}"', ""])
def test_who_has_another_page_gets_this_one(cache, names):
    etag = ask(cache, LIST, HTTP_ACCEPT_ENCODING="br").headers["ETag"]
    other = ask(cache, LIST, HTTP_ACCEPT_ENCODING="gzip").headers["ETag"]
    asked = names.format(etag, other.strip('"'))

    assert ask(cache, LIST, HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=asked).status == 200


def test_head_has_the_headers_of_the_page_and_nothing_else(cache):
    first = ask(cache, LIST, "HEAD", HTTP_ACCEPT_ENCODING="br")
    page = ask(cache, LIST, HTTP_ACCEPT_ENCODING="br")
    again = ask(cache, LIST, "HEAD", HTTP_ACCEPT_ENCODING="br")

    assert first.headers == page.headers == again.headers
    assert (first.sent, again.sent) == (b"", b"")
    assert len(cache.application.asked) == 1


@pytest.mark.parametrize("wanted", ["bytes=0-10", "bytes=5-", "bytes=-5", "bytes=999999-", "nonsense"])
@pytest.mark.parametrize("is_kept", [True, False])
def test_a_part_asked_for_is_the_whole(cache, wanted, is_kept):
    if is_kept:
        ask(cache, LIST)
    answer = ask(cache, LIST, HTTP_RANGE=wanted)

    assert (answer.status, answer.content) == (200, ask(cache.application, LIST).content)
    assert ask(cache, LIST).content == answer.content


# --- One page for everybody


NOT_FOR_ALL = [
    ("/en/services/", {"method": "POST"}),
    ("/en/services/", {"HTTP_COOKIE": "sessionid=1"}),
    ("/en/services/", {"HTTP_COOKIE": "csrftoken=1; sessionid=1"}),
    ("/en/services/", {"HTTP_AUTHORIZATION": "Basic eDp5"}),
    ("/en/services/", {"host": "evil.example"}),
    ("/en/services/", {"host": f"{HOST}:81"}),
    ("/en/services/", {"host": HOST.upper()}),
    ("/en/services/", {"SCRIPT_NAME": "/x"}),
    ("/en/services/?preview=1", {}),
    ("/en/services/?unknown=1", {}),
    ("/en/services/?topic=health&topic=work", {}),
    ("/en/services/?q=%00", {}),
    ("/en/services/?q=" + "a" * 400, {}),
    ("/en/search/?q=leidimas", {}),
    ("/en/search/?q=qqqqqq", {}),
    ("/en/feedback/", {}),
    ("/en/jobs/submit/", {}),
    ("/en/networks/volunteering/offer/", {}),
    ("/en/jobs/my/forged/", {}),
    ("/en/networks/confirm/forged/", {}),
    ("/en/networks/my-posts/", {}),
    ("/en/no-such-page/", {}),
    ("/en/services/no-such-service/", {}),
    ("/en/guide/words/e-sveikata/", {}),
    ("/xx/services/", {}),
    ("/en/services", {}),
    ("/admin/", {}),
    ("/accounts/login/", {}),
    ("/healthz", {}),
    ("/static/site.css", {}),
    ("/en/services/\xc4\x97/", {}),
]


@pytest.mark.parametrize(("address", "how"), NOT_FOR_ALL)
def test_what_is_not_for_everybody_is_asked_of_django_each_time(cache, address, how):
    ask(cache, address, **how)
    ask(cache, address, **how)

    assert len(cache.application.asked) == 2
    assert (len(cache.pages), len(cache.questions)) == (0, 0)


def test_a_draft_shown_to_staff_reaches_nobody_else(cache):
    draft = Service.objects.published().last()
    draft.unpublish()
    path = f"/en/services/{draft.slug}/"

    assert ask(cache, f"{path}?preview=1", HTTP_COOKIE="sessionid=1").status == 404
    assert ask(cache, path).status == 404


def test_forms_keep_their_cookie_and_others_their_page(cache):
    form = ask(cache, "/en/feedback/")
    assert "csrftoken" in form.headers["Set-Cookie"]

    ask(cache, LIST)
    kept = ask(cache, LIST, HTTP_COOKIE="csrftoken=abc")
    assert len(cache.application.asked) == 2
    assert kept.content == ask(cache, LIST).content
    # Of what such a reader asks first, nothing is kept.
    ask(cache, "/lt/services/", HTTP_COOKIE="csrftoken=abc")
    ask(cache, "/lt/services/")
    assert len(cache.application.asked) == 4


@pytest.mark.parametrize(
    "other",
    [
        "municipality=kaisiadoriu-r&topic=health",
        "topic=health&municipality=kaisiadoriu-r&q=&need=&language=&kind=",
        "fbclid=abc&topic=health&municipality=kaisiadoriu-r&utm_source=letter",
        "topic=hea%6cth&municipality=kaisiadoriu-r",
    ],
)
def test_one_question_has_one_page(cache, other):
    first = ask(cache, f"{LIST}?topic=health&municipality=kaisiadoriu-r")
    second = ask(cache, f"{LIST}?{other}")

    assert (first.headers, first.content) == (second.headers, second.content)
    assert len(cache.application.asked) == 1
    assert b"utm_source" not in second.content


@pytest.mark.parametrize(
    "evil",
    [
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_X_HOST": "evil.example"},
        {"HTTP_FORWARDED": "host=evil.example"},
        {"HTTP_ACCEPT_LANGUAGE": "ru"},
        {"HTTP_ACCEPT": "text/evil"},
        {"HTTP_REFERER": "https://evil.example/"},
        {"HTTP_USER_AGENT": "evil"},
        {"HTTP_X_ORIGINAL_URL": "/admin/"},
        {"HTTP_X_HTTP_METHOD_OVERRIDE": "POST"},
        {"HTTP_RANGE": "bytes=0-1"},
        {"HTTP_IF_NONE_MATCH": "*"},
        {"HTTP_IF_MODIFIED_SINCE": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"HTTP_ACCEPT_ENCODING": "gzip"},
        {"method": "HEAD"},
        {"scheme": "https"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/en/events/"])
def test_who_asks_first_decides_nothing_for_others(cache, evil, path):
    ask(cache, path, **evil)

    answer = ask(cache, path)
    assert (answer.status, answer.content) == (200, ask(cache.application, path).content)
    assert b"evil" not in answer.content
    assert "evil" not in str(answer.headers)


def test_https_is_asked_for_where_it_must_be(cache, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = True
    secure = ask(cache, LIST, HTTP_X_FORWARDED_PROTO="https")
    kept = ask(cache, LIST, HTTP_X_FORWARDED_PROTO="https, http")

    assert kept.content == secure.content
    assert f"https://{HOST}{LIST}" in kept.text
    assert len(cache.application.asked) == 1
    ask(cache, LIST, HTTP_X_FORWARDED_PROTO="http")
    ask(cache, LIST)
    assert len(cache.application.asked) == 3


@pytest.mark.parametrize(
    ("status", "headers", "is_for_all"),
    [
        ("200 OK", {"Cache-Control": "public, max-age=0, must-revalidate"}, True),
        ("200 OK", {"Cache-Control": "no-cache", "Vary": "Accept-Encoding"}, True),
        ("200 OK", {"Cache-Control": "public", "Vary": "Accept-Encoding, Cookie"}, False),
        ("200 OK", {"Cache-Control": "public", "Vary": "*"}, False),
        ("200 OK", {"cache-control": "public", "SET-COOKIE": "a=b"}, False),
        ("200 OK", {"Cache-Control": "private, no-cache"}, False),
        ("200 OK", {"Cache-Control": "no-store"}, False),
        ("200 OK", {}, False),
        ("404 Not Found", {"Cache-Control": "public"}, False),
        ("302 Found", {"Cache-Control": "public"}, False),
        ("206 Partial Content", {"Cache-Control": "public"}, False),
    ],
)
def test_only_what_is_the_same_for_everybody_is_kept(status, headers, is_for_all):
    assert Answer(status, list(headers.items()), b"page").is_for_all is is_for_all


# --- Proxies


@pytest.mark.parametrize(("seconds", "ahead", "said"), [(0, 90, 0), (60, 90, 60), (60, 20, 20), (60, -5, 0)])
def test_a_proxy_may_keep_a_page_no_longer_than_it_is_true(cache, settings, seconds, ahead, said):
    settings.SHARED_CACHE_SECONDS = seconds
    until = timezone.now() + timedelta(seconds=ahead + 0.9)
    headers = [("Cache-Control", "public, max-age=0, must-revalidate")]
    answer = Answer("200 OK", headers, b"page", version=(1, 1), until=until, made_at=timezone.now())

    assert cache.cache_control(answer) == f"public, max-age=0, s-maxage={said}, stale-if-error=86400"


def test_what_says_itself_how_long_it_is_kept_keeps_its_word(cache):
    for _ in range(2):
        assert ask(cache, "/manifest.webmanifest?language=lt").headers["Cache-Control"] == "public, max-age=86400"


# --- Room and turns


def an_answer(size):
    return Answer("200 OK", [("Content-Type", "image/png"), ("Cache-Control", "public")], b"x" * size)


def test_store_holds_so_many_bytes_and_forgets_what_nobody_asks_for():
    store = Store(20 * (OVERHEAD + 1000))
    for number in range(20):
        store.put(number, an_answer(1000))
    assert (len(store), store.size) == (20, store.most)

    store.get(0)
    store.put("new", an_answer(1000))
    assert store.get(0) is not None
    assert store.get(1) is None
    store.put("too large", an_answer(store.most // 10))
    assert store.get("too large") is None
    store.put(0, an_answer(500))
    assert store.size == store.most - 500
    for key in [*range(20), "new"]:
        store.forget(key)
    assert (len(store), store.size) == (0, 0)


def test_store_counts_forms_that_are_made_later():
    store, answer = Store(1_000_000), Answer("200 OK", [("Content-Type", "text/html")], b"word " * 5000)
    store.put("page", answer)
    before = store.size
    answer.form("gzip")
    store.grown("page", answer)

    assert before < store.size <= before + 25_000
    store.forget("page")
    assert store.size == 0


def test_invented_questions_push_out_no_page(cache):
    ask(cache, LIST)
    cache.questions.most = 100_000
    for number in range(12):
        ask(cache, f"/en/guide/words/?q=invented{number}")

    assert 0 < len(cache.questions) < 12
    assert cache.questions.size <= 100_000
    count = len(cache.application.asked)
    ask(cache, LIST)
    assert len(cache.application.asked) == count


def test_many_at_once_make_a_page_once(cache):
    gate = threading.Barrier(6)
    found = []

    def reader():
        gate.wait()
        found.append(ask(cache, "/ru/services/"))
        connection.close()

    threads = [threading.Thread(target=reader) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(cache.application.asked) == 1
    assert len({answer.content for answer in found}) == 1
    assert cache._making == {}
