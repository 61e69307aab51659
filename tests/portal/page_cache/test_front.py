import pytest
from tests.portal.page_cache.asking import ask

pytest_plugins = ["tests.portal.page_cache.fixtures"]

def test_smoke(cache):
    for path in ["/lt/", "/lt/events/", "/en/networks/coordinators/", "/", "/sitemap.xml"]:
        a = ask(cache, path, HTTP_ACCEPT_ENCODING="br"); b = ask(cache, path)
        print(path, a.status, len(a.sent), len(b.sent), a.headers)
        assert a.content == b.content
    print(cache.application.asked, cache.watch.version, cache.pages.size, cache.watch._moment)
