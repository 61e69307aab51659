"""Private pages are one kind: which they are is read from the routes, and each answer below them has their headers."""

import pytest

from content.access.private_pages import is_private, private_prefixes

HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "strict-origin", "X-Robots-Tag": "noindex, nofollow"}
PREFIXES = [
    "accounts/letter/",
    "lt/events/registration/",
    "lt/events/registration/confirm/",
    "ru/jobs/my/",
    "en/letters/stop/",
    "en/networks/confirm/",
    "lt/networks/my-posts/",
]


def test_private_addresses_are_these():
    assert private_prefixes() == (
        "accounts/letter/",
        "ask/answer/",
        "ask/confirm/",
        "ask/thread/",
        "events/registration/",
        "events/registration/confirm/",
        "follow/confirm/",
        "follow/own/",
        "follow/stop/",
        "jobs/my/",
        "jobs/submit/confirm/",
        "letters/stop/",
        "networks/confirm/",
        "networks/my-posts/",
        "networks/volunteering/offer/confirm/",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "head", "delete"])
@pytest.mark.parametrize("rest", ["forged/", "forged", "forged/further/", "1/"])
@pytest.mark.parametrize("prefix", [prefix for prefix in PREFIXES if "my-posts" not in prefix])
def test_whatever_answers_there_has_the_headers(client, prefix, rest, method):
    answer = getattr(client, method)(f"/{prefix}{rest}")

    assert {name: answer[name] for name in HEADERS} == HEADERS


@pytest.mark.django_db
@pytest.mark.parametrize("rest", ["s3cr3t-key/", "s3cr3t-key", "s3cr3t-key/further/", "x/s3cr3t-key"])
@pytest.mark.parametrize("prefix", PREFIXES)
def test_no_line_of_ours_holds_the_key(client, caplog, prefix, rest):
    client.get(f"/{prefix}{rest}")

    lines = [record.fields for record in caplog.records if record.name == "portal.requests"]
    assert len(lines) == 1
    assert "s3cr3t" not in str(lines)


@pytest.mark.parametrize(
    "path", ["/", "/lt/", "/lt/jobs/", "/lt/jobs/submit/", "/networks/", "/lt/networks/", "/xx/jobs/my/"]
)
def test_other_addresses_are_not_private(path):
    assert not is_private(path)
