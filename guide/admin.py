from django.contrib import admin

from content.admin.records import ContentAdmin
from guide.models import GuidePage, Question, Statistic, Word


@admin.register(GuidePage)
class GuidePageAdmin(ContentAdmin):
    list_display = ["label", "parent", "municipality", "readers"]
    list_select_related = ["parent", "municipality"]
    list_filter = ["readers", *ContentAdmin.list_filter]
    autocomplete_fields = ["parent", "municipality", "institutions"]


@admin.register(Question)
class QuestionAdmin(ContentAdmin):
    list_display = ["label", "needs_review", "review_due_on"]
    list_filter = ["needs_review", *ContentAdmin.list_filter]
    autocomplete_fields = ["municipality"]


@admin.register(Statistic)
class StatisticAdmin(ContentAdmin):
    list_display = ["label", "value", "as_of", "is_current"]
    list_filter = ["subject", "is_current", *ContentAdmin.list_filter]
    autocomplete_fields = ["municipality"]


@admin.register(Word)
class WordAdmin(ContentAdmin):
    list_display = ["label", "term", "guide_page"]
    list_select_related = ["guide_page"]
    autocomplete_fields = ["guide_page"]
    search_fields = ["term", "variants"]
