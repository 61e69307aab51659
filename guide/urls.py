from django.urls import path

from guide import views

app_name = "guide"
urlpatterns = [
    path("", views.guide_list, name="list"),
    path("questions/", views.question_list, name="questions"),
    path("words/", views.word_list, name="words"),
    path("figures/", views.statistic_list, name="statistics"),
    path("<slug:slug>/", views.guide_detail, name="detail"),
]
