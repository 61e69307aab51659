from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from content.access.preview import is_preview, readable
from content.pagination import paginate
from guide.forms import GuideFilterForm, QuestionFilterForm, WordFilterForm
from guide.models import GuidePage, Question, Statistic, Word
from guide.structured_data import questions_in_words_of_schema

# So few words stand open: nobody came for a list.
FEW_WORDS = 3
FIGURES_A_PAGE = 60
# So many pages of a list of contents stand at once.
MOST_CONTENTS = 200
# Pages to read on at the end of a page.
NEIGHBOURS = 4
# What to do with a letter: the page that the words belong to.
LETTERS_PAGE = "letters"


@require_safe
def guide_list(request):
    """The contents: top pages for newcomers and, apart, for residents; those of one municipality if it is asked for."""
    filters = GuideFilterForm(request.GET)
    municipality = filters.asked("municipality")
    pages = GuidePage.objects.published().for_cards()
    top = pages.top().for_newcomers()
    context = {
        "filters": filters,
        "page": (top.nationwide() if municipality else top)[:MOST_CONTENTS],
        "own": pages.for_newcomers().of_municipality(municipality)[:MOST_CONTENTS] if municipality else [],
        "municipality": municipality,
        "public": pages.top().for_public()[:MOST_CONTENTS],
    }
    return render(request, "guide/list.html", context)


@require_safe
def guide_detail(request, slug, template="guide/detail.html", beside=lambda page: {}):
    """A page with the pages below and next to it; ``beside`` gives what the roof adds, ``template`` where it stands."""
    page = get_object_or_404(readable(request, GuidePage.objects).for_detail(), slug=slug)
    children = list(page.children.published().for_cards())
    context = {
        "record": page,
        "is_preview": is_preview(request),
        "children": [child for child in children if child.municipality_id == page.municipality_id],
        "local": [child for child in children if child.municipality_id != page.municipality_id],
        "neighbours": page.neighbours().for_cards()[:NEIGHBOURS],
        **beside(page),
    }
    return render(request, template, context)


@require_safe
def residents(request):
    """For the host public: who refugees are, figures with their dates, and how to help."""
    figures = Statistic.objects.published().filter(subject=Statistic.Subject.REFUGEES)
    context = {
        "pages": GuidePage.objects.published().for_public().for_cards(),
        "figures": figures.filter(as_of__isnull=False).select_related("municipality"),
    }
    return render(request, "guide/residents.html", context)


@require_safe
def question_list(request):
    filters = QuestionFilterForm(request.GET)
    page = paginate(request, filters.apply(readable(request, Question.objects).for_cards()))
    context = {"filters": filters, "page": page, "structured_data": questions_in_words_of_schema(page)}
    return render(request, "guide/questions.html", context)


@require_safe
def word_list(request):
    """Words from letters in the Lithuanian alphabet."""
    filters = WordFilterForm(request.GET)
    words = filters.apply(readable(request, Word.objects).in_order()).select_related("guide_page")
    letters = GuidePage.objects.published().filter(slug=LETTERS_PAGE).first()
    page = paginate(request, words)
    context = {
        "filters": filters,
        "letters": letters,
        "letter": (filters.asked("letter") or "").upper(),
        "letters_in_use": [] if filters.given.get("q") else Word.objects.published().first_letters(),
        "page": page,
        "few": page.paginator.count <= FEW_WORDS,
    }
    return render(request, "guide/words.html", context)


@require_safe
def statistic_list(request):
    statistics = readable(request, Statistic.objects).select_related("municipality")
    return render(request, "guide/statistics.html", {"page": paginate(request, statistics, FIGURES_A_PAGE)})
