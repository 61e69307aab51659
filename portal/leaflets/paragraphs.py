"""A rich text as plain paragraphs, for paper."""

from dataclasses import dataclass
from html.parser import HTMLParser

import nh3

TAGS = {"p", "h2", "h3", "ol", "ul", "li", "br"}
HEADINGS = {"h2", "h3"}


@dataclass
class Paragraph:
    """``kind`` is "heading", "step" (an item of a numbered list), "item" or "text"."""

    kind: str
    text: str


def paragraphs(html):
    """The paragraphs of a rich text, in order, without empty ones."""
    reader = _Reader()
    reader.feed(nh3.clean(html, tags=TAGS, attributes={}))
    reader.close()
    return [Paragraph(found.kind, text) for found in reader.found if (text := " ".join(found.text.split()))]


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = []
        self.lists = []

    def handle_starttag(self, tag, attributes):
        if tag in {"ol", "ul"}:
            self.lists.append(tag)
        elif tag == "br":
            self.handle_data(" ")
        elif tag == "li":
            self.found.append(Paragraph("step" if self.lists[-1:] == ["ol"] else "item", ""))
        elif not (tag == "p" and self.lists):
            # A paragraph within an item belongs to the item.
            self.found.append(Paragraph("heading" if tag in HEADINGS else "text", ""))

    def handle_endtag(self, tag):
        if tag in {"ol", "ul"} and self.lists:
            self.lists.pop()
        elif tag == "p":
            self.handle_data(" ")

    def handle_data(self, data):
        if not self.found:
            self.found.append(Paragraph("text", ""))
        self.found[-1].text += data
