"""What stands before all results of somebody in danger: what to do now, and whom to call."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils.translation import get_language

from portal.danger.folding import words_in
from portal.danger.matching import danger_words
from portal.danger.models import DangerPhrase
from portal.danger.topics import Topic
from services.models import Service, ServiceContact


@dataclass
class Line:
    """A help line that fits, with its numbers that can be called."""

    service: Service
    contacts: list

    @property
    def speaks_to_reader(self):
        return get_language() in self.service.languages


@dataclass
class Answer:
    """The topic of a search, and the words of it that say so."""

    topic: Topic
    words: list

    def is_of(self, word):
        """The word is one of those that say so: whatever it resembles, nothing else was meant."""
        return not {*words_in(word)}.isdisjoint(self.words)

    @cached_property
    def lines(self):
        """The lines of the topic that can be called, those in the reader's language first; one query."""
        found = {}
        for contact in _numbers(self.topic.lines):
            found.setdefault(contact.service.slug, Line(contact.service, [])).contacts.append(contact)
        lines = [found[slug] for slug in self.topic.lines if slug in found]
        return sorted(lines, key=lambda line: not line.speaks_to_reader)


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
