"""The pages that every record has beside its own: a text to send, and a card to show. Each is not for search."""

from django.conf import settings
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from content.access.preview import is_preview, readable
from content.sharing.text import channels, share_text

# Letters on a line of a printed card in its usual size, and how many lines of that length each size takes: measured
# with the longest words of three languages, in the fonts of a Debian machine.
LINE_OF_A6 = 38
PRINT_SIZES = {"": 17, "small": 28}


@require_safe
def share(request, model, facts, slug):
    return share_page(request, _record(request, model, slug), facts)


@require_safe
def card(request, model, facts, slug):
    return card_page(request, _record(request, model, slug), facts)


@require_safe
def place_on_list(request, model, slug):
    """The short address of a record without a page of its own leads to its place on the list."""
    return redirect(_record(request, model, slug))


def _record(request, model, slug):
    return get_object_or_404(readable(request, model.objects).for_detail(), slug=slug)


def share_page(request, record, facts):
    """``facts`` makes Facts of the record in the active language."""
    found = facts(record)
    texts = share_text(found, request.build_absolute_uri(found.path))
    context = {
        "record": record,
        "facts": found,
        "texts": texts,
        "channels": channels(texts, found.name),
        "is_preview": is_preview(request),
    }
    return render(request, "content/share.html", context)


def card_page(request, record, facts):
    """The language of the country first: that is the half to be read by somebody else."""
    halves = []
    for code in card_languages():
        with override(code):
            halves.append({"language": code, "facts": facts(record)})
    title = next(half["facts"].title for half in halves if half["language"] == get_language())
    link = request.build_absolute_uri(record.own_address)
    context = {
        "record": record,
        "halves": halves,
        "title": title,
        "link": link,
        "print_size": print_size(halves),
        "is_preview": is_preview(request),
    }
    return render(request, "content/card.html", context)


def print_size(halves):
    """The class of letters in which a card fits on one sheet of A6; "" for the usual ones."""
    texts = [text for half in halves for text in half["facts"].on_half_of_card()]
    texts += halves[0]["facts"].below_card()
    lines = sum(-(-len(text) // LINE_OF_A6) for text in texts)
    return next((name for name, most in PRINT_SIZES.items() if lines <= most), "tiny")


def card_languages():
    """The language of the country and the reader's; who reads the former gets that of the other readers beside it."""
    others = dict.fromkeys([get_language(), settings.X_DEFAULT_LANGUAGE])
    return [settings.LANGUAGE_CODE, next(code for code in others if code != settings.LANGUAGE_CODE)]
