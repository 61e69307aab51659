"""Every page of a running portal, saved to be compared with those of another version on the same database.

    python -m tests.crawl save http://localhost:8000 before
    python -m tests.crawl compare before after

What differs by nature is evened out: the token and the ticket of a form, the number of a request. Files (calendars,
feeds, cards of people, open data, leaflets) are saved as they are; of a leaflet only that it is one.
"""

import hashlib
import http.client
import re
import sys
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from tests.tree import ROOT

STARTS = ["/", "/sitemap.xml", "/robots.txt", "/manifest.webmanifest", "/data/services.json"]
# Lists with questions asked, errors, and pages that no link leads to.
MORE = [
    "events/?when=past",
    "events/?when=month&free=1",
    "events/month/",
    "events/calendar.ics",
    "events/feed.xml",
    "services/?need=learn-lithuanian",
    "services/?topic=health&municipality=kaisiadoriu-r",
    "services/?q=qqqq",
    "jobs/?level=none&pay=500&unit=month&housing=on",
    "jobs/feed.xml",
    "jobs/submit/",
    "jobs/my/forged/",
    "networks/coordinators/?q=Garliavoje",
    "networks/confirm/forged/",
    "guide/words/?q=deklaruoti",
    "guide/leaflets/?municipality=kaisiadoriu-r&topic=health",
    "search/?q=sodra",
    "search/?q=regitracija",
    "search/?q=qqqq",
    "data/services.json",
    "nothing-here/",
]
VARYING = [
    (rb'name="csrfmiddlewaretoken" value="[^"]*"', b"TOKEN"),
    (rb'name="ticket"[^>]*value="[^"]*"', b"TICKET"),
    (rb'value="[^"]*"[^>]*name="ticket"', b"TICKET"),
    (rb"DTSTAMP:\d+T\d+Z", b"DTSTAMP"),
    # The fingerprint in the name of a stylesheet or a script.
    (rb"(/static/[\w/-]+)\.[0-9a-f]{12}\.", rb"\1."),
]
LINK = re.compile(rb'(?:href|src|action)="([^"#]*)|<loc>([^<]*)')


class Crawl:
    def __init__(self, url, languages):
        self.url, self.host = url.rstrip("/"), urlsplit(url).netloc
        self.waiting = [*STARTS, *(f"/{code}/{path}" for code in languages for path in ["", *MORE])]
        self.seen = set(self.waiting)

    def pages(self):
        """(path, status and text) of each page that a link leads to, in the order they were found."""
        while self.waiting:
            path = self.waiting.pop()
            yield path, self.answer(path)

    def answer(self, path):
        door = http.client.HTTPConnection(self.host, timeout=60)
        door.request("GET", path)
        response = door.getresponse()
        body, kind = response.read(), response.headers.get_content_type()
        door.close()
        head = f"{response.status} {response.headers.get('Content-Type')} {response.headers.get('Location', '')}\n"
        if kind == "application/pdf":
            return head.encode() + body[:5]
        if kind in {"text/html", "application/xml"} and response.status == 200:
            self.follow(body)
        return head.encode() + body

    def follow(self, body):
        for pair in LINK.findall(body):
            address = (pair[0] or pair[1]).decode().replace("&amp;", "&").removeprefix(self.url)
            if address.startswith("/") and not address.startswith(("//", "/admin", "/accounts", "/static")):
                path = quote(unquote(address), safe="/?&=:+%")
                # Filters and forms beside a record are endless: lists are asked in MORE.
                if "?" not in path and path not in self.seen:
                    self.seen.add(path)
                    self.waiting.append(path)


def save(url, folder):
    folder = Path(folder)
    folder.mkdir(parents=True)
    languages = [path.parent.name for path in (ROOT / "locale").glob("*/LC_MESSAGES")]
    with open(folder / "index.txt", "w", encoding="utf-8") as index:
        for path, text in Crawl(url, sorted(languages)).pages():
            name = hashlib.sha256(path.encode()).hexdigest()[:20]
            (folder / name).write_bytes(text)
            index.write(f"{name} {path}\n")


def compare(before, after):
    """Say which pages are not the same byte for byte; return how many."""
    old, new = (read(Path(folder)) for folder in (before, after))
    differing = sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))
    for path in differing:
        where = (
            "only before"
            if path not in new
            else "only after"
            if path not in old
            else first_difference(old[path], new[path])
        )
        sys.stdout.write(f"{path}: {where}\n")
    sys.stdout.write(f"{len(old)} pages before, {len(new)} after, {len(differing)} differ\n")
    return len(differing)


def read(folder):
    lines = (folder / "index.txt").read_text(encoding="utf-8").splitlines()
    return {path: evened((folder / name).read_bytes()) for name, path in (line.split(" ", 1) for line in lines)}


def evened(text):
    for pattern, word in VARYING:
        text = re.sub(pattern, word, text)
    return text


def first_difference(old, new):
    place = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    return f"{old[max(0, place - 40) : place + 60]!r} became {new[max(0, place - 40) : place + 60]!r}"


if __name__ == "__main__":
    if sys.argv[1] == "save":
        save(*sys.argv[2:])
    else:
        sys.exit(compare(*sys.argv[2:]) > 0)
