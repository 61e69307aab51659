"""What stands before all results of somebody in danger: what to do now, and whom to call."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language

from directory.models import Municipality
from networks.posts.who_helps import helper_for
from portal.danger.folding import words_in
from portal.danger.matching import danger_words
from portal.danger.models import DangerPhrase
from portal.danger.topics import Topic, topics
from services.models import Service, ServiceContact


@dataclass
class Line:
    """A help line that fits, with its numbers that can be called."""

    service: Service
    contacts: list

    @property
    def speaks_to_reader(self):
        """Whoever names no language answers in that of the country."""
        return get_language() in (self.service.languages or [settings.LANGUAGE_CODE])


@dataclass
class Answer:
    """The topic of a search, and the words of it that say so."""

    topic: Topic
    words: list
    # Where the reader lives, as far as it was chosen or typed.
    municipality: Municipality | None = None

    def other_words(self, text):
        """What was typed beside the words that say so."""
        return " ".join(word for word in words_in(text) if word not in self.words)

    @cached_property
    def lines(self):
        """The lines of the topic that can be called, those in the reader's language first; one query."""
        return _in_order(self.topic, _lines(self.topic.lines))

    @cached_property
    def helper(self):
        """Who helps in the reader's municipality, where the topic sends people there; None where it does not."""
        return helper_for(self.municipality) if self.topic.asks_coordinator else None


def all_lines():
    """Pairs of a topic and its lines, every danger: for a page that is read where nothing can be asked; one query."""
    found = _lines({slug for topic in topics().values() for slug in topic.lines})
    return [(topic, _in_order(topic, found)) for topic in topics().values()]


def _in_order(topic, found):
    lines = [found[slug] for slug in topic.lines if slug in found]
    return sorted(lines, key=lambda line: not line.speaks_to_reader)


def _lines(slugs):
    found = {}
    for contact in _numbers(slugs):
        found.setdefault(contact.service.slug, Line(contact.service, [])).contacts.append(contact)
    return found


def _numbers(slugs):
    services = Service.objects.published().still_given().filter(is_emergency=True, is_example=False, slug__in=slugs)
    suspended = Q(service__in=Service.objects.filter(Service.objects.is_paused()))
    contacts = ServiceContact.objects.filter(service__in=services).exclude(suspended)
    callable_ones = contacts.filter(is_public=True, is_valid=True, kind__in=ServiceContact.CALLS)
    return callable_ones.select_related("service").order_by("position", "pk")


def answer_to(text):
    """The Answer to a search of somebody in danger, or None; one query."""
    found = danger_words(text, DangerPhrase.objects.asked()) if text else None
    return Answer(*found) if found else None
