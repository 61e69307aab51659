"""The offers for what was typed so far; nothing of it is kept."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content.translatable.models import ShownText
from directory.lookup import fold, forms_of, look_up
from directory.models import Municipality
from portal.danger.answers import answer_to
from portal.questions.leads import Page, Record, find
from portal.questions.models import SearchHint
from portal.questions.understanding import understand
from portal.search.marking import Marker, words_of
from portal.search.models import MOST_WORDS, Row, SearchEntry
from portal.search.records import load
from portal.search.sources import Section

# So many are shown, so many of them answers to what is typed already.
MOST, MOST_ANSWERS = 6, 2
SHORTEST = 2


@dataclass
class Offer:
    """One line under the box; ``language`` is that of its title, where it is not the reader's."""

    title: str
    hint: str
    url: str
    language: str = ""


def offers_for(text):
    """What may be meant; to somebody in danger help alone."""
    words = words_of(text)[:MOST_WORDS]
    if len("".join(words)) < SHORTEST:
        return []
    if danger := answer_to(text):
        address = f"{reverse('search:results')}?{urlencode({'q': text})}"
        return [Offer(str(danger.topic.title), _("Help now, and whom to call"), address, _foreign(danger.topic.title))]
    places = _places(text)
    leads = understand(text, words, get_language(), SearchHint.objects.in_use()).leads
    answers = find(leads[:MOST_ANSWERS])
    begun = [Record(row.model, row.record_id) for row in SearchEntry.objects.published().begun_hits(words, MOST)]
    return [*places, *_shown(list(dict.fromkeys([*answers, *begun])))][:MOST]


def _places(text):
    """The municipalities that are called so, or whose names begin so."""
    found = look_up(text, Municipality.objects.all())
    wanted = [place for place in found.municipalities if not found.is_guess or _begins(place, text)]
    return [
        Offer(str(place), _("Who helps here"), place.get_absolute_url(), _foreign(place.text("name")))
        for place in wanted[:MOST_ANSWERS]
    ]


def _begins(place, text):
    return any(" ".join(form.words).startswith(fold(text)) for form in forms_of(place))


def _shown(chosen):
    rows = [Row(one.model, one.record_id, "") for one in chosen if isinstance(one, Record)]
    hits = {(hit.record._meta.label_lower, hit.record.pk): hit for hit in load(rows, Marker([]))}
    for one in chosen:
        if isinstance(one, Page):
            yield Offer(str(one.name), str(one.snippet), one.url)
        elif (hit := hits.get((one.model, one.record_id))) and not hit.is_example:
            yield _of_record(hit)


def _of_record(hit):
    if hit.is_word:
        return Offer(hit.word, str(hit.name), hit.url, "" if get_language() == "lt" else "lt")
    return Offer(str(hit.name), str(Section(hit.section).label), hit.url, _foreign(hit.name))


def _foreign(text):
    return text.language if isinstance(text, ShownText) and text.is_foreign else ""
