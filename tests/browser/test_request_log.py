"""What the server writes down about visits: every request, nobody's words, and no mistake of ours."""

import json

import pytest

pytest_plugins = ["tests.site_fixtures"]
pytestmark = pytest.mark.browser


def test_server_logs_requests_without_words_and_makes_no_mistake(phones, site):
    phones["en"].goto(f"{site.url}/en/services/?q=unmistakable")
    lines = [json.loads(line) for line in site.log.read_text().splitlines()]

    requests = [line for line in lines if line["message"] == "request"]
    assert ("GET", "en/services/", 200) in [(line["method"], line.get("route"), line["status"]) for line in requests]
    assert "unmistakable" not in site.log.read_text()
    assert [line for line in requests if line["status"] >= 500] == []
    assert [line for line in lines if line["level"] in {"ERROR", "CRITICAL"}] == []
