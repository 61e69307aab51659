"""How tests ask for leaflets and read them."""

import re
from datetime import UTC, datetime
from io import BytesIO

import pypdf

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
PATH = "/guide/leaflets/health-kaisiadoriu-r.pdf"
RESIDENTS = "/lt/guide/leaflets/residents-kaisiadoriu-r.pdf"


def get(client, path, language="", **headers):
    return client.get(f"/{language}{path}" if language else path, headers={"accept-encoding": "identity", **headers})


def read(answer):
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return pypdf.PdfReader(BytesIO(answer.content))


def text_of(answer):
    """What a program reads, with the words that a line divides put together again."""
    text = "\n".join(page.extract_text() for page in read(answer).pages)
    return " ".join(re.sub(r"[\u00ad-]\n", "", text.replace("\u200b", "")).split())


def in_order(text, *parts):
    """Whether each part stands behind the one before it."""
    place = 0
    for part in parts:
        if (found := text.find(part, place)) < 0:
            return False
        place = found + len(part)
    return True
