"""The budgets of the design brief, in the bytes a server really sends; 1 kB is 1,000 bytes.

People on prepaid data read these pages: a budget is not widened to make a test pass.
What a browser fetches is measured in tests/browser/test_first_visit.py.
"""

from urllib.parse import urlsplit

import pytest

from tests.site import PAGES

pytest_plugins = ["tests.site_fixtures"]

HTML = 8_000
HTML_WHOLE = 10_000
HTML_RAW = 40_000
HTML_AND_CSS = 14_000
CSS = 5_000
SCRIPT_RAW = 5_000
SCRIPT = 2_000
REQUESTS = 6
FIRST_VISIT = 25_000
FIRST_VISIT_WITH_PICTURE = 60_000
# What the server says before the first byte of an answer, roughly; a browser test measures it exactly.
HEADERS = 1_000


def is_whole(path):
    """What a reader wants as one page: everybody who can be called, and the whole plan, which is printed (0050)."""
    return path.endswith(("/networks/coordinators/", "/guide/first-90-days/"))


def readers_pages(crawled):
    return {path: answer for path, answer in crawled.items() if answer.is_page}


def parts(answer):
    """The addresses of what a browser fetches with the page: styles, icon, scripts, pictures, fonts."""
    found = answer.tree.xpath(
        "//link[@rel='stylesheet' or @rel='icon' or @rel='preload' or @rel='manifest']/@href"
        "| //script/@src | //img/@src | //source/@srcset | //iframe/@src | //object/@data"
        "| //*[local-name()='use']/@href"
    )
    # One file of drawings is fetched once, whatever a page shows of it.
    return {address.partition("#")[0] for address in found if not address.startswith("#")}


@pytest.fixture(scope="module")
def files(site, crawled):
    """Every file the pages fetch, once: address -> Answer."""
    return {path: site.get(path) for path in {part for page in readers_pages(crawled).values() for part in parts(page)}}


def test_server_presses_pages_and_files(crawled, files):
    sent_plain = [
        path
        for path, answer in [*readers_pages(crawled).items(), *files.items()]
        if answer.headers.get("Content-Encoding") != "br" and len(answer.content) > 1_000
    ]

    assert len(crawled) > 500
    assert sent_plain == []


def test_html_is_within_its_budget(crawled):
    heavy = {
        path: len(answer.sent)
        for path, answer in readers_pages(crawled).items()
        if len(answer.sent) > (HTML_WHOLE if is_whole(path) else HTML)
    }

    assert heavy == {}


def test_unpacked_html_is_within_its_budget(crawled):
    heavy = {
        path: len(answer.content)
        for path, answer in readers_pages(crawled).items()
        if len(answer.content) > HTML_RAW and not is_whole(path)
    }

    assert heavy == {}


def test_text_and_style_fit_the_first_round_trip(crawled, files):
    styles = [answer for path, answer in files.items() if path.endswith(".css")]
    heavy = {}
    for path, answer in readers_pages(crawled).items():
        total = len(answer.sent) + sum(len(style.sent) for style in styles if style.path in parts(answer))
        if total > HTML_AND_CSS:
            heavy[path] = total

    assert len(styles) == 1
    assert heavy == {}


def test_style_and_script_are_within_their_budgets(files):
    styles = [answer for path, answer in files.items() if path.endswith(".css")]
    scripts = [answer for path, answer in files.items() if path.endswith(".js")]

    assert sum(len(style.sent) for style in styles) <= CSS
    assert sum(len(script.content) for script in scripts) <= SCRIPT_RAW
    assert sum(len(script.sent) for script in scripts) <= SCRIPT


def test_first_visit_is_within_its_budget(crawled, files):
    heavy = {}
    for path, answer in readers_pages(crawled).items():
        fetched = [files[part] for part in parts(answer)]
        total = sum(len(part.sent) + HEADERS for part in [answer, *fetched])
        has_picture = any(
            part.headers.get_content_type().startswith("image/") for part in fetched if "icon" not in part.path
        )
        if 1 + len(fetched) > REQUESTS or total > (FIRST_VISIT_WITH_PICTURE if has_picture else FIRST_VISIT):
            heavy[path] = (1 + len(fetched), total)

    assert heavy == {}


def test_everything_comes_from_this_site_and_stays_in_the_cache(files):
    assert files
    for path, answer in files.items():
        assert not urlsplit(path).netloc
        assert answer.status == 200
        # The manifest names hashed files and has no hash itself.
        kept = "max-age=86400" if path.startswith("/manifest.webmanifest") else "immutable"
        assert kept in answer.headers["Cache-Control"], path


def test_filtered_lists_are_no_heavier_than_the_whole(site):
    for page in PAGES:
        if page.template.endswith("list.html") and "?" in page.path:
            for language in page.languages:
                assert len(site.get(site.path(page, language)).sent) <= HTML, page.name
