from django.urls import path

from portal.asking import views
from portal.asking.answering.views import answer

app_name = "asking"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("erased/", views.erased, name="erased"),
    path("thread/<str:token>/", views.thread, name="thread"),
    path("answer/<str:token>/", answer, name="answer"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("thread/<path:rest>", views.lost, name="thread_lost"),
    path("answer/<path:rest>", views.lost, name="answer_lost"),
]
