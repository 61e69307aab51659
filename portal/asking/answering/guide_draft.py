"""A good answer becomes a question of the guide: a draft that staff finish, without what points to a person."""

import re

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.html import escape
from modeltranslation.utils import build_localized_fieldname

from guide.models import Question

GONE = "…"
# Addresses, links, numbers that reach or name somebody (also dates of birth and numbers of documents), names of two
# words and more. Rather too much than too little: staff read the draft and put words back.
PERSONAL = re.compile(
    r"\S+@\S+"
    r"|\b(?:https?://|www\.)\S+"
    r"|@\w{3,}"
    r"|\+?\b(?:[A-Z]{1,3}\s?)?\d(?:[\d\s()./-]{3,}\d)"
    r"|\b[A-ZĄČĘĖĮŠŲŪŽЁА-ЯІЇЄҐ][\w’'-]+(?:\s+[A-ZĄČĘĖĮŠŲŪŽЁА-ЯІЇЄҐ][\w’'-]+)+"
)
LONGEST_NAME = 200


def without_personal(text, known=()):
    """The text with "…" for what may point to a person; ``known`` are that person's own contacts."""
    for word in filter(None, known):
        text = text.replace(word, GONE)
    return PERSONAL.sub(GONE, text)


def proposal(question):
    """(What was asked, the last answer), each without what is personal: where staff begin from."""
    messages = list(question.messages.all())
    asked = next((message.text for message in messages if message.is_from_reader), "")
    answers = [message.text for message in messages if not message.is_from_reader and not message.is_asked_back]
    known = (question.email, question.phone)
    name = " ".join(without_personal(asked, known).split())
    return name[:LONGEST_NAME], without_personal(answers[-1], known) if answers else ""


def make_draft(question, name, answer):
    """A question of the guide in the language of the reader, which nobody sees before staff publish it."""
    language = question.language
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in re.split(r"\n\s*\n", answer) if part.strip())
    draft = Question(
        slug=f"question-{get_random_string(8, 'abcdefghjkmnpqrstuvwxyz23456789')}",
        source_language=language,
        needs_review=True,
        municipality=question.municipality,
    )
    setattr(
        draft, build_localized_fieldname("name", language), without_personal(name, (question.email, question.phone))
    )
    setattr(draft, build_localized_fieldname("description", language), paragraphs)
    with transaction.atomic():
        draft.save()
    return draft
