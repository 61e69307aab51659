from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from guide.forms import QuestionFilterForm, WordFilterForm
from guide.models import GuidePage, Question, Statistic, Word
from portal.content.pagination import paginate
from portal.content.preview import is_preview, readable

WORDS_A_PAGE = 40
# What to do with a letter: the page that the words belong to.
LETTERS_PAGE = "letters"


@require_safe
def guide_list(request):
    """The contents: top pages for newcomers and, apart, for residents."""
    pages = GuidePage.objects.published().top().for_cards()
    context = {"page": pages.for_newcomers(), "public": pages.for_public()}
    return render(request, "guide/list.html", context)


@require_safe
def guide_detail(request, slug):
    """A page with the pages below it, and the services of its topics beside it."""
    page = get_object_or_404(readable(request, GuidePage.objects).for_detail(), slug=slug)
    children = page.children.published().for_cards()
    return render(
        request, "guide/detail.html", {"record": page, "children": children, "is_preview": is_preview(request)}
    )


@require_safe
def question_list(request):
    filters = QuestionFilterForm(request.GET)
    questions = filters.apply(readable(request, Question.objects).for_cards())
    return render(request, "guide/questions.html", {"filters": filters, "page": paginate(request, questions)})


@require_safe
def word_list(request):
    """Words from letters in the Lithuanian alphabet."""
    filters = WordFilterForm(request.GET)
    words = filters.apply(readable(request, Word.objects).select_related("guide_page").in_order())
    letters = GuidePage.objects.published().filter(slug=LETTERS_PAGE).first()
    return render(
        request,
        "guide/words.html",
        {"filters": filters, "letters": letters, "page": paginate(request, words, WORDS_A_PAGE)},
    )


@require_safe
def statistic_list(request):
    statistics = readable(request, Statistic.objects).select_related("municipality")
    return render(request, "guide/statistics.html", {"page": statistics})
