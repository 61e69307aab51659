from urllib.parse import urlencode

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from content.editing.admin import EditingMixin
from feedback.models import EmptySearch
from portal.mending.forms import SearchHintForm
from portal.questions.models import SearchHint


@admin.register(SearchHint)
class SearchHintAdmin(EditingMixin, ModelAdmin):
    """What staff add to the words of search; which frozen questions it changes is shown before it is saved."""

    form = SearchHintForm
    list_display = ["words", "language", "means", "leads_to", "is_active", "note"]
    list_filter = ["language", "is_active"]
    list_select_related = ["need", "guide_page", "service", "word"]
    search_fields = ["words", "means", "note"]
    autocomplete_fields = ["guide_page", "service", "word"]
    own_top_template = "admin/mending/effect.html"

    @admin.display(description=_("page that answers"))
    def leads_to(self, hint):
        records = (hint.need, hint.guide_page, hint.service, hint.word)
        return next((str(one) for one in records if one), hint.get_section_display() or "–")


class RecentFilter(admin.SimpleListFilter):
    title = _("time")
    parameter_name = "recent"

    def lookups(self, request, model_admin):
        return [("yes", _("this week and the last"))]

    def queryset(self, request, queryset):
        return queryset.recent() if self.value() == "yes" else queryset


@admin.register(EmptySearch)
class EmptySearchAdmin(ModelAdmin):
    """Read only: what readers miss, the newest week first, with one click to what may answer it."""

    list_display = ["query", "language", "week", "searches", "weak", "wanted", "ways_to_answer"]
    list_filter = [RecentFilter, "language", "week"]
    search_fields = ["query"]
    date_hierarchy = "week"

    @admin.display(description=_("answer it with"))
    def ways_to_answer(self, search):
        typed = {"language": search.language, "words": search.query}
        hint, page = reverse("admin:questions_searchhint_add"), reverse("admin:guide_guidepage_add")
        ways = [(f"{hint}?{urlencode(typed)}", _("a word or phrase"))]
        ways.append((f"{page}?{urlencode({f'name_{search.language}': search.query})}", _("a page")))
        ways.append((f"{reverse('search:results')}?{urlencode({'q': search.query})}", _("see what is found")))
        return format_html_join(" · ", '<a class="underline" href="{}">{}</a>', ways)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
