from django.urls import path

from content.sharing.urls import outlets, outlets_of_list
from guide import views
from guide.models import GuidePage, Question, Statistic, Word
from guide.sharing import page_facts, question_facts, statistic_facts, word_facts

app_name = "guide"
urlpatterns = [
    path("", views.guide_list, name="list"),
    path("questions/", views.question_list, name="questions"),
    path("words/", views.word_list, name="words"),
    path("figures/", views.statistic_list, name="statistics"),
    path("residents/", views.residents, name="residents"),
    *outlets_of_list("questions/", Question, question_facts, "question"),
    *outlets_of_list("words/", Word, word_facts, "word"),
    *outlets_of_list("figures/", Statistic, statistic_facts, "statistic"),
    *outlets("", GuidePage, page_facts),
]
