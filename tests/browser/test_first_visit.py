"""What a phone really fetches, headers included: the budgets of the design brief, seen by a browser."""

import pytest

from tests.browser.test_without_scripts import address_of
from tests.browser.visits import new_context

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


VISITED = ["chooser", "home", "services", "events", "coordinators", "guide page", "words", "project"]


@pytest.mark.parametrize("name", VISITED)
def test_first_visit_is_small_and_the_second_smaller(browser, site, name):
    context = new_context(browser, "ru")
    tab = context.new_page()
    meter = Meter(tab)
    requests, sent = meter.read(tab, address_of(site, name, "ru"))
    again, sent_again = meter.read(tab, address_of(site, "about", "ru"))
    context.close()

    assert 2 <= requests <= REQUESTS
    assert 2_000 < sent <= BYTES
    # The pages share their files, so the next one brings only itself; the chooser needs no script and no drawings.
    assert again == (3 if name == "chooser" else 1)
    assert 0 < sent_again <= REPEATED_BYTES
