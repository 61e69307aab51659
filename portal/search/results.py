"""What is found for the words of a reader: first as typed, then spelt right, then by some of the words."""

from collections import Counter
from dataclasses import dataclass, field

from directory.lookup import Found, forms_of, look_up, read
from portal.danger.answers import answer_to
from portal.search.marking import Marker, words_of
from portal.search.models import MOST_HITS, MOST_TO_FILTER, MOST_WORDS, SearchEntry
from portal.search.people import helpers
from portal.search.records import load
from portal.search.sources import Section, in_municipality
from portal.search.spelling import corrected

# So many hits of each section stand on the first page.
A_SECTION = 5
MOST_PLACES = 3


@dataclass
class Group:
    """The hits of one section; ``count`` of them are within the hits that were looked at."""

    section: Section
    count: int
    hits: list = field(default_factory=list)

    @property
    def has_more(self):
        return self.count > len(self.hits)


class Results:
    """The answer to one search. At most eight queries, whatever is found: tests/portal/search count them."""

    def __init__(self, filters):
        self.typed = filters.asked("q") or ""
        self.section = filters.asked("section")
        self.municipalities = {place.pk: place for place in filters.fields["municipality"].found.values()}
        self.words = words_of(self.typed)[:MOST_WORDS]
        # What was searched for instead, when nothing had the words as they were typed.
        self.spelt, self.is_partial = "", False
        # Asked before spelling and names of places: they would find something that looks alike.
        self.danger = answer_to(self.typed) if self.words else None
        self.place = self._look_up_place()
        if self.danger:
            self.danger.municipality = filters.asked("municipality") or self._only_place()
        self.rows = self._search(filters.asked("municipality")) if self.words else []
        # A guess only where nothing else was found.
        self.places = () if self.place.is_guess and self.rows else self.place.municipalities[:MOST_PLACES]
        self.helpers = helpers(self.words, self.sure_places, self.municipalities) if self.words else []
        self.marker = Marker(self.words + words_of(self.spelt))

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
        entries, most = SearchEntry.objects.published(), MOST_HITS + 1
        if municipality:
            entries, most = entries.filter(in_municipality(municipality)), MOST_TO_FILTER
        rows = entries.best_hits(self.words, most=most)
        # What only has some of the words, or words like them, has nothing for somebody in danger.
        if not rows and not self.is_place and not self.danger:
            words = corrected(self.words)
            is_any = len(words) > 1
            if is_any or words != self.words:
                rows = entries.best_hits(words, is_any, most)
            if rows:
                is_other = any(not Marker([typed]).is_hit(word) for typed, word in zip(self.words, words, strict=True))
                self.spelt = " ".join(words) if is_other else ""
                self.is_partial = is_any and not is_other
        return rows

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
    def is_cut(self):
        return len(self.rows) > MOST_HITS

    @property
    def count(self):
        return min(len(self.rows), MOST_HITS)

    @property
    def is_nothing(self):
        return not (self.rows or self.places or self.helpers)

    def groups(self):
        """The sections with their best hits: words from letters first, then the section of the best hit."""
        counts = Counter(row.section for row in self.rows[:MOST_HITS])
        order = sorted(counts, key=lambda section: section != Section.WORDS)  # stable: the rest by their best hit
        shown = [row for section in order for row in self._of(section)[:A_SECTION]]
        hits = load(shown, self.marker)
        groups = [Group(Section(section), counts[section]) for section in order]
        for group in groups:
            group.hits = [hit for hit in hits if hit.section == group.section]
        return [group for group in groups if group.hits]

    def _of(self, section):
        return [row for row in self.rows[:MOST_HITS] if row.section == section]

    def in_section(self):
        """The hits of the one section that was asked for, not loaded yet."""
        return self._of(self.section)

    def load(self, rows):
        return load(rows, self.marker)
