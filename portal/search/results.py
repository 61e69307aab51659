"""What is found for the words of a reader: what answers the question, then what has the words.

First as typed, then spelt right, then by those of the words that say most.
"""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import get_language

from directory.lookup import Found, forms_of, look_up, read
from portal.danger.answers import answer_to
from portal.questions.leads import Record, find
from portal.questions.models import SearchHint
from portal.questions.understanding import MOST_LEADS, understand
from portal.search.marking import Marker, words_of
from portal.search.models import MOST_HITS, MOST_TO_FILTER, MOST_WORDS, Row, SearchEntry
from portal.search.people import helpers
from portal.search.records import load, sunk
from portal.search.sources import Section, in_municipality
from portal.search.spelling import corrected

# So many hits of each section stand on the first page.
A_SECTION = 5
MOST_PLACES = 3
# Of what was asked a record must have so much to be shown, and so much to stand for an answer.
ENOUGH, GOOD, NEARLY_ALL, ALL = 0.3, 0.5, 0.74, 0.95
MOST_GOOD = 6
# A record that has less than this part of what the best one has shares only a common word with it.
NEAR_THE_BEST = 0.5


@dataclass
class Group:
    """The hits of one section; ``count`` of them are within the hits that were looked at."""

    section: Section
    count: int
    hits: list = field(default_factory=list)
    # All of them stand among the answers already.
    is_told: bool = False

    @property
    def has_more(self):
        return self.count > len(self.hits)


class Results:
    """The answer to one search. Its queries are few and constant: tests/portal/search count them.

    ``hints``: those that staff added, if others than the ones in use are to be tried.
    """

    def __init__(self, filters, hints=None):
        self.typed = filters.asked("q") or ""
        self.section = filters.asked("section")
        self.municipalities = {place.pk: place for place in filters.fields["municipality"].found.values()}
        self.words = words_of(self.typed)
        if hints is None:
            hints = SearchHint.objects.in_use() if self.words else ()
        self.asked = understand(self.typed, self.words, get_language(), hints)
        # What was searched for instead, when nothing had the words as they were typed.
        self.spelt, self.is_partial, self.has_some_words, self._fits = "", False, False, {}
        # Asked before spelling and names of places: they would find something that looks alike.
        self.danger = answer_to(self.typed) if self.words else None
        self.place = self._look_up_place()
        if self.danger:
            self.danger.municipality = filters.asked("municipality") or self._only_place()
        self.rows = sunk(self._search(filters.asked("municipality"))) if self.words else []
        # A guess only where nothing else was found.
        is_found = bool(self.rows or self.asked.leads)
        self.places = () if self.place.is_guess and is_found else self.place.municipalities[:MOST_PLACES]
        self.helpers = helpers(self.words, self.sure_places, self.municipalities) if self.words else []
        said = [word for meanings in self.asked.others.values() for meaning in meanings for word in meaning]
        self.marker = Marker([*self.asked.words, *said, *words_of(self.spelt)])

    def _look_up_place(self):
        """In danger only a name that surely is one, and not by the words that say so: "бьёт" is like a village."""
        typed = self.danger.other_words(self.typed) if self.danger else self.typed
        place = look_up(typed, self.municipalities.values())
        return Found() if self.danger and place.is_guess else place

    def _only_place(self):
        """The one municipality that was typed beside other words; somebody in danger is told who helps there."""
        places = () if self.place.is_guess else self.place.municipalities
        return places[0] if len(places) == 1 else None

    def _search(self, municipality):
        self.entries, self.most = SearchEntry.objects.published(), MOST_HITS + 1
        if municipality:
            self.entries, self.most = self.entries.filter(in_municipality(municipality)), MOST_TO_FILTER
        others = self.asked.others
        words = (self.words if self.danger else self.asked.words)[:MOST_WORDS]
        rows = self.entries.best_hits(words, most=self.most, others=others)
        # What only has some of the words, or words like them, has nothing for somebody in danger.
        if rows or self.is_place or self.danger:
            return rows
        spelt = [typed if typed in others else near for typed, near in zip(words, corrected(words), strict=True)]
        self.has_some_words = len(spelt) > 1
        if self.has_some_words:
            rows = self._fitting(spelt)
        elif spelt != words:
            rows = self.entries.best_hits(spelt, most=self.most)
        if rows:
            is_other = any(not Marker([typed]).is_hit(word) for typed, word in zip(words, spelt, strict=True))
            self.spelt = " ".join(spelt) if is_other else ""
            self.is_partial = self.has_some_words and not is_other
        return rows

    def _fitting(self, words):
        """The records that have the words that say most; not those that share only a common one with them."""
        rows = self._with_fit(words)
        least = max(ENOUGH, NEAR_THE_BEST * max((row.fit for row in rows), default=0))
        return [row for row in rows if row.fit >= least]

    def _with_fit(self, words):
        if tuple(words) not in self._fits:
            self._fits[tuple(words)] = self.entries.fitting_hits(words, self.asked.others, self.most)
        return self._fits[tuple(words)]

    @cached_property
    def answers(self):
        """What answers the question, the best first: Hits and Pages; at most three."""
        shown = [self._hits.get(one) if isinstance(one, Record) else one for one in self._chosen]
        return [one for one in shown if one and not one.is_example][:MOST_LEADS]

    @cached_property
    def _chosen(self):
        """Records and Pages that may be answers."""
        if not self.words or self.section or self.is_place or (self.danger and not self.asked.leads):
            return []
        leads = find(self.asked.leads, self.sure_or_named)
        return list(dict.fromkeys(self._in_order(leads))) if leads or self.asked.is_question else []

    @cached_property
    def _hits(self):
        """All that the first page shows, loaded at once: {Record: Hit}."""
        rows = [Row(one.model, one.record_id, "") for one in self._chosen if isinstance(one, Record)]
        hits = load([*rows, *self._of_all_sections], self.marker)
        return {Record(hit.record._meta.label_lower, hit.record.pk): hit for hit in hits}

    def _in_order(self, leads):
        """What may answer: a record called so, then what is known of the subject, then what fits by its words.

        A word that was asked for comes before its subject, and so does a record that has nearly all of a long question.
        """
        words = self.asked.words[:MOST_WORDS]
        if self.danger:
            return leads
        if len(words) < 2:
            whole = [_record(row) for row in self.rows if row.is_named]
            return [*whole[:1], *leads, *(_record(row) for row in self.rows if row.rank > 0 and self.asked.is_question)]
        rows = self._with_fit(words)
        named = [_record(row) for row in rows if row.is_named and row.section == Section.WORDS]
        good = [_record(row) for row in sorted(rows, key=lambda row: -row.fit) if row.fit >= GOOD][:MOST_GOOD]
        best = max((row.fit for row in rows), default=0)
        is_told = best >= (NEARLY_ALL if len(words) > 2 else ALL) and self.asked.sureness < len(words)
        first = [_record(row) for row in self.rows[:1] if row.is_named] + (named if self.asked.is_of_meaning else [])
        if is_told or self.asked.sureness < 1:
            first += good[:1]
        if self.asked.sureness <= 1:
            return [*first, *leads[:1], *named[:1], *leads[1:], *named, *good]
        return [*first, *leads, *named, *good]

    @property
    def is_weak(self):
        """Nothing answers: what stands there has only some of the words."""
        return bool(self.rows) and not self.answers and self.has_some_words

    @property
    def is_place(self):
        """Nothing but a municipality was typed, and it is known which."""
        return bool(self.place) and not self.place.is_guess and self._names_all(self.place.municipalities[0])

    def _names_all(self, municipality):
        typed, _kind = read(self.typed)
        return any(len(form.words) >= len(typed) for form in forms_of(municipality))

    @property
    def sure_places(self):
        """The municipalities whose coordinators are shown: nothing else was typed."""
        return [place for place in self.places if self._names_all(place)]

    @property
    def sure_or_named(self):
        """The municipalities that are named among other words."""
        return () if self.place.is_guess else self.place.municipalities[:MOST_PLACES]

    @property
    def is_cut(self):
        return len(self.rows) > MOST_HITS

    @property
    def count(self):
        return min(len(self.rows), MOST_HITS)

    @property
    def is_missed(self):
        """Staff should know: words were typed, and nothing answers them, or only badly."""
        return bool(self.words) and not self.danger and (self.is_nothing or self.is_weak)

    @property
    def is_nothing(self):
        return not (self.rows or self.places or self.helpers or self.answers)

    def groups(self):
        """The sections with their best hits: words from letters first, then the section of the best hit.

        A hit that stands among the answers already ``is_told``.
        """
        hits = [self._hits.get(_record(row)) for row in self._of_all_sections]
        groups = [Group(Section(section), count) for section, count in self._counts.items()]
        told = {answer.lead for answer in self.answers}
        for group in groups:
            group.hits = [hit for hit in hits if hit and hit.section == group.section]
            group.is_told = all(hit.lead in told for hit in group.hits)
            for hit in group.hits:
                hit.is_told = hit.lead in told
        return [group for group in groups if group.hits]

    @cached_property
    def _counts(self):
        """How many hits each section has, in the order of the page."""
        counts = Counter(row.section for row in self.rows[:MOST_HITS])
        order = sorted(counts, key=lambda section: section != Section.WORDS)  # stable: the rest by their best hit
        return {section: counts[section] for section in order}

    @property
    def _of_all_sections(self):
        return [row for section in self._counts for row in self._of(section)[:A_SECTION]]

    def first(self, amount):
        """The first answers and hits, as the page shows them."""
        below = [hit for group in self.groups() for hit in group.hits if not hit.is_told]
        return [*self.answers, *below][:amount]

    def _of(self, section):
        return [row for row in self.rows[:MOST_HITS] if row.section == section]

    def in_section(self):
        """The hits of the one section that was asked for, not loaded yet."""
        return self._of(self.section)

    def load(self, rows):
        return load(rows, self.marker)


def _record(row):
    return Record(row.model, row.record_id)
