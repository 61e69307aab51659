"""Which page an address is, for counting: its kind, its record, its language. Asked outside of Django's request."""

import re
from functools import lru_cache

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import override

from content.access.private_pages import is_private

# Places in addresses that name a public record. Anything else in an address is never kept.
RECORD = ("slug", "municipality_slug")
# Pages of readers end so; feeds, calendars and data for machines do not.
ENDINGS = ("/", ".pdf")
# Pages about the reader's own phone or typing, and thanks for a form: reading them says nothing.
LEFT_OUT = {"offline", "pack"}
ROBOT = re.compile(
    r"bot|crawl|spider|slurp|preview|facebookexternal|whatsapp|viber|telegram|skype|slack|discord|embed|fetch|monitor"
    r"|uptime|pingdom|lighthouse|headless|phantom|python|curl|wget|java/|go-http|httpclient|okhttp|libwww|axios|scrap"
    r"|archive|validator|checker|scan|feed|rss",
    re.IGNORECASE,
)


def is_robot(agent):
    """A program that reads for nobody in particular; who does not say what it is counts as one."""
    return not agent or "mozilla" not in agent.lower() or bool(ROBOT.search(agent))


@lru_cache(maxsize=4096)
def page_of(path):
    """(kind, record, language) of a public page for readers, or None."""
    language = path.split("/", 2)[1] if path.startswith("/") else ""
    if language not in dict(settings.LANGUAGES) or not path.endswith(ENDINGS) or is_private(path):
        return None
    try:
        with override(language):
            found = resolve(path)
    except Resolver404:
        return None
    if found.view_name in LEFT_OUT or not found.view_name:
        return None
    record = next((found.kwargs[name] for name in RECORD if name in found.kwargs), "")
    return found.view_name[:60], record[:160], language
