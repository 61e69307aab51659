"""What a phone really fetches, headers included (design brief, budgets); without a browser: tests/test_page_weight.py."""

import pytest

from tests.browser.visits import new_context
from tests.site import PAGES

pytest_plugins = ["tests.site_fixtures"]
pytestmark = pytest.mark.browser

REQUESTS = 6
BYTES = 25_000
REPEATED_BYTES = 10_000


class Meter:
    """Counts what goes over the line while a tab is open."""

    def __init__(self, tab):
        self.fetched, self.cached = {}, set()
        self.line = tab.context.new_cdp_session(tab)
        self.line.send("Network.enable")
        self.line.on("Network.requestServedFromCache", lambda event: self.cached.add(event["requestId"]))
        self.line.on("Network.loadingFinished", self.note)

    def note(self, event):
        # A file from the cache finishes too, with no byte sent.
        if event["requestId"] not in self.cached and event["encodedDataLength"]:
            self.fetched[event["requestId"]] = event["encodedDataLength"]

    def read(self, tab, address):
        """Open the address; return how many requests and how many bytes it took."""
        self.fetched.clear()
        tab.goto(address, wait_until="networkidle")
        return len(self.fetched), round(sum(self.fetched.values()))


VISITED = [page for page in PAGES if page.status == 200 and not page.is_error_state and not page.is_account]


@pytest.mark.parametrize("page", VISITED, ids=lambda page: page.name)
def test_first_visit_is_small_and_the_second_smaller(browser, site, page):
    context = new_context(browser, "ru")
    tab = context.new_page()
    meter = Meter(tab)
    requests, sent = meter.read(tab, site.address(page, "ru"))
    # The pages share their files: the next one brings only itself.
    again, sent_again = meter.read(tab, site.url + ("/en/about/" if page.name != "about" else "/en/privacy/"))
    context.close()

    assert 2 <= requests <= REQUESTS
    assert 2_000 < sent <= BYTES
    assert again <= 1 or page.name == "chooser"
    assert 0 < sent_again <= REPEATED_BYTES
